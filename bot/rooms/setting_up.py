"""``/setup``: a channel's daily question in one go, and what it will look like before anybody agrees.

The preview is a made-up team on its tenth day, shown to the one who asks.  Whether the tutor may post in
a channel is the platform's to check before the turn gets here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.conversation import Button, Card, Command, Image, Press, Replies, Reply, Submit
from bot.groups.boards import board_reply
from bot.ports import MintToken
from bot.progress.zones import find_zones
from bot.records import Board, Standing
from bot.rooms.timetable import Timetable

USUAL = "09:00 weekdays"
_COURSE = re.compile(r"\bcourse\s+(\S+)", re.IGNORECASE)
_CHANNEL = re.compile(r"<#(\w+)(?:\|[^>]*)?>\s*")

DAY_TEN = Board("week", date(2026, 1, 16))
TEAM = {"1": "Ines", "2": "Tomasz", "3": "Aisha", "4": "Ben"}
ROWS = (Standing(1, "1", 190), Standing(2, "2", 150, tied=True), Standing(2, "3", 150, tied=True), Standing(4, "4", 90))
CHOSEN = (("A", 1, False), ("B", 3, True), ("C", 1, False), ("D", 0, False))


@dataclass(frozen=True, slots=True)
class SettingUp:
    """The desk for ``/setup``.  ``course`` is its id and title, ``topics`` completes the name of a topic.

    ``example`` gives the lines of a question, ``picture`` draws a board.
    """

    timetable: Timetable
    mint: MintToken
    course: tuple[str, str]
    topics: Callable[[str], Sequence[tuple[str, str]]]
    example: Callable[[], Sequence[str]]
    picture: Callable[[Board, Sequence[Standing], Mapping[str, str], str | None], Image]

    async def setup(self, turn: Command) -> Replies:
        """``/setup``, ``/setup 09:00 weekdays Berlin``, ``/setup #channel 09:00``."""
        words = turn.argument.strip()
        elsewhere = _CHANNEL.match(words)
        place = turn.place
        if elsewhere:
            words = words[elsewhere.end() :].strip() or USUAL
            if elsewhere[1] != place.channel and not turn.learner.admin:
                return (Reply("Another channel is set up by an admin; `/setup` here is for this one.", private=True),)
            place = replace(place, channel=elsewhere[1], thread=None)
        if (named := _COURSE.search(words)) and named[1] not in self.course:
            return (Reply(f"The course here is {self.course[1]}.", private=True),)
        words = _COURSE.sub("", words).strip() or (USUAL if named else "")
        if place.channel is None:
            return (Reply("A daily question needs a channel: say `/setup` in it.", private=True), self._sample())
        if not words:
            there = await self.timetable.schedules.get(place.tenant, place.channel)
            if there is None and self.timetable.allowed(turn.learner):
                return (self._offer(turn),)
        set_up = await self.timetable.schedule(replace(turn, place=replace(place, thread=None), argument=words))
        if place.channel == turn.place.channel:
            return set_up
        # Its buttons would be good in that other channel only.
        return tuple(replace(reply, text=f"In the channel you named: {reply.text}", buttons=()) for reply in set_up)

    def complete(self, typed: str) -> Sequence[tuple[str, str]]:
        """Choices for one part: ``zone lis``, ``topic moni``, ``course``."""
        part, _, begun = typed.partition(" ")
        match part:
            case "zone":
                return [(found.zone, found.label) for found in find_zones(begun)]
            case "topic":
                return self.topics(begun)
            case "course":
                return [self.course]
        return ()

    async def pressed(self, turn: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Show me with a sample team``."""
        return (self._sample(),)

    def _offer(self, turn: Command) -> Reply:
        place = turn.place
        text = (
            f"**A question a day in this channel**, from {self.course[1]}: on weekdays at 09:00, open for twelve hours. "
            "Everybody answers in private; at the end the channel sees how people chose, with the reason and its source, "
            "and no names.\nWith `/setup` you may say a channel, a time, days and a place: `09:00 weekdays Lisbon`."
        )
        buttons = (
            Button("Yes, 09:00 on weekdays", self.mint("daily", "yes", place=place), "primary"),
            Button("Change", self.mint("schedule", "change", place=place)),
            Button("Show me with a sample team", self.mint("setup", "sample", place=place)),
        )
        return Reply(text, buttons=buttons, private=True)

    def _sample(self) -> Reply:
        lines = tuple(self.example())
        bars = tuple(f"{letter} {'█' * count or '·'} {count}{' ✓' if right else ''}" for letter, count, right in CHOSEN)
        board = board_reply(DAY_TEN, ROWS, TEAM, private=1)
        return Reply(
            "**Day 10 with a made-up team of five.** Only you see this; nothing was posted.",
            cards=(
                Card("09:00, in the channel", (*lines, "5 answered")),
                Card("21:00, the same message", (*bars, "3 of 5 had it, with the reason and its source below.")),
                Card("Friday: this week", ("1 learner private.",), board.cards[0].rows),
            ),
            images=(self.picture(DAY_TEN, ROWS, TEAM, None),),
            private=True,
        )

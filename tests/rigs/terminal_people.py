"""People at the terminal: what they type is a turn, what comes back is what a script reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from journeys.acts import Act, Ask, Call, Driver, Fill, Follow, Press, Restart, Shown, Tell, Wait
from rigs.study_room import StudyRoom

from bot.conversation import Command, Form, Learner, Message, Place, Reply, Submit, Turn
from bot.conversation import Press as Pressed
from bot.platforms.terminal.inbound import PLATFORM
from bot.platforms.terminal.outbound import as_json

TENANT = "terminal"
CHANNEL = Place(PLATFORM, TENANT, "study", "1")


@asynccontextmanager
async def terminal_driver(room: StudyRoom) -> AsyncIterator[Driver]:
    """People who share one terminal."""
    async with room.attended():
        yield TerminalPeople(room)


@dataclass
class TerminalPeople:
    """See :class:`journeys.acts.Driver`."""

    room: StudyRoom
    seen: list[tuple[str | None, Place, dict[str, Any]]] = field(default_factory=list)
    form: Form | None = None
    turns: int = 0

    async def act(self, who: str, act: Act) -> list[Shown]:
        """See :meth:`journeys.acts.Driver.act`."""
        match act:
            case Restart():
                await self.room.restart()
                return []
            case Wait(days=days):
                self.room.clock.by += timedelta(days=days)
                return []
            case Press(label=label, times=times, whose=whose):
                token, place = self._button(whose or who, label)
                turns: list[Turn] = [Pressed(self._id(), self._learner(who), place, token) for _ in range(times)]
            case _:
                turns = [self._turn(who, act)]
        assert self.room.hall is not None
        said = await asyncio.gather(*map(self.room.hall.tutor.handle, turns))
        place = turns[0].place
        distinct: dict[str, Shown] = {}
        for reply in (reply for replies in said for reply in replies):
            self.form = reply.form or self.form
            shown = self._shown(who, place, reply)
            distinct.setdefault(f"{shown.to} {shown.text}", shown)  # one message, however often it is said again
        return list(distinct.values())

    async def answers(self) -> int:
        """See :meth:`journeys.acts.Driver.answers`."""
        return await self.room.answers(TENANT)

    def _turn(self, who: str, act: Act) -> Turn:
        learner, turn = self._learner(who), self._id()
        match act:
            case Ask(text=text):
                return Message(turn, learner, CHANNEL, text)
            case Follow(text=text):
                return Message(turn, learner, CHANNEL, text, addressed=False)
            case Tell(text=text):
                return Message(turn, learner, Place(PLATFORM, TENANT), text)
            case Call(skill=skill, argument=argument, private=private):
                place = Place(PLATFORM, TENANT) if private else replace(CHANNEL, thread=None)
                return Command(turn, learner, place, skill, argument)
            case Fill(values=values):
                assert self.form is not None
                return Submit(turn, learner, replace(CHANNEL, thread=None), self.form.token, values)
        raise AssertionError(act)

    def _shown(self, who: str, place: Place, reply: Reply) -> Shown:
        to = who if reply.private or place.private else None
        said = as_json(reply, to, None)
        self.seen.append((to, place, said))
        cards = [[card["title"], *card["lines"], *map(" ".join, card["rows"]), card["code"]] for card in said["cards"]]
        sources = [f"[{source['number']}] {source['title']} {source['heading']}" for source in said["sources"]]
        fields = [field.label for field in reply.form.fields] if reply.form else []
        return Shown(
            "\n".join([said["text"], *(line for card in cards for line in card), *sources, *fields]).replace("**", ""),
            to,
            tuple(button["label"] for button in said["buttons"]),
            tuple(source["url"] for source in said["sources"] if source["url"]),
        )

    def _button(self, who: str, label: str) -> tuple[str, Place]:
        for to, place, said in reversed(self.seen):
            if to in (None, who):
                for button in said["buttons"]:
                    if button["label"].startswith(label):
                        return button["token"], place
        raise AssertionError(f"@{who} sees no button {label!r}")

    def _learner(self, who: str) -> Learner:
        return Learner(PLATFORM, TENANT, who, who)

    def _id(self) -> str:
        self.turns += 1
        return f"turn-{self.turns}"

"""``/board`` and ``/group``: who learns together, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from bot.conversation import Button, Command, Image, Learner, Place, Press, Reply, Submit
from bot.groups.appearing import Appearing, appearing
from bot.groups.boards import board_reply, how_counted
from bot.people import local_now
from bot.ports import Board, Boards, Clock, Group, Groups, Ledger, Measure, Period, Profiles, Standing

Replies: TypeAlias = tuple[Reply, ...]
TOP = 3
PERIODS: tuple[Period, ...] = ("day", "week", "month", "season", "all")
SPOKEN: Mapping[str, Period] = {
    "today": "day",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarter": "season",
}


@dataclass(frozen=True, slots=True)
class Boardroom:
    """Boards and groups.  ``unasked_shown``: people who were never asked appear (in the terminal)."""

    boards: Boards
    groups: Groups
    ledger: Ledger
    profiles: Profiles
    clock: Clock
    mint: Callable[..., str]
    picture: Callable[[Board, Sequence[Standing], Mapping[str, str], str | None], Image]
    unasked_shown: Callable[[str], bool]

    async def board(self, turn: Command) -> Replies:
        """``/board [day|week|month|season|all] [fixed]``."""
        period, measure = _read(turn.argument)
        return (await self._board(turn.learner, turn.place, period, measure),)

    async def pressed(self, turn: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """Another period, or how it is counted."""
        profile = await self.profiles.get(turn.learner.tenant, turn.learner.id)
        _, today, _ = local_now(self.clock, profile)
        if ids[0] == "how":
            return (how_counted(Board(cast(Period, ids[1]), today)),)
        return (await self._board(turn.learner, turn.place, cast(Period, ids[1]), cast(Measure, ids[2])),)

    async def _board(self, learner: Learner, place: Place, period: Period, measure: Measure) -> Reply:
        profile = await self.profiles.get(learner.tenant, learner.id)
        _, today, _ = local_now(self.clock, profile)
        group = await self.groups.of_channel(place.tenant, place.channel) if place.channel else None
        board = Board(period, today, group.id if group else None, measure)
        shown = await self._appearing(learner.tenant)
        rows = await self._rows(learner, board, shown)
        fixed = [
            row
            for row in await self.boards.top(learner.tenant, Board(period, today, board.group, "fixed"), 1)
            if row.learner in shown.names
        ]
        reply = board_reply(
            board,
            rows,
            shown.names,
            viewer=learner.id,
            private=shown.private,
            most_fixed=fixed[0] if fixed and measure == "points" else None,
            buttons=(
                Button("How this is counted", self.mint("board", "how", period, place=place)),
                *self._others(period, measure, place),
            ),
        )
        if not rows:
            return reply
        return Reply(
            reply.text, cards=reply.cards, buttons=reply.buttons, data=reply.data,
            images=(self.picture(board, rows, shown.names, learner.id),),
        )  # fmt: skip

    async def _rows(self, learner: Learner, board: Board, shown: Appearing) -> list[Standing]:
        """The first three, then the reader with the one above and the one below."""
        top = [
            row
            for row in await self.boards.top(learner.tenant, board, TOP + shown.private)
            if row.learner in shown.names
        ]
        rows = top[:TOP]
        known = {row.learner for row in rows}
        around = await self.boards.around(learner.tenant, board, learner.id)
        return rows + [row for row in around if row.learner in shown.names and row.learner not in known]

    async def _appearing(self, tenant: str) -> Appearing:
        profiles = [await self.profiles.get(tenant, name) for name in await self.ledger.learners(tenant)]
        return appearing(profiles, self.unasked_shown(tenant))

    def _others(self, period: Period, measure: Measure, place: Place) -> tuple[Button, ...]:
        wider = PERIODS[(PERIODS.index(period) + 1) % len(PERIODS)]
        other: Measure = "points" if measure == "fixed" else "fixed"
        label = {"day": "Today", "week": "Week", "month": "Month", "season": "Season", "all": "All time"}[wider]
        return (
            Button(label, self.mint("board", "show", wider, measure, place=place)),
            Button(
                "Mistakes fixed" if other == "fixed" else "Points",
                self.mint("board", "show", period, other, place=place),
            ),
        )

    async def group(self, turn: Command) -> Replies:
        """``/group``, ``/group new NAME``, ``/group join``, ``/group leave``."""
        if turn.place.channel is None:
            mine = [group.name for group in await self.groups.all(turn.learner.tenant)]
            said = (
                "Groups here: " + ", ".join(mine) + "."
                if mine
                else "No groups yet. Say `/group new NAME` in a channel."
            )
            return (Reply(said, private=True),)
        verb, _, name = turn.argument.partition(" ")
        group = await self.groups.of_channel(turn.place.tenant, turn.place.channel)
        if verb == "new":
            return (await self._founded(turn, name.strip() or turn.place.channel, group),)
        if group is None:
            return (Reply("This channel has no study group yet: `/group new NAME` makes one.", private=True),)
        if verb == "leave":
            await self.groups.leave(turn.place.tenant, group.id, turn.learner.id)
            return (Reply(f"You left {group.name}. Your answers stay yours.", private=True),)
        if verb == "join":
            await self.groups.join(turn.place.tenant, group.id, turn.learner.id, self.clock.now())
            return (Reply(f"You are in {group.name}.", private=True),)
        members = await self.groups.members(turn.place.tenant, group.id)
        people = "1 person" if len(members) == 1 else f"{len(members)} people"
        return (
            Reply(
                f"**{group.name}**: {people} learn together here. `/group join` · `/group leave` · `/board`",
                private=True,
            ),
        )

    async def _founded(self, turn: Command, name: str, before: Group | None) -> Reply:
        if before is not None:
            return Reply(f"This channel already has the group {before.name}.", private=True)
        assert turn.place.channel is not None
        plain = " ".join(re.findall(r"[\w'-]+", name))[:40] or "study group"
        group = Group(re.sub(r"\W+", "-", turn.place.channel.lower())[:24], plain, (turn.place.channel,))
        await self.groups.save(turn.place.tenant, group)
        await self.groups.join(turn.place.tenant, group.id, turn.learner.id, self.clock.now())
        return Reply(f"**{plain}** is founded: everyone here may `/group join`. `/board` shows where you stand.")


def _read(argument: str) -> tuple[Period, Measure]:
    words = argument.lower().split()
    period: Period = next(
        (SPOKEN.get(word) or cast(Period, word) for word in words if word in PERIODS or word in SPOKEN), "week"
    )
    return period, "fixed" if any(word.startswith(("fixed", "mistake")) for word in words) else "points"

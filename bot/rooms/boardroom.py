"""``/board`` and ``/group``: who learns together, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from itertools import chain
from typing import cast, get_args

from bot.conversation import Button, Command, Image, Learner, Place, Press, Replies, Reply, Submit, Turn
from bot.groups.appearing import Appearing, appearing, ask_to_appear
from bot.groups.boards import between_reply, board_reply, how_counted
from bot.ports import Boards, Clock, Groups, Ledger, MintToken, Profiles
from bot.progress.present import local_now
from bot.progress.standings import between_groups, shares
from bot.records import Board, Group, Measure, Period, Standing

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
    """Boards and groups.  ``asks``: whether a tenant's people must agree before a board shows them."""

    boards: Boards
    groups: Groups
    ledger: Ledger
    profiles: Profiles
    clock: Clock
    mint: MintToken
    picture: Callable[[Board, Sequence[Standing], Mapping[str, str], str | None], Image]
    asks: Callable[[str], bool]

    async def board(self, turn: Command) -> Replies:
        """``/board [day|week|month|season|all] [fixed]``, ``/board groups``."""
        period, measure = _read(turn.argument)
        if re.search(r"\b(groups|teams)\b", turn.argument.lower()):
            return (await self._between(turn.learner, period),)
        shown = await self._asked(turn, period, measure)
        profile = await self.profiles.get(turn.learner.tenant, turn.learner.id)
        if profile.board == "ask" and self.asks(turn.learner.tenant):
            return (shown, ask_to_appear(self.mint, turn.place))
        return (shown,)

    async def pressed(self, turn: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """Another period, how it is counted, or the same for everyone.  ``ValueError`` for a board there is none of."""
        kind, period, *measure = ids
        if period not in get_args(Period) or not set(measure[:1]) <= set(get_args(Measure)):
            raise ValueError(f"no board is called {'/'.join(ids)}")
        # A button of an earlier version names no measure.
        wanted = cast(Period, period), cast(Measure, measure[0] if measure else "points")
        if kind == "how":
            return (how_counted(Board(wanted[0], self.clock.now().date(), measure=wanted[1])),)
        if kind == "share":
            # Pressed again, it takes its own place: a double tap shares once.
            name = f"board-{measure[1]}"
            shared = await self._board(turn.learner, turn.place, *wanted, aloud=True)
            return (replace(shared, key=name, replaces=name),)
        return (await self._asked(turn, *wanted),)

    async def _asked(self, turn: Turn, period: Period, measure: Measure) -> Reply:
        """The board of whoever asks: private where others read along, with a button to share it."""
        shown = await self._board(turn.learner, turn.place, period, measure)
        if turn.place.private:
            return shown
        if not shown.data["rows"]:  # an empty board is nothing to show to others
            return replace(shown, private=True)
        name = blake2b(turn.id.encode(), digest_size=6).hexdigest()
        share = Button("Share with channel", self.mint("board", "share", period, measure, name, place=turn.place))
        return replace(shown, private=True, buttons=(*shown.buttons, share))

    async def _board(
        self, learner: Learner, place: Place, period: Period, measure: Measure, *, aloud: bool = False
    ) -> Reply:
        """The board around ``learner``; ``aloud``: for everybody, so that nobody in it is "you"."""
        viewer = None if aloud else learner.id
        group = await self.groups.of_channel(place.tenant, place.channel) if place.channel else None
        board = Board(period, await self._today(learner), group.id if group else None, measure)
        rows = await self._rows(learner, board)
        fixed = await self.boards.top(learner.tenant, replace(board, measure="fixed"), 1)
        shown = await self._names([*rows, *fixed], learner.tenant)
        reply = board_reply(
            board,
            rows,
            shown.names,
            aliases=shown.aliases,
            viewer=viewer,
            private=await self.boards.private(learner.tenant, board.group),
            most_fixed=fixed[0] if fixed and measure == "points" else None,
            shares=await self._shares(learner.tenant, board, rows) if measure == "points" else None,
            buttons=(
                Button("How this is counted", self.mint("board", "how", period, measure, place=place)),
                *self._others(period, measure, place),
            ),
        )
        return replace(reply, images=(self.picture(board, rows, shown.names, viewer),)) if rows else reply

    async def _today(self, learner: Learner) -> date:
        profile = await self.profiles.get(learner.tenant, learner.id)
        _, today, _ = local_now(self.clock, profile, await self.ledger.facts(learner.tenant, learner.id))
        return today

    async def _rows(self, learner: Learner, board: Board) -> list[Standing]:
        """The first three, then the reader with the one above and the one below."""
        top = await self.boards.top(learner.tenant, board, TOP)
        known = {row.learner for row in top}
        around = await self.boards.around(learner.tenant, board, learner.id)
        return [*top, *(row for row in around if row.learner not in known)]

    async def _names(self, rows: Sequence[Standing], tenant: str) -> Appearing:
        learners = dict.fromkeys(row.learner for row in rows)
        return appearing([await self.profiles.get(tenant, name) for name in learners], not self.asks(tenant))

    async def _shares(self, tenant: str, board: Board, rows: Sequence[Standing]) -> dict[str, float]:
        found: dict[str, float] = {}
        for row in rows:
            found |= shares(await self.ledger.facts(tenant, row.learner), board)
        return found

    async def _between(self, learner: Learner, period: Period) -> Reply:
        """Group against group, by the median of those who took part."""
        board, tenant = Board(period, await self._today(learner)), learner.tenant
        groups = {group.id: group.name for group in await self.groups.all(tenant)}
        members = {group: await self.groups.members(tenant, group) for group in groups}
        facts = [fact for who in {*chain(*members.values())} for fact in await self.ledger.facts(tenant, who)]
        return between_reply(board, between_groups(facts, board, members), groups)

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
        if verb == "leave" and turn.learner.id not in await self.groups.members(turn.place.tenant, group.id):
            return (Reply(f"You are not in {group.name}; `/group join` is the way in.", private=True),)
        if verb == "leave":
            await self.groups.leave(turn.place.tenant, group.id, turn.learner.id)
            return (Reply(f"You left {group.name}. Your answers stay yours.", private=True),)
        if verb == "join":
            await self.groups.join(turn.place.tenant, group.id, turn.learner.id, self.clock.now())
            return (Reply(f"You are in {group.name}.", private=True),)
        members = await self.groups.members(turn.place.tenant, group.id)
        people = "1 person learns" if len(members) == 1 else f"{len(members)} people learn together"
        return (
            Reply(
                f"**{group.name}**: {people} here. `/group join` · `/group leave` · `/board`",
                private=True,
            ),
        )

    async def _founded(self, turn: Command, name: str, before: Group | None) -> Reply:
        if before is not None:
            return Reply(f"This channel already has the group {before.name}.", private=True)
        assert turn.place.channel is not None
        plain = " ".join(re.findall(r"[\w'-]+", name))[:40] or "study group"
        group = Group(re.sub(r"\W+", "-", turn.place.channel.lower()), plain, (turn.place.channel,))
        await self.groups.save(turn.place.tenant, group)
        await self.groups.join(turn.place.tenant, group.id, turn.learner.id, self.clock.now())
        return Reply(f"**{plain}** is founded: everyone here may `/group join`. `/board` shows where you stand.")


def _read(argument: str) -> tuple[Period, Measure]:
    words = argument.lower().split()
    period: Period = next(
        (SPOKEN.get(word) or cast(Period, word) for word in words if word in PERIODS or word in SPOKEN), "week"
    )
    return period, "fixed" if any(word.startswith(("fixed", "mistake")) for word in words) else "points"

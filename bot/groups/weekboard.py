"""The board of a week under the question that closes it: the first three, and how many are private."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from bot.conversation import Place, Reply
from bot.groups.appearing import appearing
from bot.groups.boards import board_reply
from bot.ports import Boards, Groups, Profiles
from bot.records import Board

TOP = 3


@dataclass(frozen=True, slots=True)
class WeekBoard:
    """Puts a board under a reply.  ``asks``: whether a tenant's people must agree before a board shows them."""

    boards: Boards
    groups: Groups
    profiles: Profiles
    asks: Callable[[str], bool]

    async def under(self, reply: Reply, place: Place, day: date) -> Reply:
        """``reply`` with the week's board below it, where somebody stands on one."""
        tenant = place.tenant
        group = await self.groups.of_channel(tenant, place.channel or "")
        board = Board("week", day, group.id if group else None)
        rows = await self.boards.top(tenant, board, TOP)
        if not rows:
            return reply
        fixed = await self.boards.top(tenant, replace(board, measure="fixed"), 1)
        people = dict.fromkeys(row.learner for row in (*rows, *fixed))
        shown = appearing([await self.profiles.get(tenant, name) for name in people], not self.asks(tenant))
        said = board_reply(
            board,
            rows,
            shown.names,
            aliases=shown.aliases,
            private=await self.boards.private(tenant, board.group),
            most_fixed=fixed[0] if fixed else None,
        )
        return replace(reply, text=f"{reply.text}\n\n{said.text}", cards=(*reply.cards, *said.cards))

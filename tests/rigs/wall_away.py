"""The wall as a process of a storm sees it: over a socket."""

from __future__ import annotations

import asyncio
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.conversation import Address, Place, Reply
from bot.memory.clock import instant
from bot.platforms import Draft, Inlet, NotThere, OutcomeUnknown
from bot.platforms.abilities import AHEAD
from tests.rigs.clocks import SetClock


@dataclass
class WallAway:
    """One connection a call; a broken one leaves open what it came to."""

    name: str
    socket: Path
    clock: SetClock

    @property
    def resend_safe(self) -> bool:
        return self.name == "discord"

    async def listen(self, inlet: Inlet) -> None: ...

    async def deliver(self, place: Place, address: Address, reply: Reply, nonce: str) -> str:
        asked = {"op": "take", "channel": place.channel, "nonce": nonce, "edit": reply.replaces}
        at = self.clock.at
        if AHEAD in address:
            asked["op"], at = "hand", instant(address[AHEAD])
        said = await self._ask(asked | {"at": at.isoformat(), "pid": os.getpid()})
        return str(said["message"])

    async def begin(self, place: Place, address: Address, nonce: str) -> Draft | None:
        return None

    async def find_ahead(self, place: Place, at: str) -> str:
        said = await self._ask({"op": "waits", "channel": place.channel, "at": instant(at).isoformat()})
        if "absent" in said:
            raise NotThere
        return str(said["message"])

    async def take_back(self, place: Place, name: str) -> None:
        await self._ask({"op": "back", "name": name})

    async def find(self, place: Place, nonce: str) -> str | None:
        said = await self._ask({"op": "find", "nonce": nonce})
        if "absent" in said:
            raise NotThere
        found: str | None = said["message"]
        return found

    async def close(self) -> None: ...

    async def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        reader, writer = await asyncio.open_unix_connection(str(self.socket))
        try:
            writer.write(json.dumps(asked).encode() + b"\n")
            line = await reader.readline()
        finally:
            writer.close()
        if not line:
            raise OutcomeUnknown("the connection broke")
        said: dict[str, Any] = json.loads(line)
        return said

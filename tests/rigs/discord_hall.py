"""The real ``studyhall run --only discord`` in a process of its own, connected to the stub."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rigs.command_line import StudyhallCommand
from rigs.discord_shapes import GUILD
from rigs.discord_stub import DiscordStub

PATIENCE = 30.0


def environment(command: StudyhallCommand, discord: DiscordStub, **settings: str) -> dict[str, str]:
    """What the process is told."""
    addresses = {"DISCORD_API_URL": discord.api, "DISCORD_GATEWAY_URL": discord.gateway}
    return command.environment(
        {"DISCORD_BOT_TOKEN": discord.token, "DISCORD_GUILD_ID": str(GUILD), **addresses, **settings}
    )


@asynccontextmanager
async def serving(
    command: StudyhallCommand, discord: DiscordStub, verb: str = "run", **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start it, wait until it is at home on the server, and end it as an operator would."""
    identified, synced = discord.counts["IDENTIFY"], discord.counts["SYNCED"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", verb, *(("--only", "discord") if verb == "run" else ()),
        env=environment(command, discord, **settings), cwd=Path(__file__).parents[2],
    )  # fmt: skip
    try:
        if verb == "run":
            await discord.when(lambda: discord.counts["IDENTIFY"] > identified, PATIENCE)
            await discord.when(lambda: discord.counts["SYNCED"] > synced, PATIENCE)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)

"""From nothing to an app that answers: ``studyhall connect discord``, and a start that cannot succeed."""

from __future__ import annotations

import asyncio
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from rigs import discord_shapes as shapes
from rigs.command_line import StudyhallCommand
from rigs.discord_hall import environment
from rigs.discord_people import text_of
from rigs.discord_stub import DiscordStub, Fault

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStub]:
    async with DiscordStub() as stub:
        yield stub
        assert stub.wrong == []


@pytest.fixture
def run(tmp_path: Path, discord: DiscordStub):
    """Run a command in an empty folder, with what is typed."""
    command = StudyhallCommand(tmp_path / "data")
    settings = environment(command, discord)
    for name in ("DISCORD_BOT_TOKEN", "DISCORD_GUILD_ID"):
        del settings[name]

    async def run(*arguments: str, typed: str = "", **more: str) -> tuple[int, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, cwd=tmp_path, env={**settings, "PYTHONPATH": str(ROOT), **more},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await asyncio.wait_for(process.communicate(typed.encode()), 60)
        return process.returncode or 0, said.decode()

    return run


async def test_connected_in_one_go(discord: DiscordStub, run, tmp_path: Path) -> None:
    """Token, invite link, a look around, hello in a channel; the token in .env, for nobody else to read."""
    discord.guilds = [shapes.guild()]
    code, said = await run("connect", "discord", typed="t\n1\n")
    assert code == 0, said
    assert "permissions=309237746688" in said
    assert "✓ Connected as Studyhall." in said
    assert "✓ It is in Team." in said
    assert "✓ Said hello." in said
    assert (tmp_path / ".env").read_text() == "DISCORD_BOT_TOKEN=t\n"
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
    (hello,) = discord.messages.values()
    assert "is connected" in text_of(hello)


async def test_nobody_added_it_yet(discord: DiscordStub, run, tmp_path: Path) -> None:
    """It waits for the invitation, and says what is missing without losing the token."""
    code, said = await run("connect", "discord", typed="t\n\n")
    assert code == 0, said
    assert "✗ It is in no server yet" in said
    assert (tmp_path / ".env").exists()


async def test_a_new_token_takes_the_old_ones_place(discord: DiscordStub, run, tmp_path: Path) -> None:
    """Every other line stays; where the environment sets another, which counts, that is said."""
    discord.guilds = [shapes.guild()]
    (tmp_path / ".env").write_text("# ours\nexport DISCORD_BOT_TOKEN=old\nSTUDYHALL_LOG=error\n")
    code, said = await run("connect", "discord", typed=" new \n\n")
    assert code == 0, said
    assert "counts" not in said
    assert (tmp_path / ".env").read_text() == "# ours\nSTUDYHALL_LOG=error\nDISCORD_BOT_TOKEN=new\n"
    _, said = await run("connect", "discord", typed="newer\n\n", DISCORD_BOT_TOKEN="old")
    assert "The environment sets DISCORD_BOT_TOKEN too, and that counts" in said


@pytest.mark.parametrize("command", [("run", "--only", "discord"), ("connect", "discord")])
async def test_a_refused_token_is_one_sentence(discord: DiscordStub, run, command: tuple[str, ...]) -> None:
    """Neither goes on, and the token is not repeated."""
    discord.faults.append(Fault("GET", "/users/@me", status=401))
    code, said = await run(*command, typed="wrong-token\n", DISCORD_BOT_TOKEN="wrong-token")
    assert code == (69 if command[0] == "run" else 1), said
    assert "DISCORD_BOT_TOKEN" in said
    assert "wrong-token" not in said


async def test_a_missing_intent_is_one_sentence(discord: DiscordStub, run) -> None:
    """Asked for and not switched on: the start cannot succeed."""
    discord.closes_with = 4014
    code, said = await run("run", "--only", "discord", DISCORD_BOT_TOKEN="t", DISCORD_MESSAGE_CONTENT="1")
    assert "message content intent" in said
    assert code == 69, said


@pytest.mark.parametrize(("code", "named"), [(4004, "DISCORD_BOT_TOKEN"), (4011, "DISCORD_SHARDS"), (4013, "newer")])
async def test_a_gateway_that_refuses_for_good_ends_the_start(discord: DiscordStub, run, code: int, named: str) -> None:
    """What no further try can mend is one sentence, not an endless trying."""
    discord.closes_with = code
    ended, said = await run("run", "--only", "discord", DISCORD_BOT_TOKEN="t")
    assert named in said
    assert ended == 69, said

"""``chat``: the terminal platform, typed by a person or played from a story; and its child, ``hall``."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.failing import stop

if TYPE_CHECKING:
    from bot.conversation import Post
    from bot.settings import Settings

STORY_TENANT = "story"
EXAMPLES = """Examples:

  studyhall chat --as mira

  studyhall chat --script evening.story --json --clock 2026-03-28T18:00+01:00 --seed 7
"""


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog=EXAMPLES)(chat)
    app.command(hidden=True)(hall)


def chat(
    name: Annotated[str, typer.Option("--as", help="who you are")] = "you",
    script: Annotated[Path | None, typer.Option(help="a story to play, one step a line; - is standard input")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one object a step")] = False,
    clock: Annotated[str | None, typer.Option(help="what time the story begins, with its offset from UTC")] = None,
    seed: Annotated[int | None, typer.Option(help="the same story, clock and seed give the same output")] = None,
    admin: Annotated[list[str] | None, typer.Option(help="who is an admin in the story")] = None,
    keep: Annotated[bool, typer.Option("--continue", help="go on where the last story ended")] = False,
) -> None:
    """Talk to the tutor here: everything a chat user can do."""
    from bot.commands.firsttime import libraries_ready
    from bot.settings import Settings

    settings = Settings()
    libraries_ready(settings, quiet=as_json)
    if script is None:
        asyncio.run(converse(settings, name))
        return
    began = _instant(clock)
    play(_read(script), str(settings.data), began, seed, frozenset(admin or ()), as_json=as_json, keep=keep)


async def converse(settings: Settings, name: str) -> None:
    """Open the study hall in this terminal."""
    from bot.conversation import Learner
    from bot.platforms.terminal.conversation_loop import TerminalChat
    from bot.platforms.terminal.inbound import PLATFORM
    from bot.wiring import open_study_hall

    async with open_study_hall(settings) as hall:
        learner = Learner(PLATFORM, PLATFORM, name, name, tz=_local_zone(), admin=True)
        await TerminalChat(hall.tutor.handle, learner, settings.data / "pictures").run()


def play(
    story: str,
    data: str,
    clock: datetime,
    seed: int | None,
    admins: frozenset[str],
    *,
    as_json: bool,
    keep: bool = False,
) -> None:
    """Play a story and print what everybody sees.  Ends with exit code 1 at a slip."""
    from bot.platforms.terminal.narration import Narrator
    from bot.platforms.terminal.outbound import json_line
    from bot.platforms.terminal.stage import Hall, HallDied, Stage, hall_command
    from bot.platforms.terminal.story import StoryError, read_story

    command = hall_command(data, STORY_TENANT, seed)
    stage = Stage(Hall(command, fresh=not keep), clock, admins)
    narrator = Narrator()
    try:
        for played in stage.play(read_story(story)):
            if as_json:
                print(json_line(played.number, played.who, played.replies, Path(data)), flush=True)
            else:
                narrator.tell(played, stage.clock)
    except StoryError as slip:
        stage.hall.stop(hard=False)
        raise stop(str(slip)) from None
    except HallDied as ended:
        if ended.code == 69:  # it could not start, and has said why
            raise typer.Exit(69) from None
        raise stop(str(ended)) from None


def hall(
    tenant: Annotated[str, typer.Option()],
    clock: Annotated[str, typer.Option()],
    data: Annotated[Path, typer.Option()],
    seed: Annotated[int | None, typer.Option()] = None,
    fresh: Annotated[bool, typer.Option()] = False,
) -> None:
    """The study hall behind a story: one request a line in, its replies out."""
    from bot.settings import Settings

    asyncio.run(_serve_story(Settings(data=data), tenant, datetime.fromisoformat(clock), seed, fresh=fresh))


async def _serve_story(settings: Settings, tenant: str, at: datetime, seed: int | None, *, fresh: bool) -> None:
    """Be the study hall behind a story, until standard input ends: everything comes due as the story's clock moves."""
    from bot.platforms.terminal.clock import StoryClock
    from bot.platforms.terminal.hall import serve
    from bot.platforms.terminal.inbound import PLATFORM
    from bot.platforms.terminal.unasked import StoryPosting
    from bot.wiring import open_study_hall

    clock = StoryClock(at)
    secret = None if seed is None else f"story {seed}"
    async with open_study_hall(settings, clock, secret=secret, seed=f"{seed or ''}") as hall:
        if fresh:
            await hall.memory.archive.purge(tenant)
        posting = StoryPosting(clock)
        ticker = hall.unasked(posting).ticker

        async def advance(to: datetime) -> tuple[Post, ...]:
            await ticker.play(PLATFORM, tenant, to, clock.move)
            return posting.take()

        await serve(hall.tutor.handle, advance, tenant, settings.data / "pictures")


def _local_zone() -> str | None:
    """This machine's zone by its IANA name, where it says."""
    from bot.progress.zones import is_zone

    named = os.environ.get("TZ") or "/".join(Path("/etc/localtime").resolve().parts[-2:])
    return named if is_zone(named) else None


def _instant(text: str | None) -> datetime:
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise stop(f"--clock {text!r} is no instant; write 2026-03-28T18:00+01:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read(script: Path) -> str:
    if str(script) == "-":
        return sys.stdin.read()
    try:
        return script.read_text(encoding="utf-8")
    except OSError as missing:
        raise stop(f"{script} cannot be read: {missing.strerror}") from None
    except UnicodeDecodeError:
        raise stop(f"{script} is not text in UTF-8") from None

"""``chat``: the terminal platform, typed by a person or played from a story; and its child, ``hall``."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.failing import stop

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
        from bot.wiring import converse

        asyncio.run(converse(settings, name))
        return
    began = _instant(clock)
    play(_read(script), str(settings.data), began, seed, frozenset(admin or ()), as_json=as_json, keep=keep)


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
    start: Annotated[int, typer.Option()] = 0,
    seed: Annotated[int | None, typer.Option()] = None,
    data: Annotated[Path | None, typer.Option()] = None,
    fresh: Annotated[bool, typer.Option()] = False,
) -> None:
    """The study hall behind a story: one request a line in, its replies out."""
    from bot.playing import serve_story
    from bot.settings import Settings

    settings = Settings() if data is None else Settings(data=data)
    asyncio.run(serve_story(settings, tenant, datetime.fromisoformat(clock), start, seed, fresh=fresh))


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

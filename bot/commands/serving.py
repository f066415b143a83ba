"""``run`` and ``work``: the study hall in service."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.failing import stop
from bot.ports import CannotStart

if TYPE_CHECKING:
    from bot.platforms import Platform

PLATFORMS = ("slack", "discord", "terminal")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: studyhall run --only slack,discord")(run)
    app.command(epilog="Example: REDIS_URL=redis://cache:6379 studyhall work")(work)


def run(
    only: Annotated[str, typer.Option(help="some of slack,discord,terminal; default: every configured one")] = "",
) -> None:
    """Serve every configured platform; without any, open the study hall in this terminal."""
    from bot.commands.firsttime import libraries_ready
    from bot.settings import Settings

    wanted = tuple(name.strip().lower() for name in only.split(",") if name.strip())
    if unknown := [name for name in wanted if name not in PLATFORMS]:
        raise stop(f"--only knows {', '.join(PLATFORMS)}, not {unknown[0]!r}", 2)
    settings = Settings()
    platforms = _configured(wanted)
    if not platforms and (named := [name for name in wanted if name != "terminal"]):
        raise CannotStart(
            "; ".join(
                f"{name} is not configured: set {name.upper()}_BOT_TOKEN (studyhall connect {name} helps)"
                for name in named
            )
        )
    libraries_ready(settings)
    if platforms:
        from bot.service.process import serve

        if sys.stderr.isatty():  # else whoever started it by hand looks at nothing
            names = " and ".join(platform.name.capitalize() for platform in platforms)
            typer.echo(f"Joining {names}: mention me there with a question. Ctrl-C ends it.", err=True)
        asyncio.run(serve(settings, platforms))
    elif sys.stdin.isatty():
        from bot.commands.chatting import converse

        asyncio.run(converse(settings, os.environ.get("USER", "you")))
    else:
        _tell_the_story(str(settings.data))


def work() -> None:
    """Only a worker: takes turns from the stream, so that more machines can share the load."""
    from bot.commands.firsttime import libraries_ready
    from bot.service.process import serve
    from bot.settings import Settings

    settings = Settings()
    platforms = _configured(())
    libraries_ready(settings)
    asyncio.run(serve(settings, platforms, listening=False))


def _configured(wanted: tuple[str, ...]) -> list[Platform]:
    """The platforms whose tokens are set.  Raises :class:`CannotStart` where one of them lacks something."""
    from bot.platforms import open_platforms

    if wanted == ("terminal",):
        return []
    if not any(name.startswith(("SLACK_", "DISCORD_")) for name in os.environ):
        return []
    try:
        return list(open_platforms(os.environ, wanted))
    except ValueError as missing:
        raise CannotStart(str(missing)) from None


def _tell_the_story(data: str) -> None:
    """What exists, played: nobody is at the keyboard."""
    from bot.commands.chatting import play

    story = files("bot.platforms.terminal").joinpath("welcome.story").read_text(encoding="utf-8")
    play(story, data, datetime.fromisoformat("2026-11-20T18:30+00:00"), 1, frozenset({"ana"}), as_json=False)
    print(
        "\nThat was a story. Now you: `make run` in a terminal, `studyhall index build FOLDER` for your own documents,\n"
        "`studyhall connect slack` or `studyhall connect discord` to bring it to your team."
    )

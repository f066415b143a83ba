"""What the chat commands show, for operators; and the ledger in and out: backup, restore, audit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperGroup

from bot.commands.failing import said_plainly, stop
from bot.commands.options import AllTenants, Json, OneTenant
from bot.quizzing.wording import counted
from bot.records import Period

if TYPE_CHECKING:
    from bot.operations import Operations

T = TypeVar("T")


class ShowsByDefault(TyperGroup):
    """A group whose ``show`` may be left out: ``streak U024`` is ``streak show U024``."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command of that name, or ``show`` for anything that is none."""
        named = bool(args) and (args[0] in self.commands or args[0].startswith("-"))
        return super().resolve_command(ctx, args if named else ["show", *args])


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    streak_app = typer.Typer(
        cls=ShowsByDefault,
        help="A learner's streak; excuse a date.",
        epilog="Example: studyhall streak U024",
        no_args_is_help=True,
    )
    streak_app.command("show", epilog="Example: studyhall streak U024 --json")(streak)
    streak_app.command("excuse", epilog="Example: studyhall streak excuse 2026-11-20 --reason 'no power'")(excuse)
    app.add_typer(streak_app, name="streak")
    app.command(epilog="Example: studyhall board --period week --json")(board)
    app.command(epilog="Example: studyhall learner U024 --json")(learner)
    app.command(epilog="Example: studyhall group --json")(group)
    app.command(epilog="Example: studyhall schedule 09:00 weekdays Europe/Berlin --channel C024 --platform slack")(
        schedule
    )
    app.command(epilog="Example: studyhall backup studyhall-2026-11-21.jsonl")(backup)
    app.command(epilog="Example: studyhall restore studyhall-2026-11-21.jsonl")(restore)
    app.command(epilog="Example: studyhall audit --json")(audit)


def board(
    period: Annotated[Period, typer.Option(help="how far back")] = "week",
    tenant: OneTenant = "",
    as_json: Json = False,
) -> None:
    """The leaderboard as everyone sees it."""
    _show(lambda operations: operations.board(tenant, period), as_json)


def streak(who: str, tenant: OneTenant = "", as_json: Json = False) -> None:
    """How long WHO has studied day after day, and why it counts so."""
    _show(lambda operations: operations.streak(tenant, who), as_json)


def excuse(
    day: Annotated[str, typer.Argument(help="the date, as 2026-11-20")],
    reason: Annotated[str, typer.Option(help="why, in a few words")] = "outage",
    who: Annotated[str, typer.Option(help="one learner; default: everyone of the team")] = "",
    tenant: OneTenant = "",
) -> None:
    """Excuse a date: it neither breaks nor lengthens a streak."""
    try:
        when = date.fromisoformat(day)
    except ValueError:
        raise stop(f"{day!r} is no date; write 2026-11-20") from None
    _show(lambda operations: operations.excuse(tenant, when, reason, who), False)


def learner(who: str, tenant: OneTenant = "", as_json: Json = False) -> None:
    """Everything kept about WHO."""
    _show(lambda operations: operations.learner(tenant, who), as_json)


def group(tenant: OneTenant = "", as_json: Json = False) -> None:
    """The study groups of a team."""
    _show(lambda operations: operations.group(tenant), as_json)


def schedule(
    words: Annotated[list[str] | None, typer.Argument(help="set it, or `off`: 09:00 weekdays Europe/Berlin")] = None,
    channel: Annotated[str, typer.Option(help="the channel's id, to set one")] = "",
    platform: Annotated[str, typer.Option(help="slack or discord, where the channel has none yet")] = "",
    tenant: OneTenant = "",
    as_json: Json = False,
) -> None:
    """The daily questions planned for each channel, and what became of the last ones; or set one."""
    wanted = " ".join(words or ())
    _show(lambda operations: operations.schedule(tenant, channel, platform, wanted), as_json)


def backup(file: Path, tenant: AllTenants = "") -> None:
    """Write every fact to FILE, one JSON object a line."""
    if file.is_dir() or not file.parent.is_dir():
        raise stop(f"{file} cannot be written: name a file in a folder that is there")
    with said_plainly(LookupError):
        entries = asyncio.run(_do(lambda operations: operations.backup(file, tenant)))
    print(f"{counted(entries, 'line')} in {file}")


def restore(file: Path) -> None:
    """Read FILE back; what is there already stays, and people who were deleted stay deleted."""
    if not file.exists() or file.is_dir():
        raise stop(f"there is no file {file}")
    with said_plainly(ValueError):
        restored = asyncio.run(_do(lambda operations: operations.restore(file)))
    came = f"{counted(restored.lines, 'line')} restored from {file}"
    print(came if restored.lines else f"nothing in {file} was missing here")
    if not restored.whole:
        raise stop(f"{file} was cut short: it has no last line, and may have held more")


def audit(tenant: AllTenants = "", as_json: Json = False) -> None:
    """Check that no fact was changed, recompute every number from them, and report any that differ."""
    with said_plainly(LookupError):
        found = asyncio.run(_do(lambda operations: operations.audit(tenant)))
    if as_json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        print(found["text"])
    if found["drift"]:
        raise typer.Exit(1)


async def _do(act: Callable[[Operations], Awaitable[T]]) -> T:
    from bot.operations import open_operations
    from bot.settings import Settings

    async with open_operations(Settings()) as operations:
        return await act(operations)


def _show(act: Callable[[Operations], Awaitable[dict[str, Any]]], as_json: bool) -> None:
    with said_plainly(LookupError, ValueError):
        shown = asyncio.run(_do(act))
    if as_json:
        print(json.dumps(shown["data"], ensure_ascii=False, default=str))
    else:
        print(shown["text"].replace("**", "").replace("`", ""))  # a shell shows no bold

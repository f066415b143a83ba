"""``library``: who may read what."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.commands.failing import stop
from bot.commands.options import AllTenants, Json
from bot.quizzing.wording import counted

if TYPE_CHECKING:
    from bot.memory.talk import RedisGrants

T = TypeVar("T")

library_app = typer.Typer(
    help="Say which team may read which library, and where.",
    epilog="Example: studyhall library grant handbook T024BE7LD",
    no_args_is_help=True,
)


def _ids(channels: list[str] | None) -> list[str] | None:
    """A grant goes by ids: under a name it would stand for no channel at all."""
    if named := [channel for channel in channels or () if channel.startswith("#")]:
        raise typer.BadParameter(f"{named[0]!r} is a name; the channel's id is meant, as C061EG9T2")
    return channels


Channels = Annotated[
    list[str] | None,
    typer.Option("--channel", help="only in the channel with this id; may be repeated", callback=_ids),
]


@library_app.command("list", epilog="Example: studyhall library list --json")
def list_libraries(
    tenant: AllTenants = "",
    as_json: Json = False,
) -> None:
    """The libraries here, and whom they were granted to."""
    from bot.libraries import libraries
    from bot.settings import Settings

    rows = [{"library": name, **facts} for name, facts in libraries(Settings()).items()]
    grants = asyncio.run(_with_grants(lambda grants: grants.granted(tenant) if tenant else grants.everywhere()))
    if as_json:
        shown = [
            {"library": g.library, "tenant": g.tenant, "channels": list(g.channels), "external": g.external}
            for g in grants
        ]
        print(json.dumps({"libraries": rows, "grants": shown}, ensure_ascii=False))
        return
    if not rows:
        print("No library yet: studyhall index build FOLDER makes `home`")
    for row in rows:
        print(f"{row['library']:16} {counted(row['documents'], 'document')} of {row['created'][:10]}")
    for grant in grants:
        print(f"{grant.tenant} reads {grant.library}{_where(grant.channels)}{', guests too' if grant.external else ''}")


@library_app.command(epilog="Example: studyhall library grant handbook T024BE7LD --channel C061EG9T2")
def grant(
    library: str,
    tenant: Annotated[str, typer.Argument(help="workspace or server id")],
    channels: Channels = None,
    external: Annotated[bool, typer.Option(help="guests and people of other organisations may read it too")] = False,
) -> None:
    """Let TENANT read LIBRARY, everywhere or only in some channels."""
    from bot.libraries import libraries
    from bot.records import Grant
    from bot.settings import Settings

    if library not in libraries(Settings()):
        raise stop(f"there is no library {library!r}; studyhall index build FOLDER --library {library} makes it")
    granted = Grant(library, tenant, tuple(channels or ()), external)
    asyncio.run(_with_grants(lambda grants: grants.grant(granted)))
    print(f"{tenant} reads {library}{_where(granted.channels)}")


@library_app.command(epilog="Example: studyhall library revoke handbook T024BE7LD")
def revoke(library: str, tenant: str, channels: Channels = None) -> None:
    """Take the right to read LIBRARY back."""
    if not asyncio.run(_with_grants(lambda grants: grants.revoke(library, tenant, tuple(channels or ())))):
        raise stop(
            f"there is no grant of {library} to {tenant}{_where(channels or ())}; studyhall library list names all"
        )
    print(f"{tenant} no longer reads {library}{_where(channels or ())}")


def _where(channels: Sequence[str]) -> str:
    return f" in {', '.join(channels)}" if channels else ""


async def _with_grants(act: Callable[[RedisGrants], Awaitable[T]]) -> T:
    from bot.memory.opening import open_memory
    from bot.settings import Settings

    async with open_memory(Settings()) as memory:
        return await act(memory.grants)

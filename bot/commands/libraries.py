"""``library``: who may read what."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.commands.failing import stop
from bot.commands.options import Json

if TYPE_CHECKING:
    from bot.ports import Grants

T = TypeVar("T")

library_app = typer.Typer(help="Say which team may read which library, and where.", no_args_is_help=True)

Channels = Annotated[list[str] | None, typer.Option("--channel", help="only in this channel; may be repeated")]


@library_app.command("list", epilog="Example: studyhall library list --json")
def list_libraries(
    tenant: Annotated[str | None, typer.Option(help="what this team may read")] = None,
    as_json: Json = False,
) -> None:
    """The libraries here, and who reads them."""
    from bot.libraries import libraries
    from bot.settings import Settings

    rows = [{"library": name, **facts} for name, facts in libraries(Settings()).items()]
    grants = asyncio.run(_with_grants(lambda grants: grants.granted(tenant))) if tenant else ()
    if as_json:
        shown = [{"library": g.library, "channels": list(g.channels), "external": g.external} for g in grants]
        print(json.dumps({"libraries": rows, "grants": shown}, ensure_ascii=False))
        return
    if not rows:
        print("No library yet: studyhall index build FOLDER makes `home`")
    for row in rows:
        print(f"{row['library']:16} {row['documents']} documents of {row['created'][:10]}")
    for grant in grants:
        where = ", ".join(f"#{channel}" for channel in grant.channels) or "everywhere"
        print(f"{grant.tenant} reads {grant.library} {where}")


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
    print(f"{tenant} reads {library} {'in ' + ', '.join(channels) if channels else 'everywhere'}")


@library_app.command(epilog="Example: studyhall library revoke handbook T024BE7LD")
def revoke(library: str, tenant: str, channels: Channels = None) -> None:
    """Take the right to read LIBRARY back."""
    if not asyncio.run(_with_grants(lambda grants: grants.revoke(library, tenant, tuple(channels or ())))):
        raise stop(f"{tenant} did not read {library}")
    print(f"{tenant} no longer reads {library}{' in ' + ', '.join(channels) if channels else ''}")


async def _with_grants(act: Callable[[Grants], Awaitable[T]]) -> T:
    from bot.memory.opening import open_memory
    from bot.settings import Settings

    async with open_memory(Settings()) as memory:
        return await act(memory.grants)

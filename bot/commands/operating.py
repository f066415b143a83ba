"""``doctor`` and ``connect``: is everything as it should be, and how to bring the tutor to a team."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from bot.commands.options import Json

connect_app = typer.Typer(
    help="Bring the tutor to Slack or Discord, step by step.",
    epilog="Example: studyhall connect slack",
    no_args_is_help=True,
)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(epilog="Example: studyhall doctor --json")(doctor)


def doctor(as_json: Json = False) -> None:
    """What is configured, reachable, promised, and what a question costs.  Exit code 1 if something is broken."""
    from bot.looks.doctor import examine
    from bot.looks.finding import Finding
    from bot.looks.variables import NOT_SET

    findings = asyncio.run(examine())
    if as_json:
        print(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False))
    else:
        unset = [finding.thing for finding in findings if finding.words == NOT_SET]
        shown = [finding for finding in findings if finding.words != NOT_SET]
        if unset:
            shown.append(Finding(NOT_SET, ", ".join(unset), "note"))
        width = max(len(finding.thing) for finding in shown)
        for finding in shown:
            print(f"{finding.mark} {finding.thing:{width}}  {finding.words}")
    if any(finding.broken for finding in findings):
        raise typer.Exit(1)


@connect_app.command(epilog="Example: studyhall connect slack --url https://studyhall.example.com")
def slack(
    url: Annotated[
        str, typer.Option(help="your public https address, for HTTP; without it Socket Mode, which needs none")
    ] = "",
) -> None:
    """Create the Slack app, check its tokens and scopes, write .env, say hello."""
    from bot.commands.connecting import connect_slack

    connect_slack(url)


@connect_app.command(epilog="Example: studyhall connect discord")
def discord() -> None:
    """Create the Discord app, check its token and intents, write .env, say hello."""
    from bot.commands.connecting import connect_discord

    connect_discord()

"""``connect``: walks through creating the app, checks what it was given, writes ``.env``, says hello."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import typer
from dotenv import dotenv_values

from bot.commands.failing import stop

if TYPE_CHECKING:
    from bot.platforms.discord.connect import App
    from bot.platforms.discord.environment import Environment

ENV = Path(".env")
ROOMS = 12


class Step(Protocol):
    """What a check came to, on either platform."""

    @property
    def ok(self) -> bool: ...

    @property
    def said(self) -> str: ...


def connect_slack(url: str = "") -> None:
    """Slack: by Socket Mode, or over HTTP at ``url``."""
    from bot.platforms.slack import connect
    from bot.platforms.slack.workspaces import SLACK_API

    if url and not url.startswith("https://"):
        raise stop(f"Slack calls only https addresses, and {url!r} is none", 2)
    api = os.environ.get("SLACK_API_URL", SLACK_API).rstrip("/") + "/"
    print(f"1. Create the app (everything is filled in):\n   {connect.creation_link(url or None)}")
    print("2. Install it to your workspace, then copy the bot token (OAuth & Permissions).")
    bot = _pasted("SLACK_BOT_TOKEN")
    _step(asyncio.run(connect.check_bot_token(bot, api)))
    if url:
        print("3. Copy the signing secret (Basic Information).")
        secret = _pasted("SLACK_SIGNING_SECRET")
        _step(connect.check_signing_secret(secret))
        write_env({"SLACK_BOT_TOKEN": bot, "SLACK_SIGNING_SECRET": secret, "SLACK_MODE": "http"})
    else:
        print("3. Make an app-level token with connections:write (Basic Information).")
        app = _pasted("SLACK_APP_TOKEN")
        _step(asyncio.run(connect.check_app_token(app, api)))
        write_env({"SLACK_BOT_TOKEN": bot, "SLACK_APP_TOKEN": app, "SLACK_MODE": "socket"})
    channel = typer.prompt("4. A channel id to say hello in (empty: none)", default="", show_default=False).strip()
    if channel:
        _step(asyncio.run(connect.say_hello(bot, channel, api)))
    print(f"Done: studyhall run{f', listening for {url}/slack/events' if url else ''}")


def connect_discord() -> None:
    """Discord over its gateway: no public address needed."""
    from bot.platforms.discord import connect
    from bot.platforms.discord.environment import read_environment

    print(f"1. At {connect.PORTAL} choose New Application, then Bot, then Reset Token, and copy it.")
    token = _pasted("DISCORD_BOT_TOKEN")
    try:
        env = read_environment({**os.environ, "DISCORD_BOT_TOKEN": token})
        assert env is not None
        app = asyncio.run(connect.look(env))
        write_env({"DISCORD_BOT_TOKEN": token})
        print(f"2. Add it to your server, with the least permissions:\n   {connect.invite_link(app.id)}")
        if not app.servers:
            typer.prompt("   Press Enter when it is there", default="", show_default=False)
            app = asyncio.run(connect.look(env))
    except ValueError as refused:
        raise stop(str(refused)) from None
    for step in connect.judge(app, env):
        print(f"   {'✓' if step.ok else '✗'} {step.said}")
    if app.rooms:
        _say_hello_on_discord(app, env)
    print("Done: studyhall run" if app.servers else "Once it is added: studyhall run")


def _say_hello_on_discord(app: App, env: Environment) -> None:
    from bot.platforms.discord import connect

    shown = app.rooms[:ROOMS]
    print("3. Say hello in")
    for number, room in enumerate(shown, start=1):
        print(f"   {number}  #{room.name} ({room.server})")
    chosen = typer.prompt("   Its number (empty: nowhere)", default="", show_default=False).strip()
    if chosen.isdecimal() and 1 <= int(chosen) <= len(shown):
        _step(asyncio.run(connect.say_hello(env, shown[int(chosen) - 1].id)))


def write_env(values: dict[str, str], path: Path = ENV) -> None:
    """Put values into ``.env``, readable by its owner alone; other lines stay as they are.

    The file is replaced as a whole, so that a full disk costs nobody the tokens it had.
    """
    before = dotenv_values(path)
    kept = path.read_text("utf-8-sig").splitlines() if path.exists() else []
    kept = [line for line in kept if line.partition("=")[0].removeprefix("export ").strip() not in values]
    target = path.resolve()
    partial = target.with_name(f"{target.name}.partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    partial.write_text("\n".join([*kept, *(f"{name}={value}" for name, value in values.items())]) + "\n", "utf-8")
    partial.replace(target)
    for name, value in values.items():
        if os.environ.get(name, value) not in (value, before.get(name)):
            print(f"   · The environment sets {name} too, and that counts: change it there as well.")


def _pasted(name: str) -> str:
    """What was pasted, without showing it; a space that came along is no part of it."""
    return str(typer.prompt(f"   {name}", hide_input=sys.stdin.isatty())).strip()


def _step(step: Step) -> None:
    if not step.ok:
        raise stop(step.said)
    print(f"   ✓ {step.said}")

"""Slack and Discord: configured, and let in?  And the process that serves them, if one runs here."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import httpx

from bot.looks.finding import Finding
from bot.settings import Settings

PATIENCE = 5.0
HELD_BACK = re.compile(r'^studyhall_breaker_open\{part="([^"]+)"\} 1', re.MULTILINE)


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Each configured platform is asked once; then the process at STUDYHALL_HTTP."""
    async for finding in _platforms(os.environ):
        yield finding
    yield await _serving(settings)


async def _platforms(env: Mapping[str, str]) -> AsyncIterator[Finding]:
    from bot.platforms import open_platforms

    if not any(name.startswith(("SLACK_", "DISCORD_")) and value for name, value in env.items()):
        yield Finding("platforms", "only this terminal: studyhall connect slack, or connect discord", "note")
        return
    try:
        names = [platform.name for platform in open_platforms(env)]
    except ValueError as missing:
        yield Finding("platforms", str(missing), "broken")
        return
    for name in names:
        try:
            yield await ASK[name](env)
        except (OSError, ValueError) as closed:
            yield Finding(name, str(closed), "broken")


async def _slack(env: Mapping[str, str]) -> Finding:
    from bot.platforms.slack.connect import check_app_token, check_bot_token
    from bot.platforms.slack.options import options

    chosen = options(env)
    assert chosen is not None
    if chosen.bot_token is None:
        return Finding("slack", "workspaces install it themselves; their tokens are kept sealed", "note")
    steps = [await check_bot_token(chosen.bot_token, chosen.api_url)]
    if chosen.mode == "socket" and chosen.app_token:
        steps.append(await check_app_token(chosen.app_token, chosen.api_url))
    words = " ".join(step.said for step in steps)
    if chosen.mode == "http":
        words += f" It receives at /slack/events, {len(chosen.signing_secrets)} signing secret(s) in force."
    return Finding("slack", words, "fine" if all(step.ok for step in steps) else "broken")


async def _discord(env: Mapping[str, str]) -> Finding:
    from bot.platforms.discord import connect
    from bot.platforms.discord.environment import read_environment

    chosen = read_environment(env)
    assert chosen is not None
    steps = connect.judge(await connect.look(chosen), chosen)
    words = " ".join(step.said for step in steps)
    return Finding("discord", words, "fine" if all(step.ok for step in steps) else "broken")


ASK: Mapping[str, Callable[[Mapping[str, str]], Awaitable[Finding]]] = {"slack": _slack, "discord": _discord}


async def _serving(settings: Settings) -> Finding:
    """The process that answers at STUDYHALL_HTTP: whether it is ready, and what it holds calls back from."""
    try:
        host, port = settings.address
    except ValueError:
        return Finding("service", f"STUDYHALL_HTTP is host:port, and {settings.http!r} names no port", "broken")
    here = "127.0.0.1" if _every_address(host) else f"[{host}]" if ":" in host else host
    try:
        async with httpx.AsyncClient(base_url=f"http://{here}:{port}", timeout=PATIENCE, trust_env=False) as client:
            ready = (await client.get("/readyz")).json()
            held = HELD_BACK.findall((await client.get("/metrics")).text)
    except (httpx.HTTPError, ValueError):
        return Finding("service", f"nothing of ours answers at {here}:{port}: it is stopped, or runs elsewhere", "note")
    wrong = [f"{part} {words}" for part, words in ready.items() if part != "ready" and words != "fine"]
    wrong += [f"calls to {part} are held back" for part in held]
    if not wrong:
        return Finding("service", f"ready at {here}:{port}")
    return Finding("service", f"at {here}:{port}: {'; '.join(wrong)}", "note" if ready.get("ready") else "broken")


def _every_address(host: str) -> bool:
    """Whether a server on ``host`` listens on all addresses of this machine, this one's own included."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False

"""Every variable that is read, and what it is set to; of secrets only whether they are."""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.looks.finding import Finding

SECRET = ("TOKEN", "SECRET", "PASSWORD", "KEY")
NOT_SET = "not set"
NAMES_A_FILE = ("STUDYHALL_SECRET_FILE",)
KNOWN = (
    "STUDYHALL_DATA",
    "STUDYHALL_DOCS",
    "STUDYHALL_COURSE",
    "STUDYHALL_LINKS",
    "REDIS_URL",
    "STUDYHALL_SECRET",
    "STUDYHALL_SECRET_FILE",
    "STUDYHALL_MODEL",
    "STUDYHALL_SPEND_CAP",
    "STUDYHALL_LIMITS",
    "STUDYHALL_ADMINS",
    "STUDYHALL_EMBEDDER",
    "STUDYHALL_HTTP",
    "PORT",
    "STUDYHALL_LOG",
    "SLACK_PUSHES",
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
    "SLACK_SIGNING_SECRET",
    "SLACK_MODE",
    "SLACK_CLIENT_ID",
    "SLACK_CLIENT_SECRET",
    "SLACK_API_URL",
    "DISCORD_BOT_TOKEN",
    "DISCORD_GUILD_ID",
    "DISCORD_MESSAGE_CONTENT",
    "DISCORD_SHARDS",
    "DISCORD_API_URL",
    "DISCORD_GATEWAY_URL",
)
OURS = ("STUDYHALL_", "SLACK_", "DISCORD_")


def look(env: Mapping[str, str] = os.environ, file: Path = Path(".env")) -> Iterator[Finding]:
    """The known ones in their order, then those that only look like ours, then the file they may come from."""
    for name in KNOWN:
        yield _known(name, env.get(name, ""))
    for name in sorted(name for name in env if name.startswith(OURS) and name not in KNOWN):
        near = difflib.get_close_matches(name, KNOWN, 1)
        yield Finding(name, "nobody reads it" + (f"; did you mean {near[0]}?" if near else ""), "note")
    if file.is_file() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding(".env", "others on this machine may read it: chmod 600 .env", "note")


def _known(name: str, value: str) -> Finding:
    if not value:
        return Finding(name, NOT_SET, "note")
    secret = name not in NAMES_A_FILE and any(sign in name for sign in SECRET)
    return Finding(name, "set" if secret else _without_credentials(value))


def _without_credentials(value: str) -> str:
    """An address may carry a password before its ``@``; links for documents may hold anything, so they stay as they are."""
    scheme, sign, rest = value.partition("://")
    credentials, at, host = rest.rpartition("@")
    return f"{scheme}://***@{host}" if sign and at and credentials else value

"""Every variable that is read, and what it is set to; of secrets only whether they are."""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.looks.finding import Finding

SECRET = ("TOKEN", "SECRET", "PASSWORD", "KEY")
NOT_SET = "not set"
NAMES_A_FILE = ("STUDYHALL_SECRET_FILE",)
HOLDS_A_PASSWORD = ("REDIS_URL", "SLACK_API_URL", "DISCORD_API_URL", "DISCORD_GATEWAY_URL")
PASSWORD = re.compile(r"(?:(?<=://)|^(?!\w+(?:\+\w+)?://)).+(?=@)|(?<=password=)[^&]+")
"""What stands before an address's ``@``, also where its scheme was forgotten, or behind ``password=``."""
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
ALIKE, MISTAKEN = 0.6, 0.85
"""How much a name must resemble a known one to be taken for it: one that begins like ours, and any other."""


def look(env: Mapping[str, str] = os.environ, file: Path = Path(".env")) -> Iterator[Finding]:
    """The known ones in their order, then those that only look like ours, then the file they may come from."""
    for name in KNOWN:
        yield _known(name, env.get(name, ""))
    for name in sorted(env.keys() - set(KNOWN)):
        ours = name.startswith(OURS)
        near = difflib.get_close_matches(name.upper(), KNOWN, 1, ALIKE if ours else MISTAKEN)
        if ours or near:
            yield Finding(name, "nobody reads it" + (f"; did you mean {near[0]}?" if near else ""), "note")
    if file.is_file() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding(".env", "others on this machine may read it: chmod 600 .env", "note")


def _known(name: str, value: str) -> Finding:
    if not value:
        return Finding(name, NOT_SET, "note")
    secret = name not in NAMES_A_FILE and any(sign in name for sign in SECRET)
    if not secret and name in HOLDS_A_PASSWORD:
        value = PASSWORD.sub("***", value)
    return Finding(name, "set" if secret else value)

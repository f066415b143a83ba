"""This machine: the folder for everything that lasts, and the secret that signs buttons."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator

from bot.looks.finding import Finding
from bot.settings import Settings

LITTLE_GB = 1.0


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Room, and whether it may be written to; where the secret comes from."""
    settings.data.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data).free / 1e9
    words = f"{settings.data.resolve()}, {free:.0f} GB free"
    if not os.access(settings.data, os.W_OK):
        yield Finding("data folder", f"{words}, but it may not be written to", "broken")
    elif free < LITTLE_GB:
        yield Finding("data folder", f"{words}: when it is full, nothing more is accepted", "note")
    else:
        yield Finding("data folder", words)
    yield _secret(settings)


def _secret(settings: Settings) -> Finding:
    if settings.secret is not None:
        many = len([part for part in settings.secret.get_secret_value().split(",") if part.strip()])
        rotating = (
            "" if many == 1 else f"; {many} are in force, the first signs: take the others out 30 days after the change"
        )
        return Finding("secret", f"from STUDYHALL_SECRET{rotating}", "fine" if many == 1 else "note")
    if settings.secret_file is not None:
        here = settings.secret_file.is_file() and os.access(settings.secret_file, os.R_OK)
        words = f"from {settings.secret_file}" if here else f"{settings.secret_file} cannot be read"
        return Finding("secret", words, "fine" if here else "broken")
    made = (settings.data / "secret").exists()
    words = (
        "in the data folder, made at the first start"
        if made
        else "none yet: the first start puts one into the data folder"
    )
    if settings.redis_url is None:
        return Finding("secret", words)
    return Finding("secret", f"{words}: machines that share a Redis need the same one (STUDYHALL_SECRET)", "note")

"""The installation's secret: from the environment, a file, or made once in the data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.ports import CannotStart
from bot.settings import Settings

LENGTH = 32


def secrets_of(settings: Settings) -> list[str]:
    """Every secret in force; the first signs.  Raises :class:`CannotStart` where a named file cannot be read."""
    file = settings.secret_file
    try:
        text = settings.secret.get_secret_value() if settings.secret else file.read_text("utf-8") if file else ""
    except (OSError, UnicodeDecodeError) as unread:
        reason = unread.strerror if isinstance(unread, OSError) else "it is no text"
        raise CannotStart(f"STUDYHALL_SECRET_FILE: {file} cannot be read ({reason}).") from unread
    listed = [part.strip() for part in text.replace("\n", ",").split(",") if part.strip()]
    return listed or [_made_once(settings.data / "secret")]


def _made_once(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as target:
        target.write(secrets.token_urlsafe(LENGTH))
    try:
        os.link(partial, path)  # the first of two processes wins
    except FileExistsError:
        pass
    finally:
        partial.unlink()
    return path.read_text("ascii").strip()

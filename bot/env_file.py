"""``.env``: read once, before anything asks the environment, and without what only settings need."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

from bot.ports import CannotStart


def load_env_file(path: Path = Path(".env")) -> None:
    """Put the lines of ``.env`` into the environment where it does not say otherwise.

    Everything that reads a variable then finds it: settings, platforms, and the libraries of chat models.
    Raises :class:`CannotStart` naming the file, or the line of it that cannot be read.
    """
    if path.is_dir() or not path.exists():
        return
    try:
        text = path.read_text("utf-8-sig")  # some editors begin a file with a mark that is no part of the first name
    except OSError as closed:
        raise CannotStart(f"{path} cannot be read: {closed.strerror}.") from None
    except UnicodeDecodeError:
        raise CannotStart(f"{path} cannot be read: save it as UTF-8.") from None
    if wrong := next((line.original.line for line in parse_stream(StringIO(text)) if line.error), None):
        raise CannotStart(f"{path}, line {wrong} cannot be read: write NAME=VALUE, and close every quote.")
    for name, value in dotenv_values(stream=StringIO(text)).items():
        if value:
            os.environ.setdefault(name, value)

"""A hall of people on the toy course."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from rigs.quiz_hall import Hall
from rigs.toy_course import write_course

from bot.memory.client import Link
from bot.quizzing.courses import Course


@pytest.fixture
def toy_folder(tmp_path: Path) -> Path:
    """The toy course as files, to be broken."""
    return write_course(tmp_path)


@pytest.fixture
def hall(redis: Link, toy: Course) -> Hall:
    """A hall of its own tenant."""
    return Hall(redis, toy, f"T{uuid.uuid4().hex[:8]}")

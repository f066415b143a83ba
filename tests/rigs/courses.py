"""The two courses of the tests, each opened once a test run."""

from __future__ import annotations

from pathlib import Path

import pytest
from rigs.toy_course import write_course

from bot.quizzing.courses import BUNDLED, Course, open_course


@pytest.fixture(scope="session")
def course() -> Course:
    """The bundled course."""
    return open_course(BUNDLED / "pmle")


@pytest.fixture(scope="session")
def toy_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy course as files, which nobody changes."""
    return write_course(tmp_path_factory.mktemp("courses"))


@pytest.fixture(scope="session")
def toy(toy_files: Path) -> Course:
    """The toy course."""
    return open_course(toy_files)

"""A hall of people on the bundled course."""

from __future__ import annotations

import uuid

import pytest
from rigs.coach_hall import CoachHall

from bot.memory.client import Link
from bot.quizzing.courses import Course


@pytest.fixture
def hall(redis: Link, course: Course) -> CoachHall:
    """A hall of its own tenant."""
    return CoachHall(redis, course, f"T{uuid.uuid4().hex[:8]}")

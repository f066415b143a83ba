"""A hall of people on the bundled course."""

from __future__ import annotations

import uuid

import pytest
from rigs.goal_hall import GoalHall

from bot.memory.client import Link
from bot.quizzing.courses import Course


@pytest.fixture
def hall(redis: Link, course: Course) -> GoalHall:
    """A hall of its own tenant."""
    return GoalHall(redis, course, f"T{uuid.uuid4().hex[:8]}")

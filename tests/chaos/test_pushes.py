"""Daily questions in a storm: processes killed, answers lost, clocks wrong, the clocks changing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.quizzing.courses import Course
from tests.rigs.push_storm import Outcome, blow
from tests.rigs.push_weather import Weather

SPRING = datetime(2026, 3, 27, 20, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 23, 20, tzinfo=UTC)
SQUALL = Weather("discord", channels=4, workers=2, days=2, killed=0.05)
STORM = Weather("discord")


@pytest.fixture
def blown(redis_url: str, toy: Course, tmp_path: Path) -> Callable[..., object]:
    async def blown_(weather: Weather) -> Outcome:
        return await blow(weather, redis_url, toy, tmp_path)

    return blown_


def judge(outcome: Outcome) -> None:
    """What is promised, by platform."""
    weather = outcome.weather
    assert outcome.answers_lost > 0
    assert outcome.doubled == 0, outcome
    assert outcome.unknown_listed, outcome
    if weather.platform == "discord" or weather.history:
        assert (outcome.once, outcome.unknown) == (outcome.meant, 0), outcome
    else:
        assert outcome.missing <= outcome.unknown, outcome


@pytest.mark.parametrize(("name", "history"), [("discord", False), ("slack", False), ("slack", True)])
async def test_a_squall(blown, name: str, history: bool) -> None:
    """Four channels, two processes, two days in which the clocks change."""
    judge(await blown(replace(SQUALL, platform=name, history=history)))


async def test_a_squall_over_what_slack_posts_itself(blown) -> None:
    """What was handed over is in Slack's list or it is not, so nothing stays unknown, and everything hangs there."""
    outcome = await blown(replace(SQUALL, platform="slack", scheduled=True))
    judge(outcome)
    assert (outcome.once, outcome.unknown) == (outcome.meant, 0), outcome


@pytest.mark.long
@pytest.mark.parametrize("begins", [SPRING, AUTUMN])
@pytest.mark.parametrize(("name", "history"), [("discord", False), ("slack", False), ("slack", True)])
async def test_a_storm(blown, name: str, history: bool, begins: datetime) -> None:
    """500 channels, eight processes, three days; at least 99.5 % hang at the wall, however little it tells."""
    outcome = await blown(replace(STORM, platform=name, history=history, begins=begins))
    judge(outcome)
    assert outcome.present >= 0.995
    assert outcome.kills > 0

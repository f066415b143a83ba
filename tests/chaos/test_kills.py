"""kill -9 of the process, of Redis, of both: no acknowledged answer is lost, none counts twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.kills import measure


async def killed(rounds: int, seed: int, folder: Path) -> None:
    run = await measure("ours", rounds, seed, folder)
    assert run.acknowledged > rounds
    assert (run.lost, run.doubled, run.contradicted, run.drift) == (0, 0, 0, 0)


async def test_three_kills(tmp_path: Path) -> None:
    """One of each kind."""
    await killed(3, 9, tmp_path)


@pytest.mark.long
async def test_two_hundred_kills(tmp_path: Path) -> None:
    """At two hundred seeded instants."""
    await killed(200, 2026, tmp_path)

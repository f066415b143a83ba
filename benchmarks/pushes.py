"""Daily questions in a storm, counted at the wall they hang on: ours, and beside it what one writes first.

Channels in six zones, three days in which the clocks change; processes are killed while they post, the
answer to every tenth post is lost, every machine's clock is up to ninety seconds wrong.  The naive way
looks into Redis whether today's was sent, sends it, notes that it was, and tries again when it breaks.

    python -m benchmarks.pushes --channels 500 --workers 8
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.logs import configure
from bot.memory.server import EmbeddedServer
from bot.quizzing.courses import open_course
from tests.rigs.push_storm import Outcome, blow
from tests.rigs.push_weather import Weather
from tests.rigs.toy_course import write_course

SPRING = datetime(2026, 3, 27, 20, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 23, 20, tzinfo=UTC)
SHORT = Weather("discord", channels=10, workers=3, killed=0.03)


async def storms(weathers: Sequence[Weather]) -> list[Outcome]:
    """One after the other, each on an empty server."""
    with tempfile.TemporaryDirectory(prefix="studyhall-pushes-") as name:
        folder = Path(name)
        server = EmbeddedServer(folder / "data")
        server.start()
        try:
            course = open_course(write_course(folder))
            return [await blow(weather, server.url, course, folder) for weather in weathers]
        finally:
            server.leave()


async def over_a_dst_change() -> tuple[Outcome, Outcome]:
    """A few channels over the last weekend of March, ours and the naive way: seconds, for ``make prove``."""
    ours, naive = await storms([replace(SHORT, begins=SPRING), replace(SHORT, begins=SPRING, naive=True)])
    return ours, naive


def name(weather: Weather) -> str:
    """What a row is about."""
    if weather.scheduled:
        return "Slack, scheduled"
    platform = "Discord" if weather.platform == "discord" else "Slack, history" if weather.history else "Slack"
    return f"{platform}, naive" if weather.naive else platform


def table(outcomes: Sequence[Outcome]) -> Table:
    """One row a storm."""
    first = outcomes[0].weather
    shown = Table(title=f"{first.channels} channels, {first.workers} processes, {first.days} days over a DST change")
    heads = ("", "season", "due", "once", "twice", "missing", "unknown", "present", "answers lost", "kills")
    for head in heads:
        shown.add_column(head, justify="left" if head in ("", "season") else "right")
    for outcome in outcomes:
        season = "spring" if outcome.weather.begins == SPRING else "autumn"
        counted = (outcome.meant, outcome.once, outcome.doubled, outcome.missing, outcome.unknown)
        shown.add_row(
            name(outcome.weather),
            season,
            *(f"{count:,}" for count in counted),
            f"{outcome.present:.2%}",
            f"{outcome.answers_lost:,}",
            f"{outcome.kills:,}",
        )
    return shown


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description="Daily questions in a storm.")
    arguments.add_argument("--channels", type=int, default=100)
    arguments.add_argument("--workers", type=int, default=8)
    arguments.add_argument("--autumn", action="store_true", help="the hour that comes twice instead of the skipped one")
    given = arguments.parse_args()
    configure("error")
    begins = AUTUMN if given.autumn else SPRING
    discord = Weather("discord", channels=given.channels, workers=given.workers, begins=begins)
    kinds = [discord, replace(discord, platform="slack"), replace(discord, platform="slack", history=True)]
    kinds.append(replace(discord, platform="slack", scheduled=True))
    kinds.append(replace(discord, platform="slack", naive=True))
    Console(width=120).print(table(asyncio.run(storms(kinds))))


if __name__ == "__main__":
    main()

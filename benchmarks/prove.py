"""What is promised, proven in a minute and a half: one table, ours beside a bot as one writes it first.

Double clicks on a good wire and on one that loses replies, kill -9 of the process, of Redis and of both,
and daily questions over the night in which the clocks change.

    python -m benchmarks.prove
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import double_clicks, kills, pushes
from bot.logs import configure

ANSWERS = 1500
KILLS = 6
SEED = 1


@dataclass(frozen=True)
class Row:
    """One promise: what was done to it, and what came of it in either bot.  ``kept``: ours came out right."""

    done: str
    ours: str
    naive: str
    kept: bool


async def clicks(folder: Path) -> Iterator[Row]:
    """Every press gets one verdict, every answer counts once."""
    whole = await double_clicks.measure("studyhall", "ours", ANSWERS, 0.0, folder)
    ours = await double_clicks.measure("studyhall, 1 %", "ours", ANSWERS, 0.01, folder)
    naive = await double_clicks.measure("naive, 1 %", "naive", ANSWERS, 0.01, folder)

    def told(run: double_clicks.Run) -> str:
        return f"{run.doubled} counted twice, {run.missing} not at all, {run.per_second:,.0f} presses/s"

    pressed = f"{ANSWERS:,} answers, each pressed 2–5 times at once over {double_clicks.PROCESSES} processes"
    return iter(
        (
            Row(pressed, told(whole), "", whole.wrong == 0),
            Row(f"… and {ours.replies_lost} replies of Redis lost", told(ours), told(naive), ours.wrong == 0),
        )
    )


async def deaths(folder: Path) -> Iterator[Row]:
    """What was acknowledged is there, once."""
    ours, naive = [await kills.measure(way, KILLS, SEED, folder) for way in kills.WAYS]

    def told(run: kills.KillRun) -> str:
        slowest = max(seconds for took in run.recovery.values() for seconds in took)
        return f"{run.lost} of {run.acknowledged:,} lost, {run.doubled} counted twice, back in ≤ {slowest:.1f} s"

    return iter([Row(f"{KILLS} times kill -9: process, Redis, both", told(ours), told(naive), ours.wrong == 0)])


async def nights() -> Iterator[Row]:
    """Each channel gets its daily question once, however the clocks change."""
    stormy = replace(pushes.SHORT, platform="slack", history=True, begins=pushes.SPRING, killed=0.05)
    ours, naive = await pushes.storms([stormy, replace(stormy, naive=True)])

    def told(outcome: pushes.Outcome) -> str:
        return f"{outcome.once} of {outcome.meant} once, {outcome.doubled} twice, {outcome.missing} missing, {outcome.unknown} unknown"

    kept = ours.doubled == 0 and ours.once + ours.unknown == ours.meant
    done = f"daily questions in Slack over a DST change, {ours.kills} kills, {ours.answers_lost} answers lost"
    return iter([Row(done, told(ours), told(naive), kept)])


async def prove() -> list[Row]:
    """All of it, one after the other."""
    with tempfile.TemporaryDirectory(prefix="studyhall-prove-") as folder:
        return [*await clicks(Path(folder)), *await deaths(Path(folder)), *await nights()]


def table(rows: list[Row], seconds: float) -> Table:
    """Ours beside the naive bot."""
    shown = Table(title=f"proven in {seconds:.0f} s", show_lines=True)
    for head in ("what was done", "studyhall", "a naive bot", ""):
        shown.add_column(head)
    for row in rows:
        shown.add_row(row.done, row.ours, row.naive, "✓" if row.kept else "broken")
    return shown


def main() -> None:
    """Prove and print; exit code 1 when a promise is broken."""
    configure("error")
    begun = time.perf_counter()
    rows = asyncio.run(prove())
    Console(width=140).print(table(rows, time.perf_counter() - begun))
    if not all(row.kept for row in rows):
        sys.exit(1)


if __name__ == "__main__":
    main()

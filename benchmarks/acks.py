"""How soon Slack hears that an event was taken, while the model needs twenty seconds and the worker is busy.

The real ``studyhall run`` over signed HTTP, one process that listens and works, fed with mentions, commands
and presses of forty teams at a steady rate; every question is embedded and searched, and goes to a chat
model that writes for twenty seconds.  A team whose hundred places in the queue are taken hears 503, as it
should; those are counted apart.

    python -m benchmarks.acks --seconds 60 --rate 50

Found (60 s, 3,000 events, two busy cores): half within 21 ms, 99 of 100 within 0.36 s, the worst 0.59 s; none turned away.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

RIGS = Path(__file__).parents[1] / "tests"
TEAMS = 40
MODEL_SECONDS = 20.0


@dataclass
class Heard:
    """Seconds until each answer to a request, by status, and the worst lateness of the loop that was read."""

    took: dict[int, list[float]] = field(default_factory=dict)
    loop_late_ms: float = 0.0

    def add(self, status: int, seconds: float) -> None:
        """One request was answered."""
        self.took.setdefault(status, []).append(seconds)


async def load(rate: float, seconds: float) -> Heard:
    """Feed a process of its own and time its acknowledgements."""
    sys.path.insert(0, str(RIGS))
    from rigs.command_line import StudyhallCommand
    from rigs.openai_stub import OpenAIStub
    from rigs.slack_hall import serving
    from rigs.slack_stub import SlackStub
    from rigs.study_room import MODEL, obedient, write_room

    heard = Heard()
    with tempfile.TemporaryDirectory(prefix="studyhall-acks-") as name:
        command = StudyhallCommand(write_room(Path(name)), course="toy")
        model = OpenAIStub(obedient, lasting=lambda prompt: MODEL_SECONDS)
        async with model.serving(), SlackStub.running() as slack:
            told = {"STUDYHALL_MODEL": MODEL, "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": model.url}
            async with serving(command, slack, "http", **told) as hall, aiohttp.ClientSession() as session:
                await _feed(session, hall.url, rate, seconds, heard)
                hall.process.kill()  # what is queued by now would take the model hours
    return heard


async def _feed(session: aiohttp.ClientSession, url: str, rate: float, seconds: float, heard: Heard) -> None:
    rng = random.Random(7)
    began, sent = time.perf_counter(), []
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        sent.append(asyncio.create_task(_send(session, url, _payload(rng, number), heard)))
        if number % int(rate) == 0:
            async with session.get(f"{url}/livez") as alive:
                heard.loop_late_ms = max(heard.loop_late_ms, (await alive.json())["loop_late_ms"])
    await asyncio.gather(*sent)


def _payload(rng: random.Random, number: int) -> dict[str, Any]:
    from rigs import slack_events as events

    team, user = f"T{number % TEAMS}", f"U{number}"
    kind = rng.random()
    if kind < 0.6:
        return events.mention(f"what is feature skew in case {number}?", user=user, team=team)
    if kind < 0.8:
        return {**events.slash("/study", f"how often does job {number} run?", user=user), "team_id": team}
    return {**events.press(f"try/x{number}", user=user), "team": {"id": team}, "user": {"id": user, "team_id": team}}


async def _send(session: aiohttp.ClientSession, url: str, payload: dict[str, Any], heard: Heard) -> None:
    from rigs.slack_sender import signed

    body, headers = signed(payload)
    began = time.perf_counter()
    async with session.post(f"{url}/slack/events", data=body, headers=headers) as answer:
        await answer.read()
        heard.add(answer.status, time.perf_counter() - began)


def main() -> None:
    """Measure and print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--rate", type=float, default=50)
    chosen = options.parse_args()
    heard = asyncio.run(load(chosen.rate, chosen.seconds))
    table = Table(
        title=f"{chosen.rate:.0f} events a second for {chosen.seconds:.0f} s, a model of {MODEL_SECONDS:.0f} s"
    )
    for column in ("answered with", "requests", "p50 ms", "p99 ms", "worst ms"):
        table.add_column(column, justify="right")
    for status, took in sorted(heard.took.items()):
        cuts = quantiles([*took, took[0]], n=100)
        table.add_row(
            str(status), str(len(took)), *(f"{1000 * value:.0f}" for value in (cuts[49], cuts[98], max(took)))
        )
    Console().print(table)
    counts = Counter({status: len(took) for status, took in heard.took.items()})
    Console().print(
        f"{counts[200]} taken, {counts[503]} told to come again; the loop was late by {heard.loop_late_ms:.0f} ms"
    )


if __name__ == "__main__":
    main()

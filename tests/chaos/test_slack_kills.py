"""kill -9 between the acknowledgement and the answer: every question answered, once; beside it what one writes first.

Each round sends questions, waits a seeded moment and kills the process: right after the acknowledgement,
in the middle of an answer that takes twenty seconds to write, or while answers are posted; then another
process starts, and has answered everything before the next round.  Nothing else happens on the stream.

    python -m pytest -m long tests/chaos/test_slack_kills.py -s

Found (20 kills, 60 questions, busy machine): 0 lost and 0 answered twice; in memory 36 lost.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rigs import slack_events as events
from rigs.command_line import StudyhallCommand
from rigs.openai_stub import OpenAIStub
from rigs.slack_hall import serving, until
from rigs.slack_stub import SlackStub
from rigs.study_room import MODEL, obedient, write_room

from bot.memory.client import Link

KILLS = 100
THOUGHT = 1.0
LONG_ANSWER = 20.0
PATIENCE = 300.0
NAIVE = Path(__file__).parents[1] / "rigs" / "naive_slack_bot.py"


@dataclass
class Tally:
    """What was asked in which thread, and what came back."""

    slack: SlackStub
    asked: list[str] = field(default_factory=list)

    def answers(self) -> Counter[str]:
        """How many messages stand in each thread; a stream that was completed is one."""
        said = Counter(str(post.get("thread_ts")) for post in self.slack.messages)
        said.update(str(stream["thread_ts"]) for stream in self.slack.streams.values())
        return said

    @property
    def missing(self) -> int:
        """Threads without an answer that is complete."""
        done = {str(post.get("thread_ts")) for post in self.slack.messages}
        edited = {str(body["ts"]) for body in self.slack.said("chat.update")}
        done |= {str(s["thread_ts"]) for ts, s in self.slack.streams.items() if "blocks" in s or ts in edited}
        return sum(thread not in done for thread in self.asked)

    @property
    def doubled(self) -> int:
        """Threads with more than one."""
        return sum(count > 1 for thread, count in self.answers().items() if thread in self.asked)

    @property
    def figures(self) -> tuple[int, int, int]:
        """Questions asked, lost, and answered twice."""
        return len(self.asked), self.missing, self.doubled


def moments(rng: random.Random) -> Iterator[tuple[str, float]]:
    """(words that make the model slow or not, seconds until the kill) for each round."""
    while True:
        early, amid, slow = ("", rng.uniform(0, 0.05)), ("", rng.uniform(0.5, 2.0)), (" slowly", rng.uniform(1.0, 4.0))
        yield rng.choice([early, early, amid, amid, slow])


@asynccontextmanager
async def naive(slack: SlackStub) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot that keeps what it owes in memory."""
    slack.connected.clear()
    process = await asyncio.create_subprocess_exec(sys.executable, str(NAIVE), slack.api_url, str(THOUGHT))
    try:
        await asyncio.wait_for(slack.connected.wait(), 60)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.mark.long
async def test_a_hundred_kills_lose_and_double_nothing(
    tmp_path_factory: pytest.TempPathFactory, redis: Link, redis_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ours keeps every question; the in-memory bot, killed at the same moments, does not."""
    command = StudyhallCommand(write_room(tmp_path_factory.mktemp("room")), course="toy", redis_url=redis_url)
    model = OpenAIStub(
        obedient, lasting=lambda prompt: LONG_ANSWER if "slowly" in prompt.rpartition("question\n")[2] else THOUGHT
    )
    async with model.serving(), SlackStub.running() as slack:
        tally = Tally(slack)
        own = {
            "STUDYHALL_MODEL": MODEL,
            "OPENAI_API_KEY": "none",
            "OPENAI_BASE_URL": model.url,
            "STUDYHALL_LIMITS": "user=999/min",
        }
        rng = moments(random.Random(7))
        for number in range(KILLS + 1):
            async with AsyncExitStack() as stack:
                hall = await stack.enter_async_context(serving(command, slack, **own))
                await until(lambda: tally.missing == 0, PATIENCE)  # five tries are the most: each turn is killed once
                if number == KILLS:
                    break
                words, moment = next(rng)
                for at in range(3):
                    asked = events.mention(f"what is feature skew{words}, asked {number}.{at}?", user=f"U{number}x{at}")
                    await hall.sent(asked)
                    tally.asked.append(asked["event"]["ts"])
                await asyncio.sleep(moment)
                hall.process.kill()
                await hall.process.wait()
    ours, theirs = tally.figures, (await _naive()).figures
    with capsys.disabled():
        sys.stdout.write(f"\n{KILLS} kills, (asked, lost, answered twice): studyhall {ours}, in memory {theirs}\n")
    assert ours[1:] == (0, 0)
    assert theirs[1] > 0


async def _naive() -> Tally:
    async with SlackStub.running() as slack:
        tally, rng = Tally(slack), moments(random.Random(7))
        for number in range(KILLS):
            async with naive(slack) as process:
                _, moment = next(rng)
                for at in range(3):
                    asked = events.mention(f"what is feature skew, asked {number}.{at}?", user=f"U{number}x{at}")
                    await slack.envelope(asked, seconds=PATIENCE)
                    tally.asked.append(asked["event"]["ts"])
                await asyncio.sleep(moment)
                process.kill()
                await process.wait()
        async with naive(slack):
            await asyncio.sleep(3 * THOUGHT)
        return tally

"""The whole service against a stub Slack: a mention becomes a cited answer in its thread, once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rigs import slack_events
from rigs.command_line import StudyhallCommand
from rigs.slack_stub import SlackStub

PATIENCE = 30.0


@asynccontextmanager
async def serving(command: StudyhallCommand, slack: SlackStub) -> AsyncIterator[asyncio.subprocess.Process]:
    """``studyhall run`` in a process of its own, connected over a real socket."""
    settings = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": slack.api_url}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", "--only", "slack",
        env=command.environment(settings), cwd=Path(__file__).parents[2],
    )  # fmt: skip
    try:
        await asyncio.wait_for(slack.connected.wait(), PATIENCE)
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.wait(), PATIENCE)


async def said(slack: SlackStub, count: int) -> list[dict[str, object]]:
    """The posts, once there are ``count`` of them."""

    async def enough() -> None:
        while len(slack.said("chat.postMessage")) < count:
            await asyncio.sleep(0.02)

    await asyncio.wait_for(enough(), PATIENCE)
    return slack.said("chat.postMessage")


async def test_a_mention_is_answered_once_in_its_thread(indexed: StudyhallCommand) -> None:
    """A mention that Slack delivers three times, and as a message too, has one effect."""
    async with SlackStub.running() as slack:
        slack.channels["C1"] = "T1"
        async with serving(indexed, slack):
            asked = slack_events.mention("what is feature skew?")
            for _ in range(3):
                await slack.envelope(asked)
            await slack.envelope(slack_events.mention("who won the world cup in 1998?"))
            posts = await said(slack, 2)
    answers = [post for post in posts if "difference" in str(post["text"])]
    assert len(answers) == 1
    assert answers[0]["thread_ts"] == asked["event"]["ts"]
    assert len(posts) == 2
    assert slack.refused == []


async def test_a_killed_process_leaves_no_question_unanswered(indexed: StudyhallCommand) -> None:
    """What was acknowledged before kill -9 is answered by the next process, once."""
    async with SlackStub.running() as slack:
        slack.channels["C1"] = "T1"
        async with serving(indexed, slack) as process:
            await slack.envelope(slack_events.mention("how often does the monitoring job run?"))
            process.kill()
            await process.wait()
        slack.connected.clear()
        async with serving(indexed, slack):
            posts = await said(slack, 1)
    assert len(posts) == 1
    assert "24 hours" in str(posts[0]["text"])

"""The stories through Slack and Discord: real sockets, the real SDKs, the story's own clock.

Different there, by design: a file where the terminal prints its text, a box to write in where the terminal
asks for ``/say``, ``/study quiz`` for ``/quiz`` in Slack, people who are asked before a board shows them,
and in Discord a private chat that belongs to a server once its owner has chosen it, and a daily question
that only who manages the server sets.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeAlias

import pytest
from journeys.acts import Shown
from journeys.telling import Teller, Told, missing, transcript
from rigs.command_line import StudyhallCommand
from rigs.discord_driver import DiscordPeople, discord_driver
from rigs.slack_people import slack_driver
from rigs.study_room import StoryTime, StudyRoom
from rigs.terminal_people import terminal_driver

from bot.groups import ticking
from bot.memory.client import Link
from bot.settings import Settings

HERE = Path(__file__).parent / "stories"
SHORT = HERE / "newcomer.story"
STORIES = sorted(path for path in HERE.glob("*.story") if path != SHORT)
DRIVERS = {"terminal": terminal_driver, "slack": slack_driver, "discord": discord_driver}
MOST_BUTTONS = 16
"""Those of an answer, of the question about the board, and of the next question: one response on Discord."""

_LOOKS_RAW = re.compile(r"\*\*|<https?:|\]\(https?:|&(?:amp|lt|gt);|\{\{|\bNone\b")
_MARK = re.compile(r"\[(\d+)\]")

Opening: TypeAlias = Callable[[str, Path], AbstractAsyncContextManager[Teller]]


@pytest.fixture
def opened(redis: Link, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Opening:
    """People on a platform, in a study hall with the real course on an empty memory, who can be told a story."""
    monkeypatch.setattr(ticking, "EVERY", 0.02)  # what is due is looked for without a pause

    @asynccontextmanager
    async def opening(platform: str, data: Path) -> AsyncIterator[Teller]:
        clock = StoryTime()
        settings = Settings(data=data, course="pmle", redis_url=redis_url, http="127.0.0.1:0", secret="of a story")
        async with DRIVERS[platform](StudyRoom(settings, clock, seed="7")) as driver:
            if isinstance(driver, DiscordPeople):
                driver.promote("lee")
            yield Teller(driver, clock)

    return opening


async def told_as_written(teller: Teller, path: Path, kept: Path) -> None:
    """Each step shows what stands under it, and everything reads well; ``kept`` has it all to be read."""
    text = path.read_text()
    told: list[Told] = []
    try:
        await teller.tell(text, told)
    finally:
        kept.write_text(transcript(told))
    faults = [f"{one.step}: {fault}" for one in told for shown in one.shown for fault in ill_formed(shown)]
    assert "\n".join(missing(text, told) + faults) == ""


def ill_formed(shown: Shown) -> list[str]:
    """What a reader would stumble over."""
    if "BEGIN:VCALENDAR" in shown.text or shown.text.startswith("#separator"):
        return []  # a file, for other programs to read
    cited, listed = set(_MARK.findall(shown.text)), set(re.findall(r"^\[(\d+)\]", shown.text, re.MULTILINE))
    raw = _LOOKS_RAW.search(shown.text)
    return [
        *([f"{raw[0]!r} in {shown.text[:200]!r}"] if raw else []),
        *(f"[{number}] leads nowhere in {shown.text[:200]!r}" for number in cited - listed),
        *([f"{len(shown.buttons)} buttons"] if len(shown.buttons) > MOST_BUTTONS else []),
        *(f"{label} twice" for label in set(shown.buttons) if shown.buttons.count(label) > 1),
    ]


@pytest.mark.parametrize("platform", ["slack", "discord"])
async def test_a_short_story_reads_there_as_it_says(
    opened: Opening, platform: str, room_data: Path, tmp_path: Path
) -> None:
    """From hello to the morning after the exam, through a restart and two letters that were asked for."""
    async with opened(platform, room_data) as teller:
        await told_as_written(teller, SHORT, tmp_path / "transcript.txt")


@pytest.mark.long
@pytest.mark.parametrize("platform", ["slack", "discord"])
@pytest.mark.parametrize("path", STORIES, ids=[path.stem for path in STORIES])
async def test_a_whole_story_reads_there_as_it_says(
    opened: Opening, platform: str, path: Path, team: StudyhallCommand, tmp_path: Path
) -> None:
    """Day 1 to the day after the exam."""
    async with opened(platform, team.data) as teller:
        await told_as_written(teller, path, tmp_path / "transcript.txt")

"""From the first hello to the first explained mistake: at most ninety seconds and three presses, everywhere.

Counted is what a person does and reads: presses, and the words that are new on the screen at a reader's
pace.  How long the tutor took is kept beside it, as data (``--junit-xml``), and judged by nobody here.
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from journeys.acts import Act, Ask, Call, Driver, Press, Shown, Tell
from rigs.discord_driver import DiscordPeople, discord_driver
from rigs.slack_people import slack_driver
from rigs.study_room import StoryTime, StudyRoom
from rigs.terminal_people import terminal_driver

from bot.memory.client import Link
from bot.quizzing.courses import Course, open_course
from bot.quizzing.picking import FIRST_WORDS
from bot.settings import Settings

DRIVERS = {"terminal": terminal_driver, "slack": slack_driver, "discord": discord_driver}
WORDS_A_MINUTE, MOST_SECONDS, MOST_PRESSES = 240, 90.0, 3

Record = Callable[[str, object], None]


@dataclass
class Opening:
    """Somebody's first minutes: what they pressed, what was new to read, how long they waited for it."""

    driver: Driver
    who: str
    presses: int = 0
    words: int = 0
    waited: float = 0.0
    read: set[str] = field(default_factory=set)

    async def does(self, act: Act) -> list[Shown]:
        """Carry it out and read what is new: a message that was renewed is read where it changed."""
        began = time.monotonic()
        shown = await self.driver.act(self.who, act)
        self.waited += time.monotonic() - began
        self.presses += isinstance(act, Press)
        lines = [line for one in shown for line in (*one.text.splitlines(), *one.buttons)]
        self.words += sum(len(re.findall(r"\w[\w'’.-]*", line)) for line in lines if line not in self.read)
        self.read.update(lines)
        return shown

    async def explained(self) -> str:
        """Choose the first option, for good; only the explanation is read then, not yet the next question."""
        words = self.words
        shown = await self.does(Press("A"))
        if any("Lock in & see why" in one.buttons for one in shown):
            words = self.words
            shown = await self.does(Press("Lock in"))
        (why,) = [one.text.partition("\nQuestion 2 of ")[0] for one in shown if "Deciding" in one.text]
        self.words = words + len(why.split())
        return why

    @property
    def seconds(self) -> float:
        """The time it takes to read all that."""
        return self.words / WORDS_A_MINUTE * 60


@pytest.fixture(params=DRIVERS)
async def driver(request: pytest.FixtureRequest, room_data: Path, redis: Link, redis_url: str) -> AsyncIterator[Driver]:
    """A platform with the real course, on which nobody is known yet."""
    settings = Settings(data=room_data, course="pmle", redis_url=redis_url, http="127.0.0.1:0", secret="of a test")
    async with DRIVERS[request.param](StudyRoom(settings, StoryTime(), seed="7")) as driven:
        if isinstance(driven, DiscordPeople):
            driven.stays_homeless("ana")
            driven.stays_homeless("cy")
        yield driven


async def test_from_hello_to_the_first_explanation(driver: Driver, record_testsuite_property: Record) -> None:
    """They greet it in private or in a channel, or know the command; they press what is offered, and read why."""
    for who, greeting in (("ana", Tell("hello")), ("bo", Ask("hello")), ("cy", None)):
        opening = Opening(driver, who)
        if greeting is not None:
            await opening.does(greeting)
        question = await opening.does(Press("Quiz me") if greeting else Call("quiz", private=True))
        assert any("Goal:" in shown.text for shown in question)
        assert {shown.to for shown in question} == {who}, "a question is nobody else's business"
        assert "[1]" in await opening.explained()
        for name in ("presses", "words", "seconds", "waited"):
            record_testsuite_property(f"{type(driver).__name__}, {who}: {name}", getattr(opening, name))
        assert opening.presses <= MOST_PRESSES
        assert opening.seconds <= MOST_SECONDS


@pytest.fixture(scope="module")
def course() -> Course:
    return open_course(Path(__file__).parents[2] / "bot" / "courses" / "pmle")


def test_there_are_enough_short_first_questions(course: Course) -> None:
    """Whoever begins, on whatever track, meets one of many."""
    short = [item for item in course.served if len(item.key) == 1 and item.words <= FIRST_WORDS]
    sections = {item.objectives[0].split(".")[0] for item in short}
    assert len(short) >= 60
    assert sections == {section.number for section in course.newest.sections}

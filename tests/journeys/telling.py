"""Tells a story on a platform: each step of a ``.story`` file as people of Slack or Discord would do it.

A story says what is typed and pressed, and under each step what it must show; how that reaches the
tutor is the platform's :class:`journeys.acts.Driver`.  So a new story runs everywhere as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from journeys.acts import Act, Ask, Call, Driver, Fill, Press, Restart, Shown, Tell, Until
from rigs.study_room import ShiftedClock

from bot.platforms.terminal import story
from bot.platforms.terminal.story import Step

_SHOWS = re.compile(r"# (?P<row>A\d+|shows): (?P<words>.+)")
A_STEP_TAKES = timedelta(seconds=20)
_SETTLED = re.compile(r"^(Right|Not [A-F]|This question closed)", re.MULTILINE)
_FRONT = re.compile(r"/study (?=[a-z])")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a step must show: a row of docs/features.md or ``shows``, and the words."""

    step: int
    row: str
    words: str


def expected(text: str) -> Iterator[Expected]:
    """The comments under the steps (from 1) that expect something."""
    step = 0
    for line in text.splitlines():
        if found := _SHOWS.fullmatch(line):
            yield Expected(step, found["row"], found["words"])
        elif line.strip() and not line.startswith("#"):
            step += 1


@dataclass(frozen=True, slots=True)
class Told:
    """A step as it was told, and every message that appeared or changed; presses are the person's own."""

    step: Step
    shown: tuple[Shown, ...]
    presses: int = 0

    @property
    def words(self) -> str:
        """Everything one can read in it; commands are spelled as in the story."""
        said = "\n".join(part for one in self.shown for part in (one.text, *one.buttons))
        boxes = "\n/say …" if any(one.fields for one in self.shown) else ""  # a box stands for the command
        return _FRONT.sub("/", said) + boxes


@dataclass
class Teller:
    """People of a story on one platform; ``clock`` is the story's."""

    driver: Driver
    clock: ShiftedClock
    _form: dict[str, str] = field(default_factory=dict)

    async def tell(self, text: str, told: list[Told]) -> None:
        """The steps of a story, one after the other; ``told`` has them as far as it came."""
        for _, step in story.read_story(text):
            self.clock.by += A_STEP_TAKES
            told.append(await self._told(step))
            self._form = {shown.to or "": shown.fields[0] for shown in told[-1].shown if shown.fields}

    async def _told(self, step: Step) -> Told:
        match step:
            case story.AnswerWith(who=who, letters=letters):
                return await self._answered(step, who, letters)
            case story.PressLabel(who=who, label=label):
                return Told(step, tuple(await self.driver.act(who, Press(label))), presses=1)
            case story.Say(who=who):
                return Told(step, tuple(await self.driver.act(who, self._act(step))))
            case story.SetZone(who=who, zone=zone):
                return Told(step, tuple(await self.driver.act(who, Call("settings", f"zone {zone}", private=True))))
            case story.MoveClock(by=by, to=to):
                moment = to or self.clock.now() + by if by is not None else to
                assert moment is not None
                return Told(step, tuple(await self.driver.act("", Until(moment))))
            case story.Restart():
                return Told(step, tuple(await self.driver.act("", Restart())))

    def _act(self, step: story.Say) -> Act:
        """What somebody does to say this; with a sentence's box open before them, they write into it."""
        words = step.text.removeprefix("/say ")
        if words != step.text and step.who in self._form:
            return Fill({self._form[step.who]: words})
        return said(step)

    async def _answered(self, step: Step, who: str, letters: tuple[str, ...]) -> Told:
        """Choose letter by letter, until enough are chosen to lock in or the question is settled."""
        told: list[Shown] = []
        presses = 0
        for letter in letters:
            came = await self.driver.act(who, Press(letter))
            presses += 1
            locks = any(name.startswith("Lock in") for shown in came for name in shown.buttons)
            if locks:
                came += await self.driver.act(who, Press("Lock in"))
                presses += 1
            told += came
            if locks or any(_SETTLED.search(shown.text) for shown in came):
                break  # a letter more would answer the next question
        return Told(step, tuple(told), presses)


def said(step: story.Say) -> Act:
    """What somebody does who wants to say this: a command, a mention, or words in a private chat."""
    if step.text.startswith("/"):
        skill, _, argument = step.text[1:].partition(" ")
        return Call(skill.lower(), argument.strip(), private=step.channel is None)
    return Tell(step.text) if step.channel is None else Ask(step.text)


def missing(text: str, told: list[Told]) -> list[str]:
    """What the story expects and these steps did not show."""
    return [
        f"step {one.step} {told[one.step - 1].step}: {one.row} {one.words!r} not in {told[one.step - 1].words[:400]!r}"
        for one in expected(text)
        if one.words not in told[one.step - 1].words
    ]


def transcript(told: list[Told]) -> str:
    """The whole as one would read it over everybody's shoulder."""
    lines: list[str] = []
    for number, one in enumerate(told, start=1):
        lines.append(f"\n=== {number} {one.step}")
        for shown in one.shown:
            lines.append(f"--- {'to ' + shown.to if shown.to else 'everybody'}")
            lines += [shown.text, *(["[" + "] [".join(shown.buttons) + "]"] if shown.buttons else [])]
    return "\n".join(lines)

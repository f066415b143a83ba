"""Plays a story: the parent process that speaks for everyone and keeps what each can see.

The rule that holds here: the stage knows what a person in a chat would know (the messages they can
see, with their buttons) and nothing more; it never reads the study hall's data.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.platforms.terminal.story import (
    AnswerWith,
    MoveClock,
    PressLabel,
    Restart,
    Say,
    SetZone,
    Step,
    StoryError,
)

Said = dict[str, Any]

_BEGUN = re.compile(r"^Your choice[^:\n]*: \*\*([A-F, and]+)\*\*;", re.MULTILINE)
_LETTER = re.compile(r"[A-F]")


class HallDied(RuntimeError):
    """The study hall ended by itself, with this exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(f"the study hall ended by itself (exit code {code})")
        self.code = code


@dataclass(frozen=True, slots=True)
class Played:
    """One step of a story and what came of it."""

    number: int
    who: str | None
    step: Step
    replies: list[Said]


@dataclass
class Hall:
    """The child process; started lazily, ended cleanly or hard.  ``fresh``: forget earlier stories first."""

    command: Sequence[str]
    fresh: bool = True
    process: subprocess.Popen[str] | None = None

    def ask(self, request: dict[str, Any], clock: datetime) -> list[Said]:
        """Send one request and wait for its replies.  Raises :class:`HallDied`."""
        process = self.process or self._start(clock)
        assert process.stdin is not None
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        replies: list[Said] = self._read(process)["replies"]
        return replies

    def stop(self, *, hard: bool) -> None:
        """End the child: by closing its input, or with SIGKILL."""
        if self.process is None:
            return
        assert self.process.stdin is not None and self.process.stdout is not None
        if hard:
            self.process.send_signal(signal.SIGKILL)
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.process = None

    def _start(self, clock: datetime) -> subprocess.Popen[str]:
        command = [*self.command, "--clock", clock.isoformat()]
        if self.fresh:
            command.append("--fresh")
            self.fresh = False  # from here on it is the same story
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._read(self.process)
        return self.process

    @staticmethod
    def _read(process: subprocess.Popen[str]) -> dict[str, Any]:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise HallDied(process.wait())
        answer: dict[str, Any] = json.loads(line)
        return answer


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button somebody pressed, kept so that a story can deliver the same press once more."""

    label: str
    token: str
    channel: str | None


@dataclass
class Stage:
    """Who is in the story, what time it is there, and what everyone has seen."""

    hall: Hall
    clock: datetime
    admins: frozenset[str] = frozenset()
    zones: dict[str, str] = field(default_factory=dict)
    seen: list[Said] = field(default_factory=list)
    pressed: dict[str, list[Pressed]] = field(default_factory=dict)
    answered: dict[str, Pressed] = field(default_factory=dict)
    count: int = 0
    began: str = field(init=False)

    def __post_init__(self) -> None:
        # A story that goes on where another ended begins later, so no turn of it is one of the other's.
        self.began = f"{self.clock.astimezone(UTC):%y%m%dT%H%M%S}"

    def play(self, steps: Iterable[tuple[int, Step]]) -> Iterator[Played]:
        """Carry the steps, each with its line, out one by one.  Raises :class:`StoryError` and :class:`HallDied`."""
        for number, (line, step) in enumerate(steps, start=1):
            try:
                replies = self._carry_out(step)
            except StoryError as slip:
                raise StoryError(f"line {line}: {slip}") from None
            yield Played(number, getattr(step, "who", None), step, replies)
        self.hall.stop(hard=False)

    def _carry_out(self, step: Step) -> list[Said]:
        match step:
            case Say():
                return self._turn("say", step.who, step.channel, text=step.text)
            case PressLabel():
                return self._press(step)
            case AnswerWith():
                return self._answer(step)
            case MoveClock():
                return self._move(step)
            case SetZone():
                self.zones[step.who] = step.zone
                return self._turn("zone", step.who, None)
            case Restart():
                self.hall.stop(hard=step.hard)
        return []

    def _turn(self, op: str, who: str, channel: str | None, **more: str) -> list[Said]:
        self.count += 1
        request = {
            "op": op,
            "id": f"{self.began}-1-{self.count}",  # the 1 keeps stories written long ago dealt as they were
            "who": who,
            "channel": channel,
            "tz": self.zones.get(who),
            "admin": who in self.admins,
            **more,
        }
        return self._remember(self.hall.ask(request, self.clock))

    def _move(self, step: MoveClock) -> list[Said]:
        target = step.to if step.to is not None else self.clock + step.by if step.by is not None else self.clock
        if target < self.clock:
            raise StoryError(f"the clock stands at {self.clock.isoformat()} and cannot go back to {target.isoformat()}")
        replies = self._remember(self.hall.ask({"op": "clock", "to": target.isoformat()}, self.clock))
        self.clock = target
        return replies

    def _press(self, step: PressLabel) -> list[Said]:
        if step.again and (before := self._pressed_before(step)):
            return self._deliver(step.who, before)
        if step.token is not None:
            press = Pressed("", step.token, self._channel_of(step.token))
        else:
            press = self._button(step.who, step.label)
        return self._press_now(step.who, press)

    def _pressed_before(self, step: PressLabel) -> Pressed | None:
        """The last press of that button by that person."""
        wanted = step.label.casefold()
        for press in reversed(self.pressed.get(step.who, [])):
            if press.token == step.token if step.token is not None else press.label.casefold().startswith(wanted):
                return press
        return None

    def _press_now(self, who: str, press: Pressed) -> list[Said]:
        self.pressed.setdefault(who, []).append(press)
        return self._deliver(who, press)

    def _deliver(self, who: str, press: Pressed) -> list[Said]:
        return self._turn("press", who, press.channel, token=press.token)

    def _answer(self, step: AnswerWith) -> list[Said]:
        if step.again and step.who in self.answered:
            return self._deliver(step.who, self.answered[step.who])
        said: list[Said] = []
        for label in self._towards(step):
            press = self._button(step.who, label, whole=True)
            came = self._press_now(step.who, press)
            lock = next((b for reply in came for b in reply["buttons"] if b["label"].startswith("Lock in")), None)
            if lock is not None:
                press = Pressed(lock["label"], lock["token"], press.channel)
                came += self._press_now(step.who, press)
            said += came
            self.answered[step.who] = press  # the last one is the answer; the others only led to it
            if lock is not None or any("verdict" in reply.get("data", {}) for reply in came):
                break  # as many as were asked for; a letter more would answer the next question
        return said

    def _towards(self, step: AnswerWith) -> list[str]:
        """What to press so that these letters are chosen and no others: a choice begun before is taken back."""
        for reply in reversed(self.seen):
            if reply["private_to"] not in (None, step.who):
                continue
            labels = [button["label"] for button in reply["buttons"]]
            if "Change" in labels and labels[0].startswith("Lock in"):
                return ["Change", *step.letters]
            if "A" in labels:
                begun = _BEGUN.search(reply["text"])
                chosen = _LETTER.findall(begun[1]) if begun else []
                return [one for one in (*chosen, *step.letters) if not (one in chosen and one in step.letters)]
        return list(step.letters)

    def _button(self, who: str, label: str, *, whole: bool = False) -> Pressed:
        """The newest button ``who`` can see with that label, or, unless the ``whole`` is meant, one that begins so."""
        wanted = label.casefold()
        for reply in reversed(self.seen):
            if reply["private_to"] not in (None, who):
                continue
            exact = [b for b in reply["buttons"] if b["label"].casefold() == wanted]
            begun = [b for b in reply["buttons"] if b["label"].casefold().startswith(wanted)]
            if found := exact or ([] if whole else begun):
                return Pressed(found[0]["label"], found[0]["token"], reply["channel"])
        raise StoryError(f"@{who} sees no button {label!r}; {self._labels(who)}")

    def _labels(self, who: str) -> str:
        for reply in reversed(self.seen):
            if reply["private_to"] in (None, who) and reply["buttons"]:
                return "the last ones were " + ", ".join(repr(b["label"]) for b in reply["buttons"])
        return "there is none at all"

    def _channel_of(self, token: str) -> str | None:
        for reply in reversed(self.seen):
            if any(button["token"] == token for button in reply["buttons"]):
                channel: str | None = reply["channel"]
                return channel
        return None

    def _remember(self, replies: list[Said]) -> list[Said]:
        self.seen += replies
        return replies


def hall_command(data: str, tenant: str, seed: int | None) -> list[str]:
    """How the child is started; ``--clock`` is added at each start."""
    command = [sys.executable, "-m", "bot", "hall", "--data", data, "--tenant", tenant]
    return command if seed is None else [*command, "--seed", str(seed)]

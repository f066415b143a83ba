"""What must come out of a story, worked out from its lines and the course's files alone.

It shares no code with the study hall: days come from living through them (:mod:`rigs.streak_oracle`),
verdicts from the keys as the authors wrote them, boards by adding up, pushes by reading the wall clock.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from rigs.story_writer import Daily, Story
from rigs.streak_oracle import Life, rules, tally, wall_day

COURSE = Path(__file__).parents[2] / "bot" / "courses" / "pmle"
Said = dict[str, Any]
TICK = timedelta(minutes=15)
ANSWERABLE, ANEW, AWAY = timedelta(days=7), timedelta(hours=20), 7
OPEN_FOR = timedelta(hours=12)
LINES = 6
OURS = re.compile(
    r"\b(editions?|ledgers?|FSRS|mastery|sealed|not_found|verdicts?|quoting|audiences?|corpus|delivery|passages?)\b"
)


@cache
def items() -> Mapping[str, Mapping[str, Any]]:
    """The course's questions, as their files have them."""
    files = [tomllib.loads(path.read_text()) for path in COURSE.rglob("*.toml")]
    return {item["id"]: item for file in files for item in file.get("item", ())}


def key_and_worth(practice: str) -> tuple[set[str], int]:
    """The options that are right, and what a first right answer earns; a flip earns nothing."""
    item = items()[practice.removesuffix("~flip")]
    if practice.endswith("~flip"):
        return set(item["flip"]["right"]), 0
    return {option["id"] for option in item["option"] if option["right"]}, 10 * item["difficulty"]


@dataclass
class Asked:
    """A question as it was shown: which option stands beside which letter, until when it may be answered."""

    closes: datetime
    options: dict[str, str] = field(default_factory=dict)
    answered: set[str] = field(default_factory=set)


@dataclass
class Counted:
    """An answer that counted."""

    at: datetime
    day: date
    right: bool
    points: int


@dataclass
class Person:
    """What one learner has done since they came, or came back."""

    life: Life
    tz: str | None = None
    counted: dict[str, list[Counted]] = field(default_factory=dict)
    told: dict[str, Said] = field(default_factory=dict)
    last: tuple[str, Said] | None = None

    @property
    def answers(self) -> list[Counted]:
        return [one for given in self.counted.values() for one in given]


class Oracle:
    """Lives through a story and says where what was shown is not what had to be shown."""

    def __init__(self, story: Story) -> None:
        self.now = story.clock
        self.daily: Daily = story.daily
        self.scheduled: datetime | None = None
        self.people: dict[str, Person] = {}
        self.zones: dict[str, str] = {}
        self.hidden: set[str] = set()
        self.left = False
        self.asked: dict[str, Asked] = {}
        self.of_day: dict[str, str] = {}

    def slips(self, line: str, replies: Sequence[Said]) -> Iterator[str]:
        """What is wrong with ``replies`` to this line."""
        for reply in replies:
            yield from self._form(reply)
            self._remember(reply)
        for pattern, look in self._table():
            if found := re.fullmatch(pattern, line):
                yield from look(replies, **found.groupdict())
                return

    def _table(self) -> Iterator[tuple[str, Callable[..., Iterator[str]]]]:
        yield r"clock \+(?P<span>.+)", self._clock
        yield r"tz @(?P<who>\w+) (?P<zone>.+)", self._moved
        yield r"@\w+ #ml: /schedule .*", self._schedule
        yield r"@(?P<who>\w+) answer (?P<letters>.+?)(?P<again> again)?", self._answer
        yield r"@(?P<who>\w+): /streak", self._streak
        yield r"@(?P<who>\w+): /board (?P<period>\w+)", self._board
        yield r"@(?P<who>\w+): /settings board (?P<how>\w+)", self._settings
        yield r"@(?P<who>\w+) press Delete everything", self._leave

    def _form(self, reply: Said) -> Iterator[str]:
        if reply["data"].get("outcome") == "failed" or "I can't do that right now" in reply["text"]:
            yield f"failed: {reply['text']}"
        if "verdict" in reply["data"]:
            if reply["data"].keys() != {"verdict", "counted", "item", "delivery"}:
                yield f"not the promised keys: {reply['data']}"
            if len(reply["text"].splitlines()) > LINES:
                yield f"too long: {reply['text']}"
        elif not _of_the_course(reply) and (inner := OURS.search(reply["text"])):
            yield f"an inner word: {inner[0]}"

    def _remember(self, reply: Said) -> None:
        for button in reply["buttons"]:
            verb, *ids = button["token"].split("/")
            if len(button["label"]) == 1 and verb in ("answer", "adjust", "choose"):
                asked = self.asked.setdefault(ids[0], Asked(self.now + ANSWERABLE))
                asked.options.setdefault(button["label"], ids[1].split(".")[-1])

    def _person(self, who: str) -> Person:
        return self.people.setdefault(who, Person(Life("UTC")))

    def _today(self, who: str) -> date:
        return wall_day(self.now, self._person(who).life.zone)

    def _moved(self, replies: Sequence[Said], who: str, zone: str) -> Iterator[str]:
        person = self._person(who)
        if person.tz is None and not person.counted:
            person.life.zone = zone  # the first zone is no journey
        else:
            person.life.move(self.now, zone)
        person.tz = self.zones[who] = zone
        yield from ()

    def _schedule(self, replies: Sequence[Said]) -> Iterator[str]:
        self.scheduled = self.now
        yield from ()

    def _clock(self, replies: Sequence[Said], span: str) -> Iterator[str]:
        units = {"d": 1440, "h": 60, "m": 1}
        until = self.now + timedelta(minutes=sum(int(n) * units[u] for n, u in re.findall(r"(\d+)([dhm])", span)))
        due = sorted(self._due(until))
        came = [(datetime.fromisoformat(reply["data"]["at"]), *_push(reply)) for reply in replies]
        if came != sorted(came) or sorted(came) != due:
            yield f"pushes: {came} instead of {due}"
        for at, day, ending in came:
            reply = replies[came.index((at, day, ending))]
            if not ending:
                self.of_day[day] = reply["buttons"][0]["token"].split("/")[1]
                self.asked[self.of_day[day]].closes = self._closes(at, date.fromisoformat(day))
            elif not self.left:
                answered = self.asked[self.of_day[day]].answered
                if (f"{len(answered)} answered" if answered else "closed") not in reply["text"].splitlines()[0]:
                    yield f"closing of {day}: {reply['text'][:80]} instead of {len(answered)}"
        self._live_until(until)

    def _live_until(self, until: datetime) -> None:
        while self.now < until:
            self._tick()
            self.now = min(until, self.now + TICK)
        self._tick()

    def _tick(self) -> None:
        for person in self.people.values():
            person.life.tick(self.now)

    def _due(self, until: datetime) -> Iterator[tuple[datetime, str, bool]]:
        """(when, date, whether it ends it) of the channel's questions from now until then."""
        first = self.now.date() - timedelta(days=2)
        for number in range((until.date() - first).days + 3):
            day = first + timedelta(days=number)
            at = wall_instant(day, self.daily.at, self.daily.zone)
            if self.scheduled is None or at <= self.scheduled:
                continue
            for moment, ending in ((at, False), (self._closes(at, day), True)):
                if self.now < moment <= until:
                    yield moment, day.isoformat(), ending

    def _closes(self, at: datetime, day: date) -> datetime:
        if self.daily.hours is None:
            return at + OPEN_FOR
        hour = self.daily.at.hour + self.daily.hours
        closes = wall_instant(day + timedelta(hour // 24), self.daily.at.replace(hour=hour % 24), self.daily.zone)
        return closes if closes > at else at + OPEN_FOR

    def _answer(self, replies: Sequence[Said], who: str, letters: str, again: str | None) -> Iterator[str]:
        person = self._person(who)
        told = [reply for reply in replies if "verdict" in reply["data"]]
        if again:
            if person.last and [(reply["text"], reply["data"]) for reply in told] != [person.last]:
                yield f"a repeated press was told {told} after {person.last}"
            return
        person.last = None
        if not told:
            return  # fewer letters than the question asks for: nothing is locked in
        data, asked = told[0]["data"], self.asked[told[0]["data"]["delivery"]]
        person.last = (told[0]["text"], data)
        if data["delivery"] not in person.told:
            key, worth = key_and_worth(data["item"])
            chosen = list(dict.fromkeys(re.findall("[A-F]", letters.upper())))[: len(key)]
            right = {asked.options[letter] for letter in chosen} == key
            person.told[data["delivery"]] = self._judged(person, asked, data["item"], right, worth)
            if person.told[data["delivery"]]["counted"]:
                asked.answered.add(who)
        expected = person.told[data["delivery"]]
        if len(told) != 1 or {name: data[name] for name in expected} != expected:
            yield f"told {[reply['data'] for reply in told]} instead of {expected}"

    def _judged(self, person: Person, asked: Asked, item: str, right: bool, worth: int) -> Said:
        if self.now >= asked.closes:
            return {"verdict": "closed", "counted": False}
        before = person.counted.setdefault(item, [])
        if before and self.now - before[-1].at < ANEW:
            return {"verdict": "right" if before[-1].right else "wrong", "counted": False}
        points = worth if right and not before else 0
        before.append(Counted(self.now, person.life.answer(self.now), right, points))
        return {"verdict": "right" if right else "wrong", "counted": True}

    def _streak(self, replies: Sequence[Said], who: str) -> Iterator[str]:
        person, today = self._person(who), self._today(who)
        expected = {"days": 0, "best": 0, "freezes": 0, "today": False}
        if person.life.credited:
            marks = person.life.letters(today, set(), frozenset())
            days, best, freezes = tally("".join(mark for _, mark in marks))
            expected = {"days": days, "best": best, "freezes": freezes, "today": today in person.life.credited}
        if replies[0]["data"] != expected:
            yield f"streak {replies[0]['data']} instead of {expected}"

    def _board(self, replies: Sequence[Said], who: str, period: str) -> Iterator[str]:
        self._person(who)
        today = self._today(who)
        points = {name: self._points(name, period, today) for name in self.people if name not in self.hidden}
        order = sorted(((-number, name) for name, number in points.items() if number))
        rows = [{"rank": 1 + sum(o < n for o, _ in order), "learner": name, "points": -n} for n, name in order]
        at = next((place for place, row in enumerate(rows) if row["learner"] == who), None)
        near = [row for place, row in enumerate(rows) if place < 3 or (at is not None and abs(place - at) <= 1)]
        if replies[0]["data"] != {"period": period, "rows": near}:
            yield f"board {replies[0]['data']} instead of {near}"

    def _points(self, who: str, period: str, today: date) -> int:
        answers = self.people[who].answers
        if not answers or (today - max(one.day for one in answers)).days >= AWAY:
            return 0
        return sum(one.points for one in answers if _named(period, one.day) == _named(period, today))

    def _settings(self, replies: Sequence[Said], who: str, how: str) -> Iterator[str]:
        self._person(who)
        self.hidden = self.hidden | {who} if how == "hide" else self.hidden - {who}
        yield from ()

    def _leave(self, replies: Sequence[Said], who: str) -> Iterator[str]:
        self.people[who] = Person(Life(self.zones.get(who, "UTC")), self.zones.get(who))
        self.hidden, self.left = self.hidden - {who}, True
        if "Receipt" not in replies[0]["text"]:
            yield f"no receipt: {replies[0]['text']}"


@cache
def wall_instant(day: date, wall: time, zone: str) -> datetime:
    """When clocks there first show that time or, if they skip it, the first instant after: minute by minute."""
    naive, known = datetime.combine(day, wall), rules(zone)
    at = naive.replace(tzinfo=UTC) - timedelta(hours=16)
    while at.astimezone(known).replace(tzinfo=None) < naive:
        at += timedelta(minutes=1)
    return at


def _of_the_course(reply: Said) -> bool:
    """Whether it is a question, whose words are the authors'."""
    return any(len(button["label"]) == 1 for button in reply["buttons"]) or " · closed" in reply["text"]


def _push(reply: Said) -> tuple[str, bool]:
    day, _, ending = reply["data"]["push"].rpartition(":")[2].partition("/")
    return day, ending == "close"


def _named(period: str, day: date) -> object:
    """The period of its kind that a date lies in."""
    names = {
        "day": day,
        "week": day.isocalendar()[:2],
        "month": (day.year, day.month),
        "season": (day.year, (day.month - 1) // 3),
    }
    return names.get(period)

"""The text of the weekly digest for the lead of a group.

The rule that holds here: a figure about people is shown only when at least five stand behind it, each
area's figure included, for an "average" of two is two people.  What somebody chose to share is shown
with their name; nothing else about a person is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.progress.estimate import ENOUGH, percent
from bot.progress.facts import Answer, Fact
from bot.progress.judged import judged
from bot.progress.mastery import section
from bot.progress.standings import SMALLEST_GROUP

QUESTIONS_QUOTED = 3


@dataclass(frozen=True, slots=True)
class Digest:
    """The lines, and the section a suggested group quiz is about (for its button)."""

    lines: tuple[str, ...]
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """What the week left behind beside answers.

    ``unanswered`` are questions the documents could not answer; ``cost`` is in US dollars; ``shared``
    maps a member's name to the area they chose to show.
    """

    monday: date
    unanswered: Sequence[str] = ()
    cost: float = 0.0
    shared: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Area:
    title: str
    section: str
    right: int
    answers: int

    @property
    def share(self) -> float:
        return self.right / self.answers

    def words(self) -> str:
        return f"{self.title}, {percent(self.share)} right, from {self.answers} answers"


def digest(facts: Iterable[Fact], members: Collection[str], week: Week, titles: Mapping[str, str]) -> Digest:
    """The week that began on ``week.monday``; ``titles`` names the exam sections."""
    last = week.monday + timedelta(days=6)
    answers = [answer for answer in judged(facts) if answer.learner in members and week.monday <= answer.day <= last]
    areas = sorted(_areas(answers, titles), key=lambda area: (area.share, area.section))
    weakest = areas[0] if areas else None
    lines = (
        _took_part(answers, members, week.monday),
        *_strong_and_weak(areas, week.shared or {}),
        _unanswered(week.unanswered),
        f"Cost of the week: {week.cost:.2f} USD.",
        f"Suggestion: a group quiz on {weakest.title}." if weakest else "Suggestion: a group quiz to get started.",
    )
    return Digest(lines, weakest.section if weakest else None)


def _took_part(answers: Sequence[Answer], members: Collection[str], monday: date) -> str:
    week = f"Week of {monday.day} {monday:%B}"
    if len(members) < SMALLEST_GROUP:
        return f"{week}: who took part is shown for groups of five or more."
    return f"{week}: {len({answer.learner for answer in answers})} of {len(members)} took part."


def _areas(answers: Iterable[Answer], titles: Mapping[str, str]) -> Iterable[_Area]:
    found: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        for name in {section(objective) for objective in answer.objectives} & titles.keys():
            found[name].append(answer)
    for name, given in found.items():
        people = {answer.learner for answer in given}
        if len(people) >= SMALLEST_GROUP and len(given) >= ENOUGH:
            yield _Area(titles[name], name, sum(answer.correct for answer in given), len(given))


def _strong_and_weak(areas: Sequence[_Area], shared: Mapping[str, str]) -> tuple[str, str]:
    told = "; ".join(f"{name}: {area}" for name, area in sorted(shared.items()))
    if not areas:
        return (
            "Strong and weak areas are shown once five people have answered in one.",
            f"Shared with you: {told}." if told else "Anyone can choose “Share my weak areas”.",
        )
    strong, weak = f"Strongest: {areas[-1].words()}.", f"Weakest: {areas[0].words()}."
    if len(areas) == 1:
        weak = "Only one area can be compared so far."
    elif areas[0].share == areas[-1].share:
        strong, weak = (
            f"No area stands out: {percent(areas[0].share)} right in each.",
            f"Fewest answers: {_thin(areas)}.",
        )
    return strong, f"{weak} Shared with you: {told}." if told else weak


def _thin(areas: Sequence[_Area]) -> str:
    """The area that the fewest answers are about."""
    least = min(areas, key=lambda area: (area.answers, area.section))
    return f"{least.title}, {least.answers}"


def _unanswered(questions: Sequence[str]) -> str:
    if not questions:
        return "Nobody passed on a question that your documents could not answer."
    quoted = ", ".join(f"“{question}”" for question in questions[:QUESTIONS_QUOTED])
    more = "" if len(questions) <= QUESTIONS_QUOTED else f" and {len(questions) - QUESTIONS_QUOTED} more"
    count = f"{len(questions)} {'question' if len(questions) == 1 else 'questions'}"
    return f"{count} your documents could not answer: {quoted}{more}."

"""What a group's answers say about the group, for whoever leads it.

The rules that hold here: a figure about people stands on at least five of them, each cell of a table
included; what somebody chose to share is shown with their name; progress is said in decisions that would
come out right, never in messages sent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.progress.estimate import ENOUGH
from bot.progress.facts import Answer, ExamTaken, Fact
from bot.progress.judged import fixing, judged
from bot.progress.mastery import section
from bot.progress.standings import SMALLEST_GROUP

WEEKS = 4
RESTED = timedelta(days=7)
ALL = "Everybody"


@dataclass(frozen=True, slots=True)
class Gap:
    """A section as people of one role answer it; ``right`` of ``answers`` by ``people``."""

    role: str
    section: str
    right: int
    answers: int
    people: int

    @property
    def share(self) -> float:
        """The share that was right."""
        return self.right / self.answers


def gaps(answers: Iterable[Answer], roles: Mapping[str, str]) -> list[Gap]:
    """By role and section, weakest first; ``roles`` are the members'.  Cells of few people are left out."""
    cells: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for answer in answers:
        if answer.first and answer.objectives and answer.learner in roles:
            for role in {roles[answer.learner], ALL}:
                cells[role, section(answer.objectives[0])].append(answer)
    found = []
    for (role, name), given in cells.items():
        people = len({answer.learner for answer in given})
        if people >= SMALLEST_GROUP and len(given) >= ENOUGH:
            found.append(Gap(role, name, sum(answer.correct for answer in given), len(given), people))
    return sorted(found, key=lambda gap: (gap.share, gap.role, gap.section))


@dataclass(frozen=True, slots=True)
class Weeks:
    """What four weeks left behind."""

    members: int
    took_part: int
    answers: int
    right: float
    before: float | None
    fixed: int
    kept: tuple[int, int]
    told: int
    passed: int


def weeks(facts: Sequence[Fact], members: Collection[str], today: date) -> Weeks:
    """The last four weeks of a group; ``before`` is the share right in the four weeks before them.

    ``kept`` is how many answers given a week or more after the last one to the same question were right,
    out of how many: what stayed.
    """
    answers = [answer for answer in judged(facts) if answer.learner in members]
    since, earlier = today - timedelta(weeks=WEEKS), today - timedelta(weeks=2 * WEEKS)
    now = [answer for answer in answers if answer.day > since]
    then = [answer for answer in answers if earlier < answer.day <= since]
    taken = {(f.learner, f.exam): f.how for f in facts if isinstance(f, ExamTaken) and f.learner in members}
    told = [how for how in taken.values() if how != "quiet"]
    first = _firsts(now)
    return Weeks(
        len(members),
        len({answer.learner for answer in now}),
        len(first),
        _share(first),
        _share(_firsts(then)) if len(_firsts(then)) >= ENOUGH else None,
        sum(answer.day > since for answer in fixing(answers)),
        _kept(answers, since),
        len(told),
        told.count("passed"),
    )


def paragraph(found: Weeks, weakest: str) -> str:
    """Progress for somebody in business: what a hundred decisions of this kind would come to."""
    if found.answers < ENOUGH:
        return "There are not enough answers in four weeks to report on. A daily question is the lightest start."
    moved = ""
    if found.before is not None:
        change = round(100 * (found.right - found.before))
        moved = f", {abs(change)} {'more' if change >= 0 else 'fewer'} than four weeks before"
    people = f"{found.took_part} of {found.members} people practised. " if found.members >= SMALLEST_GROUP else ""
    kept = (
        f" Of what was asked again a week or more later, {found.kept[0]} of {found.kept[1]} had stayed."
        if found.kept[1]
        else ""
    )
    weak = f" The next hours pay most in {weakest}." if weakest else ""
    return (
        f"{people}Of 100 decisions of the kind the role asks for, about {100 * found.right:.0f} would be right today{moved} "
        f"(from {found.answers} first answers), and {found.fixed} mistakes made earlier were put right.{kept}{weak}"
    )


def delivers(found: Weeks) -> tuple[str, ...]:
    """Does it still deliver?  Four lines and one suggestion."""
    if found.members < SMALLEST_GROUP:
        return ("What a group gets out of it is shown for five people or more.",)
    half = 2 * found.took_part >= found.members
    stayed = found.kept[1] >= ENOUGH and found.kept[0] / found.kept[1]
    suggestion = (
        "It is hardly used: ask fewer questions a week, or end it."
        if not half
        else "Much is forgotten again: leave more room for reviews."
        if stayed is not False and stayed < 0.6
        else "It delivers; leave it as it is."
    )
    exams = f"{found.passed} of {found.told} who told passed." if found.told >= SMALLEST_GROUP else "too few to say."
    kept = (
        f"{found.kept[0]} of {found.kept[1]} right a week or more later"
        if found.kept[1]
        else "nothing was asked again yet"
    )
    return (
        f"Used by {found.took_part} of {found.members} in four weeks, {found.answers} new questions answered.",
        f"Closed: {found.fixed} mistakes put right.",
        f"Stayed: {kept}.",
        f"Exams: {exams}",
        f"Suggestion: {suggestion}",
    )


def _firsts(answers: Iterable[Answer]) -> list[Answer]:
    return [answer for answer in answers if answer.first and answer.difficulty]


def _share(answers: Sequence[Answer]) -> float:
    return sum(answer.correct for answer in answers) / len(answers) if answers else 0.0


def _kept(answers: Iterable[Answer], since: date) -> tuple[int, int]:
    last: dict[tuple[str, str], Answer] = {}
    right = asked = 0
    for answer in answers:
        before = last.get((answer.learner, answer.item))
        if before is not None and answer.day > since and answer.at - before.at >= RESTED:
            asked += 1
            right += answer.correct
        last[answer.learner, answer.item] = answer
    return right, asked

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

from bot.progress.estimate import ENOUGH, wilson
from bot.progress.facts import Answer, ExamTaken, Fact
from bot.progress.judged import fixing, judged
from bot.progress.mastery import section
from bot.progress.standings import SMALLEST_GROUP

WEEKS = 4
RESTED = timedelta(days=7)
ALL = "Everybody"
REPORTED = 10
"""First answers below which there is nothing to report to anybody."""
MUCH_STAYED = 0.6


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


def gaps(answers: Iterable[Answer], roles: Mapping[str, str], least: int = SMALLEST_GROUP) -> list[Gap]:
    """By role and section, weakest first; ``roles`` are the members'.

    Cells of fewer than ``least`` people are left out; fewer than five are for nobody but themselves.
    """
    cells: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for answer in answers:
        if answer.first and answer.objectives and answer.learner in roles:
            for role in {roles[answer.learner], ALL}:
                cells[role, section(answer.objectives[0])].append(answer)
    found = []
    for (role, name), given in cells.items():
        people = len({answer.learner for answer in given})
        if people >= least and len(given) >= ENOUGH:
            found.append(Gap(role, name, sum(answer.correct for answer in given), len(given), people))
    return sorted(found, key=lambda gap: (gap.share, gap.role, gap.section))


@dataclass(frozen=True, slots=True)
class Weeks:
    """A group's last four weeks; ``before``, ``kept``: see :func:`weeks`.

    ``fixed``: mistakes put right.  ``told``: members who said how their exam went, ``passed`` of them passed.
    """

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
    if found.answers < REPORTED:
        return (
            f"There are not enough answers in four weeks to report on ({found.answers} of {REPORTED}). "
            "A daily question is the lightest start."
        )
    low, high = (round(100 * bound) for bound in wilson(found.right, found.answers))
    people = f"{found.took_part} of {found.members} people practised. " if found.members >= SMALLEST_GROUP else ""
    return (
        f"{people}Of 100 decisions of the kind the role asks for, about {100 * found.right:.0f} ({low}–{high}) would be "
        f"right today{_moved(found)}, judging from {found.answers} first answers; {found.fixed} mistakes made earlier were "
        f"put right.{_stayed(found)}{f' The next hours pay most in {weakest}.' if weakest else ''}"
    )


def delivers(found: Weeks) -> tuple[str, ...]:
    """Does it still deliver?  Four lines and one suggestion."""
    if found.members < SMALLEST_GROUP:
        return ("What a group gets out of it is shown for five people or more.",)
    used = f"Used by {found.took_part} of {found.members} in four weeks, {found.answers} new questions answered."
    if found.took_part < SMALLEST_GROUP:
        return used, "Suggestion: what comes of it is shown from five people on; ask fewer questions a week, or end it."
    exams = f"{found.passed} of {found.told} who told passed." if found.told >= SMALLEST_GROUP else "too few to say."
    right, asked = found.kept
    kept = f"{right} of {asked} right a week or more later" if asked else "nothing was asked again yet"
    return (
        used,
        f"Closed: {found.fixed} mistakes put right.",
        f"Stayed: {kept}.",
        f"Exams: {exams}",
        f"Suggestion: {_suggestion(found)}",
    )


def _suggestion(found: Weeks) -> str:
    right, asked = found.kept
    if 2 * found.took_part < found.members:
        return "It is hardly used: ask fewer questions a week, or end it."
    if asked < ENOUGH:
        return "Too early to say; look again in a month."
    if right < MUCH_STAYED * asked:
        return "Much is forgotten again: leave more room for reviews."
    return "It delivers; leave it as it is."


def _moved(found: Weeks) -> str:
    if found.before is None:
        return ""
    change = round(100 * (found.right - found.before))
    return f", {abs(change)} {'more' if change >= 0 else 'fewer'} than four weeks before"


def _stayed(found: Weeks) -> str:
    right, asked = found.kept
    return f" Of what was asked again a week or more later, {right} of {asked} had stayed." if asked else ""


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

"""How a run ends: a quiz with its count, a case with what it comes to, the assessment with a profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation import Button, Card, Reply
from bot.quizzing.courses import Course
from bot.quizzing.question import Mint
from bot.quizzing.run import Done, Run
from bot.quizzing.student import Student
from bot.quizzing.summary import returns, review_missed, run_over
from bot.quizzing.wording import counted, joined
from bot.records import Session

READ_FIRST = 3


def over(run: Run, student: Student, mint: Mint, session: Session) -> Reply:
    """The last reply of a run of any kind."""
    if run.done and run.kind == "case":
        return _case_over(run, student, mint, session)
    if run.done and run.kind == "assessment":
        return _assessment_over(run, student, mint, session)
    return run_over(run, student, mint, session)


def _case_over(run: Run, student: Student, mint: Mint, session: Session) -> Reply:
    case = student.course.cases.get(run.topic)
    told = [student.names.plainly(part) for part in (case.steps[-1].outcome, case.lesson)] if case else []
    lines = [
        *(f"**What came of it.** {part}" for part in told[:1]),
        *(f"**What the case comes to.** {part}" for part in told[1:]),
        f"**{run.right} of {len(run.done)}.** {returns(run, student)}".strip(),
    ]
    another = Button("Another case", mint.mint("case", place=session.place))
    return Reply(
        "\n\n".join(lines),
        buttons=(another, *review_missed(run, mint, session)),
        private=True,
        data={"case": run.topic, "right": run.right, "answered": len(run.done)},
    )


@dataclass(frozen=True, slots=True)
class _Area:
    """An area of the assessment: how many of its answers were right."""

    title: str
    right: int
    answers: int

    @property
    def share(self) -> float:
        return self.right / self.answers

    def words(self) -> str:
        return f"*{self.title}* ({self.right} of {self.answers})"


def _areas(done: Sequence[Done], course: Course) -> list[_Area]:
    """The areas that were answered, strongest first."""
    found = []
    for area in course.kit.assessment.areas if course.kit.assessment else ():
        answers = [one.right for one in done if one.item in area.items]
        if answers:
            found.append(_Area(area.title, sum(answers), len(answers)))
    return sorted(found, key=lambda area: -area.share)


def _assessment_over(run: Run, student: Student, mint: Mint, session: Session) -> Reply:
    areas = _areas(run.done, student.course)
    if not areas:
        return run_over(run, student, mint, session)
    lines = [
        f"Strongest: {_like(areas[0], areas)}.",
        f"Weakest: {_like(areas[-1], areas)}." if areas[0].share != areas[-1].share else "",
        f"Each area rests on {counted(min(one.answers for one in areas), 'answer')} or more: a direction, not a mark.",
        _read_first(run, student),
    ]
    rows = (("Area", "Right", "Answers"), *((one.title, str(one.right), str(one.answers)) for one in areas))
    return Reply(
        "\n".join(line for line in lines if line),
        cards=(Card(title="Where you stand", rows=rows),),
        buttons=review_missed(run, mint, session),
        private=True,
        data={"areas": {one.title: [one.right, one.answers] for one in areas}},
    )


def _like(one: _Area, areas: Sequence[_Area]) -> str:
    """The areas with the same share right as this one, at most two of them named."""
    return joined([area.words() for area in areas if area.share == one.share][:2])


def _read_first(run: Run, student: Student) -> str:
    """The notes behind what was missed, the most needed first."""
    course, needed = student.course, dict[str, int]()
    for done in run.done:
        item = course.item(done.item)
        if item and not done.right:
            note = item.option(item.key[0]).source.note
            needed[note] = needed.get(note, 0) + 1
    titles = [course.notes[note].title for note in sorted(needed, key=lambda one: -needed[one]) if note in course.notes]
    return f"Read first: {' · '.join(f'*{title}*' for title in titles[:READ_FIRST])}" if titles else ""

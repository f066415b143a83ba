"""A mock exam as it is read: the offer, a question with its buttons, the pause, the confirmation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot.conversation import Button, Place, Reply
from bot.quizzing.deal import Occasion, Question, as_shown, deal
from bot.quizzing.question import Mint, Picked, asked, code_of, options, status
from bot.quizzing.student import Student
from bot.quizzing.wording import LETTERS, counted
from bot.records import Session
from bot.studying import mock as exam
from bot.studying.mock import Mock

RULE = "Choose as many as are asked for; a question with one wrong or missing choice counts as wrong."
SHORT = 30
NOTHING = "0"


@dataclass(frozen=True)
class Sitting:
    """A learner's mock exam with what is needed to show it; ``seed`` shuffles the options."""

    session: Session
    mock: Mock
    student: Student
    place: Place
    mint: Mint
    seed: str

    def question(self, at: int) -> Question | None:
        """A question as dealt, its order following from its delivery's id; ``None`` when it is gone."""
        entry, student = self.mock.entries[at], self.student
        item = student.course.item(entry.item, entry.version)
        if item is None:
            return None
        place = replace(self.place, thread=None)
        occasion = Occasion(place, self.mock.started, "mock", learner=student.learner.id, session=self.session.id)
        return as_shown(item, deal(item, item.id, entry.delivery, occasion, self.seed), student.names)

    def token(self, action: str, *ids: str) -> str:
        """A button of this mock exam."""
        return self.mint.mint("mock", action, self.session.id, *ids, place=self.place)


def offer(count: int, place: Place, mint: Mint, last: Sitting | None) -> Reply:
    """What a mock exam of ``count`` questions is, before its clock runs; ``last`` is the one that is over."""
    time = timedelta(seconds=round(exam.SECONDS_EACH * count))
    text = (
        f"**Mock exam:** {count} questions weighted like the exam, {span(time)} on the clock. {RULE} "
        "Flag what you want to see again, pause when you must; nothing is explained until you hand in."
    )
    buttons = [Button("Begin", mint.mint("mock", "begin", str(count), place=place), style="primary")]
    if count < exam.FEWEST:
        text = f"A mock exam needs {exam.FEWEST} questions you have not answered since yesterday; there are {count}."
        buttons = []
    if count > SHORT:
        buttons.append(Button(f"{SHORT} questions", mint.mint("mock", "begin", str(SHORT), place=place)))
    if last is not None:
        buttons.append(Button("Last report", mint.mint("mock", "report", last.session.id, place=place)))
    if last is not None and last.mock.ran_out:
        text = f"The time of your last one, or of its pause, was over, so it was handed in.\n\n{text}"
    return Reply(text, buttons=tuple(buttons), private=True)


def paper(sitting: Sitting) -> Reply:
    """The open question; where its item is gone, the way on."""
    mock, question = sitting.mock, sitting.question(sitting.mock.number)
    data = {"mock": sitting.session.id, "number": mock.number + 1, "of": len(mock.entries), "answered": mock.answered}
    if question is None:
        return Reply(
            "This one was taken out since. Go on to the next.", buttons=_moving(sitting), private=True, data=data
        )
    left = span(mock.left(sitting.student.now))
    place = f"Mock exam · question {mock.number + 1} of {len(mock.entries)} · {left} left · {mock.answered} answered"
    head = f"{place} · flagged" if mock.here.flagged else place
    chosen = status(question, Picked(mock.here.chosen))
    return Reply(
        "\n\n".join(part for part in (head, question.scenario, asked(question), *options(question), chosen) if part),
        cards=code_of(question),
        buttons=(*_letters(sitting, question), *_moving(sitting)),
        private=True,
        key=question.delivery.id,
        data=data,
    )


def paused(sitting: Sitting) -> Reply:
    """What is shown during a pause."""
    left, days = span(sitting.mock.left(sitting.student.now)), exam.LONGEST_PAUSE.days
    return Reply(
        f"Paused at question {sitting.mock.number + 1}, {left} left. The clock stands still for up to {days} days.",
        buttons=(
            Button("Go on", sitting.token("resume"), style="primary"),
            Button("Hand in", sitting.token("end")),
        ),
        private=True,
        replaces="pressed",
        data={"mock": sitting.session.id, "paused": True},
    )


def confirm(sitting: Sitting) -> Reply:
    """The question whether to hand in."""
    mock = sitting.mock
    empty, flagged = len(mock.entries) - mock.answered, sum(entry.flagged for entry in mock.entries)
    return Reply(
        f"Hand in? {counted(empty, 'question')} without a choice, {flagged} flagged. It can't be taken back.",
        buttons=(
            Button("Yes, hand in", sitting.token("end", "yes"), style="primary"),
            Button("Go on", sitting.token("resume")),
        ),
        private=True,
    )


def span(time: timedelta) -> str:
    """``1 h 05 min`` or ``12 min``; what has begun counts as a minute."""
    whole = -(-int(time.total_seconds()) // 60)
    return f"{whole // 60} h {whole % 60:02d} min" if whole >= 60 else f"{whole} min"


def _letters(sitting: Sitting, question: Question) -> tuple[Button, ...]:
    """One press chooses; where several are asked for, a second press of the same letter takes it back."""
    chosen, at = sitting.mock.here.chosen, str(sitting.mock.number)
    buttons = []
    for letter, one in zip(LETTERS, question.delivery.order, strict=False):
        kept = tuple(other for other in chosen if other != one)
        several = kept if one in chosen else (*kept, one)[-question.choose :]
        then = (one,) if question.choose == 1 else several
        token = sitting.token("pick", at, ".".join(then) or NOTHING)
        buttons.append(Button(letter, token, style="primary" if one in chosen else "plain"))
    return tuple(buttons)


def _moving(sitting: Sitting) -> tuple[Button, ...]:
    mock, at = sitting.mock, sitting.mock.number
    open_ones = [one for one in exam.open_ones(mock) if one != at]
    onward = next((one for one in open_ones if one > at), next(iter(open_ones), at))
    buttons = []
    if at + 1 < len(mock.entries):
        buttons.append(Button("Next", sitting.token("go", str(at + 1)), style="primary"))
    if at:
        buttons.append(Button("Back", sitting.token("go", str(at - 1))))
    marked = mock.here.flagged
    buttons.append(Button("Unflag" if marked else "Flag", sitting.token("flag", str(at), NOTHING if marked else "1")))
    if open_ones:
        buttons.append(Button(f"Still open ({len(open_ones)})", sitting.token("go", str(onward))))
    return (*buttons, Button("Pause", sitting.token("pause")), Button("Hand in", sitting.token("end")))

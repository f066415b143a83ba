"""How a run went, in a few lines: "4 of 5. One comes back Thursday."."""

from __future__ import annotations

from collections import Counter

from bot.conversation import Button, Card, Reply
from bot.progress.estimate import ENOUGH
from bot.progress.mastery import calibration, section
from bot.progress.review import comes_back
from bot.quizzing.question import Mint
from bot.quizzing.run import SECONDS_A_QUESTION, Run
from bot.quizzing.student import Student
from bot.quizzing.wording import clipped, count_word, counted, joined, minutes
from bot.records import Session

PLACED = 2
"""Sections named at either end of a placement."""


def run_over(run: Run, student: Student, mint: Mint, session: Session) -> Reply:
    """The last reply of a run."""
    if not run.done:
        return _nothing_done(run, student)
    told = _placed(run, student) if run.kind == "placement" else [f"**{run.right} of {len(run.done)}.**"]
    five_more = Button("Five more", mint.mint("again", "quiz", session.id, place=session.place))
    lines = [f"{told[0]} {returns(run, student)}".strip(), *told[1:], _unasked(run, student), _sureness(student)]
    return Reply(
        "\n".join(line for line in lines if line),
        cards=(_times(run, student),) if run.kind == "drill" else (),
        buttons=(five_more, *review_missed(run, mint, session)),
        private=True,
        data={"right": run.right, "answered": len(run.done), "skipped": len(run.passed)},
    )


def _nothing_done(run: Run, student: Student) -> Reply:
    if run.passed:
        return Reply("Left out. Nothing was counted; `/quiz` asks another time.", private=True)
    if run.kind == "review":
        return Reply(f"Nothing to review right now.{_resting(student)} `/quiz` asks something new.", private=True)
    return Reply("You have answered everything there is to ask here today. Come back tomorrow.", private=True)


def _unasked(run: Run, student: Student) -> str:
    """How many of the questions that were wanted the time did not reach."""
    left = (run.want or 0) - len(run.dealt)
    if left <= 0 or run.until is None or student.now < run.until:
        return ""
    return f"Time was up: {counted(left, 'question')} not asked."


def _resting(student: Student) -> str:
    """When what was missed comes back, soonest first."""
    missed = [card for card in student.cards.values() if not card["right"]]
    if not missed:
        return ""
    soonest = min(missed, key=lambda card: str(card["due"]))
    when = comes_back(soonest, student.now, student.profile.day_start)
    return f" What you missed comes back {when}: any sooner, you would only remember the answer."


def returns(run: Run, student: Student) -> str:
    """When what was missed or shaky comes back, soonest first."""
    cards = [card for done in run.done if (card := student.cards.get(done.item))]
    if not cards:
        return ""
    words = comes_back(min(cards, key=lambda card: str(card["due"])), student.now, student.profile.day_start)
    number = sum(comes_back(card, student.now, student.profile.day_start) == words for card in cards)
    if len(cards) == number > 1:
        return f"All come back {words}."
    return f"{count_word(number).capitalize()} {'comes' if number == 1 else 'come'} back {words}."


def _placed(run: Run, student: Student) -> list[str]:
    """Where to begin, by section and how many answers that rests on: what was missed first, then the weightier."""
    asked, right = Counter[str](), Counter[str]()
    for done in run.done:
        if item := student.course.item(done.item):
            name = section(item.objectives[0])
            asked[name] += 1
            right[name] += done.right
    shares, titles = student.blueprint.shares(), student.course.newest.titles
    order = sorted(asked, key=lambda name: (right[name] - asked[name], -shares.get(name, 0)))
    named = {name: f"*{titles.get(name, name)}* ({right[name]} of {asked[name]})" for name in order}
    gaps = [named[name] for name in order if right[name] < asked[name]][:PLACED]
    known = [named[name] for name in order if right[name] == asked[name]][:PLACED]
    return [
        "**A direction, not a mark.**",
        f"Start with {joined(gaps)}." if gaps else "A strong start everywhere; longer quizzes will find the gaps.",
        *([f"Strongest so far: {joined(known)}."] if known and gaps else []),
    ]


def _sureness(student: Student) -> str:
    found = calibration(student.facts)
    words = found.words() if found.sure + found.unsure >= ENOUGH else ""
    return words[:1].upper() + words[1:] + "." if words else ""


def _times(run: Run, student: Student) -> Card:
    """A drill's times, question by question."""
    rows = [("Question", "Time", "")]
    for number, done in enumerate(run.done, 1):
        item = student.course.item(done.item)
        name = clipped(student.names.plainly(item.deciding_constraint), 40) if item else ""
        mark = ("✓" if done.right else "✗") + (" over" if done.seconds > SECONDS_A_QUESTION else "")
        rows.append((f"{number} {name}".strip(), minutes(done.seconds), mark))
    total = sum(done.seconds for done in run.done)
    rows.append(("Total", minutes(total), f"of {minutes(SECONDS_A_QUESTION * len(run.done))}"))
    return Card(title="Your times (the exam allows about 2:00 a question)", rows=tuple(rows))


def review_missed(run: Run, mint: Mint, session: Session) -> tuple[Button, ...]:
    """The button to a review, where something was missed."""
    if run.right == len(run.done):
        return ()
    return (Button("Review what I missed", mint.mint("again", "review", session.id, place=session.place)),)

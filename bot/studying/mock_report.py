"""What a mock exam says when it is handed in: sections with their likely range, traps, times, what was missed."""

from __future__ import annotations

import html
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from bot.conversation import Button, Card, File, Reply
from bot.progress.estimate import ENOUGH, wilson
from bot.progress.mastery import section
from bot.quizzing.deal import Question
from bot.quizzing.grade import grade
from bot.quizzing.items import Option
from bot.quizzing.wording import clipped, counted, joined, minutes
from bot.studying import mock as exam
from bot.studying.mock import Entry
from bot.studying.mock_paper import Sitting, span

SLOW = 180.0
DECK = "missed.txt"
TRAPS, SLOWEST, LISTED = 3, 10, 10


@dataclass(frozen=True, slots=True)
class _Marked:
    """One question of it: right or not, and the wrong option that caught."""

    entry: Entry
    question: Question
    right: bool
    caught: Option | None


def _marked(sitting: Sitting) -> list[_Marked]:
    """Every question that still exists, judged by its key of today; without a choice it is not right."""
    found = []
    for at, entry in enumerate(sitting.mock.entries):
        question = sitting.question(at)
        if question is not None and entry.item not in sitting.student.withdrawn:
            graded = grade(question, entry.chosen, sitting.student.facts)
            found.append(_Marked(entry, question, graded.right, graded.caught if entry.chosen else None))
    return found


def report(sitting: Sitting) -> Reply:
    """The whole of it on one card."""
    found, titles = _marked(sitting), sitting.student.course.newest.titles
    right = sum(one.right for one in found)
    low, high = wilson(right / len(found), len(found)) if found else (0.0, 1.0)
    empty = sum(not one.entry.chosen for one in found)
    unchosen = f"{counted(empty, 'question')} without a choice." if empty else ""
    lines = [
        f"**{right} of {len(found)} right.** Of 100 such questions likely {100 * low:.0f}–{100 * high:.0f}. "
        "No pass mark is published, so this is no promise.",
        f"Its time was over. {unchosen}" if sitting.mock.ran_out else unchosen,
        _traps(found, sitting),
        _pace(found),
    ]
    sections = _sections(found)
    rows = [("Section", "Right", "Likely of 100")]
    for name, (got, of) in sorted(sections.items(), key=lambda one: (one[1][0] / one[1][1], one[0])):
        down, up = wilson(got / of, of)
        likely = "too few to say" if of < ENOUGH else f"{100 * down:.0f}–{100 * up:.0f}"
        rows.append((titles.get(name, name), f"{got} of {of}", likely))
    return Reply(
        "\n".join(line for line in lines if line),
        cards=(Card(title="By section, weakest first", rows=tuple(rows)),),
        buttons=_onward(sitting, missed=right < len(found)),
        private=True,
        data={"mock": sitting.session.id, "right": right, "of": len(found), "sections": sections},
    )


def times(sitting: Sitting) -> Reply:
    """Where the time went, the slowest first."""
    found = sorted(_marked(sitting), key=lambda one: -one.entry.seconds)
    rows = [("Question", "Time", "")]
    rows += [(_named(one, sitting), minutes(one.entry.seconds), "✓" if one.right else "✗") for one in found[:SLOWEST]]
    total = exam.spent(sitting.mock)
    allowed = exam.SECONDS_EACH * len(sitting.mock.entries)
    rows.append(("In all", minutes(total), f"of {minutes(allowed)}"))
    return Reply("Where your time went:", cards=(Card(rows=tuple(rows)),), private=True)


def to_review(sitting: Sitting) -> Reply:
    """What was missed, each with what decides; a trail to read opens from each."""
    wrong = [one for one in _marked(sitting) if not one.right]
    if not wrong:
        return Reply("Nothing was missed.", private=True)
    names = sitting.student.names
    lines = [
        f"{at}. {clipped(names.plainly(one.question.item.ask), 90)} → **{_key(one)}**: "
        f"{names.plainly(one.question.item.deciding_constraint)}"
        for at, one in enumerate(wrong[:LISTED], start=1)
    ]
    more = len(wrong) - LISTED
    lines += [f"{counted(more, 'more question')}; all of them come back in `/review`."] if more > 0 else []
    buttons = tuple(
        Button(f"Read on {at}", sitting.mint.mint("trail", one.entry.delivery, place=sitting.place))
        for at, one in enumerate(wrong[:LISTED], start=1)
        if one.entry.chosen
    )
    return Reply("\n".join(lines), buttons=buttons, private=True, data={"missed": [one.entry.item for one in wrong]})


def missed_deck(sitting: Sitting) -> Reply:
    """What was missed as cards: text that Anki imports as it stands."""
    names = sitting.student.names
    cards = []
    for one in _marked(sitting):
        if one.right:
            continue
        asked = one.question
        choices = [f"{asked.letter(option)} {text}" for option, text in asked.texts.items()]
        front = _side(asked.scenario, asked.ask, *choices, bold=asked.ask)
        reasons = (names.plainly(asked.item.deciding_constraint), names.plainly(asked.reason))
        cards.append(f"{front}\t{_side(_key(one), *reasons, bold=_key(one))}")
    head = ["#separator:tab", "#html:true", f"#deck:{sitting.student.course.outline.title}: missed"]
    text = "\n".join([*head, *cards]) + "\n"
    return Reply(
        f"{counted(len(cards), 'card')} in `{DECK}`. In Anki: File, Import.",
        files=(File(DECK, text.encode(), "text/plain", "What you missed, as cards"),),
        private=True,
        data={"deck": text, "cards": len(cards)},
    )


def _side(*lines: str, bold: str) -> str:
    """One side of a card as HTML, without the tabs and line breaks that would end it."""
    plain = [html.escape(line.replace("\n", " ").replace("\t", " ")) for line in lines]
    return "<br>".join(f"<b>{text}</b>" if line == bold else text for line, text in zip(lines, plain, strict=True))


def _sections(found: list[_Marked]) -> dict[str, tuple[int, int]]:
    right: Counter[str] = Counter()
    asked: dict[str, int] = defaultdict(int)
    for one in found:
        name = section(one.question.item.objectives[0])
        asked[name] += 1
        right[name] += one.right
    return {name: (right[name], asked[name]) for name in sorted(asked)}


def _traps(found: list[_Marked], sitting: Sitting) -> str:
    caught = Counter(one.caught.trap for one in found if one.caught and one.caught.trap)
    named = sitting.student.course.trap
    said = [f"{named(kind).title.lower()} ({times})" for kind, times in caught.most_common(TRAPS)]
    return f"What caught you: {joined(said)}." if said else ""


def _pace(found: list[_Marked]) -> str:
    looked = [one.entry.seconds for one in found if one.entry.seconds]
    if not looked:
        return ""
    slow = sum(seconds > SLOW for seconds in looked)
    over = f", {slow} took more than {span(timedelta(seconds=SLOW))}" if slow else ""
    return f"Your pace: {minutes(sum(looked) / len(looked))} a question{over}; the exam allows about {minutes(exam.SECONDS_EACH)}."


def _onward(sitting: Sitting, *, missed: bool) -> tuple[Button, ...]:
    wrong = (
        Button("What I missed", sitting.token("missed"), style="primary"),
        Button("Missed as cards", sitting.token("anki")),
    )
    ready = Button("Where I stand", sitting.mint.mint("ready", place=sitting.place))
    plan = Button("Plan", sitting.mint.mint("plan", place=sitting.place))
    return (*(wrong if missed else ()), Button("Times", sitting.token("times")), ready, plan)


def _named(one: _Marked, sitting: Sitting) -> str:
    return clipped(sitting.student.names.plainly(one.question.item.deciding_constraint), 40)


def _key(one: _Marked) -> str:
    return joined(one.question.letters(one.question.key))

"""What is said after an answer: at most six short lines, everything else behind a button.

Order: right or not and what decided · why · the trap and how often it caught · when it comes back.
"""

from __future__ import annotations

from bot.conversation import Button, Reply
from bot.progress.facts import Answer, Choice
from bot.progress.review import comes_back
from bot.progress.streak import streak
from bot.progress.zones import city, zone
from bot.quizzing.deal import Question
from bot.quizzing.grade import Graded, as_data, grade
from bot.quizzing.items import Option
from bot.quizzing.question import Mint
from bot.quizzing.sourcing import source_of
from bot.quizzing.student import Student
from bot.quizzing.wording import clipped, joined, ordinal
from bot.records import Verdict

KEY_SHOWN = 120


def after_answer(question: Question, verdict: Verdict, student: Student, mint: Mint) -> Reply:
    """The reply to an answer: to the first press of it and, word for word, to every later one."""
    graded = grade(question, verdict.options, student.facts)
    if question.flipped and question.delivery.kind == "flip":
        return _after_flip(question, graded, verdict, student, mint)
    key = question.item.option(graded.key[0])
    lesson = graded.caught if graded.caught and not graded.right else key
    lines = [
        f"{_headline(question, graded)} {_deciding(question, graded, student)}",
        "" if question.flipped else _why(question, lesson, student),
        _trap(graded, verdict, student, question),
        " ".join(
            part for part in (_standing(verdict), _back(question, verdict, student), _day(verdict, student)) if part
        ),
    ]
    return Reply(
        "\n".join(line for line in lines if line),
        buttons=(*_buttons(question, key, mint), *_onward(question, graded, mint)),
        sources=(source_of(question, key, 1, student.course, mint),),
        private=True,
        data=as_data(verdict, question.delivery.id),
    )


def _headline(question: Question, graded: Graded) -> str:
    if graded.right:
        return f"**Right: {joined(question.letters(graded.key))}.**"
    return f"**Not {joined(question.letters(graded.chosen), 'with')}.**"


def _deciding(question: Question, graded: Graded, student: Student) -> str:
    flip = question.item.flip if question.flipped else None
    constraint = student.names.plainly(flip.why if flip else question.item.deciding_constraint).rstrip(".")
    if graded.right:
        return f"Deciding: *{constraint}* [1]."
    letters = joined(question.letters(graded.key))
    named = clipped(student.names.plainly(question.item.option(graded.key[0]).text), KEY_SHOWN)
    return f"Deciding: *{constraint}* → **{letters}**{f' {named}' if len(graded.key) == 1 else ''} [1]."


def _why(question: Question, lesson: Option, student: Student) -> str:
    """Why this option is right or wrong; named by its letter where several were chosen."""
    named = f"**{question.letter(lesson.id)}** " if question.choose > 1 else ""
    return f"{named}{student.names.plainly(lesson.why)}"


def _trap(graded: Graded, verdict: Verdict, student: Student, question: Question) -> str:
    kind = graded.caught.trap if graded.caught and not graded.right and not question.flipped else None
    if kind is None:
        return ""
    times = sum(answer.trap == kind for answer in _up_to(verdict, student))
    often = f" ({ordinal(times)} time)" if times > 1 else ""
    return f"Your trap: {student.course.trap(kind).title.lower()}{often}."


def _up_to(verdict: Verdict, student: Student) -> list[Answer]:
    """The learner's answers until this one; what came later must not change what was said."""
    answers = student.answers
    place = next((at for at, answer in enumerate(answers) if answer.delivery == verdict.delivery), len(answers))
    return answers[: place + 1]


def _standing(verdict: Verdict) -> str:
    if verdict.closed:
        return "It came after the end, so it doesn't count."
    return "" if verdict.counted else "You answered this earlier today; that answer stands."


def _back(question: Question, verdict: Verdict, student: Student) -> str:
    card = student.cards.get(verdict.item)
    if card is None or verdict.closed:
        return ""
    when = comes_back(card, student.now, student.profile.day_start)
    return f"Back {when}."


def _day(verdict: Verdict, student: Student) -> str:
    """The streak in words, if this answer was the first of its day."""
    acts = [fact for fact in student.facts if isinstance(fact, Answer | Choice) and fact.day == verdict.day]
    if not verdict.counted or verdict.closed or not acts or acts[0].delivery != verdict.delivery:
        return ""
    days = streak(student.facts, student.today, student.now, student.profile.day_start)
    if not days.today:
        return ""
    at = verdict.at.astimezone(zone(student.tz))
    return f"Day {days.days} ✓ counted at {at:%H:%M} {city(student.tz)}."


def _buttons(question: Question, key: Option, mint: Mint) -> tuple[Button, ...]:
    place, delivery = question.delivery.place, question.delivery.id
    flips = question.item.flip is not None and not question.flipped
    labels = (
        *((("Now flip it", "flip"),) if flips else ()),
        *(() if question.flipped else (("Why not the others", "whynot"),)),
        ("Show source", "source", key.id),  # the token of the source itself, so that no second button opens it
        ("Explain more", "explain"),
        ("Report", "report"),
    )
    return tuple(Button(label, mint.mint(verb, delivery, *ids, place=place)) for label, verb, *ids in labels)


def _onward(question: Question, graded: Graded, mint: Mint) -> tuple[Button, ...]:
    """A trail to read after a miss; whoever was right in a channel may explain it there."""
    place, delivery = question.delivery.place, question.delivery.id
    if not graded.right:
        return (Button("Read on", mint.mint("trail", delivery, place=place)),)
    return (
        () if place.private else (Button("Explain it to the group", mint.mint("say", "teach", delivery, place=place)),)
    )


def _after_flip(question: Question, graded: Graded, verdict: Verdict, student: Student, mint: Mint) -> Reply:
    answer = "" if graded.right else f" → **{joined(question.letters(graded.key))}**"
    head = "**Right.**" if graded.right else f"**Not {joined(question.letters(graded.chosen), 'with')}**{answer}."
    report = Button("Report", mint.mint("report", question.delivery.id, place=question.delivery.place))
    return Reply(
        f"{head} {student.names.plainly(question.reason)}",
        buttons=(report,),
        private=True,
        data=as_data(verdict, question.delivery.id),
    )


def closed(question: Question, student: Student, mint: Mint) -> Reply:
    """What a press gets that comes after the end: the result, to learn from."""
    key = question.item.option(question.key[0])
    ended = question.delivery.closes
    when = f" on {ended:%A} {ended.day} {ended:%B}" if ended and ended <= student.now else ""
    return Reply(
        f"**This question closed{when}**, so it doesn't count. The answer was "
        f"**{joined(question.letters(question.key))}**: {student.names.plainly(question.reason)} [1]",
        buttons=_buttons(question, key, mint),
        sources=(source_of(question, key, 1, student.course, mint),),
        private=True,
        data={"verdict": "closed", "counted": False, "item": question.delivery.item, "delivery": question.delivery.id},
    )

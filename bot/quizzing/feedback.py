"""What is said after an answer: at most six short lines, everything else behind a button.

Order: right or not and what decided · why · the trap and how often it caught · when it comes back.
"""

from __future__ import annotations

from bot.conversation import Button, Reply, Source
from bot.progress.review import comes_back
from bot.progress.streak import streak
from bot.progress.zones import city, zone
from bot.quizzing.deal import Question
from bot.quizzing.grade import Graded, as_data, grade
from bot.quizzing.items import Option
from bot.quizzing.notes import Note
from bot.quizzing.question import Mint
from bot.quizzing.student import Student
from bot.quizzing.wording import joined, ordinal
from bot.records import Verdict


def after_answer(question: Question, verdict: Verdict, student: Student, mint: Mint) -> Reply:
    """The reply to an answer: to the first press of it and, word for word, to every later one."""
    graded = grade(question, verdict.options, student.facts)
    if question.flipped and question.delivery.kind == "flip":
        return _after_flip(question, graded, verdict, mint)
    cited = graded.caught if graded.caught and not graded.right else question.item.option(graded.key[0])
    lines = [
        f"{_headline(question, graded)} {_deciding(question, graded, student)}",
        student.names.plainly(cited.why),
        _trap(graded, verdict, student, question),
        " ".join(
            part for part in (_standing(verdict), _back(question, verdict, student), _day(verdict, student)) if part
        ),
    ]
    return Reply(
        "\n".join(line for line in lines if line),
        buttons=_buttons(question, mint),
        sources=(source_of(question, cited, 1, student, mint),),
        private=True,
        data=as_data(verdict),
    )


def source_of(question: Question, option: Option, number: int, student: Student, mint: Mint) -> Source:
    """Where an option's reason can be read."""
    ref, note = option.source, student.course.notes.get(option.source.note)
    as_of = ref.as_of or (note.as_of if note else None)
    return Source(
        number=number,
        title=ref.title or (note.title if note else ref.note),
        heading=ref.heading,
        url=ref.url,
        quote=quoted(note, ref.heading, option.why),
        as_of=as_of.isoformat() if as_of else None,
        token=mint.mint("source", question.delivery.id, option.id, place=question.delivery.place),
    )


def quoted(note: Note | None, heading: str, reason: str) -> str:
    """The sentence of a section that comes closest to a reason, verbatim."""
    section = note.section(heading) if note else None
    if section is None or not section.sentences:
        return ""
    wanted = set(reason.lower().split())
    return max(section.sentences, key=lambda sentence: len(wanted.intersection(sentence.lower().split())))


def _headline(question: Question, graded: Graded) -> str:
    if graded.right:
        return f"**Right: {joined(question.letters(graded.key))}.**"
    return f"**Not {joined(question.letters(graded.chosen), 'with')}.**"


def _deciding(question: Question, graded: Graded, student: Student) -> str:
    constraint = student.names.plainly(question.item.deciding_constraint).rstrip(".")
    if question.flipped and question.item.flip:
        return f"Deciding: *{student.names.plainly(question.item.flip.why).rstrip('.')}* [1]."
    if graded.right:
        return f"Deciding: *{constraint}* [1]."
    return f"Deciding: *{constraint}* → **{joined(question.letters(graded.key))}** [1]."


def _trap(graded: Graded, verdict: Verdict, student: Student, question: Question) -> str:
    kind = graded.caught.trap if graded.caught and not graded.right and not question.flipped else None
    if kind is None:
        return ""
    trap = student.course.trap(kind)
    times = sum(answer.trap == kind and answer.at <= verdict.at for answer in student.answers)
    often = f" ({ordinal(times)} time)" if times > 1 else ""
    return f"Your trap: {(trap.title if trap else kind.replace('-', ' ')).lower()}{often}."


def _standing(verdict: Verdict) -> str:
    if verdict.closed:
        return "It came after the end, so it doesn't count."
    return "" if verdict.counted else "You answered this a few hours ago; that answer stands."


def _back(question: Question, verdict: Verdict, student: Student) -> str:
    card = student.cards.get(verdict.item)
    if card is None or verdict.closed:
        return ""
    when = comes_back(card, student.now, student.profile.day_start)
    return f"Back {when}."


def _day(verdict: Verdict, student: Student) -> str:
    """The streak, when this answer was the first of its day."""
    own = [answer for answer in student.answers if answer.day == verdict.day]
    if not verdict.counted or verdict.closed or any(answer.at < verdict.at for answer in own):
        return ""
    days = streak(student.facts, student.today, student.now, student.profile.day_start)
    if not days.today:
        return ""
    at = verdict.at.astimezone(zone(student.tz))
    return f"Day {days.days} ✓ counted at {at:%H:%M} {city(student.tz)}."


def _buttons(question: Question, mint: Mint) -> tuple[Button, ...]:
    place, delivery = question.delivery.place, question.delivery.id
    flips = question.item.flip is not None and not question.flipped
    labels = (
        *((("Now flip it", "flip"),) if flips else ()),
        ("Why not the others", "whynot"),
        ("Show source", "source"),
        ("Explain more", "explain"),
        ("Report", "report"),
    )
    return tuple(Button(label, mint.mint(verb, delivery, place=place)) for label, verb in labels)


def _after_flip(question: Question, graded: Graded, verdict: Verdict, mint: Mint) -> Reply:
    why = question.item.flip.why if question.item.flip else ""
    answer = "" if graded.right else f" → **{joined(question.letters(graded.key))}**"
    head = "**Right.**" if graded.right else f"**Not {joined(question.letters(graded.chosen), 'with')}**{answer}."
    report = Button("Report", mint.mint("report", question.delivery.id, place=question.delivery.place))
    return Reply(f"{head} {why}", buttons=(report,), private=True, data=as_data(verdict))


def closed(question: Question, student: Student, mint: Mint) -> Reply:
    """What a press gets that comes after the end: the result, to learn from."""
    key = question.item.option(question.key[0])
    ended = question.delivery.closes
    when = f" on {ended:%A} {ended.day} {ended:%B}" if ended and ended <= student.now else ""
    return Reply(
        f"**This question closed{when}**, so it doesn't count. The answer was "
        f"**{joined(question.letters(question.key))}**: {student.names.plainly(key.why)} [1]",
        buttons=_buttons(question, mint),
        sources=(source_of(question, key, 1, student, mint),),
        private=True,
        data={"verdict": "closed", "counted": False, "item": question.delivery.item, "delivery": question.delivery.id},
    )

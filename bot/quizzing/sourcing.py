"""Where a reason can be read: a section of a note as a numbered source, with the sentence that bears it out."""

from __future__ import annotations

import re

from bot.conversation import Source
from bot.quizzing.courses import Course
from bot.quizzing.deal import Question
from bot.quizzing.items import Option
from bot.quizzing.notes import Note
from bot.quizzing.question import Mint

_WORD = re.compile(r"[a-z]{4,}|[0-9]+")


def source_of(question: Question, option: Option, number: int, course: Course, mint: Mint) -> Source:
    """The source of an option's reason; its button opens the section."""
    ref, note = option.source, course.notes.get(option.source.note)
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
    wanted = _content(reason)
    return max(section.sentences, key=lambda sentence: len(wanted & _content(sentence)))


def _content(text: str) -> set[str]:
    """The words that carry meaning, cut so that endings do not matter."""
    return {word[:6] for word in _WORD.findall(text.lower())}

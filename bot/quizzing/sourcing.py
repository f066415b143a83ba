"""Where a reason can be read: a section of a note as a numbered source, with the sentence that bears it out."""

from __future__ import annotations

import re

from bot.conversation import Source
from bot.quizzing.courses import Course
from bot.quizzing.deal import Question
from bot.quizzing.items import Option
from bot.quizzing.notes import Note, Section
from bot.quizzing.question import Mint
from bot.quizzing.wording import clipped, legible

MOST_SHOWN = 1200
"""Characters of a section that is shown in a chat."""
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


def entered(source: Source, sources: list[Source]) -> int:
    """The number of a section in a table of sources, to which it is added unless it is there."""
    for known in sources:
        if (known.title, known.heading) == (source.title, source.heading):
            return known.number
    sources.append(source)
    return source.number


def in_full(title: str, section: Section) -> str:
    """A section to read, as source 1 of its reply."""
    return f"**{title}** · {section.heading} [1]\n\n{clipped(legible(section.text), MOST_SHOWN)}"


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

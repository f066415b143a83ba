"""A section of a note as a source to open: what a card, a check or a metric rests on."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import Place, Press, Replies, Reply, Source, Submit
from bot.quizzing.notes import Note
from bot.quizzing.sourcing import in_full, quoted
from bot.quizzing.world import World


class Reading:
    """Makes sources of sections of notes, for maps and kit, and shows these sections."""

    def __init__(self, world: World) -> None:
        self._world = world

    def source(self, note: str, heading: str, reason: str, place: Place, number: int = 1) -> Source:
        """The section under ``heading``, with the sentence that comes closest to ``reason``."""
        known = self._world.course.notes.get(note)
        return Source(
            number=number,
            title=known.title if known else note,
            heading=heading,
            url=None,
            quote=quoted(known, heading, reason),
            as_of=known.as_of.isoformat() if known and known.as_of else None,
            token=self._world.tokens.mint("read", note, str(_at(known, heading)), place=place),
        )

    async def read(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Show source``: the section itself."""
        note = self._world.course.notes.get(ids[0])
        at = int(ids[1]) if ids[1].isdigit() else 0
        if note is None or at >= len(note.sections):
            return (Reply("That section is gone; the course was changed since.", private=True),)
        section = note.sections[at]
        source = replace(self.source(note.slug, section.heading, section.text, press.place), token=None)
        return (Reply(in_full(note.title, section), sources=(source,), private=True),)


def _at(note: Note | None, heading: str) -> int:
    headings = [section.heading for section in note.sections] if note else []
    return headings.index(heading) if heading in headings else len(headings)

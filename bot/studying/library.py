"""Notes to open and read on in: one section at a time, with what comes next, and a place to park them.

Opening a note of a plan's block ticks its reading; nothing else about reading is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import Button, Place, Press, Replies, Reply, Source, Submit
from bot.progress.facts import Parked, Ticked
from bot.quizzing.notes import Note, Section
from bot.quizzing.wording import clipped, legible
from bot.quizzing.world import World
from bot.studying.ticks import READ

MOST_SHOWN = 1400
NO_BLOCK = "-"


class Library:
    """The course's notes, to read in order."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def note(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Read``: a section of a note, and on to the next."""
        slug, at, block = ids[0], int(ids[1]), ids[2] if ids[2:] else NO_BLOCK
        note = self._world.course.notes.get(slug)
        if note is None or not 0 <= at < len(note.sections):
            return (Reply("That note was changed; `/plan` shows what there is now.", private=True),)
        learner = press.learner
        if block != NO_BLOCK:
            fact = Ticked(learner.id, block, f"{READ}{slug}", self._world.clock.now())
            await self._world.ledger.append(learner.tenant, fact, key=f"tick/{block}/{READ}{slug}")
        return (self._shown(note, at, block, press.place),)

    async def park(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Park it``: for after the exam."""
        note = self._world.course.notes.get(ids[0])
        if note is None:
            return (Reply("That note is gone; there is nothing to park.", private=True),)
        fact = Parked(press.learner.id, note.slug, self._world.clock.now())
        await self._world.ledger.append(press.learner.tenant, fact, key=f"park/{note.slug}")
        return (Reply(f"Parked for after the exam: *{note.title}*\n`/plan parked` lists what is.", private=True),)

    def source(self, note: Note, section: Section, number: int, place: Place, block: str = NO_BLOCK) -> Source:
        """A section as a numbered source that opens here."""
        return Source(
            number=number,
            title=note.title,
            heading=section.heading,
            url=None,
            quote=next(iter(section.sentences), ""),
            as_of=note.as_of.isoformat() if note.as_of else None,
            token=self.token(note, note.sections.index(section), place, block),
        )

    def token(self, note: Note, at: int, place: Place, block: str = NO_BLOCK) -> str:
        """What opens a section."""
        return self._world.tokens.mint("note", note.slug, str(at), block, place=place)

    def parked(self, notes: Sequence[str], place: Place) -> Reply:
        """What was put off, to open now."""
        known = [note for slug in notes if (note := self._world.course.notes.get(slug))]
        if not known:
            return Reply("Nothing is parked. `Park it` stands under every note you open from `/plan`.", private=True)
        lines = [f"{number}. {note.title}" for number, note in enumerate(known, start=1)]
        buttons = tuple(Button(f"Read {at}", self.token(note, 0, place)) for at, note in enumerate(known, start=1))
        return Reply("\n".join(["**Parked for after the exam**", *lines]), buttons=buttons[:10], private=True)

    def _shown(self, note: Note, at: int, block: str, place: Place) -> Reply:
        section = note.sections[at]
        opening = f"{note.opening}\n\n" if at == 0 and note.opening else ""
        more = at + 1 < len(note.sections)
        onward = (Button("Next section", self.token(note, at + 1, place, block), style="primary"),) if more else ()
        park = Button("Park it", self._world.tokens.mint("park", note.slug, place=place))
        marks = " · ".join(
            part for part in (*(str(note.front.get(one, "")) for one in ("kind", "status")), _dated(note)) if part
        )
        text = f"**{note.title}** · {marks}\n\n{opening}**{section.heading}** [1]\n\n{clipped(legible(section.text), MOST_SHOWN)}"
        source = replace(self.source(note, section, 1, place, block), token=None)
        return Reply(text, buttons=(*onward, park), sources=(source,), private=True, data={"note": note.slug, "at": at})


def _dated(note: Note) -> str:
    return f"as of {note.as_of:%d %b %Y}" if note.as_of else ""

"""What texts of a course point at: sections of its notes, and products by their names.

Each check yields what is wrong as a sentence; the caller knows the file, the entry and the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from difflib import get_close_matches

from bot.quizzing.courses import Course

STALE = timedelta(days=400)
"""After which details (prices, limits, product names) have to be checked again."""


def no_note(note: str, course: Course) -> Iterator[str]:
    """A sentence if the course has no such note."""
    if note not in course.notes:
        yield f"there is no note {note!r}"


def no_section(note: str, heading: str, course: Course) -> Iterator[str]:
    """A sentence if the note has no such heading; one that is nearly the same is named."""
    found = course.notes.get(note)
    if found is not None and found.section(heading) is None:
        near = get_close_matches(heading, [section.heading for section in found.sections], n=1)
        yield f"{note} has no heading {heading!r}" + (f"; it has {near[0]!r}" if near else "")


def renamed_products(texts: Sequence[str], course: Course) -> Iterator[str]:
    """A sentence for each name of a renamed product that is written out: under another blueprint it reads wrong."""
    written = " ".join(re.sub(r"\{\{.*?\}\}", "", text) for text in texts)
    for product in course.products:
        names = {naming.name for naming in product.names}
        for name in sorted(names) if len(names) > 1 else ():
            if re.search(rf"\b{re.escape(name)}\b", written):
                yield f"{name!r} was renamed: write {{{{{product.id}}}}}"

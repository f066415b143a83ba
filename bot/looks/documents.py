"""What can be read: libraries, the course, and what turns a question into a vector."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from bot.looks.finding import Finding
from bot.settings import Settings


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Each library with its documents, the course, the embedder."""
    from bot.courseware import open_current_course

    for finding in _libraries(settings):
        yield finding
    course = open_current_course(settings)
    yield Finding("course", f"{course.id}: {len(course.served)} items" if course else "none: no ready questions")
    yield _embedder(settings)


def _libraries(settings: Settings) -> Iterator[Finding]:
    from bot.libraries import libraries, shelf_of
    from index.editions import DamagedEdition, NoEdition

    here = libraries(settings)
    if not here:
        yield Finding("documents", "none indexed yet: studyhall index build FOLDER", "note")
    for name, facts in here.items():
        shelf = shelf_of(settings, name)
        try:
            shelf.current()
        except (NoEdition, DamagedEdition) as trouble:
            yield Finding(f"library {name}", str(trouble), "broken")
            continue
        many = "1 document" if facts["documents"] == 1 else f"{facts['documents']} documents"
        words = shelf.trouble or f"{many} of {facts['created'][:10]}"
        yield Finding(f"library {name}", words, "broken" if shelf.trouble else "fine")


def _embedder(settings: Settings) -> Finding:
    from index import exported
    from index.embedding import NoEmbedder, resolve

    try:
        model = resolve(settings.embedder)
    except NoEmbedder as missing:
        return Finding("embedder", str(missing), "broken")
    if exported.open_export(settings.data, model) is None:
        return Finding("embedder", f"{model.name}; the first build makes questions start faster", "note")
    return Finding("embedder", f"{model.name}, here on this machine")

"""What can be read: libraries, the course, and what turns a question into a vector."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.looks.finding import Finding
from bot.quizzing.wording import counted
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.quizzing.courses import Course


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """Each library with its documents, the course, the embedder."""
    from bot.courseware import open_current_course

    for finding in _libraries(settings):
        yield finding
    for finding in _sources(settings):
        yield finding
    yield _course(open_current_course(settings))
    yield _embedder(settings)


def _sources(settings: Settings) -> Iterator[Finding]:
    from index.sources import is_url

    for source in settings.docs:
        if not is_url(source) and not Path(source).expanduser().exists():
            words = f"STUDYHALL_DOCS names {source}, which is not there; what was read of it before is kept"
            yield Finding("documents", words, "broken")


def _course(course: Course | None) -> Finding:
    if course is None:
        return Finding("course", "none: no ready questions")
    words = f"{course.id}: {counted(len(course.items), 'question')}"
    if not course.held_back:
        return Finding("course", words)
    waiting = f"{len(course.held_back)} held back because a source changed: studyhall course check, then course accept"
    return Finding("course", f"{words}, {waiting}", "note")


def _libraries(settings: Settings) -> Iterator[Finding]:
    from bot.libraries import shelf_of
    from index.editions import DamagedEdition, NoEdition

    names = sorted(path.name for path in settings.libraries.glob("*"))
    shelves = {name: shelf for name in names if (shelf := shelf_of(settings, name)).editions()}
    if not shelves:
        yield Finding("documents", "none indexed yet: studyhall index build FOLDER", "note")
    for name, shelf in shelves.items():
        try:
            inside = shelf.current().manifest
        except (NoEdition, DamagedEdition) as trouble:
            yield Finding(f"library {name}", str(trouble), "broken")
            continue
        words = shelf.trouble or f"{counted(inside.documents, 'document')} of {inside.created[:10]}"
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

"""The libraries: which are here, which may be read in a place, and each followed to its current edition."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import cache
from bot.conversation import Learner, Place
from bot.ports import Grants, Unavailable
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.rooms.help import Books
    from index.builder import BuildReport, Progress
    from index.editions import Edition, Shelf

HOME = "home"
TERMINAL = "terminal"
EXPORTS = "embedders"


def shelf_of(settings: Settings, library: str) -> Shelf:
    """The editions of a library."""
    from index.editions import Shelf

    return Shelf(settings.libraries / library)


def build_library(settings: Settings, sources: Sequence[str], library: str, progress: Progress) -> BuildReport:
    """Make the next edition of a library; the embedder's export is made once on this machine."""
    from index import builder

    export = take_export(settings)
    report = builder.build_library(settings.data, library, sources, settings.embedder, progress=progress)
    cache.keep(EXPORTS, export.name, export)
    return report


def take_export(settings: Settings) -> Path:
    """The folder of the embedder's ONNX export, filled from the user's cache where another data folder made it."""
    from index.embedding import resolve
    from index.exported import folder_of

    export = folder_of(settings.data, resolve(settings.embedder))
    cache.take(EXPORTS, export.name, export)
    return export


def libraries(settings: Settings) -> dict[str, dict[str, Any]]:
    """Every library with an edition, by name, with its :func:`facts_of`."""
    folders = sorted(settings.libraries.iterdir()) if settings.libraries.is_dir() else ()
    return {folder.name: facts for folder in folders if (facts := facts_of(settings, folder.name))}


def facts_of(settings: Settings, library: str) -> dict[str, Any]:
    """``documents`` and ``created`` of a library's current edition, or of the newest whole one while that is damaged.

    Empty where there is none.
    """
    kept = shelf_of(settings, library).editions()
    if not any(standing.current for standing in kept):
        return {}
    for standing in sorted(kept, key=lambda standing: not standing.current):
        if standing.manifest:
            return {"documents": standing.manifest.documents, "created": standing.manifest.created}
    return {}


@dataclass
class Shelves:
    """Opened libraries, each followed to its current edition."""

    settings: Settings
    _open: dict[str, Shelf] = field(default_factory=dict)

    def edition(self, library: str) -> Edition:
        """The current edition.  Raises :class:`Unavailable` with the way out when there is none to serve."""
        from index.editions import DamagedEdition, NoEdition

        try:
            return self._open.setdefault(library, shelf_of(self.settings, library)).current()
        except (NoEdition, DamagedEdition) as trouble:
            raise Unavailable(f"the index of {library}") from trouble

    def document_text(self, library: str, document: str) -> str:
        """The extracted text of a document."""
        return self.edition(library).document_text(document)

    def passage(self, library: str, identifier: str) -> tuple[str, str] | None:
        """Title and text of a passage by its id, if it is still there."""
        edition = self.edition(library)
        number = edition.number_of(identifier)
        if number is None:
            return None
        passage = edition.passages[number]
        return passage.heading or passage.title, passage.text

    def sources(self, library: str) -> Sequence[str]:
        """The folders a library was built from."""
        return self.edition(library).manifest.sources


async def readable_libraries(
    settings: Settings, grants: Grants, homes: Collection[str], learner: Learner, place: Place
) -> tuple[str, ...]:
    """What may be read in this place: the course, its tenant's grants, and `home` where it is at home.

    A person of another team reads what that place shows to such people, and nothing of their own team's there.
    """
    names: list[str] = []
    if at_home(place.platform, place.tenant, homes) and not learner.external:
        names.append(HOME)
    channels = (place.channel,) if place.channel else ()
    names += await grants.readable(place.tenant, channels=channels, external=learner.external)
    if settings.course_library:
        names.append(settings.course_library)
    return tuple(name for name in dict.fromkeys(names) if facts_of(settings, name))


def at_home(platform: str, tenant: str, homes: Collection[str]) -> bool:
    """Whether `home` is granted by itself: in the terminal, and to the teams our own tokens come from."""
    return platform == TERMINAL or tenant in homes


async def shelves_of(
    settings: Settings, readable: Callable[..., Awaitable[tuple[str, ...]]], place: Place, who: Learner | None = None
) -> list[Books]:
    """The libraries a place reads for its own people, or for ``who``, as /sources shows them."""
    from bot.rooms.help import Books

    reader = who or Learner(place.platform, place.tenant, "", "")
    here = {name: facts_of(settings, name) for name in await readable(reader, place)}
    days = {name: datetime.fromisoformat(facts["created"]) for name, facts in here.items()}
    return [Books(name, facts["documents"], f"{days[name].day} {days[name]:%b}") for name, facts in here.items()]

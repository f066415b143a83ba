"""A build: read what the sources hold, embed only what is new, publish a whole edition or nothing.

    read      a document whose bytes are those of the current edition is taken over with its passages, unless files of
              its kind are read in another way now
    split     the others become passages
    embed     a passage whose reading was embedded before, anywhere in the library, keeps its vectors
    publish   a new folder, its manifest last, checked, moved into place, pointed at

A document that is gone from the sources is gone from the next edition. When nothing has changed, nothing is published.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index import edition as editions
from index import manifest as manifests
from index import room
from index.documents import Document, Unreadable, contents, read
from index.documents.confined import Confined
from index.documents.web import Unreachable, Web
from index.editions import DamagedEdition, Edition, NoEdition, Shelf
from index.embedders import build_embedder
from index.embedding import resolve
from index.manifest import NEWEST, RULES, Manifest
from index.passages import Passage, reading, split
from index.sources import Item, is_url, items
from index.stores.lexical import terms
from index.vectors import Reading, vectors_of

if TYPE_CHECKING:
    from index.embedding import Embedder


class BuildFailed(Exception):
    """A build that could not be finished; the edition in use is untouched, and the message says so."""


class Progress(Protocol):
    """Told how far a step has come; steps are "preparing" (the embedder), "reading", "embedding" and "writing"."""

    def __call__(self, step: str, done: int, total: int) -> None: ...


@dataclass(frozen=True, slots=True)
class BuildReport:
    edition: str
    published: bool  # False: nothing had changed
    documents: int
    passages: int
    embedded: int  # passages that went through the model
    reused: int  # passages that kept their vectors
    removed: int  # documents of the last edition that are gone
    unreadable: list[tuple[str, str]]
    seconds: float


@dataclass(slots=True)
class Draft:
    """What a build has gathered so far."""

    documents: list[tuple[Document, Sequence[Passage]]] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    fresh: int = 0  # documents that were not taken over as they were

    @property
    def passages(self) -> list[Passage]:
        return [passage for _, made in self.documents for passage in made]


def build(
    sources: Sequence[str],
    shelf: Shelf,
    embedder: Embedder,
    *,
    progress: Progress = lambda step, done, total: None,
    thresholds: dict[str, float] | None = None,
    web: Web | None = None,
) -> BuildReport:
    """Make the next edition of a library from its sources."""
    started = time.monotonic()
    web = web or Web()
    before = _current(shelf)
    try:
        with shelf.workplace() as folder:
            draft = _gather(items(sources, web), before, embedder, web, progress)
            removed = len(set(before.documents) - {document.path for document, _ in draft.documents}) if before else 0
            if before and not (draft.fresh or removed or shelf.trouble):
                return _report(before.name, False, draft, 0, removed, started)
            if not draft.documents:
                raise BuildFailed(_nothing_to_read(draft))
            embedded, manifest = _write(folder, draft, sources, before, embedder, progress)
            manifests.write(
                folder,
                replace(manifest, thresholds=thresholds or {}, checksums=manifests.checksums(folder)),
                shelf.keys,
            )
            shelf.publish(folder)
            return _report(manifest.name, True, draft, embedded, removed, started)
    except (OSError, RuntimeError) as problem:
        if not room.is_missing(problem):
            raise
        raise BuildFailed(
            f"There is no room on the disk to write the new index in {shelf.folder}. Nothing was changed"
            f"{', and the one in use stays in use' if before else ''}. Make room and build again."
        ) from problem


def build_library(
    data: Path,
    library: str,
    sources: Sequence[str],
    embedder: str | None = None,
    *,
    keys: Sequence[bytes] = (),
    progress: Progress = lambda step, done, total: None,
) -> BuildReport:
    """Build a library below the data folder; the first build also leaves the fast export for questions."""
    model = resolve(embedder)
    if why := room.missing(data, model, sources):
        raise BuildFailed(why)
    shelf = Shelf(data / "libraries" / library, keys)
    progress("preparing", 0, 1)
    prepared = build_embedder(data, model)
    progress("preparing", 1, 1)
    return build(sources, shelf, prepared, progress=progress)


def _current(shelf: Shelf) -> Edition | None:
    try:
        return shelf.current()
    except (NoEdition, DamagedEdition):
        return None


def _gather(wanted: Sequence[Item], before: Edition | None, embedder: Embedder, web: Web, progress: Progress) -> Draft:
    draft = Draft()
    if before and (before.manifest.rules > NEWEST or before.manifest.identity != embedder.identity):
        before = None
    with Confined() as confined:
        for done, item in enumerate(wanted):
            progress("reading", done, len(wanted))
            try:
                data, content_type = _fetched(item, web)
                same = before and _taken_over(before, item.path, hashlib.sha256(data).hexdigest())
                if same and before and before.manifest.rules >= RULES[same[0].kind]:
                    draft.documents.append(same)
                    continue
                document = read(data, item.path, confined, content_type)
            except Unreachable as problem:
                kept = before and _taken_over(before, item.path)
                draft.documents.extend([kept] if kept else [])
                draft.unreadable.append((item.path, f"{problem}{'; what was read before is kept' if kept else ''}"))
                continue
            except Unreadable as problem:
                draft.unreadable.append((item.path, problem.reason))
                continue
            if item.url and not document.url:
                document = replace(document, url=item.url)
            draft.documents.append((document, split(document, embedder.count_tokens)))
            draft.fresh += 1
    progress("reading", len(wanted), len(wanted))
    return draft


def _fetched(item: Item, web: Web) -> tuple[bytes, str]:
    if item.closed:
        raise Unreadable(item.closed)
    if item.file is not None:
        return contents(item.file), ""
    page = web.fetch(item.url or item.path)
    return page.data, page.content_type


def _taken_over(before: Edition, path: str, digest: str | None = None) -> tuple[Document, Sequence[Passage]] | None:
    """A document as the edition in use has it, if its bytes are still those."""
    entry = before.documents.get(path)
    if entry is None or digest not in (None, entry.sha256):
        return None
    document = Document(
        path=entry.path,
        title=entry.title,
        text=before.document_text(path),
        kind=entry.kind,
        sha256=entry.sha256,
        url=entry.url,
        status=entry.status,
        as_of=entry.as_of,
    )
    return document, before.passages[entry.first : entry.first + entry.passages]


def _write(
    folder: Path, draft: Draft, sources: Sequence[str], before: Edition | None, embedder: Embedder, progress: Progress
) -> tuple[int, Manifest]:
    """Every file of the edition but its manifest, which is returned with the number of passages that were embedded."""
    readings = [_reading(passage) for passage in draft.passages]
    keys = [reading.key for reading in readings]
    same = before if before and before.manifest.identity == embedder.identity else None
    vectors = vectors_of(readings, keys, same, embedder, lambda done, total: progress("embedding", done, total))
    progress("writing", 0, 1)
    editions.write(folder, draft.documents, vectors, keys, [terms(reading.text) for reading in readings])
    progress("writing", 1, 1)
    now = datetime.now(UTC)
    return vectors.embedded, Manifest(
        name=f"{now:%Y%m%dT%H%M%S-%f}",
        created=now.isoformat(timespec="seconds"),
        embedder=embedder.name,
        identity=embedder.identity,
        dimension=embedder.dimension,
        rules=NEWEST,
        documents=len(draft.documents),
        passages=len(readings),
        sentences=sum(map(len, vectors.rows)),
        sources=tuple(source if is_url(source) else str(Path(source).expanduser().resolve()) for source in sources),
        unreadable=tuple(draft.unreadable),
    )


def _reading(passage: Passage) -> Reading:
    text, spans = reading(passage)
    return Reading(text, tuple(text[first:last] for first, last in spans))


def _report(name: str, published: bool, draft: Draft, embedded: int, removed: int, started: float) -> BuildReport:
    passages = len(draft.passages)
    return BuildReport(
        name, published, len(draft.documents), passages, embedded, passages - embedded, removed, draft.unreadable,
        time.monotonic() - started,
    )  # fmt: skip


def _nothing_to_read(draft: Draft) -> str:
    if not draft.unreadable:
        return "There is nothing to index: the sources hold no files. The library was not changed."
    path, reason = draft.unreadable[0]
    return (
        f"There is nothing to index: none of the {len(draft.unreadable)} files could be read ({path}: {reason}). "
        "Markdown, reStructuredText, text, CSV, HTML, notebooks, PDF and Word files are read. The library was not changed."
    )

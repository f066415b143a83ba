"""One finished library: its passages, its documents' texts and both halves of its search, opened for reading.

Everything is opened at once and nothing read that is not asked for: passages and texts are found by offset in
memory-mapped files, vectors and word weights are mapped too. So opening costs the checksums, a reader holds little, and
it goes on reading after its edition has left the shelf. Passages are known by number inside
an edition and by id across editions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np

from index import manifest as manifests
from index.arrays import array
from index.documents.document import Document, Kind, Status
from index.files import Files, within
from index.manifest import Damaged, Manifest
from index.passages import Passage
from index.stores import faiss_store, lexical
from index.stores.lexical import Lexical

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.encoding import Floats, Halves

PASSAGES, PASSAGE_EDGES, IDS, DOCUMENTS, TEXTS, WORDS, KEYS = (
    "passages.jsonl", "passage_edges.npy", "ids.json", "documents.jsonl", "texts.txt", "words", "keys.json",
)  # fmt: skip
REMEMBERED = 4096  # passages kept parsed


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as its edition lists it."""

    path: str
    title: str
    kind: Kind
    sha256: str
    url: str | None
    status: Status
    as_of: date | None
    lines: int
    first: int  # the number of its first passage
    passages: int
    text: tuple[int, int]  # where its text stands in the file of texts


@dataclass(frozen=True, slots=True)
class Vectors:
    """What a build has made of its passages, ready to be written."""

    passages: Floats
    sentences: Halves  # each wording once
    rows: list[list[int]]  # for each passage, the rows of its sentences
    embedded: int  # passages that went through the model


class Edition:
    def __init__(self, folder: Path, manifest: Manifest, files: Files) -> None:
        self.folder = folder
        self.manifest = manifest
        self.passages: Sequence[Passage] = _Passages(files)
        self.lexical: Lexical = lexical.load(within(files, WORDS))
        self._entries, self._ids, self._keys, self._texts = (files[name] for name in (DOCUMENTS, IDS, KEYS, TEXTS))
        self._vectors = faiss_store.load(files)
        self._parts = (len(self.passages), len(self._vectors), len(self.lexical))

    @property
    def name(self) -> str:
        return self.manifest.name

    @cached_property
    def documents(self) -> dict[str, Entry]:
        lines = self._entries[:].decode("utf-8").split("\n")
        return {entry.path: entry for entry in map(_entry, filter(None, lines))}

    @cached_property
    def _numbers(self) -> dict[str, int]:
        ids: list[str] = json.loads(self._ids[:])
        return {identifier: number for number, identifier in enumerate(ids)}

    def number_of(self, identifier: str) -> int | None:
        return self._numbers.get(identifier)

    def document_text(self, path: str) -> str:
        """The extracted text in which a citation's lines are counted; KeyError for a document that is not here."""
        start, end = self.documents[path].text
        return self._texts[start:end].decode("utf-8")

    def nearest(self, vector: Floats, k: int, among: NDArray[np.bool_] | None = None) -> list[tuple[int, float]]:
        return self._vectors.nearest(vector, k, among)

    def passage_vectors(self, numbers: Sequence[int]) -> Floats:
        return self._vectors.passage_vectors(numbers)

    def sentence_vectors(self, number: int) -> Halves:
        return self._vectors.sentence_vectors(number)

    def keys(self) -> list[str]:
        """For each passage, what its vectors were made from: equal keys need no second embedding."""
        found: list[str] = json.loads(self._keys[:])
        return found

    def agree(self) -> None:
        """Refuse parts that do not belong together."""
        counted = (self.manifest.passages,) * 3
        if self._parts != counted or self._vectors.sentence_count != self.manifest.sentences:
            raise Damaged("its parts hold different numbers of passages")
        if self._vectors.dimension != self.manifest.dimension:
            raise Damaged(
                f"its vectors have {self._vectors.dimension} numbers, its manifest says {self.manifest.dimension}"
            )


def open_edition(folder: Path, keys: Sequence[bytes] = ()) -> Edition:
    """The edition in `folder`, every byte of it checked; `Damaged` when it must not be used."""
    manifest = manifests.read(folder, keys)
    files = manifests.checked(folder, manifest)
    try:
        edition = Edition(folder, manifest, files)
    except (OSError, ValueError, RuntimeError, KeyError) as problem:
        raise Damaged(f"it cannot be opened ({type(problem).__name__}: {problem})") from problem
    edition.agree()
    return edition


class _Passages(Sequence[Passage]):
    def __init__(self, files: Files) -> None:
        self._lines = files[PASSAGES]
        self._edges = array(files[PASSAGE_EDGES])
        self._parsed = lru_cache(maxsize=REMEMBERED)(self._parse)

    def __len__(self) -> int:
        return len(self._edges) - 1

    @overload
    def __getitem__(self, number: int) -> Passage: ...
    @overload
    def __getitem__(self, number: slice) -> list[Passage]: ...
    def __getitem__(self, number: int | slice) -> Passage | list[Passage]:
        if isinstance(number, slice):
            return [self._parsed(each) for each in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        return self._parsed(number % len(self))

    def __iter__(self) -> Iterator[Passage]:
        return (self._parse(number) for number in range(len(self)))

    def _parse(self, number: int) -> Passage:
        fields = json.loads(self._lines[int(self._edges[number]) : int(self._edges[number + 1])])
        fields["lines"] = tuple(fields["lines"])
        for pairs in ("sentences", "turns"):
            fields[pairs] = tuple((first, last) for first, last in fields.get(pairs, ()))
        fields["as_of"] = date.fromisoformat(fields["as_of"]) if fields["as_of"] else None
        return Passage(**fields)


def write(
    folder: Path,
    documents: Sequence[tuple[Document, Sequence[Passage]]],
    vectors: Vectors,
    keys: Sequence[str],
    words: Sequence[Sequence[str]],
) -> None:
    """Every file of an edition but its manifest."""
    _write_documents(folder, documents)
    passages = [passage for _, made in documents for passage in made]
    edges = [0]
    with (folder / PASSAGES).open("wb") as target:
        for passage in passages:
            edges.append(edges[-1] + target.write(_json(passage)))
    np.save(folder / PASSAGE_EDGES, np.asarray(edges, dtype=np.int64), allow_pickle=False)
    (folder / IDS).write_text(json.dumps([passage.id for passage in passages]), "ascii")
    (folder / KEYS).write_text(json.dumps(keys), "ascii")
    faiss_store.write(folder, vectors.passages, vectors.sentences, vectors.rows)
    lexical.write(folder / WORDS, words)


def _write_documents(folder: Path, documents: Sequence[tuple[Document, Sequence[Passage]]]) -> None:
    position = first = 0
    with (folder / TEXTS).open("wb") as texts, (folder / DOCUMENTS).open("wb") as entries:
        for document, passages in documents:
            length = texts.write(document.text.encode("utf-8"))
            entry = Entry(
                path=document.path,
                title=document.title,
                kind=document.kind,
                sha256=document.sha256,
                url=document.url,
                status=document.status,
                as_of=document.as_of,
                lines=document.lines,
                first=first,
                passages=len(passages),
                text=(position, position + length),
            )
            entries.write(_json(entry))
            position, first = position + length, first + len(passages)


def _entry(line: str) -> Entry:
    fields = json.loads(line)
    fields["as_of"] = date.fromisoformat(fields["as_of"]) if fields["as_of"] else None
    fields["text"] = tuple(fields["text"])
    return Entry(**fields)


def _json(record: Passage | Entry) -> bytes:
    fields = {name: getattr(record, name) for name in record.__slots__}
    return json.dumps(fields, ensure_ascii=False, default=date.isoformat).encode("utf-8") + b"\n"

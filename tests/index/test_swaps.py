"""Editions change and break under people who keep asking: no question fails, and no damaged byte is ever served."""

from __future__ import annotations

import dataclasses
import random
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from rigs.hashing_embedder import HashingEmbedder

from index import manifest as manifests
from index.builder import build
from index.editions import Edition, Shelf
from index.stores import faiss_store

QUESTION = "drift is a change of the serving data over time"
KEYS = (b"the key of this hall",)


def current(shelf: Shelf) -> Path:
    return shelf.folder / "editions" / (shelf.folder / "CURRENT").read_text().strip()


def asked(edition: Edition, embedder: HashingEmbedder) -> str:
    """The text of the document that both halves of a search find."""
    nearest, _ = edition.nearest(embedder.encode([QUESTION])[0], 1)[0]
    worded, _ = edition.lexical.search("drift", 1)[0]
    found = {edition.passages[number].document for number in (nearest, worded)}
    assert edition.keys()
    assert len(edition.sentence_vectors(nearest)) == len(edition.passages[nearest].sentences)
    return "".join(edition.document_text(document) for document in found)


def replace(file: Path, data: bytes) -> None:
    """As a copy or a sync does: a new file in its place."""
    partial = file.with_name(f"{file.name}.partial")
    partial.write_bytes(data)
    partial.replace(file)


def whole_files(edition: Path) -> list[Path]:
    return sorted(one for one in edition.rglob("*") if one.is_file() and one.stat().st_size > 8)


def flip_a_bit(file: Path, chance: random.Random) -> None:
    whole = bytearray(file.read_bytes())
    whole[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
    replace(file, bytes(whole))


def cut_short(file: Path, chance: random.Random) -> None:
    replace(file, file.read_bytes()[: chance.randrange(file.stat().st_size)])


def take_away(file: Path, chance: random.Random) -> None:
    file.unlink()


def widen(edition: Path, chance: random.Random) -> None:
    """Vectors of another length, by a manifest that agrees with every file and is sealed as ours are."""
    building = edition.with_name("wide")
    building.mkdir()
    faiss_store.write(building, np.zeros((3, chance.choice((32, 768))), np.float32), np.zeros((0, 32), np.float16), [])
    for file in building.iterdir():
        file.replace(edition / file.name)
    building.rmdir()
    manifest = manifests.read(edition, KEYS)
    manifests.write(edition, dataclasses.replace(manifest, checksums=manifests.checksums(edition)), KEYS)


def seal_with_another_key(edition: Path, chance: random.Random) -> None:
    manifests.write(edition, manifests.read(edition, KEYS), [chance.randbytes(32)])


OF_A_FILE, OF_ALL = (flip_a_bit, cut_short, take_away), (widen, seal_with_another_key)
DAMAGES = len(OF_A_FILE) + len(OF_ALL)


def spoil(edition: Path, way: int, chance: random.Random) -> None:
    """Damage an edition in one of the ways there are."""
    if way < len(OF_A_FILE):
        OF_A_FILE[way](chance.choice(whole_files(edition)), chance)
    else:
        OF_ALL[way - len(OF_A_FILE)](edition, chance)


def swap(docs: Path, shelf: Shelf, rounds: int, broken: int) -> None:
    embedder, chance, done = HashingEmbedder(), random.Random(rounds), threading.Event()
    build([str(docs)], shelf, embedder)
    right = asked(shelf.current(), embedder)
    troubles: list[BaseException] = []
    answers: set[str] = set()

    def reader() -> None:
        mine = Shelf(shelf.folder, KEYS)
        try:
            while not done.is_set():
                answers.add(asked(mine.current(), embedder))
        except BaseException as trouble:
            troubles.append(trouble)

    readers = [threading.Thread(target=reader) for _ in range(2)]
    for thread in readers:
        thread.start()
    breaks = chance.sample(range(2, rounds), broken)
    for number in range(rounds):
        (docs / "news.md").write_text(f"# News {number}\n\nThis is what happened on day {number}.\n")
        build([str(docs)], shelf, embedder)
        if number in breaks:
            spoil(current(shelf), breaks.index(number) % DAMAGES, chance)
            late = Shelf(shelf.folder, KEYS)
            answers.add(asked(late.current(), embedder))
            assert late.trouble is not None
    done.set()
    for thread in readers:
        thread.join()
    assert troubles == []
    assert answers == {right}


@pytest.fixture
def sealed(shelf: Shelf) -> Shelf:
    return Shelf(shelf.folder, KEYS)


def test_a_few_swaps_under_questions(docs: Path, sealed: Shelf) -> None:
    """Ten editions, one spoilt in each way while it is current."""
    swap(docs, sealed, rounds=10, broken=DAMAGES)


@pytest.mark.long
def test_a_hundred_swaps_under_questions(docs: Path, sealed: Shelf) -> None:
    """A hundred editions, twenty of them spoilt."""
    swap(docs, sealed, rounds=100, broken=20)


@pytest.mark.parametrize("damage", OF_A_FILE)
def test_what_changes_between_the_check_and_the_opening_is_not_read(
    docs: Path, shelf: Shelf, embedder: HashingEmbedder, damage: Callable[..., None]
) -> None:
    """Every file is damaged at the one moment a checksum cannot see: after it was checked."""
    build([str(docs)], shelf, embedder)
    right, folder = asked(shelf.current(), embedder), current(shelf)
    manifest = manifests.read(folder)
    files = manifests.checked(folder, manifest)
    for file in whole_files(folder):
        damage(file, random.Random(1))
    assert asked(Edition(folder, manifest, files), embedder) == right
    assert Shelf(shelf.folder).verify()[0].trouble is not None

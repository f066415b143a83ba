"""The shelf: one pointer, three editions, a changed byte refused, the last good edition kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rigs.hashing_embedder import HashingEmbedder

from index.builder import build
from index.editions import Busy, DamagedEdition, NoEdition, Shelf


@pytest.fixture
def grown(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> Shelf:
    """A shelf on which five editions were published."""
    for number in range(5):
        (docs / f"note-{number}.md").write_text(f"# Note {number}\n\nThis is note number {number}.\n", "utf-8")
        build([str(docs)], shelf, embedder)
    return shelf


def flip(file: Path, place: int) -> None:
    data = bytearray(file.read_bytes())
    data[place % len(data)] ^= 1
    file.write_bytes(data)


def current_folder(shelf: Shelf) -> Path:
    return shelf.folder / "editions" / (shelf.folder / "CURRENT").read_text().strip()


def test_an_empty_shelf_says_how_to_fill_it(shelf: Shelf) -> None:
    with pytest.raises(NoEdition, match="studyhall index build"):
        shelf.current()


def test_three_editions_are_kept(grown: Shelf) -> None:
    listed = grown.editions()
    assert len(listed) == 3
    assert [standing.current for standing in listed] == [True, False, False]
    assert [standing.name for standing in listed] == sorted((standing.name for standing in listed), reverse=True)


def test_rollback_moves_the_pointer_to_the_edition_before(grown: Shelf) -> None:
    names = [standing.name for standing in grown.editions()]
    assert grown.rollback().name == names[1]
    assert Shelf(grown.folder).current().name == names[1]
    assert "note-4.md" not in grown.current().documents
    assert grown.rollback().name == names[2]
    with pytest.raises(NoEdition, match="no older edition"):
        grown.rollback()
    assert grown.current().name == names[2]


def test_another_process_sees_a_new_edition(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    reader = Shelf(shelf.folder)
    before = reader.current()
    (docs / "new.md").write_text("# New\n\nSomething else.\n", "utf-8")
    build([str(docs)], shelf, embedder)
    assert "new.md" in reader.current().documents
    assert "new.md" not in before.documents
    assert before.document_text("prices.md").startswith("# Prices")


def test_any_flipped_byte_is_refused(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    for file in sorted(file for file in current_folder(shelf).rglob("*") if file.is_file()):
        whole = file.read_bytes()
        flip(file, len(whole) // 2)
        with pytest.raises(DamagedEdition, match="Build it again"):
            Shelf(shelf.folder).current()
        file.write_bytes(whole)
    assert Shelf(shelf.folder).current().name


def test_a_missing_or_cut_file_is_refused(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    vectors = current_folder(shelf) / "vectors.faiss"
    whole = vectors.read_bytes()
    vectors.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DamagedEdition):
        Shelf(shelf.folder).current()
    vectors.unlink()
    with pytest.raises(DamagedEdition, match="cannot be read"):
        Shelf(shelf.folder).current()


def test_the_last_good_edition_serves_while_the_current_one_is_damaged(
    grown: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    names = [standing.name for standing in grown.editions()]
    flip(current_folder(grown) / "passages.jsonl", 40)
    started_later = Shelf(grown.folder)
    assert started_later.current().name == names[1]
    assert started_later.trouble is not None
    assert "passages.jsonl has changed" in started_later.trouble
    assert "An older one answers instead; build it again" in caplog.text


def test_verify_names_what_is_wrong(grown: Shelf) -> None:
    assert all(standing.trouble is None for standing in grown.verify())
    flip(current_folder(grown) / "texts.txt", 3)
    troubles = [standing.trouble for standing in grown.verify()]
    assert troubles[0] == "texts.txt has changed since it was written"
    assert troubles[1:] == [None, None]


def test_a_build_heals_a_damaged_shelf(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    flip(current_folder(shelf) / "sentences.npy", 200)
    healed = Shelf(shelf.folder)
    report = build([str(docs)], healed, embedder)
    assert report.published
    assert healed.trouble is None
    assert Shelf(shelf.folder).current().name == report.edition


def test_one_build_at_a_time(shelf: Shelf) -> None:
    with shelf.workplace(), pytest.raises(Busy, match="another process"), Shelf(shelf.folder).workplace():
        pass


def test_a_sealed_edition_opens_under_any_of_our_keys_only(
    docs: Path, tmp_path: Path, embedder: HashingEmbedder
) -> None:
    folder = tmp_path / "libraries" / "sealed"
    build([str(docs)], Shelf(folder, [b"new", b"old"]), embedder)
    assert Shelf(folder, [b"newest", b"new"]).current()
    assert Shelf(folder).current()
    with pytest.raises(DamagedEdition, match="not sealed with our key"):
        Shelf(folder, [b"other"]).current()


def test_passages_are_read_by_number_and_id(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    edition = shelf.current()
    assert [edition.number_of(passage.id) for passage in edition.passages] == list(range(len(edition.passages)))
    assert edition.passages[-1] == edition.passages[len(edition.passages) - 1]
    assert edition.number_of("no such id") is None
    with pytest.raises(IndexError):
        edition.passages[len(edition.passages)]


def test_every_passage_stands_verbatim_on_its_lines(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    edition = shelf.current()
    for passage in edition.passages:
        lines = edition.document_text(passage.document).split("\n")
        first, last = passage.lines
        assert passage.text in "\n".join(lines[first - 1 : last])


def test_both_halves_of_the_search_find_the_passage(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    edition = shelf.current()
    nearest, _ = edition.nearest(embedder.encode(["what is drift over time"])[0], 1)[0]
    worded, _ = edition.lexical.search("training-serving skew", 1)[0]
    assert edition.passages[nearest].document == edition.passages[worded].document == "guides/watching.md"
    assert len(edition.sentence_vectors(nearest)) == len(edition.passages[nearest].sentences)


def test_a_document_is_listed_with_what_people_ask_of_it(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    entry = shelf.current().documents["guides/watching.md"]
    assert (entry.title, entry.url, entry.status) == (
        "Watching a model",
        "https://docs.example.com/watching",
        "current",
    )
    assert entry.lines == 17
    assert entry.passages >= 1


def test_an_open_edition_outlives_its_folder(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    edition = shelf.current()
    shutil.rmtree(edition.folder)
    assert edition.document_text("prices.md").startswith("# Prices")
    assert edition.number_of(edition.passages[0].id) == 0
    assert edition.lexical.search("drift", 1)
    assert edition.nearest(embedder.encode(["drift"])[0], 1)
    assert len(edition.sentence_vectors(0)) == len(edition.passages[0].sentences)

"""A build publishes a whole edition or nothing, and does no work twice."""

from __future__ import annotations

import errno
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from rigs.hashing_embedder import HashingEmbedder

from index import manifest as manifests
from index.builder import BuildFailed, build
from index.editions import Shelf
from index.manifest import RULES
from index.passages import Passage
from index.sources import NoSource


def test_a_first_build_embeds_everything_and_is_current(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    report = build([str(docs)], shelf, embedder)
    edition = shelf.current()
    assert (report.published, report.documents, report.reused) == (True, 2, 0)
    assert sorted(edition.documents) == ["guides/watching.md", "prices.md"]
    assert len(edition.passages) == report.passages == report.embedded


def test_nothing_changed_publishes_nothing(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    first = build([str(docs)], shelf, embedder)
    embedder.encoded.clear()
    again = build([str(docs)], shelf, embedder)
    assert (again.published, again.edition, again.embedded) == (False, first.edition, 0)
    assert embedder.encoded == []
    assert len(shelf.editions()) == 1


def test_only_kinds_that_are_read_in_a_new_way_are_made_anew(
    docs: Path, shelf: Shelf, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RULES, "markdown", RULES["rst"] - 1)
    first = build([str(docs)], shelf, embedder)
    assert not build([str(docs)], _dated_back(shelf, RULES["markdown"]), embedder).published
    (docs / "pumps.rst").write_text("Pumps\n=====\n\nA pump is started dry.\n", "utf-8")
    build([str(docs)], shelf, embedder)
    again = build([str(docs)], _dated_back(shelf, RULES["markdown"]), embedder)
    assert (again.published, again.embedded, again.reused) == (True, 0, first.passages + 1)


def test_only_what_is_new_is_embedded(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    before = {passage.id: shelf.current().passage_vectors([number])[0].tolist() for number, passage in _numbered(shelf)}
    (docs / "prices.md").write_text("# Prices\n\nThe small machine became cheaper this spring.\n", "utf-8")
    embedder.encoded.clear()
    report = build([str(docs)], shelf, embedder)
    assert report.embedded == 1
    assert all("cheaper" in text for text in embedder.encoded)
    for number, passage in _numbered(shelf):
        if passage.document == "guides/watching.md":
            assert shelf.current().passage_vectors([number])[0].tolist() == before[passage.id]


def test_a_moved_document_keeps_its_vectors(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    (docs / "guides" / "watching.md").rename(docs / "watching.md")
    report = build([str(docs)], shelf, embedder)
    assert (report.published, report.embedded, report.removed) == (True, 0, 1)


def test_a_deleted_document_is_gone_from_the_next_edition(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    (docs / "prices.md").unlink()
    report = build([str(docs)], shelf, embedder)
    assert (report.removed, report.embedded) == (1, 0)
    assert "prices.md" not in shelf.current().documents
    assert all(passage.document != "prices.md" for passage in shelf.current().passages)


def test_what_was_kept_is_what_a_fresh_build_would_make(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    build([str(docs)], shelf, embedder)
    (docs / "more.md").write_text("# More\n\nA third document joins. It says little.\n", "utf-8")
    build([str(docs)], shelf, embedder)
    fresh = Shelf(shelf.folder.parent / "fresh")
    build([str(docs)], fresh, embedder)
    grown, made = shelf.current(), fresh.current()
    assert list(grown.passages) == list(made.passages)
    everything = range(len(made.passages))
    assert grown.passage_vectors(everything).tolist() == made.passage_vectors(everything).tolist()
    for number in everything:
        assert grown.sentence_vectors(number).tolist() == made.sentence_vectors(number).tolist()


def test_a_broken_file_is_reported_and_stops_nothing(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    (docs / "scan.pdf").write_bytes(b"%PDF-1.7 and then nothing a reader could use")
    (docs / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    report = build([str(docs)], shelf, embedder)
    assert report.documents == 2
    assert [path for path, _ in report.unreadable] == ["photo.png", "scan.pdf"]
    assert all(reason for _, reason in report.unreadable)


def test_a_folder_of_pictures_is_refused_in_words(tmp_path: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    folder = tmp_path / "album"
    folder.mkdir()
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with pytest.raises(BuildFailed, match=r"none of the 1 files could be read \(photo.png: a picture"):
        build([str(folder)], shelf, embedder)


def test_an_empty_folder_is_refused_in_words(tmp_path: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BuildFailed, match="hold no files"):
        build([str(tmp_path / "empty")], shelf, embedder)


def test_a_source_that_is_not_there_is_named(shelf: Shelf, embedder: HashingEmbedder) -> None:
    with pytest.raises(NoSource, match="nowhere"):
        build(["/nowhere/at/all"], shelf, embedder)


def test_hidden_files_and_links_that_lead_out_are_not_followed(
    docs: Path, shelf: Shelf, embedder: HashingEmbedder, tmp_path: Path
) -> None:
    (tmp_path / "secret.md").write_text("# Secret\n\nNot of this folder.\n", "utf-8")
    (docs / "link.md").symlink_to(tmp_path / "secret.md")
    (docs / ".hidden.md").write_text("# Hidden\n\nNot to be read.\n", "utf-8")
    assert build([str(docs)], shelf, embedder).documents == 2


def test_two_sources_with_the_same_path_are_both_kept(
    docs: Path, shelf: Shelf, embedder: HashingEmbedder, tmp_path: Path
) -> None:
    shutil.copytree(docs, tmp_path / "copy")
    build([str(docs), str(tmp_path / "copy")], shelf, embedder)
    assert {"prices.md", "copy/prices.md"} <= set(shelf.current().documents)


class Full(HashingEmbedder):
    """Embeds until the disk is full."""

    def encode(self, texts: object) -> object:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_a_sentence_and_loses_nothing(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    first = build([str(docs)], shelf, embedder)
    (docs / "new.md").write_text("# New\n\nOne more thing to read.\n", "utf-8")
    with pytest.raises(BuildFailed, match="no room on the disk") as told:
        build([str(docs)], shelf, Full())
    assert "the one in use stays" in str(told.value)
    assert shelf.current().name == first.edition
    assert not list(shelf.folder.glob("building-*"))


class Killed(HashingEmbedder):
    def encode(self, texts: object) -> object:
        raise KeyboardInterrupt


def test_a_build_that_ends_half_way_leaves_nothing_visible(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    with pytest.raises(KeyboardInterrupt):
        build([str(docs)], shelf, Killed())
    assert shelf.editions() == []
    leftover = shelf.folder / "building-1"
    leftover.mkdir(parents=True)
    (leftover / "vectors.faiss").write_bytes(b"half of it")
    build([str(docs)], shelf, embedder)
    assert not leftover.exists()


def test_progress_is_told_step_by_step(docs: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    told: list[tuple[str, int, int]] = []
    build([str(docs)], shelf, embedder, progress=lambda step, done, total: told.append((step, done, total)))
    assert list(dict.fromkeys(step for step, _, _ in told)) == ["reading", "embedding", "writing"]
    assert all(done <= total for _, done, total in told)
    assert [done == total for step, done, total in told if step == "embedding"][-1]


def _dated_back(shelf: Shelf, rules: int) -> Shelf:
    """The shelf, its current edition one that older rules have made."""
    folder = shelf.current().folder
    manifests.write(folder, replace(manifests.read(folder), rules=rules))
    return Shelf(shelf.folder)


def _numbered(shelf: Shelf) -> list[tuple[int, Passage]]:
    return list(enumerate(shelf.current().passages))

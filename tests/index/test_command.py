"""`python -m index`: what it says when it is done, and when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.libraries import take_export
from bot.settings import Settings
from index.__main__ import main, summary
from index.builder import BuildReport


def report(**changed: object) -> BuildReport:
    fields = {
        "edition": "20261121T090000-000001",
        "published": True,
        "documents": 2,
        "passages": 5,
        "embedded": 1,
        "reused": 4,
        "removed": 0,
        "unreadable": [("scan.png", "a picture")],
        "seconds": 1.25,
    }
    return BuildReport(**{**fields, **changed})


def test_a_build_says_what_came_of_it() -> None:
    said = summary(report())
    assert "2 documents, 5 passages in edition 20261121T090000-000001 (1 embedded, 4 kept" in said
    assert "not read: scan.png: a picture" in said


def test_nothing_new_is_said_as_such() -> None:
    assert "nothing has changed" in summary(report(published=False))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with the embedder's export, if any build on this machine has left one: it takes long to make."""
    folder = tmp_path / "data"
    take_export(Settings(data=folder))
    return folder


def test_a_source_that_is_not_there_ends_in_one_sentence(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(data / "nowhere"), "--data", str(data)]) == 1
    assert capsys.readouterr().err.endswith("is neither a folder, a file nor a web address.\n")


def test_a_folder_without_documents_ends_in_one_sentence(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "docs").mkdir()
    assert main([str(tmp_path / "docs"), "--data", str(data)]) == 1
    assert "There is nothing to index" in capsys.readouterr().err

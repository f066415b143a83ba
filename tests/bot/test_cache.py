"""What is kept for other data folders: whole, few, and never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import cache


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "studyhall"


def made(folder: Path, text: str = "dear to make") -> Path:
    folder.mkdir(parents=True)
    (folder / "file").write_text(text, encoding="utf-8")
    return folder


def test_what_one_data_folder_made_another_takes(tmp_path: Path) -> None:
    cache.keep("kind", "it", made(tmp_path / "one"))
    assert cache.take("kind", "it", tmp_path / "deep" / "other")
    assert (tmp_path / "deep" / "other" / "file").read_text(encoding="utf-8") == "dear to make"


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    cache.keep("kind", "it", made(tmp_path / "one"))
    own = made(tmp_path / "own", "my own")
    assert cache.take("kind", "it", own)
    assert (own / "file").read_text(encoding="utf-8") == "my own"


def test_what_nobody_kept_is_not_there(tmp_path: Path) -> None:
    assert not cache.take("kind", "it", tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_few_are_kept(tmp_path: Path, folder: Path) -> None:
    for number in range(cache.KEPT + 3):
        cache.keep("kind", f"n{number}", made(tmp_path / str(number)))
    assert len(list((folder / "kind").iterdir())) == cache.KEPT


def test_a_copy_that_was_broken_off_does_not_stay_for_good(tmp_path: Path, folder: Path) -> None:
    """Its process was killed; what is kept after it takes its room."""
    broken_off = made(folder / "kind" / "it.4711")
    for number in range(cache.KEPT):
        cache.keep("kind", f"n{number}", made(tmp_path / str(number)))
    assert not broken_off.exists()


def test_a_place_that_cannot_be_written_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container whose home is nowhere."""
    (tmp_path / "a file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a file"))
    cache.keep("kind", "it", made(tmp_path / "one"))
    assert not cache.take("kind", "it", tmp_path / "other")

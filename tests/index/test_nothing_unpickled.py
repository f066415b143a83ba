"""What lies in the data folder is data: nothing found there is ever run, whoever put it there."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from rigs.hashing_embedder import HashingEmbedder

from index.builder import build
from index.editions import DamagedEdition, Shelf

ROOT = Path(__file__).parents[2]


class Planted:
    """Leaves a file behind when it is read as what it is."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.mark,)


@pytest.fixture
def bomb(tmp_path: Path) -> tuple[bytes, Path]:
    """Bytes that would leave a mark, and the mark."""
    mark = tmp_path / "somebody ran it"
    return pickle.dumps(Planted(mark)), mark


def current(shelf: Shelf) -> Path:
    return shelf.folder / "editions" / (shelf.folder / "CURRENT").read_text().strip()


def test_the_bomb_is_one(bomb: tuple[bytes, Path]) -> None:
    """Read by pickle it leaves its mark: the other tests are about something."""
    data, mark = bomb
    pickle.loads(data)
    assert mark.exists()


def test_in_the_place_of_any_file_of_an_index_it_is_refused(
    docs: Path, shelf: Shelf, embedder: HashingEmbedder, bomb: tuple[bytes, Path]
) -> None:
    """Raw, and as the array of objects that numpy would unpickle."""
    data, mark = bomb
    build([str(docs)], shelf, embedder)
    for file in sorted(file for file in current(shelf).rglob("*") if file.is_file()):
        whole = file.read_bytes()
        file.write_bytes(data)
        with pytest.raises(DamagedEdition):
            Shelf(shelf.folder).current()
        if file.suffix == ".npy":
            np.save(file, np.array([Planted(mark)], dtype=object), allow_pickle=True)
            with pytest.raises(DamagedEdition):
                Shelf(shelf.folder).current()
        file.write_bytes(whole)
    assert Shelf(shelf.folder).current()
    assert not mark.exists()


def test_a_process_that_builds_and_asks_unpickles_nothing(tmp_path: Path, bomb: tuple[bytes, Path]) -> None:
    """The interpreter itself reports every class that a pickle asks for: there is none, with bombs all around."""
    data, mark = bomb
    docs, home = tmp_path / "docs", tmp_path / "home"
    for folder in (docs, home / "editions" / "00000000-planted", home):
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("index.pkl", "docstore.pickle", "cache.npy", "model.bin", "params.index.json", "notes.md"):
            (folder / name).write_bytes(data)
    (docs / "drift.md").write_text("# Drift\n\nDrift is a change of the serving data over time.\n")
    program = (
        "import sys; sys.path[:0] = ['tests']\n"
        "found = []\n"
        "sys.addaudithook(lambda event, told: found.append(told) if event == 'pickle.find_class' else None)\n"
        "from pathlib import Path\n"
        "from rigs.asking_desk import desk_over\n"
        "import asyncio\n"
        f"desk = desk_over(Path({str(docs)!r}), Path({str(tmp_path)!r}))\n"
        "said = asyncio.run(desk.ask('What is drift?')).text\n"
        "assert 'change of the serving data' in said, said\n"
        "print('found', [(module, name) for module, name in found])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip().endswith("found []"), done.stdout + done.stderr
    assert not mark.exists()

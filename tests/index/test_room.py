"""A disk without room: said before a build begins, and in one sentence when it fills up in the middle."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.builder import BuildFailed, build_library
from index.editions import Shelf

BUILD = """
import resource, sys
from rigs.hashing_embedder import HashingEmbedder
from index.builder import BuildFailed, build
from index.editions import Shelf
shelf = Shelf(__import__("pathlib").Path(sys.argv[2]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    build([sys.argv[1]], shelf, HashingEmbedder())
except BuildFailed as told:
    print(told)
"""


@pytest.mark.parametrize("room", [10, 300, 1_000, 2_000, 3_000])
def test_whichever_file_does_not_fit_one_sentence_says_so(docs: Path, shelf: Shelf, room: int) -> None:
    """No file may be larger than `room`: each of them in turn is the one that does not fit."""
    for number in range(20):
        (docs / f"{number}.md").write_text(f"# Note {number}\n\nThis is note {number} of the twenty.\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(docs), str(shelf.folder), str(room)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.startswith("There is no room on the disk to write the new index"), done.stderr
    assert shelf.editions() == []
    assert not list(shelf.folder.glob("building-*"))


def test_what_cannot_fit_is_not_begun(tmp_path: Path) -> None:
    """More text than the disk could hold six times over, in files with holes that take no room themselves."""
    (tmp_path / "docs").mkdir()
    for number in range(1 + shutil.disk_usage(tmp_path).free // (6 * 64_000_000)):
        with (tmp_path / "docs" / f"{number}.md").open("wb") as target:
            target.truncate(64_000_000)
    with pytest.raises(BuildFailed, match=r"takes about \d+ MB, and \d+ MB are free\. Nothing was changed"):
        build_library(tmp_path / "data", "home", [str(tmp_path / "docs")])
    assert not (tmp_path / "data").exists()

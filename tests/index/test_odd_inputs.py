"""Whatever a folder holds: paths stay relative to it, and every passage stands on the lines it names."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from rigs.hashing_embedder import HashingEmbedder

from index.builder import BuildReport, build
from index.documents import read
from index.editions import Edition, Shelf
from index.passages import split

ODD = {
    "Über uns/Ganz neu.md": "# Büro\n\nDas Büro öffnet um neun Uhr. Der Schlüssel liegt beim Pförtner.\n".encode(),
    "deep/er/and deeper/notes 1.txt": b"The meter counts in half hours. It is read every Monday.\n",
    "windows.md": b"# Windows\r\n\r\nLines end with two characters here.\r\nThey still count as one.\r\n",
    "marked.md": b"\xef\xbb\xbf# Marked\n\nThe file begins with a byte order mark. Nobody sees it.\n",
    "latin.txt": "Der Gäste-Parkplatz kostet 3 Euro. Er schließt um acht.\n".encode("latin-1"),
    "old-mac.txt": b"The archive was written long ago.\rIts lines end oddly.\r",
    "front.md": b"---\ntitle: With an address\nurl: https://docs.example.com/front\n---\n\n## Rules\n\nRule one is short.\n",
    "steps.md": b"# Steps\n\n1. Open the lid.\n2. Close the lid.\n\n# More steps\n\n1) Lift the lamp.\n2) Lower the lamp.\n",
    "no-newline.md": b"# Ends\n\nThe last line has no end",
    "cyrillic.txt": "Насос запускается только с водой.".encode("cp1251"),
    "empty.md": b"",
    "blank.txt": b"  \n\n \t\n",
    "long-line.txt": b"word and number 7, " * 2_000,
    "broken.ipynb": b'{"cells": [{"cell_type": "markdown", "source": ["# half a',
    "broken.docx": b"PK\x03\x04 and then nothing",
    "nul.md": b"\x00\x01\x02\x03binary pretending to be text\x00\xff\xfe",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Odd names, odd bytes, a loop of links, a bomb."""
    root = tmp_path_factory.mktemp("odd") / "the documents (2026)"
    for name, data in ODD.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (root / "deep" / "loop").symlink_to(root / "deep", target_is_directory=True)
    (root / "gone.md").symlink_to(root / "never-was.md")
    (root / "self.md").symlink_to(root / "self.md")
    os.mkfifo(root / "pipe.md")
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "secret.md").write_text("# Secret\n\nNobody here may read this.\n")
    (root / "leak.md").symlink_to(outside / "secret.md")
    (root / "leaks").symlink_to(outside, target_is_directory=True)
    if sys.platform == "linux":  # elsewhere a name must be text
        Path(os.fsdecode(os.fsencode(root) + b"/gr\xfcn.md")).write_text("# Green\n\nThe gate is green.\n")
    with zipfile.ZipFile(root / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("word/document.xml", b"0" * 300_000_000)
    return root


@pytest.fixture(scope="module")
def built(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[BuildReport, Edition]:
    """The folder, indexed once."""
    shelf = Shelf(tmp_path_factory.mktemp("data") / "home")
    return build([str(folder)], shelf, HashingEmbedder()), shelf.current()


def verify(edition: Edition) -> None:
    """Every passage and each of its sentences stands verbatim where it says."""
    for passage in edition.passages:
        lines = edition.document_text(passage.document).split("\n")
        first, last = passage.lines
        assert passage.text in "\n".join(lines[first - 1 : last])
        for start, end in passage.sentences:
            top = first + passage.text.count("\n", 0, start)
            bottom = top + passage.text.count("\n", start, end)
            assert passage.text[start:end] in "\n".join(lines[top - 1 : bottom])


def test_an_odd_folder_is_read_as_far_as_it_can_be(built: tuple[BuildReport, Edition]) -> None:
    """What cannot be read is named with its reason; the rest is there under its own path."""
    report, edition = built
    assert {"Über uns/Ganz neu.md", "deep/er/and deeper/notes 1.txt", "windows.md", "latin.txt"} <= set(
        edition.documents
    )
    unreadable = dict(report.unreadable)
    assert {"empty.md", "blank.txt", "broken.ipynb", "broken.docx", "bomb.docx"} <= set(unreadable)
    assert all(unreadable.values())
    assert unreadable["leak.md"] == unreadable["leaks"] == "a link that leads out of the folder"
    assert unreadable["deep/loop"] == "a link to a folder, which is not followed"
    assert unreadable["pipe.md"] == "a pipe or a device, not a file"
    assert unreadable["cyrillic.txt"].endswith("save it as UTF-8")
    assert {"gone.md", "self.md"} <= set(unreadable)
    never = ("loop", "gone", "self", "leak", "secret", "pipe")
    assert not any(word in path for path in edition.documents for word in never)
    assert sys.platform != "linux" or "gr\ufffdn.md" in edition.documents
    verify(edition)


def test_every_encoding_reads_as_it_was_meant(built: tuple[BuildReport, Edition]) -> None:
    """Umlauts survive Latin-1, a byte order mark does not, Windows line ends count as one."""
    _, edition = built
    assert "Gäste-Parkplatz" in edition.document_text("latin.txt")
    assert edition.document_text("marked.md").startswith("# Marked")
    assert edition.document_text("windows.md").split("\n")[2] == "Lines end with two characters here."


def test_an_address_in_front_matter_is_the_link(built: tuple[BuildReport, Edition]) -> None:
    """With the anchor of the section."""
    _, edition = built
    found = [passage for passage in edition.passages if passage.document == "front.md"]
    assert [passage.url for passage in found] == ["https://docs.example.com/front#rules"]


def test_the_first_step_of_a_section_keeps_its_number(built: tuple[BuildReport, Edition]) -> None:
    """A passage that begins with a list begins with the mark of its first item."""
    _, edition = built
    texts = [passage.text for passage in edition.passages if passage.document == "steps.md"]
    assert any("1. Open the lid." in text for text in texts)
    assert any("1) Lift the lamp." in text for text in texts)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to the superuser")
def test_a_folder_that_cannot_be_opened_is_named(folder: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    """Its documents leave the index, and not without a word."""
    closed = folder / "closed"
    closed.mkdir(mode=0)
    report = build([str(folder)], shelf, embedder)
    closed.rmdir()
    assert dict(report.unreadable)["closed"] == "Permission denied"


OPENING_MARKS = (
    "![ ",
    "<p a=",
    "{{% ",
    "{: ",
    ">\n",
    '<a href="',
    "*a ",
    "_a",
    "[a ",
    "<!-- ",
    "`",
    "hall 3. ",
    "`a`. ",
)


@pytest.mark.parametrize("mark", OPENING_MARKS)
@pytest.mark.parametrize("name", ["marks.md", "marks.txt"])
def test_a_text_of_nothing_but_opening_marks_takes_as_long_as_any(
    mark: str, name: str, embedder: HashingEmbedder
) -> None:
    """Where a pattern looks to the end of the text from every mark, this takes minutes."""
    text = f"It begins here {mark * (200_000 // len(mark))} and ends."
    assert split(read(text.encode(), name), embedder.count_tokens)


def test_one_file_is_a_source_too(folder: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    """Named by its own name."""
    build([str(folder / "Über uns" / "Ganz neu.md")], shelf, embedder)
    assert list(shelf.current().documents) == ["Ganz neu.md"]
    verify(shelf.current())


def test_two_folders_keep_both_of_two_equal_paths(tmp_path: Path, shelf: Shelf, embedder: HashingEmbedder) -> None:
    """The later one is named with its folder in front."""
    for name, text in (("one", "The first says yes.\n"), ("two", "The second says no.\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same.md").write_text(f"# Same\n\n{text}")
    build([str(tmp_path / "one"), str(tmp_path / "two")], shelf, embedder)
    assert sorted(shelf.current().documents) == ["same.md", "two/same.md"]
    verify(shelf.current())


@pytest.mark.skipif(sys.platform != "linux", reason="file size limits are Linux's way to a full disk here")
def test_a_disk_that_is_full_while_writing_is_one_sentence(tmp_path: Path) -> None:
    """A real write that fails, in a process that may not write larger files."""
    (tmp_path / "docs").mkdir()
    text = "".join(f"## Part {part}\n\nSentence number {part} says something new.\n\n" for part in range(400))
    (tmp_path / "docs" / "a.md").write_text(f"# A\n\n{text}")
    program = (
        "import sys; sys.path[:0] = ['tests']\n"
        "from pathlib import Path\n"
        "from rigs.hashing_embedder import HashingEmbedder\n"
        "from index.builder import BuildFailed, build\n"
        "from index.editions import Shelf\n"
        "try:\n"
        f"    build([{str(tmp_path / 'docs')!r}], Shelf(Path({str(tmp_path / 'home')!r})), HashingEmbedder())\n"
        "except BuildFailed as told:\n"
        "    print(told)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
        check=False,
    )
    assert "no room on the disk" in done.stdout, done.stderr
    assert not list((tmp_path / "home").glob("building-*"))
    assert not (tmp_path / "home" / "CURRENT").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_build_that_is_killed_leaves_the_old_edition_and_is_swept(tmp_path: Path) -> None:
    """In the middle of embedding, with no chance to tidy up."""
    docs, home = tmp_path / "docs", tmp_path / "home"
    docs.mkdir()
    (docs / "a.md").write_text("# A\n\nThe first page is here.\n")
    shelf = Shelf(home)
    before = build([str(docs)], shelf, HashingEmbedder())
    (docs / "b.md").write_text("# B\n\nThe second page came later.\n")
    program = (
        "import os, signal, sys; sys.path[:0] = ['tests']\n"
        "from pathlib import Path\n"
        "from rigs.hashing_embedder import HashingEmbedder\n"
        "from index.builder import build\n"
        "from index.editions import Shelf\n"
        "class Doomed(HashingEmbedder):\n"
        "    def encode(self, texts):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        f"build([{str(docs)!r}], Shelf(Path({str(home)!r})), Doomed())\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == -9
    assert list(home.glob("building-*"))
    assert Shelf(home).current().name == before.edition
    after = build([str(docs)], shelf, HashingEmbedder())
    assert (after.embedded, after.reused) == (1, 1)
    assert not list(home.glob("building-*"))

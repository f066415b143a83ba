"""Documents made to burst: each is refused with its reason, the rest is built, and the build itself hardly grows.

Every bomb is built in a process of its own, beside a good document, and that process says how much memory it took.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST_MEGABYTES = 100
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE lolz [<!ENTITY l0 "ha">{LAUGHS}]>'
PROGRAM = """
import json, resource, sys
sys.path[:0] = ["tests"]
from pathlib import Path
from rigs.hashing_embedder import HashingEmbedder
from index.builder import build
from index.editions import Shelf

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "linux" else 1024 * 1024)

docs, home = Path(sys.argv[1]), Path(sys.argv[2])
(docs / "good.md").write_text("# Good\\n\\nThe good document is short.\\n")
bombs = [file.rename(docs.parent / file.name) for file in docs.iterdir() if file.name != "good.md"]
build([str(docs)], Shelf(home), HashingEmbedder())
before = peak()
for file in bombs:
    file.rename(docs / file.name)
(docs / "good.md").write_text("# Good\\n\\nThe good document has changed.\\n")
report = build([str(docs)], Shelf(home), HashingEmbedder())
print(json.dumps({"unreadable": dict(report.unreadable), "documents": report.documents, "grown": peak() - before}))
"""


def docx(document: bytes, **others: bytes) -> bytes:
    """A Word file whose document is this."""
    import docx as word

    source, target = io.BytesIO(), io.BytesIO()
    word.Document().save(source)
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name in whole.namelist():
            made.writestr(name, document if name == "word/document.xml" else whole.read(name))
    return target.getvalue()


def swelling_word() -> bytes:
    return docx(b"<a>" + b"0" * 400_000_000 + b"</a>")


def lying_word() -> bytes:
    """Its directory says that the document is a hundred bytes long."""
    data = bytearray(docx(b"<a>" + b"0" * 50_000_000 + b"</a>"))
    entry = data.index(b"PK\x01\x02")
    while data[entry : entry + 4] == b"PK\x01\x02":
        length = int.from_bytes(data[entry + 28 : entry + 30], "little")
        if data[entry + 46 : entry + 46 + length] == b"word/document.xml":
            data[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
        extra = int.from_bytes(data[entry + 30 : entry + 32], "little")
        entry += 46 + length + extra + int.from_bytes(data[entry + 32 : entry + 34], "little")
    return bytes(data)


def laughing_word() -> bytes:
    body = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:body></w:document>'
    return docx(f'<?xml version="1.0"?>{BILLION_LAUGHS}{body}'.encode())


def wide_word() -> bytes:
    """A table of a million cells."""
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 1000 + "</w:tr>"
    head = f'<w:document xmlns:w="{W}"><w:body><w:tbl><w:tblPr/><w:tblGrid/>'
    return docx(f"{head}{row * 1000}</w:tbl></w:body></w:document>".encode())


def nested_pdf() -> bytes:
    """A page of two billion bytes, packed four times over."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"(a) Tj " * 1_000_000) for _ in range(280)) + packer.flush()
    for _ in range(3):
        data = zlib.compress(data, 9)
    return (
        b"%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>\nendobj\n"
        b"4 0 obj\n<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream\nendobj\n"
        b"trailer\n<< /Size 5 /Root 1 0 R >>\n%%%%EOF\n" % (len(data), b"/FlateDecode " * 4, data)
    )


def laughing_page() -> bytes:
    return f"<?xml version='1.0'?>{BILLION_LAUGHS}<html><body><p>&l9;</p></body></html>".encode()


def recursive_page() -> bytes:
    return b"<html><body>" + b"<div><table><tr><td>" * 200_000 + b"</body></html>"


def wide_page() -> bytes:
    row = "<tr>" + "<td>1</td>" * 1000 + "</tr>"
    return f"<html><body><article><table>{row * 1000}</table></article></body></html>".encode()


def wide_markdown() -> bytes:
    """A table of a million cells in lines of four thousand characters."""
    row = "| 1 " * 2000 + "|\n"
    return ("# Wide\n\n" + row + "|---" * 2000 + "|\n" + row * 500).encode()


def nested_notebook() -> bytes:
    return b'{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":' + b"[" * 3_000_000


def long_notebook() -> bytes:
    cell = {"cell_type": "markdown", "metadata": {}, "source": "1"}
    return json.dumps({"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": [cell] * 700_000}).encode()


def built(tmp_path: Path, name: str, write: Callable[[Path], object]) -> dict[str, object]:
    """What a build beside the bomb came to."""
    docs = tmp_path / "docs"
    docs.mkdir()
    write(docs / name)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(docs), str(tmp_path / "home")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


QUICK = {
    "lying.docx": (lying_word, "damaged"),
    "laughing.docx": (laughing_word, "damaged"),
    "wide.docx": (wide_word, "far more than its size"),
    "recursive.html": (recursive_page, "no readable text"),
    "wide.md": (wide_markdown, "million characters"),
}
HEAVY = {
    "swelling.docx": (swelling_word, "far more than its size"),
    "nested.pdf": (nested_pdf, "too much memory"),
    "wide.html": (wide_page, "too much memory"),
    "nested.ipynb": (nested_notebook, "nested too deeply"),
    "long.ipynb": (long_notebook, "reading it "),
}


def refused(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    told = built(tmp_path, name, lambda file: file.write_bytes(data))
    assert reason in told["unreadable"].get(name, "")
    assert told["documents"] == 2 - len(told["unreadable"])
    assert told["grown"] <= MOST_MEGABYTES


@pytest.mark.parametrize("name", QUICK)
def test_a_bomb_costs_only_itself(tmp_path: Path, name: str) -> None:
    make, reason = QUICK[name]
    refused(tmp_path, name, make(), reason)


@pytest.mark.long
@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_bomb_costs_only_itself(tmp_path: Path, name: str) -> None:
    make, reason = HEAVY[name]
    refused(tmp_path, name, make(), reason)


def test_entities_of_a_page_are_not_unfolded(tmp_path: Path) -> None:
    told = built(tmp_path, "laughing.html", lambda file: file.write_bytes(laughing_page()))
    assert (told["documents"], told["grown"] <= MOST_MEGABYTES) == (2, True)


def test_a_line_of_a_gigabyte_is_not_even_opened(tmp_path: Path) -> None:
    """A file with holes: it takes no room on the disk, and would take a gigabyte of memory."""

    def write(file: Path) -> None:
        with file.open("wb") as target:
            target.truncate(1 << 30)

    told = built(tmp_path, "line.txt", write)
    assert told["unreadable"] == {"line.txt": "larger than 64 MB"}
    assert told["grown"] <= MOST_MEGABYTES

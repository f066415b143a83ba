"""Files and pages in, documents out: what a thing is, is sniffed from its bytes, and one module reads each format.

    markdown  plain         read here: the extracted text is the file itself
    restructured            read here: every line on its line, its structure in Markdown's marks
    separated               read here: the values of CSV and TSV as a Markdown table
    html  notebook  pdf  word   read in a confined child process, because their parsers meet hostile bytes
    web                     fetches a URL or a sitemap's pages, under rules that keep it off private networks

Whatever cannot be read raises `Unreadable` with a reason a person understands; it never stops a build.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from index import standing
from index.documents import markdown, plain, restructured, separated
from index.documents.confined import Confined
from index.documents.document import Document, Heading, Kind, Status, Unreadable
from index.documents.sniffing import decoded, sniff

__all__ = ["Document", "Heading", "Kind", "Status", "Unreadable", "contents", "load", "read"]

LARGEST = 64 * 1024 * 1024
LONGEST = 4_000_000  # characters of text: some two thousand pages, and minutes of embedding


def load(file: Path, root: Path, confined: Confined | None = None) -> Document:
    """The document in `file`, named by its path below `root`."""
    return read(contents(file), file.relative_to(root).as_posix(), confined)


def contents(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST:
            raise Unreadable(f"larger than {LARGEST // 1024 // 1024} MB")
        return file.read_bytes()
    except OSError as problem:
        raise Unreadable(problem.strerror or str(problem)) from problem


def read(data: bytes, path: str, confined: Confined | None = None, content_type: str = "") -> Document:
    """The document in `data`; hostile formats are parsed in `confined`, or in a child of their own."""
    kind = sniff(data, path, content_type)
    if kind == "markdown":
        document = markdown.read(decoded(data), path)
    elif kind == "text":
        document = plain.read(decoded(data), path)
    elif kind == "rst":
        document = restructured.read(decoded(data), path)
    elif kind == "csv":
        document = separated.read(decoded(data), path)
    elif confined is not None:
        document = confined.read(kind, data, path)
    else:
        with Confined() as own:
            document = own.read(kind, data, path)
    document = replace(document, text=document.text.encode("utf-8", "replace").decode("utf-8"))
    if not document.text.strip():
        raise Unreadable("there is no text in it")
    if len(document.text) > LONGEST:
        raise Unreadable(f"it holds more than {LONGEST // 1_000_000} million characters: divide it into smaller files")
    document = replace(document, sha256=hashlib.sha256(data).hexdigest())
    return replace(document, status=standing.of_document(document))

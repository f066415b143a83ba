"""Word: paragraphs, headings, lists and tables of a .docx as Markdown; a zip that would swell is refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from index.documents.document import Document, Unreadable
from index.documents.markdown import as_document

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph

MOST_ENTRIES = 1000
LARGEST_TOTAL = 200 * 1024 * 1024
LARGEST_RATIO = 100
HEADING = re.compile(r"^(?:Heading|Titre|Überschrift|Título)\s+(\d)$")


def read(data: bytes, path: str) -> Document:
    _refuse_bombs(data)
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        word = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError) as problem:
        raise Unreadable("it is not a Word file that can be opened") from problem
    text = "\n\n".join(filter(None, _blocks(word))) + "\n"
    properties = word.core_properties
    document = as_document(text, path, "word", title=(properties.title or "").strip())
    return replace(document, as_of=document.as_of or (properties.modified.date() if properties.modified else None))


def _refuse_bombs(data: bytes) -> None:
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError) as problem:
        raise Unreadable("it is damaged: the archive inside cannot be opened") from problem
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > LARGEST_TOTAL or total > LARGEST_RATIO * max(packed, 100_000):
        raise Unreadable("it would unpack to far more than its size allows")
    if any(entry.filename.startswith("/") or ".." in entry.filename.split("/") for entry in entries):
        raise Unreadable("it holds paths that lead outside of it")


def _blocks(word: WordDocument) -> Iterator[str]:
    from docx.table import Table

    for item in word.iter_inner_content():
        yield _table(item) if isinstance(item, Table) else _paragraph(item)


def _paragraph(paragraph: Paragraph) -> str:
    text = " ".join("".join(run.text for run in paragraph.runs if not run.font.hidden).split())
    style = (paragraph.style.name or "") if paragraph.style else ""
    if not text:
        return ""
    if style == "Title":
        return f"# {text}"
    if heading := HEADING.match(style):
        return f"{'#' * min(6, int(heading.group(1)) + 1)} {text}"
    return f"- {text}" if style.startswith("List") else text


def _table(table: Table) -> str:
    rows = [[" ".join(cell.text.split()).replace("|", "\\|") for cell in row.cells] for row in table.rows]
    if not rows:
        return ""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])

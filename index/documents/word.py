"""Word: paragraphs, headings, lists and tables of a .docx as Markdown; a zip that would swell is refused.

The text is what a reader of the printed page sees: links and insertions count, deletions and hidden words do not, and a
footnote stands below the paragraph that refers to it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from index.documents.document import Document, Unreadable
from index.documents.markdown import as_document

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph

MOST_ENTRIES = 1000
LARGEST_TOTAL = 200 * 1024 * 1024
LARGEST_RATIO = 100
CONTENT = "./{0} | ./w:sdt[not(w:sdtPr/w:docPartObj)]/w:sdtContent/{0}"  # a table of contents is left out
BLOCKS = f"{CONTENT.format('w:p')} | {CONTENT.format('w:tbl')}"
PARAGRAPHS = "descendant-or-self::w:p[not(ancestor::w:txbxContent)]"
HIDDEN = "w:rPr/w:vanish[not(@w:val = '0' or @w:val = 'false')]"
RUNS = f".//w:r[not({HIDDEN} or ancestor::w:moveFrom or ancestor::w:txbxContent)]"
NAMES = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
NOTES = ("footnote", "endnote")
OF_TEMPLATE = date(2013, 12, 23)  # what python-docx writes into every file: the day of its own template
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
    modified = properties.modified.date() if properties.modified else None
    return replace(document, as_of=document.as_of or (modified if modified != OF_TEMPLATE else None))


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
    from docx.text.paragraph import Paragraph

    notes = _notes(word)
    for element in _all(word.element.body, BLOCKS):
        if element.tag.endswith("}tbl"):
            yield _table(Table(element, word.part))
            continue
        yield _paragraph(Paragraph(element, word.part))
        for kind in NOTES:
            yield from (notes.get((kind, number), "") for number in _all(element, f".//w:{kind}Reference/@w:id"))


def _notes(word: WordDocument) -> Mapping[tuple[str, str], str]:
    """The text of every footnote and endnote by its kind and id."""
    from docx.oxml.parser import parse_xml

    found = {}
    for relation in word.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
        if kind in NOTES and not relation.is_external:
            for note in _all(parse_xml(relation.target_part.blob), f"./w:{kind}"):
                found[kind, str(_all(note, "string(@w:id)"))] = _text(note)
    return found


def _text(element: Any) -> str:
    """What a reader sees of a paragraph, a cell or a note, on one line."""
    shown = ("".join(run.text for run in _all(paragraph, RUNS)) for paragraph in _all(element, PARAGRAPHS))
    return " ".join(" ".join(shown).split())


def _all(element: Any, path: str) -> Any:
    """What an XPath finds; python-docx's own knows no names below the elements it has no class for."""
    from lxml import etree

    return etree.XPathElementEvaluator(element, namespaces=NAMES)(path)


def _paragraph(paragraph: Paragraph) -> str:
    text = _text(paragraph._p)
    style = (paragraph.style.name or "") if paragraph.style else ""
    if not text:
        return ""
    if style == "Title":
        return f"# {text}"
    if heading := HEADING.match(style):
        return f"{'#' * min(6, int(heading.group(1)) + 1)} {text}"
    return f"- {text}" if style.startswith("List") else text


def _table(table: Table) -> str:
    rows = [[_text(cell._tc).replace("|", "\\|") for cell in row.cells] for row in table.rows]
    if not rows:
        return ""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])

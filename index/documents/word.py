"""Word: paragraphs, headings, lists and tables of a .docx as Markdown; a zip that would swell is refused.

The text is what a reader of the printed page sees: links and insertions count, deletions and hidden words do not, steps
have the numbers Word gives them, and footnotes and text boxes stand below the paragraph they belong to.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from index.documents.document import Document, Unreadable
from index.documents.markdown import as_document
from index.documents.word_lists import NAMES, Lists, found_in, styles_of

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
SEEN = f".//w:r[not({HIDDEN} or ancestor::w:moveFrom)]"
RUNS = f"{SEEN[:-1]} and not(ancestor::w:txbxContent)] | .//m:r"
BOXED = ".//w:txbxContent[not(ancestor::mc:Fallback)]/w:p"
NOTES = ("footnote", "endnote")
OF_TEMPLATE = date(2013, 12, 23)  # what python-docx writes into every file: the day of its own template
BODY = 9  # the outline level of what is no heading
ITEM = re.compile(r" *(?:-|\d+\.) ")
NUMBERS_ABOVE = re.compile(r"(?:\d+\.)+(?=\d+\.)")  # of a step 2.1, the 2
START_OF_HEADING = re.compile(r"^(?=#{1,6}\s)")
HEADING = re.compile(r"^(?:Heading|Titre|Überschrift|Título)\s+(\d)$")


def read(data: bytes, path: str) -> Document:
    _refuse_bombs(data)
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        word = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError) as problem:
        raise Unreadable("it is not a Word file that can be opened") from problem
    text = _joined(list(filter(None, _blocks(word)))) + "\n"
    properties = word.core_properties
    document = as_document(text, path, "word", title=(properties.title or "").strip())
    modified = properties.modified.date() if properties.modified else None
    return replace(document, as_of=document.as_of or (modified if modified != OF_TEMPLATE else None))


def _joined(blocks: list[str]) -> str:
    """The blocks with an empty line between them, but for the items of a list."""
    gaps = ("\n" if ITEM.match(one) and ITEM.match(other) else "\n\n" for one, other in pairwise(blocks))
    return "".join(blocks[:1] + [gap + block for gap, block in zip(gaps, blocks[1:], strict=True)])


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

    notes, lists = _notes(word), Lists(word)
    for element in found_in(word.element.body, BLOCKS):
        if element.tag.endswith("}tbl"):
            yield _table(Table(element, word.part))
            continue
        yield _paragraph(Paragraph(element, word.part), lists)
        yield from (" ".join("".join(map(_said, found_in(boxed, SEEN))).split()) for boxed in found_in(element, BOXED))
        for kind in NOTES:
            yield from (notes.get((kind, number), "") for number in found_in(element, f".//w:{kind}Reference/@w:id"))


def _notes(word: WordDocument) -> Mapping[tuple[str, str], str]:
    """The text of every footnote and endnote by its kind and id."""
    from docx.oxml.parser import parse_xml

    found = {}
    for relation in word.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1].removesuffix("s")
        if kind in NOTES and not relation.is_external:
            for note in found_in(parse_xml(relation.target_part.blob), f"./w:{kind}"):
                found[kind, str(found_in(note, "string(@w:id)"))] = _text(note)
    return found


def _text(element: Any) -> str:
    """What a reader sees of a paragraph, a cell or a note, on one line."""
    shown = ("".join(map(_said, found_in(paragraph, RUNS))) for paragraph in found_in(element, PARAGRAPHS))
    return " ".join(" ".join(shown).split())


def _said(run: Any) -> str:
    """The words of a run; python-docx knows none of a formula's."""
    return str(run.text) if run.tag.startswith(f"{{{NAMES['w']}}}") else str(found_in(run, "string(.)"))


def _paragraph(paragraph: Paragraph, lists: Lists) -> str:
    text = _text(paragraph._p)
    if not text:
        return ""
    if paragraph.style and paragraph.style.name == "Title":
        return f"# {text}"
    mark = lists.mark(paragraph)
    if level := _level(paragraph):
        return f"{'#' * min(6, level + 1)} {mark.strip(' -')} {text}".replace("#  ", "# ")
    return f"{NUMBERS_ABOVE.sub('', mark)}{text}" if mark else START_OF_HEADING.sub(r"\\\g<0>", text)


def _level(paragraph: Paragraph) -> int:
    """The level of a heading, from 1; 0 for any other paragraph.  Its name tells only where nothing else does."""
    styles = styles_of(paragraph)
    for element in (paragraph._p, *(style.element for style in styles)):
        if told := found_in(element, "string(w:pPr/w:outlineLvl/@w:val)"):
            return int(told) + 1 if int(told) < BODY else 0
    named = (HEADING.match(style.name or "") for style in styles)
    return next((int(name[1]) for name in named if name), 0)


def _table(table: Table) -> str:
    rows = [[_text(cell._tc).replace("|", "\\|") for cell in row.cells] for row in table.rows]
    if not rows:
        return ""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])

"""PDF: the text of each page with its number, tables as Markdown tables, lines in large letters as headings; running
heads, broken words and invisible characters cleaned away."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import replace

from index.documents.document import Document, Heading, Unreadable
from index.documents.front_matter import parse_day
from index.documents.markdown import slug, title_of
from index.documents.plain import titled
from index.markup import INVISIBLE

MOST_PAGES = 2000
PASSWORD = 4  # the error of PDFium for a file that asks for one
FEW_LINES = 8  # such a page's edges are most of it
HYPHENATED = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
LIGATURES = str.maketrans(
    {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl", "\u00a0": " ", "\x00": "", "\x02": "-\n"}
)
NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*|[IVX]+|[A-Z])\.?\s+[A-Z][\w’'-]*(?:\s+[\w’'():,/-]+){0,9}$")
CAPITALS = re.compile(r"^[A-Z][A-Z0-9 &/,:’'-]{3,60}$")
LARGE = "\x03"  # stands before a line in large letters
LARGER = 1.15
LONGEST_HEADING = 100
LEADERS = ". . ."  # as in a table of contents
HEIGHT = re.compile(r"\x01(\d+)\x01([^\n]*)")
STARTS_A_BLOCK = re.compile(r"^(?:[•▪●○◦‣\-–*]\s+|\d+[.)]\s+)")


def read(data: bytes, path: str) -> Document:
    from pypdfium2 import PdfDocument, PdfiumError

    from index.documents.pdf_tables import text_of

    try:
        with PdfDocument(data) as pdf:
            if len(pdf) > MOST_PAGES:
                raise Unreadable(f"it has more than {MOST_PAGES} pages")
            slides = [page.get_width() > page.get_height() for page in pdf]
            pages = [_cleaned(page) for page in _with_large_lines([text_of(page) for page in pdf], slides)]
            about = pdf.get_metadata_dict()
    except PdfiumError as problem:
        if problem.err_code == PASSWORD:
            raise Unreadable("it is protected by a password") from problem
        raise Unreadable("it is damaged: its pages cannot be read") from problem
    if not any(any(character.isalnum() for character in page) for page in pages):
        raise Unreadable("its pages are pictures: there is no text in it to read")
    document = _put_together(_without_running_heads(pages), path)
    title = about.get("Title", "").strip()
    changed = about.get("ModDate") or about.get("CreationDate") or ""
    day = parse_day(f"{changed[2:6]}-{changed[6:8]}-{changed[8:10]}") if changed.startswith("D:") else None
    return replace(document, title=title if _is_a_title(title) else title_of(_at_the_top(document), path), as_of=day)


def _at_the_top(document: Document) -> tuple[Heading, ...]:
    return tuple(heading for heading in document.headings[:1] if heading.line <= 3 and not heading.text[0].isdigit())


def _with_large_lines(pages: list[str], slides: list[bool]) -> list[str]:
    """The pages with a mark before every line in larger letters than most of the text, those that go on in one line.

    On a slide what is large is as often as not the text itself, and tells nothing.
    """
    heights = Counter[int]()
    for page in pages:
        for height, line in HEIGHT.findall(page):
            heights[int(height)] += len(line)
    large = LARGER * max(heights, key=heights.__getitem__, default=0)
    marked = (
        _marked(page.replace("\r\n", "\n").split("\n"), math.inf if slide else large)
        for page, slide in zip(pages, slides, strict=True)
    )
    return list(map("\n".join, marked))


def _marked(lines: list[str], large: float) -> list[str]:
    marked: list[str] = []
    before = 0  # the height of the line above, if it is a large one
    for line in lines:
        measured = HEIGHT.match(line)
        height, words = (int(measured[1]), measured[2]) if measured else (0, line)
        if height <= large:
            marked.append(words)
        elif height == before and not STARTS_A_BLOCK.match(words):
            marked[-1] += f" {words}"
        else:
            marked.append(LARGE + words)
        before = height if height > large else 0
    return marked


def _cleaned(page: str) -> str:
    text = HYPHENATED.sub("", INVISIBLE.sub("", page.translate(LIGATURES)))
    return "\n".join(re.sub(r"[ \t\f\v]+", " ", line).strip() for line in text.split("\n")).strip()


def _without_running_heads(pages: list[str]) -> list[str]:
    """Drop first and last lines that nearly every page repeats, and lines that are only the page's number."""
    if len(pages) < 4:
        return pages
    edges = Counter(line for page in pages for line in {_anonymous(edge, page) for edge in _edges(page)})
    repeated = {line for line, times in edges.items() if times >= max(3, len(pages) * 0.5)}
    kept = []
    for page in pages:
        drop = {edge for edge in _edges(page) if _anonymous(edge, page) in repeated}
        kept.append("\n".join(line for line in page.split("\n") if line not in drop))
    return kept


def _edges(page: str) -> list[str]:
    lines = page.split("\n")
    return [line for line in (*lines[:2], *lines[-2:]) if line and not line.startswith("|")]


def _anonymous(line: str, page: str) -> str:
    """The line without its numbers; on a page of a few lines only a bare number is the page's and not what it says."""
    return re.sub(r"\d+", "#", line) if line.isdigit() or page.count("\n") >= FEW_LINES else line


def _put_together(pages: list[str], path: str) -> Document:
    lines: list[str] = []
    starts: list[tuple[int, int]] = []
    found: list[Heading] = []
    for number, page in enumerate(pages, 1):
        if not page.strip():
            continue
        starts.append((len(lines) + 1, number))
        for paragraph in _paragraphs(page):
            said = [line.replace(LARGE, "") for line in paragraph]
            if _is_heading(paragraph):
                found.append(Heading(len(lines) + 1, 2, said[0], slug(said[0])))
            lines.extend([*said, ""])
    text = "\n".join(lines).rstrip() + "\n"
    return Document(path=path, title="", text=text, kind="pdf", headings=tuple(found), pages=tuple(starts))


def _paragraphs(page: str) -> list[list[str]]:
    """Lines that belong together: a paragraph ends at a blank line, a bullet, a heading or a short last line."""
    widths = sorted(len(line) for line in page.split("\n") if line)
    usual = widths[len(widths) * 3 // 4] if widths else 0
    groups: list[list[str]] = [[]]
    for line in page.split("\n"):
        if not line:
            groups.append([])
            continue
        before = groups[-1][-1] if groups[-1] else ""
        ended = before.endswith((".", "!", "?", ":")) and len(before) < usual * 0.8
        if groups[-1] and (STARTS_A_BLOCK.match(line) or _is_heading([line]) or _is_heading([before]) or ended):
            groups.append([])
        groups[-1].append(line)
    return [group for group in groups if group]


def _is_heading(lines: list[str]) -> bool:
    line = lines[0]
    if line.startswith(LARGE):
        first = next(filter(str.isalpha, line), "a")
        return not (first.islower() or line[-1] in ".,;" or len(line) > LONGEST_HEADING or LEADERS in line)
    if len(lines) > 1 or len(line) > 80 or line[-1] in ".,;":
        return False
    return (" " in line and CAPITALS.match(line) is not None) or (NUMBERED.match(line) is not None and titled(line))


def _is_a_title(text: str) -> bool:
    return (
        len(text) >= 4
        and " " in text
        and not re.search(r"\.(?:docx?|pptx?|tex|indd|pdf)\b|untitled|microsoft word", text, re.IGNORECASE)
    )

"""Markdown: the extracted text is the file itself, line for line. Only its headings and front matter are looked up.

Notebooks, web pages and Word files are turned into Markdown by their own loaders and pass through `headings` too.
"""

from __future__ import annotations

import re

from index.documents.document import Document, Heading, Kind
from index.documents.front_matter import FrontMatter, split_off, stated_day
from index.markup import plain

ATX = re.compile(r"^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
SETEXT = re.compile(r"^ {0,3}(=+|-{2,})\s*$")
FENCE = re.compile(r"^\s*(?:>\s*)?(`{3,}|~{3,})(.*)$")
EXPLICIT_ANCHOR = re.compile(r"\s*\{\s*:?\s*#([\w.:-]+)[^}]*\}\s*$|\s*<a\s+(?:name|id)=\"([\w.:-]+)\"\s*>\s*(?:</a>)?")
PARAGRAPH_START = re.compile(r"^(?: {0,3}(?:[-*+>|#]|\d+[.)])| {4}|\t|\s*$|\s*</?\w|\s*\{\{)")


def read(text: str, path: str) -> Document:
    front = split_off(text)
    found = headings(text, front.body)
    return Document(
        path=path,
        title=front.title or title_of(found, path),
        text=text,
        kind="markdown",
        url=front.url,
        as_of=front.as_of or stated_day(text),
        body=front.body,
        headings=found,
    )


def as_document(text: str, path: str, kind: Kind, front: FrontMatter | None = None, title: str = "") -> Document:
    """A document whose loader has already written its content as Markdown."""
    front = front or FrontMatter()
    found = headings(text, 1)
    return Document(
        path=path,
        title=title or front.title or title_of(found, path),
        text=text,
        kind=kind,
        url=front.url,
        as_of=front.as_of or stated_day(text),
        headings=found,
    )


def headings(text: str, body: int) -> tuple[Heading, ...]:
    found: list[Heading] = []
    fence = ""
    lines = text.split("\n")
    for number in range(body, len(lines) + 1):
        line = lines[number - 1]
        if fenced := FENCE.match(line):
            mark = fenced.group(1)
            if not fence:
                fence = mark
            elif mark.startswith(fence) and not fenced.group(2).strip():
                fence = ""
        elif fence:
            continue
        elif atx := ATX.match(line):
            found.append(_heading(number, len(atx.group(1)), atx.group(2)))
        elif (underline := SETEXT.match(line)) and number > body and _could_be_title(lines, number - 1, body):
            found.append(_heading(number - 1, 1 if underline.group(1)[0] == "=" else 2, lines[number - 2]))
    return tuple(heading for heading in found if heading.text)


def title_of(found: tuple[Heading, ...], path: str) -> str:
    if found:
        return min(found, key=lambda heading: (heading.level, heading.line)).text
    stem = path.rstrip("/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return " ".join(re.split(r"[-_\s]+", stem)).strip().capitalize() or path


def slug(text: str) -> str:
    """The anchor most renderers give a heading: lower case, words joined by hyphens."""
    return re.sub(r"[\s_]+", "-", re.sub(r"[^\w\s-]", "", text.lower())).strip("-")


def _heading(line: int, level: int, source: str) -> Heading:
    explicit = EXPLICIT_ANCHOR.search(source)
    text = plain(EXPLICIT_ANCHOR.sub("", source) if explicit else source)
    anchor = next(filter(None, explicit.groups()), "") if explicit else ""
    return Heading(line, level, text, anchor or slug(text))


def _could_be_title(lines: list[str], number: int, body: int) -> bool:
    """Whether line `number` is a one-line paragraph, so that an underline below makes it a heading."""
    line = lines[number - 1]
    alone = number == body or not lines[number - 2].strip()
    return alone and 0 < len(line.strip()) <= 120 and not PARAGRAPH_START.match(line)

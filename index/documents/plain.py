"""Plain text: the extracted text is the file, and headings must be guessed because nothing marks them.

The rule is conservative: a heading is a short line, begun like a title and not ended like a sentence, with longer text
after it. A wrong guess only costs a slightly odd section; the text itself is never touched.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.documents.document import Document, Heading
from index.documents.front_matter import split_off, stated_day
from index.documents.markdown import ATX, headings, slug, title_of

LIST_MARK = re.compile(r"^\s*(?:[-*•·–]|\d+[.)]|[a-z][.)])\s+")
MINOR_LISTED = """
    a an and as at but by for from in into nor of on or over per the to up via vs with your our its is are
"""
MINOR = frozenset(MINOR_LISTED.split())


def read(text: str, path: str) -> Document:
    front = split_off(text)
    marked = sum(1 for line in text.split("\n") if ATX.match(line)) >= 2
    found = headings(text, front.body) if marked else _guessed(text.split("\n"), front.body)
    first = _first_line(text, front.body)
    at_the_top = found[:1] if found and found[0].line == first else ()
    document = Document(
        path=path,
        title=front.title or (title_of(at_the_top, path) if at_the_top else _opening_words(text, first, path)),
        text=text,
        kind="text",
        url=front.url,
        as_of=front.as_of or stated_day(text),
        body=front.body,
        headings=found,
    )
    if not front.title and at_the_top:
        return replace(document, headings=(replace(found[0], level=1), *found[1:]))
    return document


def _guessed(lines: list[str], body: int) -> tuple[Heading, ...]:
    found = []
    for number in range(body, len(lines)):
        line = lines[number - 1].strip()
        if _looks_like_a_title(line) and _followed_by_text(lines, number, len(line)):
            found.append(Heading(number, 2, line.rstrip(":"), slug(line)))
    return tuple(found)


def titled(line: str) -> bool:
    """Whether most of the words that carry meaning begin with a capital or a digit."""
    words = [word for word in re.findall(r"[^\W_][\w'’&/-]*", line) if word.lower() not in MINOR]
    return bool(words) and sum(word[0].isupper() or word[0].isdigit() for word in words) / len(words) >= 0.6


def _looks_like_a_title(line: str) -> bool:
    if not 3 <= len(line) <= 90 or line[-1] in ".,;!" or LIST_MARK.match(line) or "://" in line:
        return False
    words = line.split()
    if len(words) > 14 or not (line[0].isupper() or line[0].isdigit()):
        return False
    return titled(line) or (line[-1] == "?" and len(words) >= 3)


def _followed_by_text(lines: list[str], number: int, length: int) -> bool:
    following = next((line.strip() for line in lines[number : number + 3] if line.strip()), "")
    return len(following) > max(60, length) or bool(LIST_MARK.match(following))


def _opening_words(text: str, first: int, path: str) -> str:
    """A file's own name when it says something, else the words the text begins with."""
    named = title_of((), path)
    if any(word.isalpha() and len(word) > 2 for word in named.split()):
        return named
    words = text.split("\n")[first - 1].split()
    return " ".join(words[:8]) + " …" * (len(words) > 8)


def _first_line(text: str, body: int) -> int:
    lines = text.split("\n")
    return next((number for number in range(body, len(lines) + 1) if lines[number - 1].strip()), body)

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
MINOR = frozenset("a an and as at but by for from in into nor of on or over per the to up via vs with your our its is are".split())


def read(text: str, path: str) -> Document:
    front = split_off(text)
    marked = sum(1 for line in text.split("\n") if ATX.match(line)) >= 2
    found = headings(text, front.body) if marked else _guessed(text.split("\n"), front.body)
    document = Document(
        path=path,
        title=front.title or title_of(found[:1], path),
        text=text,
        kind="text",
        url=front.url,
        as_of=front.as_of or stated_day(text),
        body=front.body,
        headings=found,
    )
    first = _first_line(text, front.body)
    if not front.title and found and found[0].line == first:
        return replace(document, headings=(replace(found[0], level=1), *found[1:]))
    return document


def _guessed(lines: list[str], body: int) -> tuple[Heading, ...]:
    found = []
    for number in range(body, len(lines)):
        line = lines[number - 1].strip()
        if _looks_like_a_title(line) and _followed_by_text(lines, number, len(line)):
            found.append(Heading(number, 2, line.rstrip(":"), slug(line)))
    return tuple(found)


def _looks_like_a_title(line: str) -> bool:
    if not 3 <= len(line) <= 90 or line[-1] in ".,;!" or LIST_MARK.match(line) or "://" in line:
        return False
    words = re.findall(r"[^\W_][\w'’&/-]*", line)
    if not 1 <= len(words) <= 14 or not (words[0][0].isupper() or words[0][0].isdigit()):
        return False
    weighty = [word for word in words if word.lower() not in MINOR]
    capital = sum(1 for word in weighty if word[0].isupper() or word[0].isdigit())
    return bool(weighty) and (capital / len(weighty) >= 0.6 or (line[-1] == "?" and len(words) >= 3))


def _followed_by_text(lines: list[str], number: int, length: int) -> bool:
    following = next((line.strip() for line in lines[number : number + 3] if line.strip()), "")
    return len(following) > max(60, length) or bool(LIST_MARK.match(following))


def _first_line(text: str, body: int) -> int:
    lines = text.split("\n")
    return next((number for number in range(body, len(lines) + 1) if lines[number - 1].strip()), body)

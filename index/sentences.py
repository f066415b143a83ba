"""Where sentences begin and end, as spans of the text they stand in; not a character is changed.

An own rule rather than a library's: documentation is full of versions, URLs, `code spans.like.this` and links with a
space before the full stop, and the spans must map back to the source exactly.
"""

from __future__ import annotations

import re
from bisect import bisect_left

Span = tuple[int, int]

END = re.compile(r"[.!?…]+[\"'”’)\]*_`]*(?=\s|$)|(?<=[。！？؟۔।])")
NEVER_LAST_LISTED = """
    e.g i.e cf vs viz approx ca no nos fig figs eq eqs sec secs ch vol pp p al st dr mr mrs ms prof gen jr sr
    incl excl max min resp
"""
NEVER_LAST = frozenset(NEVER_LAST_LISTED.split())
OPENER = re.compile(r"[\"'“‘(\[*_`<!&{>#|\s-]*")
CODE_SPAN = re.compile(r"`[^`\n]+`")
BLANK = re.compile(r"\n[ \t>]*\n")
WIDEST_MARK = 64  # characters within which the number of a list item stands
LONGEST = 1200  # characters; a "sentence" beyond this has no full stops and is cut at a break instead


def spans(text: str, start: int = 0) -> list[Span]:
    """The sentences of a piece of prose, in order, trimmed of white space, shifted by `start`."""
    found: list[Span] = []
    opened = 0
    code = [match.span() for match in CODE_SPAN.finditer(text)] if "`" in text else []
    for match in END.finditer(text):
        end = match.end()
        if end <= opened or _inside(code, match.start()):
            continue
        if end < len(text) and not _begins_a_sentence(text, match.start(), end):
            continue
        _add(found, text, opened, end, start)
        opened = end
    _add(found, text, opened, len(text), start)
    return found


def _inside(code: list[Span], place: int) -> bool:
    """Whether a code span, of those in order, stands around `place`."""
    before = bisect_left(code, (place, 0)) - 1
    return before >= 0 and place < code[before][1] - 1


def _begins_a_sentence(text: str, stop: int, end: int) -> bool:
    """Whether what follows the stop at `stop` (its marks end at `end`) starts a new sentence."""
    if text[stop] not in ".…":
        return True
    blank = text.startswith("\n", end) and BLANK.match(text, end) is not None
    following = OPENER.match(text, end)
    first = text[following.end() : following.end() + 1] if following else ""
    if blank or not first:
        return True
    word = re.search(r"[\w.&-]*$", text[max(0, stop - 24) : stop])
    before = word.group().lower() if word else ""
    if before in NEVER_LAST or (len(before) == 1 and before.isalpha() and before not in "i"):
        return False
    if before.isdigit() and stop < WIDEST_MARK and not text[:stop].strip("0123456789 \t\n>*-"):
        return False  # "1. First step": the number of a list item
    return not first.islower()  # Arabic, Hebrew or Thai have no capitals that could tell


def _add(found: list[Span], text: str, first: int, last: int, shift: int) -> None:
    while first < last and text[first].isspace():
        first += 1
    while first < last and text[last - 1].isspace():
        last -= 1
    while last - first > LONGEST:
        cut = max(text.rfind(mark, first + LONGEST // 2, first + LONGEST) for mark in ("; ", ", ", "\n", " "))
        cut = cut + 1 if cut > 0 else first + LONGEST
        _add(found, text, first, cut, shift)
        first = cut
        while first < last and text[first].isspace():
            first += 1
    if any(character.isalnum() for character in text[first:last]):
        found.append((first + shift, last + shift))

"""Sections as a reader sees them, and which of them tells how to do what was asked, by its headings and its page's title.

A way of doing something ("Console", "gcloud", "REST") is no section of its own: documents put it below the heading
that says what is done, or after it at the same depth.  It belongs to that heading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from index.passages import SEPARATOR
from retrieval.hits import Hit

Section = Callable[[Hit], Sequence[Hit]]
Path = tuple[str, ...]

WAYS_LISTED = """
    console rest api gcloud cli bq sql python curl powershell java node js go terraform libraries dataframes sdk kubectl ui
    shell windows
"""
BESIDE_WAYS_LISTED = """
    using use the with via google cloud bigquery client agent platform vertex ai gen for command line linux macos or and
    cmd exe
"""
WAYS = frozenset(WAYS_LISTED.split())
OF_WAYS = WAYS.union(BESIDE_WAYS_LISTED.split())
WORD = re.compile(r"[a-z]+")


@lru_cache(maxsize=8192)
def is_way(heading: str) -> bool:
    """Whether a heading only says by what means: "Console", "Linux, macOS, or Cloud Shell"."""
    words = WORD.findall(heading.lower())
    return OF_WAYS.issuperset(words) and not WAYS.isdisjoint(words)


@lru_cache(maxsize=8192)
def path_of(heading: str) -> Path:
    """The headings of a passage without the ways at their end."""
    parts = tuple(heading.split(SEPARATOR)) if heading else ()
    while parts and is_way(parts[-1]):
        parts = parts[:-1]
    return parts


def paths(headings: Iterable[str]) -> Iterator[Path]:
    """For each passage of a document, in order, the headings of the section it belongs to."""
    known: Path = ()
    for heading in headings:
        path = path_of(heading)
        way_beside = known and known[:-1] == path and is_way(heading.rsplit(SEPARATOR, 1)[-1])
        known = known if way_beside else path
        yield known

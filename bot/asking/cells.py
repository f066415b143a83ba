"""One cell of a table, where a question names its row and its column and asks for nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.asking.filtering import MEASURES, row_said
from bot.asking.grounding import Sentence
from bot.asking.runs import has_rows, runs_of
from bot.asking.sections import Section
from bot.asking.spans import Span
from bot.asking.units import cells_of
from index.stores.lexical import terms
from retrieval.hits import Hit

HITS = 6  # that are looked through for a table
ASKS_MORE = re.compile(r"\b(?:why|how (?:do|can|to)|difference|versus|compare[ds]?|than)\b", re.IGNORECASE)


def told(question: str, hits: Sequence[Hit], section: Section, asked: Mapping[str, float]) -> list[Sentence]:
    """The cell of the row whose whole name stands in the question; nothing where several rows, or none, are meant."""
    if ASKS_MORE.search(question):
        return []
    stems = set(terms(question))
    found: dict[tuple[str, int], tuple[Span, frozenset[str], list[str]]] = {}
    for rank, hit in enumerate(hits[:HITS]):
        about = set(terms(f"{hit.passage.title} {hit.passage.heading}"))
        for run in runs_of(section(hit), rank, "row") if has_rows(hit, rank) else ():
            for item in run.items:
                span = item.span
                row, columns, words = _address(span, question, stems)
                if columns and asked.keys() <= row | words | about:
                    found[span.hit.passage.id, span.start] = span, row, columns
    longest = max((len(row) for _, row, _ in found.values()), default=0)
    named = [(span, columns) for span, row, columns in found.values() if len(row) == longest]
    if len(named) != 1:
        return []
    span, columns = named[0]
    (_, label), (_, cell), *others = cells_of(span)
    said = row_said(span, columns, ()) if others else f"{label}: {cell}"
    return [Sentence(f"{said}.", (span,), "new")]


def _address(span: Span, question: str, stems: set[str]) -> tuple[frozenset[str], list[str], set[str]]:
    """The stems of a row's name, if the question has them all, the columns it asks for, and its words for these."""
    (_, label), *cells = cells_of(span) or [("", "")]
    row = frozenset(terms(label))
    columns: list[str] = []
    words: set[str] = set()
    for name, cell in cells if row and row <= stems else ():
        own = set(terms(name))
        measured = {term for asks, of, _ in MEASURES if own & of for term in terms(" ".join(asks.findall(question)))}
        if cell and (own & stems - row or measured):
            columns.append(name)
            words |= own | measured
    return row, columns, words

"""Two or more rows of one table set beside each other, where a question names them: "C5 or C5 Duo", "BERT vs DistilBERT"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.asking.grounding import SOURCES, Sentence, places_of
from bot.asking.runs import has_rows, runs_of
from bot.asking.sections import Section
from bot.asking.spans import Span
from bot.asking.units import cells_of
from index.stores.lexical import terms
from retrieval.hits import Hit

HITS = 6  # that are looked through for a table
MOST = 4  # rows that can be set beside each other
SETS_BESIDE = re.compile(r"\b(?:differ\w*|compar\w*|vs|versus|or|and|than|between)\b", re.IGNORECASE)


def told(question: str, hits: Sequence[Hit], section: Section) -> list[Sentence]:
    """The rows that the question names, with the columns it asks for or else those in which they differ."""
    if not SETS_BESIDE.search(question):
        return []
    for rank, hit in enumerate(hits[:HITS]):
        for run in runs_of(section(hit), rank, "row") if has_rows(hit, rank) else ():
            rows = [(item.span, cells) for item in run.items if (cells := cells_of(item.span))]
            named = _named(question, {cells[0][1] for _, cells in rows})
            chosen = [(span, cells) for span, cells in rows if cells[0][1] in named]
            if 1 < len(named) == len(chosen) <= MOST and len(places_of(said := _said(question, chosen))) <= SOURCES:
                return said
    return []


def _named(question: str, names: Collection[str]) -> set[str]:
    """The names that stand in a question, longer ones first: where it says "C5 Duo" it does not yet say "C5"."""
    found = set()
    for name in sorted(filter(None, names), key=len, reverse=True):
        left = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ", question, flags=re.IGNORECASE)
        if left != question:
            found.add(name)
            question = left
    return found


def _said(question: str, chosen: Sequence[tuple[Span, list[tuple[str, str]]]]) -> list[Sentence]:
    stems = set(terms(question))
    columns = list(zip(*(cells[1:] for _, cells in chosen), strict=True))
    shown = [column for column in columns if set(terms(column[0][0])) & stems]
    shown = shown or [column for column in columns if len({cell for _, cell in column}) > 1]
    return [
        Sentence(
            f"{'; '.join(f'{name}: {cell}' for name, cell in (one[place] for one in shown))}.",
            (span,),
            "new",
            label=cells[0][1],
        )
        for place, (span, cells) in enumerate(chosen)
        if shown
    ]

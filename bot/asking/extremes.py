"""The row of a table that has the most or the least of what is asked about, where that can be read off one column.

Nothing is said unless it is plain which column is meant and every cell in it can be set against the others: a row
that is not the cheapest must never be called so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.asking import filtering
from bot.asking.amounts import CLOCK, DAY, LENGTH, MASS, MONEY, SPAN, Amount, amount_of
from bot.asking.grounding import Sentence
from bot.asking.runs import Listed, runs_of
from bot.asking.sections import Section
from bot.asking.spans import Span
from bot.asking.units import cells_of, columns_of
from index.stores.lexical import terms
from retrieval import superlatives
from retrieval.confidence import share
from retrieval.hits import Hit
from retrieval.superlatives import Superlative

HITS = 5  # that are looked through for a table
FEWEST = 2  # rows that can be compared
MOST = 3  # rows that share the first place
ABOUT = 0.5  # of the question that a table must speak of
EMPTY = frozenset(("", "-", "–", "—", "n/a"))
KINDS = {"price": {MONEY}, "date": {DAY}, "time": {CLOCK}, "durat": {SPAN, LENGTH}, "weight": {MASS}, "speed": {SPAN}}

Column = Sequence[tuple[Span, Amount]]


def told(question: str, hits: Sequence[Hit], section: Section, asked: Mapping[str, float]) -> list[Sentence]:
    """The first row, or those that share its place, with the column it was judged by; nothing where no table tells."""
    wanted = superlatives.superlative_of(question)
    if wanted is None:
        return []
    left = set(terms(superlatives.without(question)))
    asked = {stem: weight for stem, weight in asked.items() if stem in left}
    found = [
        (about + hit.score, run, name)
        for rank, hit in enumerate(hits[:HITS])
        for whole in runs_of(section(hit), rank, "row")
        if (about := share(_words(whole), asked)) >= ABOUT
        and (run := filtering.left_of(superlatives.without(question), whole))
        and (name := _meant(wanted, _columns(run), left))
    ]
    if not found:
        return []
    _, run, name = max(found, key=lambda one: one[0])
    column = _columns(run)[name]
    larger = wanted.larger != (column[0][1].kind == SPAN and "speed" in wanted.measures)
    value = (max if larger else min)(amount.value for _, amount in column)
    first = [span for span, amount in column if amount.value == value]
    if len(first) > MOST:
        return []
    said = [Sentence(f"{filtering.row_said(span, (name,), left)}.", (span,), "new") for span in first]
    how = f"({'highest' if larger else 'lowest'} of {len(run.items)})"
    if column[0][1].kind in (DAY, CLOCK):
        how = f"({'latest' if larger else 'earliest'} of {len(run.items)})"
    return [*said[:-1], replace(said[-1], aside=how)]


def _words(run: Listed) -> set[str]:
    """Everything a table is about: where it stands, what leads it in, its columns and what it has rows for."""
    passage = run.items[0].span.hit.passage
    rows = " ".join(cell for item in run.items for _, cell in cells_of(item.span)[:1])
    lead = run.lead.text if run.lead else ""
    return set(terms(f"{passage.title} {passage.heading} {columns_of(run.items[0].span)} {lead} {rows}"))


def _columns(run: Listed) -> dict[str, Column]:
    """The columns whose cells can all be set against each other, but for empty ones."""
    rows = [(item.span, cells_of(item.span)) for item in run.items]
    columns: dict[str, Column] = {}
    for place, (name, _) in enumerate(rows[0][1]):
        if not name or not place or any(len(cells) <= place for _, cells in rows):
            continue
        filled = [(span, cells[place][1]) for span, cells in rows if cells[place][1].strip() not in EMPTY]
        column = [(span, amount) for span, cell in filled if (amount := amount_of(cell))]
        alike = len(column) == len(filled) and len({(amount.kind, amount.of) for _, amount in column}) == 1
        if alike and len(column) >= max(FEWEST, len(rows) // 2 + 1) and len({amount.value for _, amount in column}) > 1:
            columns[name] = column
    return columns


def _meant(wanted: Superlative, columns: Mapping[str, Column], left: set[str]) -> str:
    """The name of the column that is asked about; nothing where that is not plain."""
    kinds = set().union(*(KINDS[stem] for stem in wanted.measures if stem in KINDS))
    fitting = {}
    for name, column in columns.items():
        stems = set(terms(name))
        fits = (
            stems & wanted.measures or column[0][1].kind in kinds if wanted.measures else stems & (wanted.after or left)
        )
        if fits:
            fitting[name] = len(stems & left)
    best = [name for name, common in fitting.items() if common == max(fitting.values())]
    return best[0] if len(best) == 1 else ""

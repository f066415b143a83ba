"""The rows of a table that meet what is asked: "which clubs are on Thursday", "how many cost less than 20 euros".

A condition is a value that stands in a column, or a figure that every cell of one column can be set against.  Nothing
is said unless it is plain which column is meant: a row left out is as wrong as a row too many.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.asking.amounts import LENGTH, MASS, MONEY, SPAN, UNITS, Amount, amount_of
from bot.asking.grounding import SOURCES, Sentence, places_of
from bot.asking.runs import Listed, has_rows, runs_of
from bot.asking.sections import Section
from bot.asking.spans import Span
from bot.asking.units import NAMED_CELLS, cells_of, columns_of
from index.stores.lexical import terms
from retrieval.confidence import share
from retrieval.hits import Hit
from retrieval.superlatives import PRICE, WEIGHT

HITS = 6  # that are looked through for a table
FEWEST = 2  # rows that can be told apart
ABOUT = 0.5  # of what is left of the question that a table must speak of
LONGEST = 8  # passages: of a longer table not every row is seen
SHOWN = 8
SHORT = 8  # words of a cell; in a column of longer ones nothing is looked for
FEW_WORDS, OF_A_LIST = 4, 2  # in a cell that is a value, and in each where it holds several
ASKS = re.compile(r"\b(?:which|what|who|how many|list|name)\b", re.IGNORECASE)
ASKS_OTHERWISE = re.compile(
    r"^\W*(?:can|does|do|is|are|may|will|should|must|could|has|have|why|when|where|how(?! many))\b"
    r"|\b(?:how (?:do|can|to)|difference|versus|compare|why)\b",
    re.IGNORECASE,
)
DENIED = re.compile(r"\b(?:not?|without|cannot|never|except)\b|n['’]t\b", re.IGNORECASE)
NEVER = frozenset(("no", "none", "false", "never", "closed", "not available", "✗", "x", "-", "–", "—", "n/a"))
ALWAYS = frozenset(("yes", "true", "✓", "x"))
FREE = re.compile(r"\bfree\b(?!\w|-)", re.IGNORECASE)
FIGURE = r"(?P<figure>[€$£¥]?\s?\d[\d.,]*(?:\s?(?:[€$£¥%]|[a-z]{1,12}\b))?)"
UNDER = r"(?P<under>(?:less|fewer|cheaper|lower|smaller|shorter|lighter|narrower) than|under|below|at most|no more than|up to)"
OVER = r"(?P<over>(?:more|dearer|higher|larger|bigger|greater|longer|heavier|wider) than|over|above|at least|no less than|exceed(?:s|ing)?)"
COMPARES = re.compile(rf"\b(?:{UNDER}|{OVER})\s+{FIGURE}", re.IGNORECASE)
WITH_THE_FIGURE = re.compile(r"\b(?:at most|no more than|up to|at least|no less than)\b", re.IGNORECASE)
MEASURES = (
    (re.compile(r"\b(?:cheaper|dearer|cost\w*|price\w*)\b", re.I), frozenset(terms(PRICE)), MONEY),
    (re.compile(r"\b(?:lighter|heavier|weigh\w*)\b", re.I), frozenset(terms(WEIGHT)), MASS),
    (re.compile(r"\b(?:narrower|wider)\b", re.I), frozenset(terms("width")), LENGTH),
    (re.compile(r"\b(?:shorter|longer|takes?|last)\b", re.I), frozenset(terms("duration length time")), SPAN),
)
FIGURES_ONLY = re.compile(r"[\d.,]+")  # it is known for a value only where its column is named
UNIT = re.compile(r"[a-z]+|[€$£¥]")
CURRENCY = {
    **{sign: sign for sign in "€$£¥"}, "euro": "€", "eur": "€", "dollar": "$", "usd": "$", "pound": "£", "gbp": "£", "yen": "¥", "jpy": "¥",
}  # fmt: skip
VALUES = re.compile(r"\s*(?:,|;|/| and | or )\s*")

Row = tuple[Span, list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows of one table that meet every condition, the columns these look at, and what of the question they take up."""

    run: Listed
    rows: tuple[Span, ...]
    columns: tuple[str, ...]
    taken: frozenset[str]


def told(question: str, hits: Sequence[Hit], section: Section, asked: Mapping[str, float]) -> list[Sentence]:
    """The rows that meet the conditions, with how many there are; nothing where no table tells."""
    if ASKS_OTHERWISE.search(question) or not (ASKS.search(question) or len(question.split()) <= FEW_WORDS):
        return []
    found = [
        (about + hit.score, one)
        for rank, hit in enumerate(hits[:HITS])
        if has_rows(hit, rank) and len(parts := section(hit)) <= LONGEST
        for run in runs_of(parts, rank, "row")
        if (one := kept(question, run)) and one.rows and (about := _about(one, asked)) >= ABOUT
    ]
    return _said(max(found, key=lambda one: one[0])[1], set(terms(question))) if found else []


def left_of(question: str, run: Listed) -> Listed | None:
    """The table with only the rows that meet the conditions of a question, if it has any; nothing where no row does."""
    one = kept(question, run)
    if one is None:
        return run
    items = tuple(item for item in run.items if item.span in one.rows)
    return replace(run, items=items) if items else None


def kept(question: str, run: Listed) -> Kept | None:
    """What the conditions of a question leave of a table; nothing if it has none that the table can be held to."""
    rows = [(item.span, cells) for item in run.items if (cells := cells_of(item.span))]
    if len(rows) < max(FEWEST, len(run.items)) or len({len(cells) for _, cells in rows}) > 1:
        return None  # too few, or those of several tables
    stems = set(terms(question))
    if any((own := set(terms(cells[0][1]))) and own <= stems for _, cells in rows):
        return None  # it asks about that row
    bounds = list(_by_figure(question, stems, rows))
    conditions = [*_by_value(question, stems, rows), *bounds]
    if (
        not conditions
        or (DENIED.search(question) and len(conditions) > 1)
        or (COMPARES.search(question) and not bounds)
    ):
        return None  # none that could be left out without a word
    kind = _kind(stems, rows)
    of_kind = {place for place, (_, cells) in enumerate(rows) if kind <= _stems(cells[0][1])}
    met = of_kind.intersection(*(set(places) for _, places, _ in conditions))
    return Kept(
        run,
        tuple(span for place, (span, _) in enumerate(rows) if place in met),
        tuple(name for name, _, _ in conditions),
        kind.union(*(taken for _, _, taken in conditions)),
    )


def _kind(stems: Collection[str], rows: Sequence[Row]) -> frozenset[str]:
    """What a question says of the rows' own names, as "lamps" does where some of them are lamps."""
    names = [_stems(cells[0][1]) for _, cells in rows]
    columns = _stems(" ".join(name for name, _ in rows[0][1]))
    return (frozenset().union(*names) - frozenset.intersection(*names) - columns) & frozenset(stems)


def _by_value(
    question: str, stems: Collection[str], rows: Sequence[Row]
) -> Iterator[tuple[str, list[int], frozenset[str]]]:
    """Each column that the question names a value of, with the rows that have it (or have it not, if that is asked)."""
    across = any(not _stems(row[0][1]).isdisjoint(stems) for _, row in rows)  # its columns may be what is asked for
    for place, (name, _) in enumerate(rows[0][1][1:], start=1):
        cells = [row[place][1].strip() for _, row in rows]
        if all(len(cell.split()) <= SHORT for cell in cells):
            met, taken = _having(question, stems, name, cells, across)
            if met and len(met) < len(rows):
                yield name, met, taken


def _having(
    question: str, stems: Collection[str], name: str, cells: Sequence[str], across: bool
) -> tuple[list[int], frozenset[str]]:
    """The places of the cells that a question asks for, and the words of the question that ask for them."""
    compared, denied = COMPARES.search(question), bool(DENIED.search(question))
    named = not _stems(name).isdisjoint(stems)
    bare = {cell.casefold() for cell in cells}
    spoken = any(own <= set(stems) for cell in bare & NEVER if (own := _stems(cell)))  # "closed" itself
    if named and bare & NEVER and not spoken and (bare <= NEVER | ALWAYS or not (compared or across)):
        return [at for at, cell in enumerate(cells) if (cell.casefold() in NEVER) == denied], frozenset()
    if FREE.search(question) and _stems(name) & _stems(PRICE):
        free = [at for at, cell in enumerate(cells) if cell.casefold() == "free" or _is_nothing(amount_of(cell))]
        return free, frozenset(("free",))
    found = {
        at: value
        for at, cell in enumerate(cells)
        for value in _values(cell)
        if value <= set(stems) and (not FIGURES_ONLY.fullmatch(cell) or (named and not compared))
    }
    return [at for at in range(len(cells)) if (at in found) != (denied and bool(found))], frozenset().union(
        *found.values()
    )


def _by_figure(
    question: str, stems: Collection[str], rows: Sequence[Row]
) -> Iterator[tuple[str, list[int], frozenset[str]]]:
    """The one column that can be set against the figure in a question, with the rows on the right side of it."""
    compared = COMPARES.search(question)
    bound = _bound(compared["figure"]) if compared else None
    if compared is None or bound is None:
        return
    measures = [(words, kind) for asks, words, kind in MEASURES if asks.search(question)]
    fitting: dict[str, tuple[int, float, list[Amount]]] = {}
    for place, (name, _) in enumerate(rows[0][1][1:], start=1):
        amounts = [amount for _, row in rows if (amount := amount_of(row[place][1]))]
        alike = len(amounts) == len(rows) and len({(amount.kind, amount.of) for amount in amounts}) == 1
        limit = _in_the_column(bound, amounts[0], name) if alike else None
        if limit is None:
            continue
        own = set(terms(name))
        fits = any(own & words or amounts[0].kind == kind for words, kind in measures) if measures else False
        if fits or own & set(stems) or (bound.kind and bound.kind == amounts[0].kind):
            fitting[name] = (2 * fits + len(own & set(stems)), limit, amounts)
    most = max((fits for fits, _, _ in fitting.values()), default=0)
    best = [name for name, (fits, _, _) in fitting.items() if fits == most]
    if len(best) != 1:
        return
    _, limit, amounts = fitting[best[0]]
    sign = -1 if compared["under"] else 1
    allowed = WITH_THE_FIGURE.search(compared[0]) is not None
    met = [
        at
        for at, amount in enumerate(amounts)
        if sign * (amount.value - limit) > 0 or (allowed and amount.value == limit)
    ]
    words = terms(compared[0]) + [term for asks, _, _ in MEASURES for term in terms(" ".join(asks.findall(question)))]
    yield best[0], met, frozenset(words)


def _bound(figure: str) -> Amount | None:
    """The figure of a question; a word after it that is no unit, as in "20 clubs", is left out."""
    amount = amount_of(figure.strip())
    if amount and (amount.kind or not amount.of or amount.of == "%"):
        return amount
    number = re.match(r"[\d.,]*\d", figure.strip())
    bare = amount_of(number[0]) if number else None
    return replace(bare, of=amount.of) if bare and amount else bare


def _in_the_column(bound: Amount, cell: Amount, name: str) -> float | None:
    """A figure as the cells of a column count, whose unit may stand in its name; nothing where they cannot be compared."""
    words = [word.removesuffix("s") for word in UNIT.findall(name.casefold())]
    if bound.kind == MONEY:
        here = cell.of or next((CURRENCY[word] for word in words if word in CURRENCY), "")
        known = not here or CURRENCY.get(here.removesuffix("s"), here) == CURRENCY.get(
            bound.of.removesuffix("s"), bound.of
        )
        return bound.value if known and (cell.kind == MONEY or not (cell.kind or cell.of)) else None
    if bound.kind == cell.kind or (cell.kind == MONEY and not bound.of):
        return bound.value if bound.kind or cell.of in ("", bound.of) or cell.kind else None
    written = [UNITS[word] for word in words if word in UNITS and UNITS[word][0] == bound.kind]
    return bound.value / written[0][1] if written and not (cell.kind or cell.of) else None


def _is_nothing(amount: Amount | None) -> bool:
    return amount is not None and amount.value == 0


def _values(cell: str) -> list[frozenset[str]]:
    """What a cell says, as stems: itself if it is short, else each of its values; nothing of a sentence."""
    whole = [cell] if len(cell.split()) <= FEW_WORDS else []
    several = VALUES.split(cell)
    if len(several) > 1 and all(len(one.split()) <= OF_A_LIST for one in several):
        whole += several
    return [stems for one in whole if (stems := _stems(one))]


def _stems(text: str) -> frozenset[str]:
    """The stems of a text, whatever their order."""
    return frozenset(terms(text))


def _about(one: Kept, asked: Mapping[str, float]) -> float:
    """How much of what is left of the question a table speaks of: all, if it asks for what stands in the first column."""
    first, _ = cells_of(one.run.items[0].span)[0]
    if first and _stems(first) <= asked.keys():
        return 1.0
    passage = one.run.items[0].span.hit.passage
    lead = one.run.lead.text if one.run.lead else ""
    words = set(terms(f"{passage.title} {passage.heading} {columns_of(one.run.items[0].span)} {lead}"))
    left = {stem: weight for stem, weight in asked.items() if stem not in one.taken}
    return share(words, left)


def _said(one: Kept, stems: Collection[str]) -> list[Sentence]:
    """The rows, each with the cells that the conditions look at and those asked for besides."""
    counted = f"{len(one.rows)} of {len(one.run.items)}"
    if len(one.rows) == 1:
        return [Sentence(f"{row_said(one.rows[0], one.columns, stems)}.", one.rows, "new", aside=f"({counted})")]
    said: list[Sentence] = []
    for span in one.rows[:SHOWN]:
        sentence = Sentence(f"- {row_said(span, one.columns, stems)}", (span,), "item")
        if len(places_of([*said, sentence])) > SOURCES:
            break
        said.append(sentence)
    said[0] = replace(said[0], remark=f"{counted}:\n")
    if left := len(one.rows) - len(said):
        said[-1] = replace(said[-1], aside=f"({left} more there)")
    return said


def row_said(span: Span, names: Collection[str], stems: Collection[str]) -> str:
    """A row by its name, with the named columns and those that ``stems`` speak of."""
    (_, about), *cells = cells_of(span)
    shown = [(name, cell) for name, cell in cells if name in names or (cell and set(terms(name)) & set(stems))]
    return f"{about}{NAMED_CELLS}{'; '.join(f'{name}: {cell}' for name, cell in shown)}"

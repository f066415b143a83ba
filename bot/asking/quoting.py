"""The writer without a model: it picks the sentences that answer and puts them in reading order.

A sentence's score is its cosine with the question, plus the share of the question's content stems it
holds, less a little for each place its passage stands lower (the measured best on answerable
questions).  A sentence that leans on the one before brings it along.  Steps, code and table rows are
shown as what they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.asking.grounding import Sentence
from bot.asking.intent import Wish
from bot.asking.rebuilding import readable
from bot.asking.spans import Span, collapsed, gives_orders, leans, sentence_span
from index.stores.lexical import terms
from retrieval.confidence import content
from retrieval.hits import Hit

TOP = 5
RANK = 0.05
DEFINES = 0.15
CLOSE = 0.72
ALIKE = 0.6
SENTENCES = 3
ROOM = 560
STEPS_SHOWN = 8
CODE_LINES = 25
STEP = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*+])\s+")
FENCE = re.compile(r"^[ \t]*(```+|~~~+)[^\n]*\n(.*?)\n[ \t]*\1", re.DOTALL | re.MULTILINE)
DEFINING = re.compile(r"\b(?:is|are|means|refers to|lets you|measures?|compares?|occurs? when)\b", re.IGNORECASE)
NOT_PROSE = re.compile(r"^[\W\d_]*$|^(?:note|tip|important|caution|warning|before you begin|what's next)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence that may be said."""

    span: Span
    number: int
    score: float
    stems: frozenset[str]


def write(wish: Wish, hits: Sequence[Hit], room: int = ROOM) -> list[Sentence]:
    """The sentences that answer, best reading order, each with the span it quotes."""
    asked = content(wish.question)
    scored = sorted(_scored(asked, hits[:TOP], wish), key=lambda one: -one.score)
    if not scored:
        return []
    if wish.kind == "code" and (shown := _code(asked, hits, scored)):
        return shown
    if wish.kind == "steps" and (shown := _steps(hits, scored[0])):
        return shown
    both = _both_sides(wish.sides, scored) if wish.sides else []
    return _prose(both or _chosen(scored), room)


def _scored(asked: frozenset[str], hits: Sequence[Hit], wish: Wish) -> list[Scored]:
    found: list[Scored] = []
    for rank, hit in enumerate(hits):
        for number, cosine in enumerate(hit.cosines):
            span = sentence_span(hit, rank, number)
            said = readable(span.quote)
            if len(said) < 12 or NOT_PROSE.match(said) or gives_orders(span.quote) or said.endswith((":", "?")):
                continue
            stems = frozenset(terms(said))
            share = len(asked & stems) / len(asked) if asked else 0.0
            defines = DEFINES if wish.kind == "definition" and DEFINING.search(said) and asked & set(terms(said[:60])) else 0.0
            found.append(Scored(span, number, cosine + share - RANK * rank + defines, stems))
    return found


def _chosen(scored: Sequence[Scored]) -> list[Scored]:
    """The best and what is nearly as good and says something else."""
    best = scored[0]
    chosen = [best]
    for other in scored[1:]:
        if other.score < CLOSE * best.score or len(chosen) == SENTENCES:
            break
        if all(_alike(other, one) < ALIKE for one in chosen):
            chosen.append(other)
    return sorted(chosen, key=lambda one: (one is not best, one.span.rank, one.number))


def _both_sides(sides: tuple[str, str], scored: Sequence[Scored]) -> list[Scored]:
    """A sentence that names both sides, or one for each; nothing when a side is not spoken of."""
    first, second = (content(side) for side in sides)
    both = [one for one in scored if first <= one.stems and second <= one.stems]
    if both:
        more = [one for one in scored if one is not both[0] and (first & one.stems or second & one.stems)]
        return [both[0], *[one for one in more if _alike(one, both[0]) < ALIKE][: SENTENCES - 1]]
    one_side = [one for one in scored if first & one.stems and len(first & one.stems) == len(first)]
    other_side = [one for one in scored if second & one.stems and len(second & one.stems) == len(second)]
    if not one_side or not other_side:
        return []
    return [one_side[0], other_side[0]] if one_side[0] is not other_side[0] else [one_side[0]]


def _prose(chosen: Sequence[Scored], room: int) -> list[Sentence]:
    said: list[Sentence] = []
    seen: set[str] = set()
    for one in chosen:
        span = _with_neighbour(one)
        text = readable(span.quote)
        if collapsed(text) in seen or (said and len(text) > room):
            continue
        seen.add(collapsed(text))
        room -= len(text)
        said.append(Sentence(_row(span) or _full_stop(text), (span,), "new" if _row(span) else "prose"))
    return said


def _with_neighbour(one: Scored) -> Span:
    """The sentence, with the one before it where it leans on that."""
    if one.number > 0 and leans(readable(one.span.quote)):
        before = sentence_span(one.span.hit, one.span.rank, one.number - 1, one.number)
        if not gives_orders(before.quote) and len(before.quote) < 500:
            return before
    return one.span


def _row(span: Span) -> str | None:
    """A table row as "column: value" pairs, when the passage is a table."""
    quote = span.quote.strip()
    if not quote.startswith("|") or "\n" in quote:
        return None
    values = [readable(cell) for cell in quote.strip("|").split("|")]
    header = span.hit.passage.context or next(iter(span.hit.passage.text.splitlines()), "")
    names = [readable(cell) for cell in header.strip().strip("|").split("|")]
    if len(names) != len(values) or names == values:
        return " · ".join(filter(None, values))
    pairs = [f"{name}: {value}" if name else value for name, value in zip(names, values, strict=True) if value]
    return " · ".join(pairs)


def _full_stop(text: str) -> str:
    return text if text[-1:] in ".!?:…)" else f"{text}."


def _steps(hits: Sequence[Hit], best: Scored) -> list[Sentence]:
    """The numbered or bulleted procedure around the best sentence, item by item."""
    hit = best.span.hit
    items = [
        Span(hit, best.span.rank, start, end)
        for start, end in hit.passage.sentences
        if STEP.match(_line_of(hit, start)) and not gives_orders(hit.passage.text[start:end])
    ]
    if len(items) < 2:
        return []
    lead = [Sentence(_full_stop(readable(best.span.quote)), (best.span,))] if best.span not in items else []
    shown = [Sentence(f"{number}. {readable(span.quote)}", (span,), "item") for number, span in enumerate(items, start=1)]
    return lead + shown[:STEPS_SHOWN]


def _line_of(hit: Hit, start: int) -> str:
    text = hit.passage.text
    return text[text.rfind("\n", 0, start) + 1 : start] + text[start : start + 1]


def _code(asked: frozenset[str], hits: Sequence[Hit], scored: Sequence[Scored]) -> list[Sentence]:
    """The code block that fits best, after the sentence that introduces it."""
    ranked: list[tuple[float, Span]] = []
    for rank, hit in enumerate(hits[:TOP]):
        for found in FENCE.finditer(hit.passage.text):
            stems = set(terms(found[2]))
            share = len(asked & stems) / len(asked) if asked else 0.0
            ranked.append((share - RANK * rank, Span(hit, rank, found.start(2), found.end(2))))
    if not ranked:
        return []
    _, block = max(ranked, key=lambda one: one[0])
    lead = next((one.span for one in scored if one.span.hit is block.hit), None)
    if lead is None or gives_orders(block.quote) or block.quote.count("\n") > CODE_LINES:
        return []
    return [Sentence(_full_stop(readable(lead.quote)), (lead,)), Sentence(block.quote, (block,), "code")]


def _alike(one: Scored, other: Scored) -> float:
    union = one.stems | other.stems
    return len(one.stems & other.stems) / len(union) if union else 1.0

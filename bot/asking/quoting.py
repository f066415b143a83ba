"""The writer without a model: it says what the documents say, in an order that reads like an answer.

Prose brings along the sentence it leans on; a list is led by the sentence that introduces it; steps keep
their numbers, table rows become words, code stays code.  What is compared is answered side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import dedent

from bot.asking.choosing import Scored, alike, asked_for, best_few, ranked
from bot.asking.disagreeing import disagreeing_with
from bot.asking.grounding import Sentence
from bot.asking.intent import Wish
from bot.asking.orders import gives_orders
from bot.asking.rebuilding import readable
from bot.asking.spans import Span, leans
from bot.asking.units import BOILERPLATE, Shape, Unit, code_blocks, items_of, row_text, units
from index.stores.lexical import terms
from retrieval.confidence import content, share
from retrieval.hits import Hit

SENTENCES = 4
ROOM = 560
ITEMS = 8
CODE_LINES, CODE_ROOM = 24, 900
UNLED = 0.25
NAMED = 0.6
NOT_CODE = re.compile(
    r"^\s*\+[-=]{3}|[a-z]{3,} [a-z]{2,} [a-z]{2,}[^\n]*\.\s*$", re.MULTILINE
)  # drawn tables, indented prose
FOLLOWS = 0.7
BUT = "But the documents disagree: "
ALIKE = 0.8
Section = Callable[[Hit], Sequence[Hit]]


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to quote from.

    ``sides`` are the hits for each of two things compared; ``section`` gives a hit with the passages that
    stand before and after it under the same heading; ``weights`` tell how rare a stem is.
    """

    hits: Sequence[Hit]
    sides: tuple[Sequence[Hit], Sequence[Hit]] | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    section: Section = lambda hit: (hit,)


def write(wish: Wish, material: Material, room: int = ROOM) -> list[Sentence]:
    """The sentences that answer, in reading order, each with the span it quotes."""
    if wish.sides and material.sides:
        return _side_by_side(wish, material, room)
    scored = ranked(wish, material.hits, material.weights)
    if not scored:
        return []
    if wish.kind == "code" and (shown := _code(wish, material, scored)):
        return shown
    best = scored[0].unit
    shape: Shape = "step" if wish.kind == "steps" else "item" if best.shape == "prose" else best.shape
    several = wish.kind in ("list", "steps") or best.introduces
    if several and (shown := _list(material, best, shape, room)):
        return shown
    said = list(_prose(_in_reading_order(best_few(scored, SENTENCES)), scored, room))
    other = disagreeing_with(best, [one.unit for one in scored])
    if other is not None and all(
        span.hit.passage.id != other.span.hit.passage.id for one in said for span in one.spans
    ):
        said.append(Sentence(_sentence(other.text), (other.span,), "new", remark=BUT))
    return said


def _in_reading_order(chosen: Sequence[Scored]) -> list[Unit]:
    """The best first, then each passage's pieces in its own order."""
    if not chosen:
        return []
    first = chosen[0].unit
    ranks = {first.span.rank: -1}
    return sorted((one.unit for one in chosen), key=lambda u: (ranks.get(u.span.rank, u.span.rank), u.number))


def _prose(chosen: Sequence[Unit], scored: Sequence[Scored], room: int) -> Iterator[Sentence]:
    """The chosen pieces, each with what it leans on, as long as there is room."""
    scores = {(one.unit.span.hit.passage.id, one.unit.number): one.score for one in scored}
    said: list[Unit] = []
    for unit in chosen:
        for piece in (*_before(unit), unit, *_after(unit, scores)):
            text = _sentence(piece.text)
            if any(alike(piece, other) > 0.9 for other in said) or (said and len(text) > room):
                continue
            said.append(piece)
            room -= len(text)
            yield Sentence(text, (piece.span,), "new" if piece.shape == "row" else "prose")


def _before(unit: Unit) -> tuple[Unit, ...]:
    """The sentence before one that cannot stand alone."""
    if unit.number == 0 or unit.shape == "row" or not leans(unit.text):
        return ()
    before = units(unit.span.hit, unit.span.rank)[unit.number - 1]
    if before.shape == "row" or len(before.text) > 300 or gives_orders(before.span.quote):
        return ()
    return (before,)


def _after(unit: Unit, scores: Mapping[tuple[str, int], float]) -> tuple[Unit, ...]:
    """The sentence that goes on from the best one, if it is about the question, too."""
    here = scores.get((unit.span.hit.passage.id, unit.number), 0.0)
    following = units(unit.span.hit, unit.span.rank)[unit.number + 1 : unit.number + 2]
    if not following or unit.shape == "row" or following[0].shape != unit.shape or not leans(following[0].text):
        return ()
    there = scores.get((unit.span.hit.passage.id, unit.number + 1), 0.0)
    return (following[0],) if there >= FOLLOWS * here else ()


def _list(material: Material, best: Unit, shape: Shape, room: int) -> list[Sentence]:
    """The list the best piece belongs to or introduces, item by item, after the sentence that leads it in."""
    hit, rank = best.span.hit, best.span.rank
    parts = material.section(hit) if shape == "step" else (hit,)
    spans = [span for part in parts for span in items_of(part, rank, shape) if not gives_orders(span.quote)]
    if len(spans) < 2:
        return []
    lead = _lead(best, spans, shape)
    said = [Sentence(_sentence(lead.text), (lead.span,), "new")] if lead else []
    for number, span in enumerate(spans[:ITEMS], start=1):
        text = row_text(span) if shape == "row" else BOILERPLATE.sub("", readable(span.quote))
        if len(said) > 1 and len(text) > room:
            break
        room -= len(text)
        said.append(Sentence(f"{number}. {text}" if shape == "step" else f"- {text}", (span,), "item"))
    return said


def _lead(best: Unit, items: Sequence[Span], shape: Shape) -> Unit | None:
    """The best piece if it introduces the list or stands by itself, else the sentence just before the list."""
    outside = best.shape == "prose" and all(best.span.start != item.start for item in items)
    if outside and (best.introduces or shape != "step"):
        return best
    hit = best.span.hit
    before = [unit for unit in units(hit, best.span.rank) if unit.span.end <= items[0].start and unit.shape == "prose"]
    if not before or items[0].hit is not hit or gives_orders(before[-1].span.quote):
        return None
    return before[-1]


def _code(wish: Wish, material: Material, scored: Sequence[Scored]) -> list[Sentence]:
    """The code that fits best, after the sentence that leads it in."""
    asked = asked_for(wish, material.weights)
    top = max(hit.score for hit in material.hits)
    found: list[tuple[float, Span, Unit | None]] = []
    for rank, hit in enumerate(material.hits[:SENTENCES]):
        for part in material.section(hit):
            for span, lead in _led(part, rank):
                found.append((_fits(asked, span, lead) + hit.score - top - (0.0 if lead else UNLED), span, lead))
    if not found:
        return []
    _, block, lead = max(found, key=lambda one: one[0])
    if lead is None or len(lead.text) > ROOM // 2:
        lead = next(
            (one.unit for one in scored if one.unit.span.hit.passage.document == block.hit.passage.document), None
        )
    said = [Sentence(_sentence(lead.text), (lead.span,), "new")] if lead else []
    return [*said, Sentence(dedent(block.quote), (block,), "code")]


def _led(hit: Hit, rank: int) -> Iterator[tuple[Span, Unit | None]]:
    """Each piece of code, as far as it may be shown, with the sentence just before it."""
    told = [unit for unit in units(hit, rank) if unit.shape != "row"]
    for block in code_blocks(hit, rank):
        before = [unit for unit in told if unit.span.end <= block.start]
        shown = _cut(block)
        if shown and not gives_orders(block.quote) and not NOT_CODE.search(block.quote):
            yield shown, before[-1] if before and not gives_orders(before[-1].span.quote) else None


def _cut(block: Span) -> Span | None:
    """A long piece of code up to the last empty line or finished statement that still fits."""
    if block.quote.count("\n") < CODE_LINES and len(block.quote) <= CODE_ROOM:
        return block
    lines = block.quote[:CODE_ROOM].split("\n")[:CODE_LINES]
    ends = [
        place
        for place, line in enumerate(lines[:-1], start=1)
        if not line.strip() or line.rstrip().endswith((";", ")", "}"))
    ]
    return Span(block.hit, block.rank, block.start, block.start + len("\n".join(lines[: ends[-1]]))) if ends else None


def _fits(asked: Mapping[str, float], block: Span, lead: Unit | None) -> float:
    """How much of the question code, lead and headings hold together, the code itself counting once more."""
    passage = block.hit.passage
    code = set(terms(block.quote))
    around = code | set(terms(f"{passage.title} {passage.heading}")) | (lead.stems if lead else frozenset())
    return share(around, asked) + 0.5 * share(code, asked)


def _side_by_side(wish: Wish, material: Material, room: int) -> list[Sentence]:
    """What the documents say of each side, under its name."""
    said: list[Sentence] = []
    spoken: list[Unit] = []
    for side, hits in zip(wish.sides.names if wish.sides else (), material.sides or (), strict=True):
        scored = [
            one for one in ranked(wish, hits, material.weights) if all(alike(one.unit, u) < ALIKE for u in spoken)
        ]
        own = _speaking_of(content(side), scored)
        left = room // 2
        for place, unit in enumerate(_in_reading_order(best_few(own, 2))):
            text = _sentence(unit.text)
            if place and len(text) > left:
                continue
            left -= len(text)
            spoken.append(unit)
            said.append(Sentence(text, (unit.span,), "prose" if place else "new", label="" if place else side))
    return said


def _speaking_of(named: frozenset[str], scored: Sequence[Scored]) -> list[Scored]:
    """The pieces again, those first that name a side themselves or stand under a heading that does."""

    def value(one: Scored) -> float:
        near = len(named & one.unit.stems) + 0.5 * len(named & set(terms(_place(one.unit))))
        return one.score + NAMED * near / max(1, len(named))

    return sorted((Scored(one.unit, value(one)) for one in scored), key=lambda one: -one.score)


def _place(unit: Unit) -> str:
    return f"{unit.span.hit.passage.title} {unit.span.hit.passage.heading}"


def _sentence(text: str) -> str:
    """Ended as a sentence is."""
    return text if text[-1:] in ".!?:…" else f"{text}."

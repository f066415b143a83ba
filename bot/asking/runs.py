"""Lists as they stand in the documents: runs of items, over as many passages as they take, and what leads them in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.asking.choosing import ELSEWHERE, PAGE
from bot.asking.orders import gives_orders
from bot.asking.spans import Span
from bot.asking.units import Shape, Unit, units
from retrieval.hits import Hit

MARKER = re.compile(r"^[ \t>]*(?:(\d{1,2})[.)]|[-*+•])[ \t]+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its first sentence, how deep it stands, and its number if it has one."""

    span: Span
    depth: int
    number: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A run of items of one list, and the sentence before it."""

    items: tuple[Item, ...]
    lead: Unit | None

    @property
    def outermost(self) -> list[Item]:
        """The items that are no part of another."""
        depth = min(item.depth for item in self.items)
        return [item for item in self.items if item.depth == depth]


def has_rows(hit: Hit, rank: int) -> bool:
    """Whether a passage holds rows of a table."""
    return any(unit.shape == "row" for unit in units(hit, rank))


def runs_of(parts: Sequence[Hit], rank: int, shape: Shape) -> Iterator[Listed]:
    """The lists of a section, in order: a new heading, a sentence that leads in or a first number begins another."""
    items: list[Item] = []
    lead: Unit | None = None
    between: Unit | None = None
    for part in parts:
        for unit, item in _pieces(part, rank, shape):
            if item is None:
                if items and unit.shape == "prose" and shape == "step" and unit.introduces:
                    between = unit  # a remark between two steps, unless a first step comes next
                elif items and unit.shape == "prose" and (unit.introduces or shape == "row"):
                    yield Listed(tuple(items), lead)
                    items = []
                if not items and unit.shape == "prose":
                    lead = _leading(unit)
                continue
            if items and between is not None and not _goes_on(item, items):
                yield Listed(tuple(items), lead)
                items, lead = [], _leading(between)
            elif items and (_starts_anew(item, items) or part.passage.heading != items[-1].span.hit.passage.heading):
                yield Listed(tuple(items), lead)
                items, lead = [], None
            if lead is not None and lead.span.hit.passage.heading != part.passage.heading:
                lead = None  # what stands under another heading does not lead here
            items.append(item)
            between = None
    if items:
        yield Listed(tuple(items), lead)


def _pieces(part: Hit, rank: int, shape: Shape) -> Iterator[tuple[Unit, Item | None]]:
    """Every sentence of a passage, and the item it begins if it begins one of this shape."""
    text = part.passage.text
    starts = {found.end(): found for found in MARKER.finditer(text)} if shape != "row" else {}
    for unit in units(part, rank):
        item = None
        if unit.shape == shape and not gives_orders(unit.span.quote) and not ELSEWHERE.match(unit.text):
            marked = starts.get(unit.span.start)
            if shape == "row":
                item = Item(unit.span, 0, None)
            elif marked is not None:
                mark = marked[0].expandtabs(4)
                item = Item(unit.span, len(mark) - len(mark.lstrip()), int(marked[1]) if marked[1] else None)
        yield unit, item


def _leading(unit: Unit) -> Unit | None:
    """The sentence as one that may stand above a list; nothing if it speaks of its page or gives orders."""
    silent = gives_orders(unit.span.quote) or PAGE.search(unit.text) or ELSEWHERE.search(unit.text)
    return None if silent else unit


def _goes_on(item: Item, items: Sequence[Item]) -> bool:
    """Whether a step has the number that follows the last one's as deep as it."""
    before = [other.number for other in items if other.depth == item.depth]
    return bool(before) and item.number is not None and before[-1] is not None and item.number == before[-1] + 1


def _starts_anew(item: Item, items: Sequence[Item]) -> bool:
    before = [other for other in items if other.depth == item.depth]
    return item.number == 1 and bool(before) and before[-1].number != 1

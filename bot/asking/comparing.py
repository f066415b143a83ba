"""Two things compared: what the documents say of each, under its name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.asking.choosing import Scored, alike, best_few, defines, ranked
from bot.asking.grounding import Sentence
from bot.asking.intent import Wish
from bot.asking.sides import Sides
from bot.asking.units import Unit
from index.stores.lexical import terms
from retrieval.confidence import content
from retrieval.hits import Hit

SAME = 0.8
NAMED, FOREIGN, IN_ONE_PLACE = 0.6, -0.3, 1.2
EACH = 2


def side_by_side(
    wish: Wish, sides: Sides, found: Sequence[Sequence[Hit]], weights: Mapping[str, float], room: int
) -> list[Sentence]:
    """What is said of each side: the sentences that name it and tell what it is, if possible where both are told."""
    named = [content(name) for name in sides.names]
    asked = [
        replace(wish, question=f"What is {side}?", kind="definition", topic=wish.question) if sides.bare else wish
        for side in sides.names
    ]
    scored = [ranked(each, hits, weights) for each, hits in zip(asked, found, strict=True)]
    told = [_defining(each, pieces) for each, pieces in zip(asked, scored, strict=True)] if sides.bare else [()]
    both = frozenset.intersection(*map(frozenset, told))
    said: list[Sentence] = []
    spoken: list[Unit] = []
    for place, (side, pieces) in enumerate(zip(sides.names, scored, strict=True)):
        own, other = named[place] - named[1 - place] or named[place], named[1 - place] - named[place]
        fresh = [one for one in pieces if all(alike(one.unit, unit) < SAME for unit in spoken)]
        fitting = _speaking_of(own, other if sides.bare else frozenset(), both, asked[place], fresh)
        left = room // 2
        for number, unit in enumerate(one.unit for one in best_few(fitting, EACH)):
            text = unit.text if unit.finished else f"{unit.text}."
            if number and len(text) > left:
                continue
            left -= len(text)
            spoken.append(unit)
            said.append(Sentence(text, (unit.span,), "prose" if number else "new", label="" if number else side))
    return said


def _defining(asked: Wish, pieces: Sequence[Scored]) -> list[str]:
    """The passages that tell what a side is."""
    return [one.unit.span.hit.passage.id for one in pieces if defines(asked, one.unit)]


def _speaking_of(
    own: frozenset[str], other: frozenset[str], both: Collection[str], asked: Wish, pieces: Sequence[Scored]
) -> list[Scored]:
    """The pieces again, those first that name this side themselves, or stand under a heading that does."""

    def value(one: Scored) -> float:
        passage = one.unit.span.hit.passage
        near = len(own & one.unit.stems) + 0.5 * len(own & set(terms(f"{passage.title} {passage.heading}")))
        foreign = len(other & one.unit.stems) / max(1, len(other))
        here = IN_ONE_PLACE if passage.id in both and defines(asked, one.unit) else 0.0
        return one.score + NAMED * near / max(1, len(own)) + FOREIGN * foreign + here

    return sorted((Scored(one.unit, value(one)) for one in pieces), key=lambda one: -one.score)

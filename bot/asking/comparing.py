"""Things compared: what the documents say of each, under its name."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from bot.asking import claims
from bot.asking.choosing import ELSEWHERE, Scored, alike, best_few, ranked
from bot.asking.defining import defines
from bot.asking.grounding import SOURCES, Sentence, places_of
from bot.asking.intent import Kind, Wish
from bot.asking.sides import Sides
from bot.asking.units import NAMED_CELLS, Unit, as_sentence
from index.stores.lexical import terms
from retrieval.aliases import Aliases
from retrieval.confidence import content, share
from retrieval.hits import Found, Hit

SAME = 0.8
WORD = re.compile(r"[\w.-]+")
LONGEST_OF_ALL = 320
AGAINST = re.compile(
    r"\b(?:while|whereas|unlike|otherwise|instead|rather than|compared (?:to|with)|in contrast|on the other hand|differs?|difference|"
    r"(?:\w+er|more|less|not) than|but)\b",
    re.IGNORECASE,
)
NAMED, FOREIGN, IN_ONE_PLACE = 0.6, -0.3, 1.2
OTHERS = -1.0  # it names the other side and not this one
ROW = -0.8  # what a thing is reads better as a sentence than as the cells of a table
EACH = 2
MARKED = 4  # characters that a mark takes, or the stars of a label
NAMES = 0.5  # of a name, by how rare its words are, that stands somewhere in what was found
LONGEST_NAME = 3  # words that must stand side by side: "Data Fusion" is not any data and any fusion


def side_by_side(
    wish: Wish, sides: Sides, found: Sequence[Sequence[Hit]], weights: Mapping[str, float], room: int
) -> list[Sentence]:
    """What is said of each side: the sentences that name it and tell what it is, if possible where both are told."""
    named = [content(name) for name in sides.names]
    asked = [
        replace(wish, question=f"What is {side}?", kind=_kind(side), topic=wish.question) if sides.bare else wish
        for side in sides.names
    ]
    scored = [ranked(each, hits, weights) for each, hits in zip(asked, found, strict=True)]
    told = [_defining(each, pieces) for each, pieces in zip(asked, scored, strict=True)] if sides.bare else [()]
    both = frozenset.intersection(*map(frozenset, told))
    at_once = _of_all(wish, named, found, weights)
    said = [Sentence(at_once.text, (at_once.span,), "new")] if at_once else []
    spoken = [at_once] if at_once else []
    room -= len(at_once.text) + MARKED if at_once else 0
    in_rows = all(any(_names_row(name, one.unit) for one in side) for name, side in zip(named, scored, strict=True))
    share = room // len(sides.names)
    for place, (side, pieces) in enumerate(zip(sides.names, scored, strict=True)):
        others = frozenset().union(*named[:place], *named[place + 1 :])
        own, other = named[place] - others or named[place], others - named[place]
        fresh = [one for one in pieces if all(alike(one.unit, unit) < SAME for unit in spoken) and _tells(one.unit)]
        shown = named[place] if in_rows else frozenset()
        fitting = _speaking_of(own, other if sides.bare else frozenset(), both, asked[place], fresh, row=shown)
        room -= len(side) + MARKED
        left = min(share, room)
        known = places_of(said)
        places = _fresh(known, len(sides.names) - place - 1)
        for number, unit in enumerate(one.unit for one in best_few(fitting, EACH, known=known, fresh=places)):
            text = as_sentence(unit, content(wish.question))
            if number and len(text) > left:
                continue
            left, room = left - len(text) - MARKED, room - len(text) - MARKED
            spoken.append(unit)
            text = (
                text if number else re.sub(rf"^{re.escape(side)}(?:: |{NAMED_CELLS})", "", text, flags=re.IGNORECASE)
            )  # its label says it
            said.append(Sentence(text, (unit.span,), "prose" if number else "new", label="" if number else side))
    return said


def _kind(side: str) -> Kind:
    """What is asked of a thing that is compared: what it is; of "version 4.2" what stands in its row."""
    return "plain" if any(stem[0].isdigit() for stem in content(side)) else "definition"


def _of_all(
    wish: Wish, named: Sequence[frozenset[str]], found: Sequence[Sequence[Hit]], weights: Mapping[str, float]
) -> Unit | None:
    """The sentence that sets all of them against each other, where a document has one."""
    shared = frozenset.intersection(*named)
    own = [name - shared for name in named]
    hits = list({hit.passage.id: hit for side in found for hit in side}.values())
    for one in ranked(wish, hits, weights, len(hits)):
        unit = one.unit
        whole = unit.finished and unit.shape != "row" and not unit.introduces and len(unit.text) <= LONGEST_OF_ALL
        if whole and all(name and name <= unit.stems for name in own) and _sets_against(unit.text, own):
            return unit
    return None


def _sets_against(text: str, own: Sequence[frozenset[str]]) -> bool:
    """Whether a word of contrast stands between the first mentions of the things, or opens the sentence."""
    words = list(WORD.finditer(text))
    first = [min((word.start() for word in words if name & set(terms(word[0]))), default=len(text)) for name in own]
    return any(not found.start() or min(first) < found.start() < max(first) for found in AGAINST.finditer(text))


def _tells(unit: Unit) -> bool:
    """Whether it is more than a heading or a bare item, and sends nobody elsewhere."""
    if ELSEWHERE.search(unit.text):
        return False
    return unit.finished or unit.shape == "row" or ": " in unit.text


def _fresh(known: Collection[str], after: int) -> int:
    """From how many further passages a side may be told, so that those after it find one, too."""
    left = SOURCES - len(known)
    return min(left, max(1, left - after))


def told_of(sides: Sides, searched: Sequence[Found], whole: Found, aliases: Aliases) -> list[bool]:
    """For each side whether the documents tell of it.

    A side is missed only when its own words are: a name that stands nowhere, or whose parts stand nowhere
    together.  A thing that is hardly more than named is missed, too, when nothing else was asked about it.
    """
    told = []
    for name, found in zip(sides.names, searched, strict=True):
        evidence = " ".join(f"{hit.passage.title}. {hit.passage.heading}. {hit.passage.text}" for hit in found.hits)
        sure = max(found.confidence, whole.confidence) >= found.thresholds["answer"]
        told.append(_named_in(name, evidence, found.weights, aliases) and (sure or not sides.bare))
    return told


def _named_in(name: str, evidence: str, weights: Mapping[str, float], aliases: Aliases) -> bool:
    if any(aliases.speaks_of(spelling, evidence) for spelling, _ in aliases.named_in(name)):
        return True
    if len(name.split()) > LONGEST_NAME + 1:
        return True  # a description, which nobody repeats word for word
    own = {stem: weights[stem] for stem in content(name) if stem in weights}
    if own and share(set(terms(evidence)), own) < NAMES:
        return False
    parts = claims.pairs(name) if len(name.split()) <= LONGEST_NAME else set()
    beside = claims.side_by_side(evidence) if parts else set()
    return not parts or any(pair in beside or pair[::-1] in beside for pair in parts)


def sure_of(searched: Sequence[Found], told: Sequence[bool]) -> float:
    """How sure a comparison is: as its least sure side; without a side that is not told of only if the others are sure."""
    least = min(found.confidence for found in searched)
    there = [found.confidence for found, tells in zip(searched, told, strict=True) if tells]
    return min(there) if there and min(there) >= searched[0].thresholds["sure"] else least


def absent(sides: Sides | None, found: Sequence[Sequence[Hit]]) -> tuple[str, ...]:
    """The things compared that no document tells of, where one tells of another."""
    if sides is None or not any(found):
        return ()
    return tuple(name for name, hits in zip(sides.names, found, strict=True) if not hits)


def left_out(sides: Sides | None, found: Sequence[Sequence[Hit]], text: str) -> tuple[str, ...]:
    """The things compared that documents tell of, but for which there was no room among the sources shown."""
    if sides is None:
        return ()
    said = text.casefold()
    return tuple(name for name, hits in zip(sides.names, found, strict=False) if hits and name.casefold() not in said)


def _defining(asked: Wish, pieces: Sequence[Scored]) -> list[str]:
    """The passages that tell what a side is."""
    return [one.unit.span.hit.passage.id for one in pieces if defines(asked, one.unit)]


def _speaking_of(
    own: frozenset[str],
    other: frozenset[str],
    both: Collection[str],
    asked: Wish,
    pieces: Sequence[Scored],
    *,
    row: frozenset[str] = frozenset(),
) -> list[Scored]:
    """The pieces again, those first that name this side themselves, or stand under a heading that does.

    ``row``: the name of this side, where a table has a row for each, which may be said as well as a sentence.
    """

    def value(one: Scored) -> float:
        passage, stems = one.unit.span.hit.passage, one.unit.stems
        near = len(own & stems) + 0.5 * len(own & set(terms(f"{passage.title} {passage.heading}")))
        foreign = len(other & stems) / max(1, len(other))
        only_other = OTHERS if other and other <= stems and own.isdisjoint(stems) else 0.0
        here = IN_ONE_PLACE if passage.id in both and not only_other and defines(asked, one.unit) else 0.0
        in_cells = one.unit.shape == "row" and asked.kind == "definition" and not _names_row(row, one.unit)
        cells = ROW if in_cells else 0.0
        return one.score + NAMED * near / max(1, len(own)) + FOREIGN * foreign + only_other + here + cells

    return sorted((Scored(one.unit, value(one)) for one in pieces), key=lambda one: -one.score)


def _names_row(name: frozenset[str], unit: Unit) -> bool:
    """Whether it is the row of this very thing."""
    return unit.shape == "row" and frozenset(terms(unit.text.partition(NAMED_CELLS)[0])) == name

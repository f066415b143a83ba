"""The writer without a model: it says what the documents say, in an order that reads like an answer.

Prose brings along the sentence it leans on; a list is led by the sentence that introduces it; steps keep
their order, table rows become words, code stays code.  What is compared is answered side by side, two
questions in one are answered one after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.asking import cells, coding, extremes, filtering, listing, paired, telling
from bot.asking.choosing import ELSEWHERE, PAGE, Scored, asked_for, best_few, heard, in_reading_order, ranked
from bot.asking.comparing import side_by_side
from bot.asking.defining import defines
from bot.asking.disagreeing import disagreeing_with, newer_first, remark_on
from bot.asking.expecting import dated, has, wanted
from bot.asking.grounding import SOURCES, Sentence, places_of
from bot.asking.intent import Wish
from bot.asking.naming import function_of
from bot.asking.orders import gives_orders
from bot.asking.rebuilding import readable
from bot.asking.sayable import sayable
from bot.asking.sections import Section
from bot.asking.spans import leans
from bot.asking.units import Shape, Unit, as_sentence, headings_over, led_by, opener_of, term_of, units
from index.passages import SEPARATOR
from index.stores.lexical import terms
from retrieval.confidence import content
from retrieval.hits import Hit

SENTENCES = 4
FEW, NEAR = 3, 0.86  # where one answers: a figure, a default, yes or no
ROOM = 560
LONGEST_BEFORE = 300
FOLLOWS = 0.7
SAID_AGAIN = 0.9  # of its stems
VALUES = frozenset(terms("default value limit maximum minimum number size length range"))


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to quote from.

    ``sides`` are the hits for each of the things compared (none: the documents do not say), ``parts`` the material for each of two questions
    (``None``: the documents do not say); ``section`` gives a hit with the passages that stand before and after
    it under the same heading; ``weights`` tell how rare a stem is; ``places`` from how many passages;
    ``understood`` is the question with its slips mended and its slang spelled out.
    """

    hits: Sequence[Hit]
    sides: tuple[Sequence[Hit], ...] = ()
    parts: tuple[Material | None, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    section: Section = lambda hit: (hit,)
    places: int = SOURCES
    understood: str = ""


def write(wish: Wish, material: Material, room: int = ROOM) -> list[Sentence]:
    """The sentences that answer, in reading order, each with the span it quotes."""
    if any(material.parts):
        return _one_by_one(wish, material, room)
    if said := paired.told(wish.question, material.hits, material.section):
        return said
    if wish.sides and material.sides:
        return side_by_side(wish, wish.sides, material.sides, material.weights, room)
    wish = replace(wish, question=material.understood or wish.question)
    scored = ranked(wish, material.hits, material.weights)
    if not scored:
        return []
    said = _formed(wish, material, scored, room) or _told(wish, scored, room, material.places)
    return _named(wish.question, said)


def _named(question: str, said: Sequence[Sentence]) -> list[Sentence]:
    """What a reference says under the name of a function, with that name before it if nothing else tells it.

    Where a day or a version is asked for that only the heading has, as those of a change log do, the heading.
    """
    if not said or said[0].layout not in ("prose", "new") or said[0].label:
        return list(said)
    first = said[0].spans[0]
    above = [*headings_over(first), *reversed(first.hit.passage.heading.split(SEPARATOR))]
    heading = above[0]
    function = function_of(heading)
    if function and all(function[:-2] not in one.text for one in said):
        return [replace(said[0], label=function), *said[1:]]
    day = next((one for one in above if dated(question, one)), "")
    if day and not any(dated(question, one.text) for one in said):
        return [replace(said[0], label=readable(day)), *said[1:]]
    return list(said)


def _one_by_one(wish: Wish, material: Material, room: int) -> list[Sentence]:
    """Each of the questions, what was said for an earlier one left out, and a passage kept for what comes after."""
    said: list[Sentence] = []
    told = [(part, own) for part, own in zip(wish.parts, material.parts, strict=True) if own is not None]
    for after, (part, own) in zip(range(len(told) - 1, -1, -1), told, strict=True):
        own = replace(own, places=SOURCES - after - len(places_of(said)))
        known = set(map(_quoted, said))
        fresh = [one for one in write(part, own, room // len(wish.parts)) if _quoted(one) not in known]
        said += [replace(one, layout="new" if one.layout == "prose" else one.layout) for one in fresh[:1]] + fresh[1:]
    return said


def _quoted(said: Sentence) -> tuple[tuple[str, int, int], ...]:
    return tuple((span.hit.passage.id, span.start, span.end) for span in said.spans)


def _formed(wish: Wish, material: Material, scored: Sequence[Scored], room: int) -> list[Sentence]:
    """The answer in the form it was asked for: code, steps, a list; nothing where the documents have none."""
    asked = asked_for(wish, material.weights)
    if wish.kind == "code":
        return coding.shown(wish.question, material.hits, material.section, scored, asked)
    for reads in (extremes.told, cells.told, filtering.told):
        if said := reads(wish.question, material.hits, material.section, asked):
            return said
    best = scored[0]
    if wish.kind == "steps" and (said := telling.told(wish.question, material.hits, material.section, asked, room)):
        return said
    if wish.kind == "list":
        shape: Shape = "item" if best.unit.shape == "prose" else best.unit.shape
        said = listing.asked_for(material.hits, material.section, asked, room)
        if said := said or listing.around(best.unit, material.section, shape, room):
            return said
    if best.unit.introduces and (said := listing.introduced(best.unit, material.section, room)):
        return said
    if best.unit.introduces and (announced := coding.after(best.unit) or _announced(best.unit)):
        return announced
    lead = led_by(best.unit) if _nameless(best.unit, asked) and not has(wanted(wish.question), best.unit.text) else None
    if lead and (said := listing.introduced(lead, material.section, room)):
        return said
    if wish.kind in ("steps", "example"):
        least = 0.0 if best.unit.introduces else coding.TELLING
        return coding.shown(wish.question, material.hits, material.section, scored, asked, least)
    return []


def _announced(best: Unit) -> list[Sentence]:
    """What a sentence that ends in a colon announces, where that is one short sentence and no list."""
    following = units(best.span.hit, best.span.rank)[best.number + 1 : best.number + 2]
    if not following or not best.text.endswith(":") or gives_orders(following[0].span.quote):
        return []
    after = following[0]
    between = best.span.hit.passage.text[best.span.end : after.span.start]
    if after.shape != "prose" or after.introduces or len(after.text) > LONGEST_BEFORE or between.strip():
        return []
    return [Sentence(f"{best.text} {as_sentence(after, ())}", (best.span, after.span), "new")]


def _told(wish: Wish, scored: Sequence[Scored], room: int, places: int) -> list[Sentence]:
    """The best sentences; where another document says the same with another figure, both, the newer first."""
    scored = [one for one in scored if not one.unit.introduces]
    if not scored:
        return []
    best = scored[0].unit
    count, near = (FEW, NEAR) if wanted(wish.question).one_thing else (SENTENCES, 0.0)
    ahead = defines(wish, best) if wish.kind == "definition" else 0.0
    if ahead:  # what else is said of a thing stands beside its definition, or is another
        here = best.span.hit.passage.id
        scored = [one for one in scored if one.unit.span.hit.passage.id == here or defines(wish, one.unit)]
    chosen = in_reading_order(best_few(scored, count, ahead, fresh=places, near=near), opens=True)
    other = disagreeing_with(best, [one.unit for one in scored])
    if other is None:
        return list(_prose(wish, chosen, scored, room))
    first, second = newer_first(best, other)
    told = list(_prose(wish, [first], scored, room))
    told.append(
        Sentence(as_sentence(second, content(wish.question)), (second.span,), "new", remark=remark_on(second, first))
    )
    spoken = [span for one in told for span in one.spans]
    left = room - sum(len(one.text) for one in told)
    more = [unit for unit in chosen if unit.span not in spoken and unit.span.hit is first.span.hit]
    return [*told, *(replace(one, layout="new") for one in _prose(wish, more, scored, left) if len(one.text) <= left)]


def _prose(wish: Wish, chosen: Sequence[Unit], scored: Sequence[Scored], room: int) -> Iterator[Sentence]:
    """The chosen pieces, each with what it leans on, as long as there is room."""
    scores = {(one.unit.span.hit.passage.id, one.unit.number): one.score for one in scored}
    said: list[Unit] = []
    asked = content(wish.question)
    for unit in chosen:
        before = [piece for piece in _before(unit, asked) if not heard(wish, piece)]
        for piece in (*before, unit, *_after(unit, scores)):
            text = as_sentence(piece, asked)
            if any(_repeats(piece, other) for other in said) or (said and len(text) > room):
                continue
            lead = _led(piece, asked)
            led = lead is not None and lead not in said
            said += [lead, piece] if lead else [piece]
            room -= len(text)
            term = term_of(piece)
            if term and not term.stems <= piece.stems:
                yield Sentence(text, (term.span, piece.span), "new", label=term.text.strip(" ¶:"))
            elif lead and led:
                yield Sentence(f"{lead.text} {text}", (lead.span, piece.span), "prose")
            else:
                yield Sentence(text, (piece.span,), "new" if piece.shape == "row" else "prose")


def _repeats(piece: Unit, other: Unit) -> bool:
    """Whether a piece only says again what another has said."""
    return len(piece.stems & other.stems) > SAID_AGAIN * len(piece.stems)


def _nameless(unit: Unit, asked: Collection[str]) -> bool:
    """Whether a piece tells a value and not of what: "The default value is 1"."""
    return unit.shape != "row" and unit.stems.isdisjoint(set(asked) - VALUES)


def _led(piece: Unit, asked: Collection[str]) -> Unit | None:
    """The sentence that an item goes on from, where the item does not tell what it is about."""
    lead = led_by(piece) if _nameless(piece, asked) or not piece.finished else None
    fits = lead is not None and len(lead.text) <= LONGEST_BEFORE and not PAGE.search(lead.text)
    return lead if fits and lead and lead.text.endswith(":") and not gives_orders(lead.span.quote) else None


def _before(unit: Unit, asked: Collection[str]) -> tuple[Unit, ...]:
    """The sentence before one that cannot stand alone."""
    nameless = _nameless(unit, asked)
    if unit.number == 0 or unit.shape == "row" or not (leans(unit.text) or nameless):
        return ()
    before = units(unit.span.hit, unit.span.rank)[unit.number - 1]
    if nameless and (opener := opener_of(unit)) is not unit and not _nameless(opener, asked):
        before = opener
    elif unit.shape != "prose" and not leans(unit.text):
        return ()
    if (
        before.shape == "row"
        or before.introduces
        or not (before.finished or leans(unit.text))
        or len(before.text) > LONGEST_BEFORE
        or ELSEWHERE.search(before.text)
        or not sayable(before)
    ):
        return ()
    return (before,)


def _after(unit: Unit, scores: Mapping[tuple[str, int], float]) -> tuple[Unit, ...]:
    """The sentence that goes on from the best one, if it is about the question, too."""
    here = scores.get((unit.span.hit.passage.id, unit.number), 0.0)
    following = units(unit.span.hit, unit.span.rank)[unit.number + 1 : unit.number + 2]
    if not following or unit.shape == "row" or following[0].shape != unit.shape or not leans(following[0].text):
        return ()
    if following[0].introduces or not sayable(following[0]):
        return ()
    there = scores.get((unit.span.hit.passage.id, unit.number + 1), 0.0)
    return (following[0],) if there >= FOLLOWS * here else ()

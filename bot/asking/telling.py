"""How to do something: the section whose headings are what was asked for, told in its own order.

A reader who looks something up goes by headings first.  So does this: the section is chosen by them and by the page's
title, and only then its steps are said, or the sentence and the code it leads to, or its first sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from textwrap import dedent

from bot.asking import coding, listing
from bot.asking.choosing import ASIDE, ELSEWHERE, FIELD, LIMITS, PAGE
from bot.asking.grounding import Sentence
from bot.asking.naming import stands_under
from bot.asking.sayable import sayable
from bot.asking.sections import Path, Section, paths
from bot.asking.units import HEADING, Unit, as_sentence, heading_over, units
from index.stores.lexical import terms
from retrieval import acts
from retrieval.confidence import share
from retrieval.hits import Hit

LOOKED_AT = 10  # hits
NAMED = 0.6  # of the question that its headings, its page's title and folders must hold
FOCUS, FOCUS_ABOVE = 0.3, 0.2  # what it counts that its heading, or all its headings, say nothing else
OF_THE_ACT = 0.2
UNFOUND = 0.15  # less for a section beside the one that was found
NAMED_IN_WORDS = 0.66  # the same, where it tells neither steps nor code
OF_FOLDERS = 0.5  # what a word weighs that only they hold
STEPS, WORDS = 0.1, -0.1  # more and less than code or a list
READ = 0.25  # below the best that are read at all
SENTENCES = 4
POINTS_BACK = re.compile(
    r"\b(?:this|the (?:preceding|above)) (?:command|code|example|snippet|query|script)\b", re.IGNORECASE
)
CLAUSE = re.compile(r"[,;?!]|\.(?!\w)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """The passages of a section, how much of the question its headings hold, and how well they fit.

    What stands before the first heading of a page is not ``headed``: it tells what the page is for.  ``short``: the
    heading in a passage of several short sections under which it stands.
    """

    parts: tuple[Hit, ...]
    rank: int
    headed: bool
    named: float
    score: float
    short: str = ""


def told(question: str, hits: Sequence[Hit], section: Section, asked: Mapping[str, float], room: int) -> list[Sentence]:
    """The steps, the code or the first sentences of the section that fits best; nothing if none does."""
    clause = next(filter(acts.asks_to_do, CLAUSE.split(question)), question)
    own = {stem: weight for stem, weight in asked.items() if stem in terms(clause)} or asked
    found = sorted(_candidates(question, hits, section, own), key=lambda one: -one.score)
    formed = [_formed(question, one, own, room) for one in found if one.score >= found[0].score - READ]
    return max(formed, key=lambda one: one[0])[1] if formed else []


def _formed(question: str, one: Candidate, asked: Mapping[str, float], room: int) -> tuple[float, list[Sentence]]:
    """What a section tells, and how well that answers."""
    if one.short:
        return one.score, _whole(one, room)
    if steps := listing.steps_of(one.parts, one.rank, room):
        return one.score + STEPS, steps
    if code := coding.told_in(question, one.parts, one.rank, asked):
        return one.score, code
    if not one.headed:
        return one.score + WORDS, []
    if items := listing.items_of(one.parts, one.rank, room):
        return one.score, items
    return one.score + WORDS, _in_words(one, room) if one.named >= NAMED_IN_WORDS else []


def _candidates(
    question: str, hits: Sequence[Hit], section: Section, asked: Mapping[str, float]
) -> Iterable[Candidate]:
    """Each section near a hit once, as far as it is named for the question."""
    found: dict[tuple[str, Path], Candidate] = {}
    for rank, hit in enumerate(hits[:LOOKED_AT]):
        for path, parts in _by_path(section(hit)):
            near = hit.score - hits[0].score - (0.0 if hit in parts else UNFOUND)
            one = _judged(question, Candidate(parts, rank, False, 0.0, near), path, asked)
            known = found.get((hit.passage.document, path))
            if one.named >= NAMED and (known is None or known.score < one.score):
                found[hit.passage.document, path] = one
        for short in HEADING.findall(hit.passage.text):
            below = Candidate((hit,), rank, True, 0.0, hit.score - hits[0].score, short)
            one = _judged(question, below, (short,), asked)
            if one.named >= NAMED_IN_WORDS:
                found.setdefault((hit.passage.document, (short,)), one)
    return found.values()


def _by_path(parts: Sequence[Hit]) -> Iterator[tuple[Path, tuple[Hit, ...]]]:
    grouped: dict[Path, list[Hit]] = {}
    for path, part in zip(paths(part.passage.heading for part in parts), parts, strict=True):
        grouped.setdefault(path, []).append(part)
    for path, group in grouped.items():
        if not (path and (ASIDE.search(path[-1]) or LIMITS.search(path[-1]))):
            yield path, tuple(group)


def _judged(question: str, one: Candidate, path: Path, asked: Mapping[str, float]) -> Candidate:
    passage = one.parts[0].passage
    inside = [] if one.short else [heading for part in one.parts for heading in HEADING.findall(part.passage.text)]
    over = path[-1:] or (() if inside else (passage.title,))
    own = [set(terms(heading)) for heading in (*over, *inside)]
    above = set(terms(f"{passage.title} {' '.join(path)}")).union(*own)
    kept = PurePosixPath(passage.document).with_suffix("").parts
    named = share(above, asked)
    named += OF_FOLDERS * (share(above | set(terms(" ".join(kept))), asked) - named)
    act = OF_THE_ACT if any(acts.told_in(question, frozenset(heading)) for heading in own) else 0.0
    fits = named + FOCUS * max(_alike(heading, asked) for heading in own) + FOCUS_ABOVE * _alike(above, asked) + act
    fits += stands_under(question, one.parts[0], asked)
    return replace(one, headed=bool(path or inside), named=named, score=one.score + fits)


def _alike(heading: set[str], asked: Mapping[str, float]) -> float:
    """How much of the question a heading holds, and of the heading the question."""
    held, meant = share(heading, asked), len(heading & asked.keys())
    return 2 * held * meant / (meant + held * len(heading)) if meant and held else 0.0


def _whole(one: Candidate, room: int) -> list[Sentence]:
    """A short section in its own order, code and all, as far as there is room."""
    hit = one.parts[0]
    blocks = [block for block in coding.blocks_of(hit, one.rank) if heading_over(block) == one.short]
    told = [unit for unit in units(hit, one.rank) if heading_over(unit.span) == one.short and sayable(unit)]
    pieces = [Sentence(dedent(block.quote), (block,), "code") for block in blocks]
    pieces += [Sentence(as_sentence(unit, ()), (unit.span,), "prose") for unit in told]
    said: list[Sentence] = []
    for piece in sorted(pieces, key=lambda piece: piece.spans[0].start)[:SENTENCES]:
        if said and len(piece.text) > room:
            break
        room -= len(piece.text)
        said.append(piece)
    return said


def _in_words(one: Candidate, room: int) -> list[Sentence]:
    """The first sentences of a section, in order."""
    said: list[Sentence] = []
    for unit in (unit for part in one.parts for unit in units(part, one.rank) if _tells(unit)):
        text = as_sentence(unit, ())
        if not said and POINTS_BACK.search(text):
            return []  # it explains what cannot be said here
        if len(said) == SENTENCES or (said and len(text) > room):
            break
        room -= len(text)
        said.append(Sentence(text, (unit.span,), "prose"))
    return said


def _tells(unit: Unit) -> bool:
    text, start = unit.span.hit.passage.text, unit.span.start
    if text[text.rfind("\n", 0, start) + 1 :].startswith(">"):
        return False  # a note beside the way
    silent = (
        unit.introduces
        or unit.shape == "row"
        or FIELD.match(unit.text)
        or ELSEWHERE.search(unit.text)
        or PAGE.search(unit.text)
    )
    return sayable(unit) and unit.finished and not silent

"""Which pieces of the passages answer: a score for each, and the few that are worth saying.

A sentence that answers need not resemble the question; its passage does.  So four things count alike, which
did best of what was measured: how near the sentence is, how near its passage is, how much of the question
sentence and headings hold together, and how far the passage stands below the best.  Around that, what a
reader would do: a question for a number wants one, a definition wants the sentence that defines, what adds
nothing to the question or only speaks of the page is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.asking.defining import DEFINES, defines
from bot.asking.disagreeing import outdated
from bot.asking.expecting import EXPECTED, NUMBER, VALUE, dated, decides, has, same_side, wanted
from bot.asking.grounding import SOURCES
from bot.asking.intent import Wish
from bot.asking.naming import halves, names_in, stands_under
from bot.asking.sayable import plain_words, sayable
from bot.asking.spans import leans
from bot.asking.units import (
    Unit,
    code_after,
    columns_of,
    heading_over,
    led_by,
    opener_of,
    question_over,
    term_of,
    units,
)
from index.passages import SEPARATOR
from index.stores.lexical import terms
from retrieval import acts
from retrieval.confidence import content, share
from retrieval.hits import Hit

TOP = 8  # hits that are read, but for a definition, which may stand in any
LOOKS = frozenset(
    ["step", "list", "command", "code", "snippet", "syntax", "sql", "statement", "show", "exampl"]
)  # of an answer
OF_THREAD = 0.3
NOT_WHAT_IS_ASKED_NOW, ONLY_ITS_HEADING = -0.25, -0.1
OPENS = 0.5  # its page, which is named for what was asked for
NEWS, MUCH_NEWS = 0.3, 20
POINT = 0.3  # what of the question its headings leave open
ABOUT_ITSELF = -0.3
INTRODUCES, LEADS_TO_CODE, LEADS_TO_LIST = -0.4, -0.15, 0.3
NONE_OF_THEM = -0.15  # of the names that are asked about
UNFINISHED = {"prose": -0.3, "item": -0.3, "step": -0.1, "row": 0.0}
NAMES_ONLY = -0.3  # and it has not even a colon after what it names
HANGING = -0.15
OUTDATED = -0.3
FIELD_NOT_ASKED = -0.5
CLOSE, CLOSE_ELSEWHERE = 0.74, 0.78
ALIKE = 0.5
HEARD = 0.8
TELLS, ADDS = 4, 2  # stems, and of those not asked for, without which a bare label or name tells nothing
PLAIN_WORDS = 0.12
CLOSE_ROW = 0.9
SHORT = 6  # stems of a sentence that says little without the one before it
TELLS_TO_DO, TELLS_ACT = -0.2, 0.2
FIELD = re.compile(r"\W*(?:(?:[A-Z][A-Z0-9_\\]{2,}|[a-z]\w*_\w+|`[^`]+`)(?:,? and |, )?)+\W*:")
BIDDING = re.compile(
    r"(?:(?:in|on|from|for|under|at) the [^,]{2,60}, )?(?:select|click|use|run|go|enter|choose|specify|set|create|see|follow|check|make|ensure|first|next|then|now|add|open|install|"
    r"copy|replace|note|you can click)\b",
    re.IGNORECASE,
)
TO_DO = re.compile(
    r"\b(?:how|should|shall|must|have to|need to|(?:can|could|do) (?:i|we)|best|where|recommend\w*)\b", re.IGNORECASE
)
HALF_SAID = re.compile(
    r"(?:(?:each|every) time|whenever|when|if|after|before|once|while|because)\b[^,:;]*$", re.IGNORECASE
)
SAYING = re.compile(r"[\"“‘]")  # what somebody says, usually to be told wrong
PAGE = re.compile(  # it speaks of the page it stands on
    r"\b(?:this (?:page|guide|tutorial|document|section|notebook|topic|codelab|overview|article)|in this (?:tutorial|notebook)|"
    r"the following (?:diagram|figure|image|screenshot|sections?)|open in colab|run the \W|you(?:'ll| will)? (?:learn|need to complete)|"
    r"what's next|before you begin|let['’]s|as (?:the|a) first step|we(?: can| will|['’]ll) (?:now|also|use|see|visualize|examine))\b",
    re.IGNORECASE,
)
ASIDE = re.compile(  # what stands under it prepares, or leads on
    r"\bbefore you\b|\bprerequisites?\b|what['’]s next|\bclean(?:ing)?[ -]?up\b|\bobjectives?\b", re.IGNORECASE
)
LIMITS = re.compile(r"\blimit(?:s|ations?)\b", re.IGNORECASE)
ELSEWHERE = re.compile(  # it sends the reader somewhere else
    r"\b(?:for (?:more|additional|further|detailed|other|a list)\b[^.]{0,40}?\bsee|to learn (?:more|how|about)|take a look at|"
    r"for (?:more |additional |further |detailed )+(?:information|details|instructions)|more details are|learn (?:more|how to|about)|"
    r"to see an example|see (?:the|also)|refer to the|(?:be found|described|explained|available) here)\b"
    r"|^(?:for|to) [^.]{4,90}, (?:see|refer to|visit|read)\b|^see\b|\bsee [A-Z`][^.]{3,90}\.?$|^full example\b|^learn\b"
    r"|^(?:read|visit|browse|explore|check(?: out)?) (?:the|an?|our|more) [^.]{0,60}\b(?:guide|page|docs|documentation|overview|examples)\b"
    r"|^this (?:page|document|guide|tutorial|section|topic|overview|article) (?:describes|shows|explains|introduces|covers|discusses|contains)\b"
    r"|^the following (?:code|example|sample|command|query|table|syntax|image)s?\b",
    re.IGNORECASE,
)
EXAMPLE = re.compile(r"\b(?:for example|for instance|e\.g\.|such as|imagine|suppose|example)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scored:
    """A piece that may be said, and how well it answers."""

    unit: Unit
    score: float


def in_reading_order(chosen: Sequence[Scored], opens: bool = False) -> list[Unit]:
    """The pieces of the best passage first, then the others', each in its own order; ``opens``: the best piece leads."""
    if not chosen:
        return []
    first = chosen[0].unit

    def place(unit: Unit) -> tuple[bool, int, int]:
        rank = -1 if unit.span.rank == first.span.rank else unit.span.rank
        return not (opens and unit is first), rank, unit.number

    return sorted((one.unit for one in chosen), key=place)


def ranked(wish: Wish, hits: Sequence[Hit], weights: Mapping[str, float], top: int = TOP) -> list[Scored]:
    """Every sayable piece of the ``top`` passages, best first.  ``weights`` tell how rare a stem is."""
    asked = asked_for(wish, weights)
    best = max((hit.score for hit in hits), default=0.0)
    found = [
        Scored(unit, _score(wish, unit, asked, best))
        for rank, hit in enumerate(hits if wish.kind == "definition" else hits[:top])
        for unit in units(hit, rank)
        if sayable(unit)
    ]
    old = outdated(wish.question, [one.unit for one in found], asked)
    found = [Scored(one.unit, one.score + OUTDATED) if id(one.unit) in old else one for one in found]
    told = [one for one in found if _adds(wish.question, one.unit, asked)]
    news = [one for one in told if not heard(wish, one.unit) and _tells(one.unit)]
    return sorted(news or told, key=lambda one: -one.score)


def _tells(unit: Unit) -> bool:
    """Whether it can be said by itself; a row of a table can, however short its cells are."""
    return unit.finished or unit.shape == "row" or len(unit.stems) >= TELLS


def _adds(question: str, unit: Unit, asked: Mapping[str, float]) -> bool:
    """Whether it says more than the question: another word, what follows it, the value that is asked for, or yes or no."""
    wants = wanted(question)
    if wants.number and _names_only(unit):
        return False
    term = term_of(unit)
    stems = unit.stems | term.stems if term else unit.stems
    more = len(stems - asked.keys() - set(terms(question))) >= (1 if unit.finished else ADDS) or unit.introduces
    if wants.decision and unit.finished and decides(unit.text):
        return True  # "you can't", in the question's own words
    fresh = any(value.casefold() not in question.casefold() for value in VALUE.findall(unit.text))
    return more or bool(fresh and wants.one_thing and has(wants, unit.text))


def asked_for(wish: Wish, weights: Mapping[str, float]) -> dict[str, float]:
    """The stems of the question by weight; those that only the thread adds count less."""
    own = content(wish.question)
    topic = {stem: OF_THREAD * weights.get(stem, 1.0) for stem in content(wish.topic)}
    once = own - halves(wish.question)
    return topic | {stem: weights.get(stem, 1.0) for stem in once - LOOKS or own}


def best_few(
    scored: Sequence[Scored],
    count: int,
    ahead: float = 0.0,
    known: frozenset[str] = frozenset(),
    fresh: int = SOURCES,
    near: float = 0.0,
) -> list[Scored]:
    """The best piece and those nearly as good that say something else.

    ``ahead``: what only the first can have, as the sentence that defines; its neighbours need not make up for it.
    ``near``: the share of the best score that all must reach. They come from the passages ``known`` by their ids and at most ``fresh`` others.
    """
    chosen: list[Scored] = []
    scored = [one for one in scored if one.score >= near * scored[0].score]
    for one in scored:
        places = {*(other.unit.span.hit.passage.id for other in chosen), one.unit.span.hit.passage.id}
        if len(places - known) > fresh:
            continue
        if len(chosen) == count or (chosen and one.score < CLOSE * (chosen[0].score - ahead)):
            break
        if not (one.unit.introduces or (chosen and _lost(one.unit))) and all(
            _goes_with(one, other, chosen[0], ahead) for other in chosen
        ):
            chosen.append(one)
    return chosen


def _lost(unit: Unit) -> bool:
    """Whether a piece says nothing beside another: it points elsewhere, or leans on what is not there."""
    return bool(ELSEWHERE.search(unit.text)) or (unit.number == 0 and leans(unit.text))


def _goes_with(one: Scored, other: Scored, best: Scored, ahead: float) -> bool:
    """Whether a piece adds something; one of another passage must be nearly as good as the best."""
    here = one.unit.span.hit.passage.id == best.unit.span.hit.passage.id
    wanted, reached = (CLOSE, best.score - ahead) if here else (CLOSE_ELSEWHERE, best.score)
    if one.unit.shape == "row" and best.unit.shape != "row":
        wanted = CLOSE_ROW
    return one.score >= wanted * reached and alike(one.unit, other.unit) < ALIKE


def alike(one: Unit, other: Unit) -> float:
    """How much of the shorter piece the longer one says already."""
    shorter = min(len(one.stems), len(other.stems))
    return len(one.stems & other.stems) / shorter if shorter else 1.0


def _score(wish: Wish, unit: Unit, asked: Mapping[str, float], best: float) -> float:
    hit, wants = unit.span.hit, wanted(wish.question)
    term = term_of(unit)
    here = f"{heading_over(unit.span)} {question_over(unit.span)} {term.text if term else ''}"
    above = set(terms(f"{hit.passage.title} {hit.passage.heading} {here}"))
    about = unit.stems | _leads_on(unit)
    around = above | about
    expected = has(wants, unit.text, bare=not content(wish.question))
    if dated(wish.question, heading_over(unit.span) or hit.passage.heading.split(SEPARATOR)[-1]):
        expected = max(expected, EXPECTED)
    score = expected + unit.cosine + hit.signals.get("cosine", 0.0) + share(around, asked) + (hit.score - best)
    left = {stem: weight for stem, weight in asked.items() if stem not in above}
    score += POINT * (share(about, left) if left else 1.0)
    score += NEWS * min(len(unit.stems - asked.keys()), MUCH_NEWS) / MUCH_NEWS
    if wish.kind == "definition":
        score += (said := defines(wish, unit)) + (_opens(wish, unit, said) if said else 0.0)
    field = FIELD.match(unit.text)
    if field and not (expected and not wants.decision) and not set(terms(field[0].replace("_", " "))) <= asked.keys():
        score += FIELD_NOT_ASKED
    if wish.kind in ("plain", "definition") and BIDDING.match(unit.text) and not TO_DO.search(wish.question):
        score += TELLS_TO_DO
    score += stands_under(wish.question, hit, asked)
    if SAYING.match(unit.text):
        score += ABOUT_ITSELF
    if wish.topic and (now := content(wish.question)) and not now & unit.stems:
        score += ONLY_ITS_HEADING if now & around else NOT_WHAT_IS_ASKED_NOW
    if wish.kind == "steps" and LIMITS.search(hit.passage.heading) and not LIMITS.search(wish.question):
        score += ABOUT_ITSELF
    if wish.kind == "steps" and acts.told_in(wish.question, unit.stems):
        score += TELLS_ACT
    if wish.kind == "example" and EXAMPLE.search(unit.text):
        score += EXPECTED
    score += 0.0 if wish.sides else same_side(wish.question, unit.text, asked.keys() & unit.stems)
    if wants.decision and (names := names_in(wish.question)) and not names & (above | unit.stems):
        score += NONE_OF_THEM
    return score + _manners(unit, shows=not (wants.one_thing or wants.reason), lists=wants.several)


def _leads_on(unit: Unit) -> frozenset[str]:
    """What a short or leaning sentence is about: the words before it, those that open its item, those above its columns."""
    if unit.shape == "row":
        return frozenset(terms(columns_of(unit.span)))
    if unit.number == 0 or (len(unit.stems) > SHORT and not leans(unit.text)):
        return frozenset()
    opener = opener_of(unit)
    if opener is not unit:
        before = units(unit.span.hit, unit.span.rank)[unit.number - 1].stems
        return before if unit.shape == "prose" else before | opener.stems
    led = led_by(unit) if NUMBER.search(unit.text) else None
    return led.stems if led else frozenset()


def _opens(wish: Wish, unit: Unit, said: float) -> float:
    """What speaks for a definition that stands before the first heading of a page named for the thing."""
    passage = unit.span.hit.passage
    named = not passage.heading and content(wish.question) & set(terms(passage.title))
    return OPENS * min(1.0, said / DEFINES) if named else 0.0


def _manners(unit: Unit, shows: bool, lists: bool) -> float:
    """What a piece loses for speaking of its page, leading to something else, or being half a sentence.

    ``shows``: the code it leads to may be the answer; ``lists``: the list.
    """
    loses = ABOUT_ITSELF if PAGE.search(unit.text) or ELSEWHERE.search(unit.text) else 0.0
    leads = shows and unit.introduces and code_after(unit.span) is not None
    if lists and unit.text.endswith(":"):
        loses += LEADS_TO_LIST
    else:
        loses += LEADS_TO_CODE if leads else INTRODUCES if unit.introduces or HALF_SAID.match(unit.text) else 0.0
    loses += 0.0 if unit.finished else UNFINISHED[unit.shape]
    loses += NAMES_ONLY if _names_only(unit) else 0.0
    loses += ABOUT_ITSELF if ASIDE.search(unit.span.hit.passage.heading.split(SEPARATOR)[-1]) else 0.0
    loses += INTRODUCES if unit.shape != "row" and plain_words(unit) < PLAIN_WORDS else 0.0
    return loses + (HANGING if leans(unit.text) and unit.number == 0 else 0.0)


def _names_only(unit: Unit) -> bool:
    """Whether it is a bare name: no sentence, nothing after a colon, and no figure that a sentence leads in."""
    bare = not unit.finished and unit.shape in ("prose", "item") and ": " not in unit.text
    return bare and not (NUMBER.search(unit.text) and led_by(unit))


def heard(wish: Wish, unit: Unit) -> bool:
    """Whether the thread has heard this already."""
    return any(len(unit.stems & heard) >= HEARD * len(unit.stems) for heard in wish.said)

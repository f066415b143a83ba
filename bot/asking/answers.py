"""Question in, outcome out: the walk from words to a cited, checked answer.

intent      the honest part of what was said, and the kind of answer it wants
thread      a follow-up is joined with the words it leans on
cache       the same question here, over the same documents, within a day
search      only the libraries this place may read
writing     a model if one is set and affordable, else quotes
gate        what no cited span backs is dropped; nothing left: the documents don't say
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import structlog

from bot.asking import cells, comparing, extremes, filtering, framing, intent, quoting, remembered
from bot.asking.choosing import asked_for
from bot.asking.grounding import SOURCES, Checked, Gate, Sentence
from bot.asking.intent import Wish
from bot.asking.nearest import nearest
from bot.asking.outcomes import Answered, Evidence, NotFound, Outcome, Refused
from bot.asking.quoting import Material
from bot.asking.sections import paths
from bot.asking.sides import Sides
from bot.asking.writing import Tally
from bot.ports import Aloud, AnswerCache, Spend, Unavailable
from index.stores.lexical import terms
from retrieval.confidence import content
from retrieval.hits import Found, Hit
from retrieval.retriever import LIMIT, Retriever

QUOTING = "quoting"
WAY = 3  # raised when the same documents are answered from in another way: kept answers are of the way before
DAY = 24 * 3600
LONGEST = 4000
SIDE, DEEP = 6, 14
BEFORE, AFTER = 8, 8
ROW = 0.25  # of the confidence that is enough for an answer
ORDINARY = re.compile(r"(?<![\w.])[a-z][a-z-]+")

log = structlog.get_logger(__name__)


class Writer(Protocol):
    """A chat model that writes sentences about numbered passages; ``tally`` hears what that cost."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def write(
        self, question: str, hits: Sequence[Hit], history: Sequence[tuple[str, str]], tally: Tally
    ) -> AsyncIterator[Sentence]:
        """Raises :class:`bot.ports.Unavailable` when it does not answer in time."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to know, and who reads the answer.

    ``libraries`` are the ones readable in that place; ``history`` the thread, oldest first, as
    (role, text); ``private``: nobody else reads it, so it is never cached.  ``withheld``: sections, as
    (document without its ending, heading), that must not be quoted while a question on them is open.
    ``aloud`` hears what a model wrote as soon as it may be said.
    """

    text: str
    tenant: str
    libraries: tuple[str, ...]
    history: tuple[tuple[str, str], ...] = ()
    private: bool = False
    withheld: frozenset[tuple[str, str]] = frozenset()
    aloud: Aloud | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Answers:
    """Everything an answer needs; ``document_text`` gives the extracted text of (library, document)."""

    retriever: Retriever
    document_text: Callable[[str, str], str]
    cache: AnswerCache
    spend: Spend
    key: bytes
    cap: float
    writer: Writer | None = None
    room: int = quoting.ROOM

    async def ask(self, question: Question) -> Outcome:
        """Answer.  Raises :class:`Unavailable` only when nothing can be searched at all."""
        began = time.perf_counter()
        if len(question.text) > LONGEST:
            return Refused(f"That is more than {LONGEST} characters. Ask about the heart of it.", "too_long")
        if not question.libraries:
            return NotFound("There are no documents here to answer from yet.", (), QUOTING, Evidence())
        wish = intent.read(question.text, question.history)
        if not wish.question.strip(" ?!.,"):
            return self._nothing_asked()
        key = self._cache_key(question, wish)
        if key and (stored := await self.cache.get(key)) is not None:
            return remembered.read(stored)
        found, material = await asyncio.to_thread(self._search, wish, question.libraries)
        if question.withheld:
            found = _without(found, question.withheld)
            material = Material(found.hits, weights=found.weights)
        outcome = await self._judged(question, wish, found, material)
        outcome = _timed(outcome, found, began)
        if key and isinstance(outcome, Answered) and outcome.writer == self._writer_name():
            await self.cache.put(key, remembered.write(outcome), DAY)
        return outcome

    def _search(self, wish: Wish, libraries: Sequence[str]) -> tuple[Found, Material]:
        """What is found for the question, and what may be quoted: each side's or part's own passages, too.

        A question in another language is looked up in English, too, and answered from where more is found.
        """
        if wish.spoken:
            asked = (replace(wish, spoken=""), replace(wish, question=wish.spoken, sides=None, parts=(), spoken=""))
            return max((self._search(one, libraries) for one in asked), key=lambda one: one[0].confidence)
        limit = DEEP if wish.kind in ("definition", "list", "steps", "code") else LIMIT
        found = self.retriever.search(wish.question, libraries, limit, wish.topic)
        if wish.parts:
            return self._search_parts(wish, found, libraries)
        if wish.sides is None:
            told_in, understood = self._told_in(wish, found), found.question.removesuffix(f" ({wish.topic})")
            return found, Material(told_in, weights=found.weights, section=self._section, understood=understood)
        return self._search_sides(wish.sides, wish.topic, found, libraries)

    def _search_sides(self, sides: Sides, topic: str, whole: Found, libraries: Sequence[str]) -> tuple[Found, Material]:
        """Things compared: each is looked up by itself, and may be the one that no document tells of."""
        searched = [self.retriever.search(question, libraries, SIDE, topic) for question in sides.questions]
        told = comparing.told_of(sides, searched, whole, self.retriever.aliases)
        sure = max(whole.confidence, comparing.sure_of(searched, told))
        hits = _together(whole.hits[:SIDE], *(found.hits for found in searched), whole.hits)
        each = []
        for name, found, there in zip(sides.names, searched, told, strict=True):
            opened = self.retriever.openings(found, content(name)) if sides.bare and there else ()
            each.append(_together(found.hits, opened, hits) if there else ())
        whole = replace(whole, hits=hits, confidence=sure)
        return whole, Material(hits, tuple(each), weights=whole.weights, section=self._section)

    def _told_in(self, wish: Wish, found: Found) -> tuple[Hit, ...]:
        """The passages that may answer: for what something is, also where its sections begin."""
        if wish.kind != "definition":
            return found.hits
        return (*found.hits, *self.retriever.openings(found, content(wish.question)))

    def _search_parts(self, wish: Wish, whole: Found, libraries: Sequence[str]) -> tuple[Found, Material]:
        """Two questions in one: each is looked up by itself, and may be the one that the documents do not answer."""
        searched = [self._search(part, libraries) for part in wish.parts]
        parts = tuple(
            replace(material, hits=_together(found.hits, whole.hits))
            if found.confidence >= found.thresholds["answer"]
            else None
            for found, material in searched
        )
        everything = [hit for found, _ in searched for hit in found.hits[:SIDE]]
        sure = max(whole.confidence, *(found.confidence for found, _ in searched))
        whole = replace(whole, hits=_together(everything, whole.hits), confidence=sure)
        return whole, Material(whole.hits, parts=parts, weights=whole.weights, section=self._section)

    def _section(self, hit: Hit) -> Sequence[Hit]:
        """The hit with its neighbours under the same heading: lists and code run over several passages."""
        edition = self.retriever.open_edition(hit.library)
        number = edition.number_of(hit.passage.id)
        if number is None:
            return (hit,)
        here = edition.documents[hit.passage.document]
        passages = [edition.passages[here.first + place] for place in range(here.passages)]
        own = number - here.first
        above = list(paths(passage.heading for passage in passages))
        return [
            hit if place == own else Hit(passages[place], hit.score, hit.library)
            for place in range(max(0, own - BEFORE), min(here.passages, own + AFTER + 1))
            if above[place][: len(above[own])] == above[own]
        ]

    async def _judged(self, question: Question, wish: Wish, found: Found, material: Material) -> Outcome:
        evidence = Evidence(found.confidence, found.editions, found.timings_ms)
        if found.confidence < found.thresholds["answer"] and not _in_a_row(wish, found, material):
            return self._not_found(found, evidence)
        checked, writer = await self._written(question, wish, found, material)
        if not checked.citations or (writer == QUOTING and framing.beside_the_point(wish.question, checked)):
            return self._not_found(found, evidence)
        unanswered = _unanswered(wish, material, checked.text) if writer == QUOTING else ()
        absent = comparing.absent(wish.sides, material.sides) if writer == QUOTING else ()
        unsaid = comparing.left_out(wish.sides, material.sides, checked.text) if len(material.sides) > SOURCES else ()
        text = framing.framed(checked, found, self.retriever.aliases, unanswered, absent, unsaid)
        return Answered(text, checked.citations, writer, evidence)

    async def _written(self, question: Question, wish: Wish, found: Found, material: Material) -> tuple[Checked, str]:
        """What the model wrote, as far as it may be said; quotes where there is no model, or nothing is left."""
        if self.writer is not None and await self.spend.spent_today(question.tenant) < self.cap:
            gate, tally = self._gate(found), Tally()
            try:
                async for sentence in self.writer.write(wish.joined, found.hits, question.history, tally):
                    if gate.admit(sentence) is not None and question.aloud is not None:
                        await question.aloud(framing.begun(gate.checked(), found, self.retriever.aliases))
            except Unavailable as away:
                log.warning("quoting instead", reason=str(away))
            else:
                checked = gate.checked()
                if checked.citations or tally.declined:
                    log.info("gate", dropped=[one.reason for one in checked.dropped], denials=len(checked.denials))
                    return checked, self.writer.name
            finally:
                await self.spend.add(question.tenant, tally.usd)
        gate = self._gate(found)
        for sentence in quoting.write(wish, material, self.room):
            gate.admit(sentence)
        return gate.checked(), QUOTING

    def _gate(self, found: Found) -> Gate:
        ordinary = {word for hit in found.hits for word in ORDINARY.findall(hit.passage.text)}
        return Gate(self.document_text, self.retriever.aliases, frozenset(ordinary))

    def _not_found(self, found: Found, evidence: Evidence) -> NotFound:
        places, close = nearest(found)
        return NotFound(framing.not_there(places[:close]), places, QUOTING, evidence)

    def _writer_name(self) -> str:
        return self.writer.name if self.writer else QUOTING

    def _nothing_asked(self) -> NotFound:
        return NotFound("Ask me something your documents could answer.", (), QUOTING, Evidence())

    def _cache_key(self, question: Question, wish: Wish) -> str | None:
        if question.private or question.withheld:
            return None
        editions = f"{WAY}+" + "+".join(
            self.retriever.open_edition(library).name for library in sorted(question.libraries)
        )
        writer = f"{self.writer.name}:{self.writer.version}" if self.writer else QUOTING
        asked = "\0".join(
            (question.tenant, " ".join(wish.joined.lower().split()), wish.kind, editions, writer, str(self.room))
        )
        asked += "\0".join(" ".join(sorted(stems)) for stems in wish.said)
        return hmac.new(self.key, asked.encode(), hashlib.sha256).hexdigest()


def _in_a_row(wish: Wish, found: Found, material: Material) -> bool:
    """Whether a table settles a question by one of its columns, which few words are needed for."""
    if found.confidence < ROW * found.thresholds["answer"]:
        return False
    asked = asked_for(wish, found.weights)
    readings = (extremes.told, filtering.told, cells.told)
    return any(reads(wish.question, found.hits, material.section, asked) for reads in readings)


def _together(*searches: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits of several searches, each passage once."""
    return tuple({hit.passage.id: hit for hits in searches for hit in hits}.values())[: 2 * LIMIT]


def _unanswered(wish: Wish, material: Material, text: str) -> tuple[str, ...]:
    """The questions among two that the documents do not answer, where they do answer the other and not both at once."""
    if not any(material.parts):
        return ()
    said = set(terms(text))
    left = (part.question for part, own in zip(wish.parts, material.parts, strict=True) if own is None)
    return tuple(question for question in left if 2 * len(said & content(question)) < len(content(question)))


def _without(found: Found, withheld: frozenset[tuple[str, str]]) -> Found:
    hits = tuple(hit for hit in found.hits if _section(hit) not in withheld)
    return found if len(hits) == len(found.hits) else replace(found, hits=hits)


def _section(hit: Hit) -> tuple[str, str]:
    return hit.passage.document.rsplit(".", 1)[0], hit.passage.heading.split(" › ")[-1]


def _timed(outcome: Outcome, found: Found, began: float) -> Outcome:
    if not isinstance(outcome, Answered | NotFound):
        return outcome
    total = 1000 * (time.perf_counter() - began)
    write = max(0.0, total - sum(found.timings_ms.values()))
    timings = {**found.timings_ms, "write": write, "total": total}
    return replace(outcome, evidence=replace(outcome.evidence, timings_ms=timings))

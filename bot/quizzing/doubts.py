"""What somebody says in plain words while a question of theirs is open.

It is a question to the tutor, never an answer, and it must not give the open one away.  The rules that
hold here: asking for the key outright is refused with its reason; anything else is answered, but not
from the sections that the open question's right options rest on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversation import Learner, Place, Reply
from bot.quizzing.deal import Question
from bot.quizzing.running import Runs
from bot.quizzing.student import read_student
from bot.quizzing.world import World, channel_of

REASON = "key of an open item"
MUCH_OF_IT = 0.6

_LETTER = re.compile(r"\W*([a-f])\W*", re.IGNORECASE)
_PASSES = re.compile(
    r"\W*(?:skip|pass|next|no idea|idk|i (?:don't|do not) know)(?:,? (?:it|this|one|question|please))*\W*",
    re.IGNORECASE,
)
_ASKS_FOR_KEY = re.compile(
    r"\b(?:right|correct|best|true)\s+(?:answer|option|choice|letter|one)\b"
    r"|\b(?:answer|option|choice|letter)s?\s+(?:is|are)\s+(?:right|correct|best|it)\b"
    r"|\b(?:what|which|give|tell|reveal|show)\b[^.?!]*\b(?:answer|option|letter)\b"
    r"|\bwhich\s+(?:one|of\s+(?:them|these))\s+(?:is|are|was)\s+(?:it|right|correct|true|the\s+best)\b"
    r"|\bshould\s+i\s+(?:pick|choose|press|take)\b"
    r"|\b(?:option|answer|choice|letter)\s+\(?(?-i:[A-F])\b"
    r"|\b(?:is|isn't|was)\s+it\s+(?:option\s+)?\(?(?:(?-i:[A-F])\b|[a-f]\)?\s*\?*$)"
    r"|\b(?:why|how about|what about|between)\s+(?:(?:not|is|isn't)\s+)?\(?(?-i:[A-F])\)?(?:\s|\?|$)"
    r"|\b(?:it's|its|it is|that's|must be|i (?:think|guess|say)|i'd say)\s+(?:it's\s+)?\(?(?-i:[A-F])\)?\W*$"
    r"|\b(?-i:[A-F])\s+or\s+(?-i:[A-F])\b"
    r"|\b(?:solve|answer)\s+(?:this|it|the\s+question|my\s+quiz)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z0-9]{4,}")


@dataclass(frozen=True, slots=True)
class Doubt:
    """``refusal`` is what to say instead of an answer; ``withheld`` are (note, heading) not to answer from."""

    refusal: Reply | None = None
    withheld: frozenset[tuple[str, str]] = frozenset()


class Doubts:
    """Finds what is open for a learner and guards it."""

    def __init__(self, world: World, runs: Runs) -> None:
        self._world = world
        self._runs = runs

    async def about(self, learner: Learner, place: Place, text: str) -> Doubt:
        """How to treat what was said here."""
        return _doubt(text, await self._open(learner, place))

    async def _open(self, learner: Learner, place: Place) -> list[Question]:
        """The learner's own open questions, wherever they are, and the one this channel is answering."""
        found: list[Question] = []
        shared = await self._world.sessions.current(channel_of(place), None)
        mine = await self._world.sessions.everywhere(learner.tenant, learner.id)
        for session in (*mine, *((shared,) if shared else ())):
            delivery_id = session.state.get("open")
            delivery = await self._world.deliveries.get(place.tenant, delivery_id) if delivery_id else None
            if delivery is None or await self._settled(learner, delivery.id):
                continue
            student = await read_student(self._world, learner)
            if (delivery.closes is None or student.now < delivery.closes) and (
                question := self._runs.question(delivery, student)
            ):
                found.append(question)
        return found

    async def _settled(self, learner: Learner, delivery: str) -> bool:
        if await self._world.ledger.verdict(learner.tenant, learner.id, delivery) is not None:
            return True
        return await self._world.deliveries.closed_at(learner.tenant, delivery) is not None


def _doubt(text: str, questions: Sequence[Question]) -> Doubt:
    """Whether ``text`` asks for the key of one of these open questions, and what must not be quoted."""
    if not questions:
        return Doubt()
    if letter := _LETTER.fullmatch(text):
        return Doubt(_refused(f"Press **{letter[1].upper()}** to answer; what you type is taken as a question."))
    if _PASSES.fullmatch(text) and any(question.delivery.learner for question in questions):
        return Doubt(_refused("Press **Skip** under the question to leave it out; it counts neither way."))
    if _ASKS_FOR_KEY.search(text) or any(_is_the_question(text, question) for question in questions):
        return Doubt(
            _refused("That would give away the question you have open. Answer it, then ask me anything about it.")
        )
    withheld = {
        (option.source.note, option.source.heading)
        for question in questions
        for option in map(question.item.option, question.key)
    }
    return Doubt(withheld=frozenset(withheld))


def _is_the_question(text: str, question: Question) -> bool:
    """The scenario or a right option, pasted or nearly so."""
    said = set(_WORD.findall(text.lower()))
    guarded = [question.scenario, *(question.texts[one] for one in question.key)]
    return any(_share(set(_WORD.findall(part.lower())), said) >= MUCH_OF_IT for part in guarded)


def _share(words: set[str], said: set[str]) -> float:
    return len(words & said) / len(words) if len(words) >= 3 else 0.0


def _refused(text: str) -> Reply:
    return Reply(text, private=True, data={"outcome": "refused", "reason": REASON})

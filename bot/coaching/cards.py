"""``/cards [topic]``: a pattern is shown, a service picked, and one line says why.

The rules that hold here: a card is answered once in its round, the first press stands; a round is not
kept anywhere but in the facts it wrote, so any process can go on with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.coaching.deck import ROUND, Deck, find_deck, map_of, next_row, recalls_of, row_named, services
from bot.coaching.reading import Reading
from bot.conversation import Button, Command, Learner, Place, Press, Replies, Reply, Source, Submit
from bot.progress.facts import Recall
from bot.quizzing.deal import make_id
from bot.quizzing.maps import Row
from bot.quizzing.student import Student, read_student
from bot.quizzing.wording import LETTERS, joined
from bot.quizzing.world import World

TOPIC_LENGTH, MISSED_SHOWN = 24, 4
EVERYTHING = "all"


class Cards:
    """Rounds of ten cards."""

    def __init__(self, world: World, reading: Reading) -> None:
        self._world = world
        self._reading = reading

    async def cards(self, command: Command) -> Replies:
        """``/cards [topic]``: the first of ten."""
        return await self._begin(command.learner, command.place, command.argument, command.id)

    async def again(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Ten more``, and ``Cards on this`` beside a map: one new round for each press."""
        return await self._begin(press.learner, press.place, _typed(ids[0]), press.id)

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """A letter: what it came to, and the next card."""
        round_id, row_id, letter, topic = ids
        row = row_named(self._world.course, row_id)
        if row is None or letter not in LETTERS[:4]:
            return (Reply("That card is no longer part of the course. `/cards` deals new ones.", private=True),)
        picked = services(row, round_id)[LETTERS.index(letter)]
        learner, now = press.learner, self._world.clock.now()
        fact = Recall(learner.id, round_id, row.id, picked, picked == row.service, now)
        await self._world.ledger.append(learner.tenant, fact, key=f"card/{round_id}/{row.id}")
        student = await read_student(self._world, learner)
        recalls = recalls_of(student.facts, learner.id)
        mine = [recall for recall in recalls if recall.round == round_id]
        stands = next(recall for recall in mine if recall.card == row.id)
        said = self._outcome(row, stands, student)
        if stands is not mine[-1]:
            return (Reply(said, sources=(self._source(row, press.place),), private=True),)
        return (self._go_on(press.place, student, round_id, topic, (said, row, stands)),)

    async def _begin(self, learner: Learner, place: Place, typed: str, cause: str) -> Replies:
        if not self._world.course.maps:
            return (Reply("This course has no maps, so there are no cards either.", private=True),)
        if find_deck(self._world.course, _typed(_slug(typed))) is None:
            known = joined([f"`/cards {drawn.split('-')[0]}`" for drawn in self._world.course.maps], "or")
            return (Reply(f"I have no cards on “{typed[:40]}”. Try {known}.", private=True),)
        student = await read_student(self._world, learner)
        return (self._go_on(place, student, make_id(learner.tenant, learner.id, cause), _slug(typed), None),)

    def _go_on(
        self, place: Place, student: Student, round_id: str, topic: str, before: tuple[str, Row, Recall] | None
    ) -> Reply:
        """The next card of a round below what the last one came to, or how the round went."""
        deck = find_deck(self._world.course, _typed(topic)) or Deck("", ())
        recalls = recalls_of(student.facts, student.learner.id)
        row = next_row(deck, recalls, round_id)
        mine = [recall for recall in recalls if recall.round == round_id]
        said, sources = "", tuple[Source, ...]()
        if before is not None:
            said, sources = before[0], (self._source(before[1], place),)
        if row is None:
            return self._over(place, student, mine, topic, said, sources)
        number = f"Card {len(mine) + 1} of {min(ROUND, len(deck.rows))}"
        options = [student.names.plainly(service) for service in services(row, round_id)]
        lines = [f"**{letter}** {service}" for letter, service in zip(LETTERS, options, strict=False)]
        buttons = tuple(
            Button(letter, self._world.tokens.mint("card", round_id, row.id, letter, topic, place=place))
            for letter, _ in zip(LETTERS, options, strict=False)
        )
        shown = [said, f"{number}: **{student.names.plainly(row.pattern)}**", *lines]
        data = _data(before[2] if before else None)
        return Reply(
            "\n\n".join(part for part in shown if part), buttons=buttons, sources=sources, private=True,
            replaces="pressed" if before else None, data=data,
        )  # fmt: skip

    def _over(
        self, place: Place, student: Student, mine: Sequence[Recall], topic: str, said: str, sources: tuple[Source, ...]
    ) -> Reply:
        right = sum(recall.right for recall in mine)
        missed = [row for recall in mine if not recall.right and (row := row_named(student.course, recall.card))]
        lines = [f"- {student.names.plainly(f'{row.pattern} → **{row.service}**')}" for row in missed[:MISSED_SHOWN]]
        told = f"**{right} of {len(mine)}.**" + (" To look at once more:" if lines else " Nothing missed.")
        drawn = map_of(student.course, missed[0]) if missed else None
        mint = self._world.tokens.mint
        buttons = [Button("Ten more", mint("cards", topic, place=place), style="primary")]
        if drawn:
            buttons.append(Button("Show the map", mint("map", drawn.id, "here", place=place)))
        return Reply(
            "\n\n".join(part for part in (said, "\n".join([told, *lines])) if part),
            buttons=tuple(buttons), sources=sources, private=True, replaces="pressed",
            data=_data(mine[-1] if mine else None) | {"right_of": [right, len(mine)]},
        )  # fmt: skip

    def _outcome(self, row: Row, recall: Recall, student: Student) -> str:
        names = student.names
        right = f"**{names.plainly(row.service)}**: {names.plainly(row.constraint)} [1]."
        return f"✓ {right}" if recall.right else f"✗ Not {names.plainly(recall.picked)}. {right}"

    def _source(self, row: Row, place: Place) -> Source:
        return self._reading.source(row.note, row.heading, f"{row.pattern} {row.constraint}", place)


def _data(recall: Recall | None) -> dict[str, object]:
    return {"card": recall.card, "right": recall.right} if recall else {}


def _slug(typed: str) -> str:
    """A topic short enough for a button; cut between words."""
    plain = re.sub(r"[^a-z0-9.]+", "-", typed.lower()).strip("-")
    return (plain if len(plain) <= TOPIC_LENGTH else plain[: TOPIC_LENGTH + 1].rpartition("-")[0]) or EVERYTHING


def _typed(topic: str) -> str:
    return "" if topic == EVERYTHING else topic.replace("-", " ")

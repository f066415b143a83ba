"""A reading trail after a miss: the section that decides, the two that follow from it, and the place on the map."""

from __future__ import annotations

from bot.conversation import Button, Learner, Press, Replies, Reply, Submit
from bot.quizzing.courses import Course
from bot.quizzing.deal import Question, as_shown
from bot.quizzing.notes import Note, Section
from bot.quizzing.student import read_student
from bot.quizzing.world import World
from bot.studying.library import Library

FURTHER = 2


class TrailRoom:
    """What to read from here."""

    def __init__(self, world: World, library: Library) -> None:
        self._world = world
        self._library = library

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Read on``, under an answered question."""
        question = await answered(self._world, press.learner, ids[0])
        if isinstance(question, Reply):
            return (question,)
        course, place = self._world.course, press.place
        steps = _trail(course, question)
        if not steps:
            return (Reply("The section it rested on is gone; the question is being looked at.", private=True),)
        sources = tuple(self._library.source(note, part, at, place) for at, (note, part) in enumerate(steps, 1))
        ahead = [f"{'▸' if at == 1 else '-'} {part.heading} [{at}]" for at, (_, part) in enumerate(steps, 1)]
        mint = self._world.tokens.mint
        reading = tuple(
            Button(f"Read {at}", self._library.token(note, note.sections.index(part), place))
            for at, (note, part) in enumerate(steps, 1)
        )
        say = Button("Say it in one sentence", mint("say", "trail", ids[0], place=place), style="primary")
        drawn = _map_of_question(course, question)
        chart = (Button("Map", mint("map", drawn, "here", place=place)),) if drawn else ()
        lines = ["**Read on from here**", *ahead, "", "Then say in one sentence what decided it."]
        return (Reply("\n".join(lines), buttons=(*reading, say, *chart), sources=sources, private=True,
                      data={"trail": [part.heading for _, part in steps]}),)  # fmt: skip


async def answered(world: World, learner: Learner, delivery_id: str) -> Question | Reply:
    """A question this learner has answered, as it was shown; nothing is told about one still open."""
    delivery = await world.deliveries.get(learner.tenant, delivery_id)
    verdict = await world.ledger.verdict(learner.tenant, learner.id, delivery_id)
    if delivery is None or verdict is None:
        return Reply("Answer it first; then there is something to read on from.", private=True)
    item = world.course.item(delivery.item, delivery.version)
    if item is None:
        return Reply("That question was corrected since. `/quiz` asks it anew.", private=True)
    return as_shown(item, delivery, (await read_student(world, learner)).names)


def section_of(course: Course, question: Question) -> tuple[Note, Section] | None:
    """The section that the right answer rests on."""
    ref = question.item.option(question.key[0]).source
    note = course.notes.get(ref.note)
    section = note.section(ref.heading) if note else None
    return (note, section) if note and section else None


def _trail(course: Course, question: Question) -> list[tuple[Note, Section]]:
    """The section that decides, then what follows it in its note, else what opens the objective's other notes."""
    begins = section_of(course, question)
    if begins is None:
        return []
    note, section = begins
    after = [(note, part) for part in note.sections[note.sections.index(section) + 1 :]]
    objectives = set(question.item.objectives)
    others = [
        (other, other.sections[0])
        for other in course.notes.values()
        if other is not note and other.sections and objectives & set(other.front.get("objectives", ()))
    ]
    return [begins, *(after + others)[:FURTHER]]


def _map_of_question(course: Course, question: Question) -> str | None:
    """The map that has this question's place: its section's, else its objective's."""
    ref = question.item.option(question.key[0]).source
    near = {ref.note: 2, question.item.objectives[0]: 1}
    scores = {
        drawn.id: sum(near.get(row.note, 0) + near.get(row.objective, 0) for row in drawn.rows)
        for drawn in course.maps.values()
    }
    best = max(scores, key=lambda name: scores[name], default=None)
    return best if best and scores[best] else None

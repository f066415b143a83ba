"""``/map [topic]``: from patterns to services, as a picture and as text, with one's own place marked."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from bot.coaching.deck import find_map
from bot.coaching.map_picture import Branch, Leaf, pattern_map
from bot.coaching.standing import SIGNS, WORDS, Mark, marks
from bot.conversation import Button, Command, Place, Press, Replies, Reply, Submit
from bot.quizzing.maps import Map, Row
from bot.quizzing.products import Names
from bot.quizzing.student import Student, read_student
from bot.quizzing.topics import means
from bot.quizzing.wording import counted
from bot.quizzing.world import World

HERE, TEXT = "here", "text"


class MapRoom:
    """The maps of the course."""

    def __init__(self, world: World) -> None:
        self._world = world

    def complete(self, text: str) -> Sequence[tuple[str, str]]:
        """Maps while somebody types: their titles."""
        maps = self._world.course.maps.values()
        return [(drawn.title, drawn.title) for drawn in maps if not text.strip() or means(text, drawn.title)]

    async def map(self, command: Command) -> Replies:
        """``/map``: which there are; ``/map topic``: that one."""
        course = self._world.course
        if not course.maps:
            return (Reply("This course has no maps.", private=True),)
        if not command.argument.strip():
            return (self._list(command.place),)
        drawn = find_map(course, command.argument)
        if drawn is None:
            listed = self._list(command.place)
            text = f"I have no map of “{command.argument[:40]}”. {listed.text}"
            return (Reply(text, buttons=listed.buttons, private=True),)
        return (await self._shown(drawn, command.place, await read_student(self._world, command.learner)),)

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """A map from the list, ``Mark where I am`` or ``As text``."""
        drawn = self._world.course.maps.get(ids[0])
        if drawn is None:
            return (Reply("That map is no longer part of the course. `/map` shows those there are.", private=True),)
        student = await read_student(self._world, press.learner)
        if ids[1:] == (TEXT,):
            return (Reply(_text(drawn, _branches(drawn, student.names, marks(drawn.rows, student))), private=True),)
        return (await self._shown(drawn, press.place, student, marked=ids[1:] == (HERE,)),)

    def _list(self, place: Place) -> Reply:
        maps = self._world.course.maps.values()
        lines = [f"- **{drawn.title}** · {counted(len(drawn.rows), 'pattern')}. {drawn.about}" for drawn in maps]
        mint = self._world.tokens.mint
        buttons = tuple(Button(drawn.title, mint("map", drawn.id, place=place)) for drawn in maps)
        return Reply("\n".join(["Which map?", *lines]), buttons=buttons, private=True)

    async def _shown(self, drawn: Map, place: Place, student: Student, *, marked: bool = False) -> Reply:
        found = marks(drawn.rows, student) if marked else {}
        branches = _branches(drawn, student.names, found)
        legend = _legend(found)
        image = await asyncio.to_thread(pattern_map, drawn.title, branches, legend)
        mint = self._world.tokens.mint
        deal = Button("Cards on this", mint("cards", drawn.id, place=place), style="primary")
        mark = Button("Mark where I am", mint("map", drawn.id, HERE, place=place))
        text = Button("As text", mint("map", drawn.id, TEXT, place=place))
        return Reply(
            f"**{drawn.title}.** {legend or drawn.about}",
            buttons=(deal, text) if marked else (mark, deal, text),
            images=(image,),
            private=True,
            data={"map": drawn.id, "marks": dict(found)},
        )


def _branches(drawn: Map, names: Names, found: Mapping[str, Mark]) -> list[Branch]:
    """The rows by service, services in the author's order."""
    by_service: dict[str, list[Row]] = {}
    for row in drawn.rows:
        by_service.setdefault(row.service, []).append(row)
    return [
        Branch(
            names.plainly(service),
            tuple(
                Leaf(names.plainly(row.pattern), names.plainly(row.constraint), SIGNS[found[row.id]] if found else "")
                for row in rows
            ),
        )
        for service, rows in by_service.items()
    ]


def _legend(found: Mapping[str, Mark]) -> str:
    counts = Counter(found.values())
    return " · ".join(f"{SIGNS[mark]} {counts[mark]} {words}" for mark, words in WORDS.items()) if found else ""


def _text(drawn: Map, branches: Iterable[Branch]) -> str:
    parts = [f"**{drawn.title}**"]
    for branch in branches:
        lines = [f"- {leaf.sign} {leaf.pattern}: *{leaf.reason}*" for leaf in branch.leaves]
        parts.append("\n".join([f"**{branch.service}**", "", *lines]))
    return "\n\n".join(parts)

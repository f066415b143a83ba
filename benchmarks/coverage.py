"""What the course teaches: notes, items and map rows against the blueprint's subsections and the topics.

    python -m benchmarks.coverage [--course FOLDER] [--gaps]

The blueprint comes from the course; the topics stand in ``course_topics.toml``, each with the words that
show it is there.  ``--gaps`` prints only what is missing.  Exit code 1 when a subsection has fewer than six
items, or anything has no note or no item.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.coaching.deck import every_row
from bot.quizzing.courses import BUNDLED, Course, open_course
from bot.quizzing.items import Item
from bot.quizzing.maps import Row
from bot.quizzing.notes import Note

TOPICS = Path(__file__).parent / "course_topics.toml"
FEWEST_ITEMS = 6


@dataclass(frozen=True, slots=True)
class Topic:
    """Something the course has to teach; ``told_only`` when there is nothing to ask about it."""

    area: str
    title: str
    words: tuple[str, ...]
    told_only: bool = False


@dataclass(frozen=True, slots=True)
class Covered:
    """How often something is taught.  ``fewest``: items below which it counts as a gap."""

    group: str
    title: str
    notes: int
    items: int
    rows: int
    fewest: int = 1

    @property
    def gap(self) -> bool:
        """Whether something is missing."""
        return self.notes == 0 or self.items < self.fewest


def main() -> None:
    """Print both tables."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--course", type=Path, default=BUNDLED / "pmle", help="the course's folder")
    wanted.add_argument("--gaps", action="store_true", help="print only what is missing")
    given = wanted.parse_args()
    course = open_course(given.course)
    parts, topics = list(by_subsection(course)), list(by_topic(course, load()))
    for heading, rows in (("subsections of the blueprint", parts), ("topics of the course", topics)):
        print_table(heading, [row for row in rows if row.gap or not given.gaps])
    gaps = [row for row in (*parts, *topics) if row.gap]
    print(f"\n{len(parts)} subsections, {len(topics)} topics; {len(gaps)} gaps")
    if gaps:
        raise SystemExit(1)


def load(path: Path = TOPICS) -> list[Topic]:
    """The topics, in the file's order."""
    areas = tomllib.loads(path.read_text("utf-8"))["area"]
    return [
        Topic(area["title"], one["title"], tuple(one["words"]), one.get("told_only", False))
        for area in areas
        for one in area["topics"]
    ]


def by_subsection(course: Course) -> Iterator[Covered]:
    """Notes that name a subsection, items whose main objective it is, map rows that belong to it."""
    rows = every_row(course)
    for section in course.newest.sections:
        for part in section.subsections:
            yield Covered(
                f"{section.number} {section.title}",
                f"{part.id} {part.title}",
                sum(part.id in (note.front.get("objectives") or ()) for note in course.notes.values()),
                sum(item.objectives[0] == part.id for item in course.items.values()),
                sum(row.objective == part.id for row in rows),
                FEWEST_ITEMS,
            )


def by_topic(course: Course, topics: Iterable[Topic]) -> Iterator[Covered]:
    """Notes, items and rows in whose text a topic's words stand."""
    names = course.names(course.newest.id)
    notes = [_note_text(note) for note in course.notes.values()]
    items = [names.write(_item_text(item))[0] for item in course.items.values()]
    rows = [names.plainly(_row_text(row)) for row in every_row(course)]
    for topic in topics:
        told = re.compile("|".join(map(_pattern, topic.words)), re.IGNORECASE)
        counts = [sum(told.search(text) is not None for text in texts) for texts in (notes, items, rows)]
        yield Covered(topic.area, topic.title, *counts, fewest=0 if topic.told_only else 1)


def print_table(heading: str, rows: Sequence[Covered]) -> None:
    """One line a row, grouped."""
    print(f"\n{heading:58}{'notes':>7}{'items':>7}{'rows':>7}")
    group = ""
    for row in rows:
        if row.group != group:
            group = row.group
            print(group)
        print(f"  {row.title:56}{row.notes:7}{row.items:7}{row.rows:7}{'   gap' if row.gap else ''}")


def _pattern(word: str) -> str:
    begins = rf"(?<![a-z0-9]){re.escape(word.removesuffix('*'))}"
    return begins if word.endswith("*") else rf"{begins}s?(?![a-z0-9])"


def _note_text(note: Note) -> str:
    return "\n".join([note.title, note.opening, *(f"{section.heading}\n{section.text}" for section in note.sections)])


def _item_text(item: Item) -> str:
    options = [f"{option.text} {option.why}" for option in item.options]
    topics = [topic.replace("-", " ") for topic in item.topics]
    return " ".join([*topics, item.goal, item.scenario, item.ask, item.code, item.deciding_constraint, *options])


def _row_text(row: Row) -> str:
    return " ".join([row.pattern, row.service, row.constraint, *row.rivals])


if __name__ == "__main__":
    main()

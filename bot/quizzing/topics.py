"""From the words somebody types to the items they mean: topics, objectives, sections, products, tracks.

Words may be cut short, so that ``monitor`` finds the topic *monitoring* and the section *Monitoring AI
solutions* alike.  Nothing found is said, with the nearest names; nobody is quizzed on something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from bot.quizzing.courses import Course
from bot.quizzing.items import Item
from bot.quizzing.products import placeholders

_WORD = re.compile(r"[a-z0-9.]+")
LONGEST_NAME = 4
"""Words; what is longer is not the name of a subject but somebody's sentence."""
MOST_CHOICES = 25
"""As many as Discord shows while somebody types."""
_FILLER = frozenset(
    {"a", "about", "an", "and", "domain", "for", "in", "of", "on", "or", "part", "please", "question"}
    | {"questions", "quiz", "section", "some", "the", "to", "with"}
)


@dataclass(frozen=True, slots=True)
class Subject:
    """Something one can be quizzed on."""

    name: str
    items: frozenset[str]


EVERYTHING = Subject("", frozenset())
"""No topic at all: any item may come."""


@lru_cache(maxsize=8)
def _subjects(course: Course) -> tuple[Subject, ...]:
    """Everything that can be named, with the items it stands for; what has none is left out.

    Kept, because somebody's every keystroke asks for it.
    """
    every = (Subject(name, frozenset(item.id for item in items)) for name, items in _named(course))
    return tuple(subject for subject in every if subject.items)


def find(course: Course, text: str) -> Subject | None:
    """What ``text`` names, or ``None``."""
    wanted = _words(text)
    if not wanted:
        return None
    known = _subjects(course)
    found = [subject for subject in known if _begins(wanted, _words(subject.name))]
    if not found:
        return _spoken_of(wanted, known) if len(wanted) > LONGEST_NAME else None
    exact = [subject.name for subject in found if _words(subject.name) == wanted]
    items = frozenset().union(*(subject.items for subject in found))
    return Subject((exact or [text.strip()])[0], items)


def full_names(course: Course) -> Callable[[str], str | None]:
    """A function that returns the name of the subject that has exactly the words of a text."""
    known = {tuple(_words(subject.name)): subject.name for subject in _subjects(course)}
    return lambda text: known.get(tuple(_words(text)))


def _spoken_of(words: Sequence[str], known: Iterable[Subject]) -> Subject | None:
    """What a whole sentence is about: the subject with the longest name all of which it says."""
    told = [(names, one) for one in known if (names := _words(one.name)) and set(names) <= set(words)]
    return max(told, key=lambda pair: (len(pair[0]), -len(pair[1].items)))[1] if told else None


def nearest(course: Course, text: str, count: int = 3) -> list[str]:
    """Names close to what was typed, for those who mistyped; else the ones with most questions."""
    known = sorted(_subjects(course), key=lambda subject: -len(subject.items))
    names = list(dict.fromkeys(subject.name for subject in known))
    return get_close_matches(text.lower(), names, n=count, cutoff=0.5) or names[:count]


def complete(course: Course, text: str) -> Sequence[tuple[str, str]]:
    """Choices (value, label) while somebody types; before they do, the largest.

    Sections are offered by their titles: nobody knows their numbers, and ``/quiz 1`` asks for one question.
    """
    wanted = _words(text)
    found = {
        subject.name: len(subject.items)
        for subject in _subjects(course)
        if not subject.name[0].isdigit() and (not wanted or _begins(wanted, _words(subject.name)))
    }
    ordered = sorted(found) if wanted else sorted(found, key=lambda name: (-found[name], name))
    return [(name, f"{name} ({found[name]})") for name in ordered[:MOST_CHOICES]]


def means(text: str, name: str) -> bool:
    """Whether the words of ``text``, perhaps cut short, all stand in ``name``."""
    wanted = _words(text)
    return bool(wanted) and _begins(wanted, _words(name))


def _named(course: Course) -> Iterator[tuple[str, list[Item]]]:
    items = course.served
    for topic in sorted({topic for item in items for topic in item.topics}):
        yield topic.replace("-", " "), [item for item in items if topic in item.topics]
    for section in course.newest.sections:
        covered = [part.id for part in section.subsections]
        inside = [item for item in items if _on(item, covered)]
        yield section.number, inside
        yield section.title.lower(), inside
        for part in section.subsections:
            yield part.id, [item for item in items if _on(item, [part.id])]
            yield part.title.lower(), [item for item in items if _on(item, [part.id])]
    for grouping in course.outline.groupings:
        for cut in grouping.parts:
            yield cut.title.lower(), [item for item in items if _on(item, cut.objectives)]
    mentioned = {item.id: frozenset(placeholders(_texts(item))) for item in items}
    for product in course.products:
        mentioning = [item for item in items if product.id in mentioned[item.id]]
        yield from ((name.lower(), mentioning) for name in product.every_name)
    for track in course.outline.tracks:
        yield track.title.lower(), [item for item in items if track.id in item.tracks]


def _on(item: Item, objectives: Iterable[str]) -> bool:
    return not set(objectives).isdisjoint(item.objectives)


def _texts(item: Item) -> list[str]:
    return [item.goal, item.scenario, item.ask, *(option.text for option in item.options)]


def _words(text: str) -> list[str]:
    plain = text.lower().replace("-", " ")
    return [word.strip(".") for word in _WORD.findall(plain) if word.strip(".") not in _FILLER]


def _begins(wanted: list[str], name: list[str]) -> bool:
    """Every wanted word begins a word of the name (or is one, when it is too short to be a beginning)."""
    return bool(name) and all(
        any(word == part or (len(word) >= 3 and part.startswith(word)) for part in name) for word in wanted
    )

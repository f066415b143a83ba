"""What can be wrong with the notes and with how course.toml points at them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bot.quizzing.courses import Course
from bot.quizzing.findings import Finding, Severity
from bot.quizzing.notes import Note
from bot.quizzing.references import STALE, no_note

FRONT = ("title", "objectives", "topics", "status", "as_of", "kind", "sources")
STATUS, KIND = ("current", "mixed", "legacy"), ("fundamentals", "details")

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def check_notes(course: Course, today: date) -> Iterator[Finding]:
    """Front matter, headings, links between notes, dates, and the slugs that course.toml names."""
    for note in course.notes.values():
        for severity, field, says in (*_front(note, course, today), *_body(note, course)):
            yield Finding(severity, f"{note.slug}.md", "", field, says, "notes")
    for part in course.newest.objectives:
        for slug in part.notes:
            for says in no_note(slug, course):
                yield Finding("error", "course.toml", part.id, "notes", says, "notes")


def _front(note: Note, course: Course, today: date) -> Iterator[tuple[Severity, str, str]]:
    for field in FRONT:
        if not note.front.get(field):
            yield "error", field, "it is missing"
    for field in sorted(set(note.front) - set(FRONT)):
        yield "warning", field, "no such field"
    known = {part.id for part in course.newest.objectives}
    for objective in note.front.get("objectives") or ():
        if objective not in known:
            yield "error", "objectives", f"{objective!r} is no objective of {course.newest.id}"
    for field, allowed in (("status", STATUS), ("kind", KIND)):
        value = note.front.get(field)
        if value and value not in allowed:
            yield "error", field, f"{value!r} is none of {', '.join(allowed)}"
    yield from _dates(note, today)
    for number, source in enumerate(note.front.get("sources") or (), 1):
        yield from _source(number, source)


def _dates(note: Note, today: date) -> Iterator[tuple[Severity, str, str]]:
    if note.front.get("as_of") and note.as_of is None:
        yield "error", "as_of", "a date such as 2026-08-31 is meant"
    elif note.as_of and note.as_of > today:
        yield "error", "as_of", f"{note.as_of.isoformat()} lies in the future"
    elif note.as_of and note.front.get("kind") == "details" and today - note.as_of > STALE:
        yield "warning", "as_of", "its details were checked more than a year ago"


def _source(number: int, source: Mapping[str, Any] | Any) -> Iterator[tuple[Severity, str, str]]:
    if not isinstance(source, dict) or not source.get("title"):
        yield "error", f"sources {number}", "a title and a url are meant"
    elif not str(source.get("url", "")).startswith("https://"):
        yield "warning", f"sources {number}", f"{source['title']!r} has no https address"


def _body(note: Note, course: Course) -> Iterator[tuple[Severity, str, str]]:
    if not note.opening:
        yield "warning", "opening", "the title's question is not answered under it"
    for heading, count in Counter(section.heading for section in note.sections).items():
        if count > 1:
            yield "error", "heading", f"{heading!r} stands there twice, so nothing can point at it"
    for section in note.sections:
        if section.level == 1:
            yield "error", f"line {section.line}", "the title is the only heading of the first level"
        if not section.text:
            yield "warning", f"line {section.line}", f"nothing stands under {section.heading!r}"
    text = "\n".join([note.opening, *(section.text for section in note.sections)])
    for target in _LINK.findall(text):
        yield from _link(target, note, course)


def _link(target: str, note: Note, course: Course) -> Iterator[tuple[Severity, str, str]]:
    if "://" in target:
        return
    page, _, anchor = target.partition("#")
    other = course.notes.get(page.removesuffix(".md").removeprefix("./")) if page else note
    if other is None:
        yield "error", "link", f"{target} leads nowhere"
    elif anchor and anchor not in {_slug(section.heading) for section in other.sections}:
        yield "error", "link", f"{other.slug} has no heading for #{anchor}"


def _slug(heading: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).strip().replace(" ", "-")

"""Anki: an apkg deck with one note an item, question in front, key, reasons and source behind.

Note and deck ids follow from the course and the item, so that importing a newer deck updates cards
instead of doubling them.  The whole item travels in a field no card shows, and comes back from there.
"""

from __future__ import annotations

import hashlib
import html
import json
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.quizzing.courses import Course
from bot.quizzing.exchange.reading import Unreadable
from bot.quizzing.exchange.whole import dumps, table_from
from bot.quizzing.item_table import Table
from bot.quizzing.items import Item, Option
from bot.quizzing.products import Names
from bot.quizzing.question import how_many
from bot.quizzing.wording import LETTERS, joined

if TYPE_CHECKING:
    import genanki

FIELDS = ("Question", "Options", "Answer", "Reasons", "Studyhall")
FRONT = "{{Question}}<hr>{{Options}}"
BACK = "{{FrontSide}}<hr id=answer>{{Answer}}{{Reasons}}"
LOOKS = ".card { font-family: sans-serif; font-size: 18px; text-align: left; } pre { white-space: pre-wrap; }"
MOST_BYTES = 200_000_000


def write(course: Course, items: Sequence[Item]) -> bytes:
    """The deck; its time stamp is the newest review, so the same items give the same deck."""
    import genanki

    model = genanki.Model(
        _number("model", course.id),
        f"Studyhall {course.id}",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Question", "qfmt": FRONT, "afmt": BACK}],
        css=LOOKS,
    )
    deck = genanki.Deck(_number("deck", course.id), course.outline.title)
    deck.description = f"{course.outline.licence}. {course.outline.notice}"
    names = course.names(course.newest.id)
    for item in items:
        deck.add_note(_note(item, names, model, course))
    newest = max((item.reviewed.toordinal() for item in items), default=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        genanki.Package(deck).write_to_file(str(path), timestamp=newest * 86400.0)
        return path.read_bytes()


def read(data: bytes) -> list[Table]:
    """The items of a deck that was written here."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "collection.db"
        path.write_bytes(_collection(data))
        try:
            with closing(sqlite3.connect(path)) as collection:
                rows = collection.execute("SELECT flds FROM notes ORDER BY id").fetchall()
        except sqlite3.Error as broken:
            raise Unreadable(f"the deck's collection cannot be read: {broken}") from None
    return [_table(str(fields).split("\x1f")) for (fields,) in rows]


def _note(item: Item, names: Names, model: genanki.Model, course: Course) -> genanki.Note:
    import genanki

    letters = {option.id: LETTERS[at] for at, option in enumerate(item.options)}
    code = f"<pre>{html.escape(item.code)}</pre>" if item.code else ""
    goal, scenario, ask, *texts = names.write(item.goal, item.scenario, item.ask, *(o.text for o in item.options))
    question = f"<p><i>{html.escape(goal)}</i></p><p>{html.escape(scenario)}</p>{code}<p><b>{html.escape(ask)}</b> "
    options = "".join(
        f"<p>{letters[option.id]} {html.escape(text)}</p>" for option, text in zip(item.options, texts, strict=True)
    )
    reasons = "".join(f"<p>{letters[option.id]} {_reason(option, names)}</p>" for option in item.options)
    return genanki.Note(
        model=model,
        fields=[
            question + how_many(item.choose) + "</p>",
            options,
            f"<p><b>{joined([letters[one] for one in item.key])}</b></p>",
            reasons,
            html.escape(dumps(item)),
        ],
        tags=[*item.topics, *(f"objective::{objective}" for objective in item.objectives)],
        guid=genanki.guid_for(course.id, item.id),
    )


def _reason(option: Option, names: Names) -> str:
    mark = "✓" if option.right else "✗"
    where = f"{option.source.note}, {option.source.heading}"
    return f"{mark} {html.escape(names.plainly(option.why))} <small>({html.escape(where)})</small>"


def _collection(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(data)) as deck:
            entry = deck.getinfo("collection.anki2")
            if entry.file_size > MOST_BYTES:
                raise Unreadable("the deck is too large")
            return deck.read(entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError):
        raise Unreadable("it is not an Anki deck (.apkg)") from None


def _table(fields: list[str]) -> Table:
    try:
        item: Any = json.loads(html.unescape(fields[len(FIELDS) - 1]))
    except (IndexError, ValueError):
        item = None
    if not isinstance(item, dict):
        raise Unreadable("the deck was not made by Studyhall: its cards do not say which options are wrong, and why")
    return table_from(item, "a card")


def _number(*parts: str) -> int:
    """A stable id, positive and below two to the thirty-first, as Anki wants it."""
    return 1 << 30 | int.from_bytes(hashlib.sha256("/".join(parts).encode()).digest()[:3], "big")

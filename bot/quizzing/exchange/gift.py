"""Moodle's GIFT: a question a paragraph, ``=`` before right answers, ``~`` before wrong ones, ``#`` before reasons.

GIFT has no place for traps, sources or flips, so the whole item travels in a comment above its question
and comes back from there.  A file from elsewhere has no such comments; its questions become drafts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from bot.quizzing.courses import Course
from bot.quizzing.exchange.reading import Unreadable
from bot.quizzing.exchange.whole import dumps, table_from
from bot.quizzing.item_table import Table
from bot.quizzing.items import Item
from bot.quizzing.products import Names

MARK = "// studyhall "
SPECIAL = re.compile(r"([~=#{}:\\])")
_UNIT = re.compile(
    r"(?:::(?P<title>(?:[^:\\]|\\.)*)::)?(?P<text>(?:[^{\\]|\\.)*)\{(?P<answers>(?:[^}\\]|\\.)*)\}", re.DOTALL
)
_ANSWER = re.compile(
    r"(?P<sign>[=~])(?:%(?P<share>-?[\d.]+)%)?(?P<text>(?:[^=~#\\]|\\.)*)(?:#(?P<why>(?:[^=~\\]|\\.)*))?", re.DOTALL
)


def write(course: Course, items: Sequence[Item]) -> bytes:
    """All items, product names filled in as the newest blueprint has them."""
    names = course.names(course.newest.id)
    head = f"// {course.outline.title}. {course.outline.licence}. {course.outline.notice}\n\n"
    return (head + "\n\n".join(_question(item, names) for item in items) + "\n").encode()


def read(data: bytes) -> list[Table]:
    """The items in the comments; for questions without one, drafts."""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as broken:
        raise Unreadable(f"it is not UTF-8: {broken}") from None
    return list(_tables(text))


def _question(item: Item, names: Names) -> str:
    wrong_costs = round(-100 / max(1, len(item.wrong)), 5)
    right_gives = round(100 / len(item.key), 5)
    answers = []
    for option in item.options:
        share = f"%{right_gives if option.right else wrong_costs}%" if item.choose > 1 else ""
        sign = "=" if option.right and item.choose == 1 else "~"
        said, why = (_escaped(names.plainly(text)) for text in (option.text, option.why))
        answers.append(f"\t{sign}{share}{said}#{why}")
    code = f"\n\n{item.code}" if item.code else ""
    text = _escaped(names.write(f"Goal: {item.goal}\n\n{item.scenario}{code}\n\n{item.ask}")[0])
    lines = "\n".join(answers)
    return f"{MARK}{dumps(item)}\n::{_escaped(item.id)}::{_no_blank_lines(text)} {{\n{lines}\n}}"


def _tables(text: str) -> Iterator[Table]:
    kept: Table | None = None
    for unit in re.split(r"\n[ \t]*\n", text):
        lines = unit.strip().split("\n")
        for line in lines:
            if line.startswith(MARK):
                kept = _kept(line)
        question = "\n".join(line for line in lines if not line.startswith(("//", "$CATEGORY")))
        if kept is not None:
            yield kept
        elif (found := _UNIT.search(question)) and _ANSWER.search(found["answers"]):
            yield _draft(found)
        kept = None


def _kept(line: str) -> Table:
    try:
        return table_from(json.loads(line.removeprefix(MARK)), "a studyhall comment")
    except ValueError as broken:
        raise Unreadable(f"a studyhall comment was damaged: {broken}") from None


def _draft(found: re.Match[str]) -> Table:
    """A question from elsewhere: what GIFT knows of it."""
    title = _plain(found["title"] or found["text"])[:40]
    options = []
    for number, answer in enumerate(_ANSWER.finditer(found["answers"])):
        right = answer["sign"] == "=" or float(answer["share"] or 0) > 0
        options.append({"id": chr(97 + number), "text": _plain(answer["text"]), "right": right})
        options[-1] |= {"why": _plain(answer["why"])} if answer["why"] else {}
    scenario, _, ask = _plain(found["text"]).rpartition("\n")
    return {
        "id": re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-"),
        "scenario": scenario.strip() or ask,
        "ask": ask.strip(),
        "choose": sum(bool(option["right"]) for option in options),
        "option": options,
    }


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text.replace("\\n", "\n")).strip()


def _no_blank_lines(text: str) -> str:
    """A blank line would end the question."""
    return re.sub(r"\n\s*\n", "\\\\n\\\\n", text).replace("\n", "\\n")

"""Tables of a course's files as dataclasses."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

import pytest

from bot.quizzing.fields import Fields
from bot.quizzing.findings import Finding
from bot.quizzing.schema import Written, read


@dataclass(frozen=True)
class Leaf:
    title: str
    count: Annotated[int, Written(low=1, high=5, default=2)]


@dataclass(frozen=True)
class Tree:
    id: Annotated[str, Written(most=8, kebab=True)]
    share: Annotated[float, Written(percent=True)]
    planted: date
    kind: Literal["oak", "elm"]
    leaves: Annotated[tuple[Leaf, ...], Written(name="leaf")]
    file: str
    names: tuple[str, ...] = ()
    tall: bool = False
    crown: Leaf | None = None
    cut: date | None = None
    nick: str | None = None
    about: Annotated[str, Written(flowing=True)] = ""
    words: Mapping[str, str] = field(default_factory=dict)


GOOD = """
id = "a-tree"
share = 12.5
planted = 2026-11-21
kind = "oak"
leaf = [{ title = "L", count = 3 }, { title = "M" }]
"""
MORE = 'names = ["n"]\ntall = true\ncut = 2026-11-22\nnick = "T"\ncrown = { title = "C" }\nwords = { a = "b" }\n'


def planted(text: str) -> tuple[Tree, list[str]]:
    findings: list[Finding] = []
    table = Fields(tomllib.loads(text), file="t.toml", entry="", findings=findings)
    return read(Tree, table, file="t.toml"), [f"{finding.field}: {finding.says}" for finding in findings]


def test_a_dataclass_is_the_schema_of_its_table() -> None:
    """Every kind of field, with and without what may be missing."""
    first, second = Leaf("L", 3), Leaf("M", 2)
    bare = Tree("a-tree", 12.5, date(2026, 11, 21), "oak", (first, second), "t.toml")
    assert planted(GOOD) == (bare, [])
    whole, findings = planted(GOOD + MORE)
    assert findings == []
    assert (whole.names, whole.tall, whole.crown, whole.nick) == (("n",), True, Leaf("C", 2), "T")
    assert (whole.cut, whole.words) == (date(2026, 11, 22), {"a": "b"})


def test_the_lines_of_a_paragraph_are_one() -> None:
    """However a file breaks them; paragraphs, lists and quotations keep theirs."""
    written = "about = '''\nOne line \nand another.\n\nNext:\n- a\n- b\n> c\n'''\n"
    assert planted(written + GOOD)[0].about == "One line and another.\n\nNext:\n- a\n- b\n> c"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"a-tree"', '"A tree"', "id: 'A tree' is not in kebab-case"),
        ('"a-tree"', '"a-tree-so-long"', "id: it has 14 characters; 8 is the most a reader is shown"),
        ("12.5", "125", "share: 125 is not a percentage"),
        ('"oak"', '"ash"', "kind: 'ash' is none of oak, elm"),
        ("count = 3", "count = 9", "leaf L.count: 9 is outside 1 to 5"),
        ("count = 3", "counts = 3", "leaf L.counts: no such field; did you mean count?"),
        ("planted = 2026-11-21", "", "planted: it is missing"),
    ],
)
def test_what_does_not_fit_is_named(old: str, new: str, says: str) -> None:
    """With the field, and the value that is at fault."""
    _, findings = planted(GOOD.replace(old, new, 1))
    assert says in findings

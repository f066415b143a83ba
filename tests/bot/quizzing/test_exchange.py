"""Out and in again: every format gives back the items it was given."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rigs.toy_course import write_course

from bot.quizzing.courses import Course, open_course
from bot.quizzing.exchange import FORMATS
from bot.quizzing.exchange.reading import Unreadable
from bot.quizzing.findings import Finding
from bot.quizzing.item_file import item_from, parse_items
from bot.quizzing.item_table import as_table, as_toml
from bot.quizzing.items import Flip, Item, Option, SourceRef, Variant
from bot.quizzing.schema import flowing

words = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n~={}#:\\\"'%,;/"), min_size=1, max_size=60)
    .map(str.strip)
    .filter(bool)
)  # fmt: skip
scenarios = words.map(flowing)
slugs = st.from_regex(r"[a-z][a-z0-9]{0,7}(-[a-z0-9]{1,6}){0,3}", fullmatch=True)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
sources = st.builds(SourceRef, slugs, words, st.none() | words, st.none() | words, st.none() | days)


@st.composite
def items(draw: st.DrawFn) -> Item:
    """Any item whose form is right."""
    ids = draw(st.lists(st.from_regex(r"[a-z][a-z0-9]{0,3}", fullmatch=True), min_size=3, max_size=6, unique=True))
    right = set(draw(st.permutations(ids))[: draw(st.integers(1, min(3, len(ids) - 1)))])
    options = tuple(
        Option(one, draw(words), one in right, draw(words), draw(sources), None if one in right else draw(slugs))
        for one in ids
    )
    variant = Variant(draw(scenarios), draw(words), draw(st.dictionaries(st.sampled_from(ids), words)))
    return Item(
        draw(slugs),
        draw(st.integers(1, 99)),
        tuple(draw(st.lists(slugs, min_size=1, max_size=3))),
        tuple(draw(st.lists(slugs, min_size=1, max_size=3))),
        draw(words),
        draw(scenarios),
        draw(words),
        len(right),
        options,
        draw(words),
        draw(st.integers(1, 3)),
        draw(st.sampled_from(["fundamental", "detail"])),
        draw(days),
        tracks=tuple(draw(st.lists(slugs, max_size=2))),
        ordered=draw(st.booleans()),
        code=draw(st.just("") | words),
        language=draw(st.sampled_from(["", "sql"])),
        flip=draw(st.none() | st.just(Flip(draw(words), (ids[0],), draw(words)))),
        variant=draw(st.none() | st.just(variant)),
    )


banks = st.lists(items(), min_size=1, max_size=3, unique_by=lambda item: item.id)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"anki"}))
@settings(max_examples=15, deadline=None)
@given(bank=banks)
def test_out_and_in_again_is_the_same(toy: Course, name: str, bank: list[Item]) -> None:
    """Whatever stands in them: signs of the format, quotes, line breaks, other scripts."""
    assert [back(table) for table in FORMATS[name].read(FORMATS[name].write(toy, bank))] == bank


@settings(max_examples=6, deadline=None)
@given(bank=banks)
def test_an_anki_deck_gives_its_items_back(toy: Course, bank: list[Item]) -> None:
    """The same for a deck; each builds a database, so fewer of them."""
    assert [back(table) for table in FORMATS["anki"].read(FORMATS["anki"].write(toy, bank))] == bank


@settings(max_examples=25, deadline=None)
@given(item=items())
def test_toml_out_and_in_again_is_the_same(item: Item) -> None:
    """The form items are kept in."""
    findings: list[Finding] = []
    (read,) = parse_items(as_toml([as_table(item)]).encode(), "", findings)
    assert (read, findings) == (item, [])


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_file_that_is_something_else_is_refused_in_a_sentence(name: str) -> None:
    """Never a traceback."""
    for data in (b"", b"\xff\xfe\x00", b"name,age\nana,7\n", b"{}", b"PK\x03\x04"):
        try:
            assert FORMATS[name].read(data) == []
        except Unreadable as refusal:
            assert str(refusal)


@pytest.fixture(scope="module")
def written() -> dict[str, bytes]:
    """The toy course in every format."""
    with tempfile.TemporaryDirectory() as folder:
        toy = open_course(write_course(Path(folder)))
        return {name: form.write(toy, list(toy.items.values())) for name, form in FORMATS.items()}


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60)
@given(at=st.integers(0, 10**9), junk=st.binary(max_size=30), cut=st.booleans())
def test_a_damaged_file_is_refused_or_read(
    written: dict[str, bytes], name: str, at: int, junk: bytes, cut: bool
) -> None:
    """Bytes that were changed anywhere, or a file that ends too early: a sentence or items, never anything else."""
    whole = written[name]
    at %= len(whole) + 1
    with suppress(Unreadable):
        tables = FORMATS[name].read(whole[:at] + junk + (b"" if cut else whole[at + len(junk) :]))
        parse_items(as_toml(tables).encode("utf-8", "surrogatepass"), "in.toml", [])


@pytest.mark.parametrize("items", ['[{"id": "a", "option": 5}]', '[{"id": null, "option": [{"id": "a"}, "b"]}]'])
def test_json_of_another_shape_is_read_for_the_linter_to_name(items: str) -> None:
    """What is nothing there is left out here; what is no option is found to be none."""
    text = as_toml(FORMATS["json"].read(items.encode()))
    assert "None" not in text
    findings: list[Finding] = []
    assert parse_items(text.encode(), "in.toml", findings) == []
    assert findings


def test_a_gift_file_from_elsewhere_becomes_drafts() -> None:
    """Question, options and reasons are kept; the linter asks for the rest."""
    gift = b"""// somebody's bank
$CATEGORY: exam

::Which store\\?:: Rows arrive all day.\\nWhich store fits? {
  =BigQuery#It takes streams.
  ~A bucket#Files, not rows.
  ~A sheet
}
"""
    (draft,) = FORMATS["gift"].read(gift)
    assert (draft["id"], draft["scenario"], draft["ask"]) == (
        "which-store",
        "Rows arrive all day.",
        "Which store fits?",
    )
    assert [(o["text"], o["right"], o.get("why")) for o in draft["option"]] == [
        ("BigQuery", True, "It takes streams."),
        ("A bucket", False, "Files, not rows."),
        ("A sheet", False, None),
    ]
    findings: list[Finding] = []
    assert item_from(draft, "drafts.toml", 1, findings) is None
    assert {"deciding_constraint", "option a.source", "option b.trap"} <= {finding.field for finding in findings}


def test_the_visible_side_names_products_as_today(toy: Course) -> None:
    """Placeholders stay inside; people read names."""
    gift = FORMATS["gift"].write(toy, list(toy.items.values())).decode()
    seen = [line for line in gift.splitlines() if not line.startswith("//")]
    assert any("New Pipes" in line for line in seen)
    assert not any("{{" in line for line in seen)


def test_a_deck_of_the_same_items_is_the_same_deck(toy: Course) -> None:
    """Importing it again updates cards instead of doubling them."""
    import sqlite3
    import tempfile
    from contextlib import closing
    from pathlib import Path

    from bot.quizzing.exchange.anki import _collection

    def guids(data: bytes) -> list[str]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "c.db"
            path.write_bytes(_collection(data))
            with closing(sqlite3.connect(path)) as collection:
                return [guid for (guid,) in collection.execute("SELECT guid FROM notes ORDER BY guid")]

    bank = list(toy.items.values())
    renamed = [replace(item, goal="Something else") for item in bank]
    assert guids(FORMATS["anki"].write(toy, bank)) == guids(FORMATS["anki"].write(toy, renamed))


def back(table: dict[str, object]) -> Item:
    findings: list[Finding] = []
    item = item_from(table, "", 1, findings)
    assert findings == []
    assert item is not None
    return item

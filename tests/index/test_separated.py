"""CSV and TSV: a table under the names of its columns, whatever stands between its values."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as some

from index.documents import Document, Unreadable, read

TABLE = """\
| Plan | Price | Seats |
| --- | --- | --- |
| Free | €0 | 3 |
| Business; large | €30 | 200 |
"""


def rows_of(document: Document) -> list[str]:
    return document.text.splitlines()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_separator_gives_the_same_table(separator: str, encoding: str) -> None:
    """Quotes, encodings and Windows line ends included."""
    text = 'Plan,Price,Seats\r\nFree,€0,3\r\n"Business; large",€30,200\r\n'.replace(",", separator)
    document = read(text.encode(encoding), "price list.csv")
    assert (document.text, document.title, document.kind) == (TABLE, "Price list", "csv")


def test_what_stands_above_the_names_stays_above() -> None:
    """As exports from spreadsheets have it."""
    document = read(b"Price list 2026;;\n;;\nPlan;Price;Seats\nFree;0;3\n", "plans.csv")
    assert rows_of(document)[:4] == ["Price list 2026", "", "| Plan | Price | Seats |", "| --- | --- | --- |"]


def test_a_table_without_names_loses_no_row() -> None:
    """Its first row is a row."""
    document = read(b"2024-05-06,12\n2024-05-07,15\n", "readings.tsv")
    assert rows_of(document) == ["|  |  |", "| --- | --- |", "| 2024-05-06 | 12 |", "| 2024-05-07 | 15 |"]


def test_a_cell_of_several_lines_is_one_row() -> None:
    """Rows of other lengths are filled up."""
    document = read(b'code,meaning,since\nE1,"empty:\nfill it"\nE2,a | b,3\n', "codes.csv")
    assert rows_of(document)[2:] == ["| E1 | empty: fill it |  |", "| E2 | a \\| b | 3 |"]


def test_without_columns_it_is_text() -> None:
    """One that is no table is read all the same; one that cannot be taken apart says so."""
    assert read(b"milk\nbread\n", "list.csv").kind == "text"
    with pytest.raises(Unreadable, match="cannot be told apart"):
        read(b"a,b\n" + b"x" * 200_000 + b",1\n", "long.csv")


CELL = some.text(some.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=12)


@given(some.lists(some.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=12), some.sampled_from(",;\t"))
def test_no_word_is_lost(rows: list[list[str]], separator: str) -> None:
    """Every cell that holds anything stands in the text."""
    target = io.StringIO()
    csv.writer(target, delimiter=separator, quoting=csv.QUOTE_ALL).writerows([["one", "two", "three"], *rows])
    text = read(target.getvalue().encode(), "any.csv").text
    for cell in (cell for row in rows for cell in row):
        assert " ".join(cell.split()).replace("|", "\\|") in text

"""What a PDF only draws: tables, with the names of their columns, and headings; the rest of a page keeps its order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from index.documents import Document, read
from index.documents.confined import Confined
from index.passages import split

Cells = Sequence[Sequence[str]]
PRICES = (("Machine", "Price", "Remark"), ("small", "1.20", "for tests"), ("large", "4.80", "busy | noisy"))
LEFT, TOP, WIDE, HIGH = 72, 700, 120, 20


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    with Confined() as child:
        yield child


def said(x: float, y: float, words: str, size: int = 10) -> str:
    return f"BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET"


def stroke(x: float, y: float, to_x: float, to_y: float) -> str:
    return f"{x} {y} m {to_x} {to_y} l S"


def words_of(cells: Cells) -> list[str]:
    return [
        said(LEFT + 4 + WIDE * column, TOP - 14 - HIGH * row, words)
        for row, line in enumerate(cells)
        for column, words in enumerate(line)
        if words
    ]


def ruled(rows: int, columns: int) -> list[str]:
    right, low = LEFT + WIDE * columns, TOP - HIGH * rows
    across = [stroke(LEFT, TOP - HIGH * row, right, TOP - HIGH * row) for row in range(rows + 1)]
    return across + [stroke(LEFT + WIDE * column, TOP, LEFT + WIDE * column, low) for column in range(columns + 1)]


def pdf_of(*drawn: str) -> bytes:
    page = "\n".join(drawn).encode()
    return (
        b"%%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>\nendobj\n"
        b"4 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"
        b"5 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\ntrailer\n<< /Size 6 /Root 1 0 R >>\n%%%%EOF\n"
        % (len(page), page)
    )


def read_as(confined: Confined, *drawn: str) -> Document:
    return read(pdf_of(*drawn), "prices.pdf", confined)


def test_the_rows_of_a_ruled_table_have_the_names_of_their_columns(confined: Confined) -> None:
    document = read_as(
        confined, said(72, 740, "All prices are hourly."), *ruled(3, 3), *words_of(PRICES), said(72, 600, "They rise.")
    )
    assert document.text.split("\n") == [
        "All prices are hourly.",
        "",
        "| Machine | Price | Remark |",
        "| --- | --- | --- |",
        "| small | 1.20 | for tests |",
        "| large | 4.80 | busy \\| noisy |",
        "",
        "They rise.",
        "",
    ]
    (passage,) = split(document, lambda texts: [len(text.split()) for text in texts])
    assert "| small | 1.20 | for tests |" in [passage.text[first:last] for first, last in passage.sentences]


def test_narrow_areas_are_lines_and_wide_ones_are_shading(confined: Confined) -> None:
    """As Word draws its borders: filled, half a point wide; and a grey head that is no cell of its own."""
    thin = [line.replace(" m ", " ").split() for line in ruled(3, 3)]
    areas = [
        f"{x} {y} {max(float(to_x) - float(x), 0.5)} {-max(float(y) - float(to_y), 0.5)} re f"
        for x, y, to_x, to_y, *_ in thin
    ]
    text = read_as(confined, f"0.8 g {LEFT} {TOP - 20} 300 20 re f 0 g", *areas, *words_of(PRICES)).text
    assert text.startswith("| Machine | Price | Remark |\n| --- | --- | --- |\n| small | 1.20 | for tests |\n")


def test_cells_that_are_one_have_their_words_once(confined: Confined) -> None:
    lines = [line for line in ruled(3, 3) if line != stroke(LEFT + WIDE, TOP, LEFT + WIDE, TOP - 3 * HIGH)]
    lines.append(stroke(LEFT + WIDE, TOP - HIGH, LEFT + WIDE, TOP - 3 * HIGH))
    cells = (("Machines that are hired by the hour", "", "Price"), ("small", "new", "1.20"), ("large", "old", "4.80"))
    text = read_as(confined, *lines, *words_of(cells)).text
    assert text.startswith("| Machines that are hired by the hour | | Price |\n")


def test_words_of_a_cell_on_several_lines_are_one_cell(confined: Confined) -> None:
    words = [
        said(76, 692, "Mach-"),
        said(76, 683, "ine"),
        said(196, 687, "Price"),
        *words_of(
            (),
        ),
    ]
    text = read_as(confined, *ruled(2, 2), *words, said(76, 668, "small"), said(196, 668, "1.20")).text
    assert text.startswith("| Machine | Price |\n| --- | --- |\n| small | 1.20 |")


def test_boxes_with_a_word_here_and_there_are_a_drawing(confined: Confined) -> None:
    text = read_as(confined, *ruled(4, 4), said(76, 686, "Start"), said(200, 626, "End")).text
    assert text == "Start\nEnd\n"


def test_a_page_with_a_line_above_and_one_below_keeps_its_order(confined: Confined) -> None:
    lines = [stroke(72, 760, 540, 760), stroke(72, 40, 540, 40)]
    columns = [
        said(72 + 240 * column, 700 - 12 * row, f"Line {row} of column {column}.")
        for column in (0, 1)
        for row in (0, 1)
    ]
    text = read_as(confined, *lines, *columns).text
    assert text.replace("\n", " ").split("Line ")[1:] == [
        "0 of column 0. ",
        "1 of column 0. ",
        "0 of column 1. ",
        "1 of column 1. ",
    ]


def booked(*between: int) -> list[str]:
    """Lines across only: above and below all rows, and below those that are named."""
    return [stroke(LEFT, TOP - HIGH * row, LEFT + WIDE * 3, TOP - HIGH * row) for row in (0, *between, 3)]


@pytest.mark.parametrize("lines", [booked(1), booked(1, 2)], ids=["under its names", "under every row"])
def test_a_table_with_lines_across_only_has_its_columns_where_the_gaps_are(
    lines: list[str], confined: Confined
) -> None:
    wrapped = said(LEFT + 4 + 2 * WIDE, TOP - 37, "of the pump")
    text = read_as(confined, *lines, *words_of(PRICES), wrapped).text
    assert text.startswith(
        "| Machine | Price | Remark |\n| --- | --- | --- |\n| small | 1.20 | for tests of the pump |\n"
    )


def test_two_columns_of_prose_between_lines_are_no_table(confined: Confined) -> None:
    prose = [
        said(76 + 190 * column, 690 - 12 * row, "A line of prose that fills its column")
        for row in range(4)
        for column in (0, 1)
    ]
    text = read_as(confined, *booked(1), *prose).text
    assert "|" not in text


def test_a_line_in_large_letters_is_a_heading(confined: Confined) -> None:
    """One that goes on in the next line is one heading; a sentence is none, however large."""
    large = [said(72, 740, "How our pumps are", 18), said(72, 720, "started", 18), said(72, 690, "Cold pumps", 14)]
    small = [said(72, 670 - 12 * row, f"A cold pump needs three minutes, and line {row} says so") for row in range(4)]
    document = read_as(confined, *large, *small, said(72, 600, "Never start a dry one.", 14))
    assert [heading.text for heading in document.headings] == ["How our pumps are started", "Cold pumps"]
    assert document.title == "How our pumps are started"
    assert document.text.endswith("Never start a dry one.\n")

"""Web pages: what the extractor's Markdown is put right in, so that code stays code and a row keeps its columns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from index.blocks import blocks
from index.documents import Document, read
from index.documents.confined import Confined

ENOUGH = "<p>A paragraph of the usual length that tells a reader of this page something about widgets.</p>" * 3


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    with Confined() as child:
        yield child


def page_of(body: str, confined: Confined) -> Document:
    page = f"<!doctype html><html><body><main><h1>Widgets</h1>{ENOUGH}{body}{ENOUGH}</main></body></html>"
    return read(page.encode(), "widgets.html", confined)


def test_code_in_a_step_is_code_and_what_follows_is_not(confined: Confined) -> None:
    steps = "<ol><li>Take it out.<pre><code>widget --out\n# done\n</code></pre></li><li>Close it.</li></ol>"
    document = page_of(f"{steps}<h2>After</h2><p>Words below.</p>", confined)
    lines = document.text.split("\n")
    code = ["\n".join(lines[block.first - 1 : block.last]) for block in blocks(document) if block.kind == "code"]
    assert code == ["```\nwidget --out\n# done\n```"]
    assert "2. Take it out." not in document.text
    assert {"1. Take it out.", "2. Close it."} <= set(lines)
    assert [heading.text for heading in document.headings] == ["Widgets", "After"]


def test_the_caption_of_a_table_does_not_name_its_columns(confined: Confined) -> None:
    names = "<thead><tr><th>Size</th><th>Price</th></tr></thead>"
    rows = "<tbody><tr><td>small</td><td>1.20</td></tr><tr><td>large</td><td>4.80</td></tr></tbody>"
    document = page_of(f"<table><caption>Prices of 2026</caption>{names}{rows}</table>", confined)
    lines = document.text.split("\n")
    tables = [block for block in blocks(document) if block.kind == "table" and block.header]
    assert [lines[block.first - 1].strip() for block in tables] == ["| small | 1.20 |", "| large | 4.80 |"]
    assert {lines[block.header[0] - 1].strip() for block in tables if block.header} == {"| Size | Price |"}
    assert "Prices of 2026" in lines


def test_a_table_without_names_has_rows_too(confined: Confined) -> None:
    document = page_of("<table><tr><td>North</td><td>1</td></tr><tr><td>South</td><td>2</td></tr></table>", confined)
    lines = document.text.split("\n")
    rows = [lines[block.last - 1].strip() for block in blocks(document) if block.kind == "table" and block.header]
    assert rows == ["| North | 1 |", "| South | 2 |"]

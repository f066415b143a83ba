"""reStructuredText: every line on its own line, its structure in the marks that the rest of the build knows."""

from __future__ import annotations

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from index.blocks import blocks
from index.documents import Document, read
from index.passages import Passage, embedding_text, split

PUMPS = """\
=====================
Handbook of the pumps
=====================

:Author: Ada
:Date: 2024-05-06

.. contents:: On this page
   :local:

.. a comment
   that goes on

.. _starting:

Starting a pump
===============

See :ref:`the manual <manual>` and ``pumpctl``, or the `vendor page <https://v.example/x>`_.
Start it with the following command::

    pumpctl start --id 7
    # not a heading
    ======

.. note:: A cold pump needs three minutes.
   It may hum.

.. code-block:: python
   :linenos:

   def start(pump):

       return pump.on()

Sizes
-----

.. warning::

    Never start a dry pump.

    - not in winter

      Except with ``--force``.

priming
    Filling the pump with water.

    It takes a minute.

#. Open V1.
#. Start the pump [1]_.

   Wait ten seconds.

#. Close V2.

.. [1] Only the newer ones.
.. _vendor: https://vendor.example/

The last paragraph::

  literal at the end
"""

TABLES = """\
Tables
======

=======  ======  =========================
Machine  Price   Remark
=======  ======  =========================
small    1.20    for tests | only
large    4.80    for loads that go on
                 all night
漢字     9.60
=======  ======  =========================

+-----------+------------------+----------+
| Valve     | What it does     | Torque   |
| (name)    |                  |          |
+===========+==================+==========+
| V1        | lets water in    | 12 Nm    |
|           | from the tank    |          |
+-----------+------------------+----------+
| V2        | lets it out                 |
+-----------+------------------+----------+

=====  =====
on     off
blue   red
=====  =====

.. list-table:: Shifts
   :header-rows: 1

   * - Shift
     - Begins
   * - early
     - 06:00,
       or later
   * - late
     -

.. csv-table:: Codes
   :header: "Code", "Meaning"

   "E1", "no water, or frozen"
   E2, too hot
"""


def document_of(text: str) -> Document:
    return read(text.encode(), "pumps.rst")


def split_up(text: str) -> list[Passage]:
    return split(document_of(text), lambda texts: [len(text.split()) for text in texts])


def kinds_of(document: Document) -> dict[str, list[str]]:
    lines = document.text.split("\n")
    found: dict[str, list[str]] = {}
    for block in blocks(document):
        found.setdefault(block.kind, []).append("\n".join(lines[block.first - 1 : block.last]))
    return found


def test_titles_are_headings_of_the_level_their_underline_has() -> None:
    document = document_of(PUMPS)
    assert (document.title, document.as_of) == ("Handbook of the pumps", date(2024, 5, 6))
    assert [(heading.level, heading.text) for heading in document.headings] == [
        (1, "Handbook of the pumps"),
        (2, "Starting a pump"),
        (3, "Sizes"),
    ]


def test_prose_stays_on_its_line_as_it_is_written() -> None:
    """Only marks are rewritten, so that a quote and its line are found in the file."""
    written, read_as = PUMPS.split("\n"), document_of(PUMPS).text.split("\n")
    for sentence in ("See :ref:`the manual", "It may hum.", "Never start", "Wait ten", "literal at", "def start"):
        (line,) = [number for number, line in enumerate(written) if sentence in line]
        assert read_as[line].strip() == written[line].strip()


def test_code_is_code_and_a_body_that_is_only_indented_is_not() -> None:
    found = kinds_of(document_of(PUMPS))
    code = "\n".join(found["code"])
    assert all(line in code for line in ("pumpctl start --id 7", "# not a heading", "def start", "literal at the end"))
    assert "**Note:** A cold pump needs three minutes.\nIt may hum." in found["prose"]
    assert "priming\nFilling the pump with water." in found["prose"]
    assert {"Never start a dry pump.", "It takes a minute."} < set(found["prose"])
    assert found["list"][-3:-1] == ["1. Open V1.", "2. Start the pump [1]_."]
    assert found["list"][-1].startswith("3. Close V2.")


def test_what_a_reader_of_the_page_does_not_see_is_left_out() -> None:
    text = document_of(PUMPS).text
    assert "[1] Only the newer ones." in text
    assert not re.search("On this page|a comment|that goes on|vendor.example|linenos|starting:", text)


def test_the_embedder_reads_words_and_no_marks() -> None:
    assert "See the manual and pumpctl, or the vendor page." in "\n".join(map(embedding_text, split_up(PUMPS)))


def test_every_table_has_its_rows_with_the_names_of_their_columns() -> None:
    lines = document_of(TABLES).text.split("\n")
    rows = {line: lines.index(line) for line in lines if line.startswith("| ")}
    for row in (
        "| Machine | Price | Remark |",
        "| small | 1.20 | for tests \\| only |",
        "| large | 4.80 | for loads that go on all night |",
        "| 漢字 | 9.60 |  |",
        "| V1 | lets water in from the tank | 12 Nm |",
        "| V2 | lets it out |  |",
        "| early | 06:00, or later |",
        "| E1 | no water, or frozen |",
    ):
        first = re.sub(r"[^\w ]", "", row.split("|")[1]).strip()
        assert first in TABLES.split("\n")[rows[row]]
    assert lines[rows["| Valve (name) | What it does | Torque |"] + 1] == "| --- | --- | --- |"
    assert lines[rows["| Code | Meaning |"] + 1] == "| --- | --- |"
    (table,) = [passage for passage in split_up(TABLES) if passage.kind == "table"]
    assert "| blue | red |" in [table.text[first:last] for first, last in table.sentences]


def test_a_table_that_is_not_one_keeps_its_words() -> None:
    text = document_of("A\n=\n\n+---+---+\n| a | b |\n|   +---+\n| c spans |\n\n==== ====\nno end\n").text
    assert "c spans" in text
    assert "no end" in text


@given(some.lists(some.sampled_from([*PUMPS.split("\n"), *TABLES.split("\n"), "::", "..", "-----", "+---+"])))
def test_no_order_of_lines_is_too_odd(lines: list[str]) -> None:
    text = "\n".join(["Words.", "", *lines])
    assert document_of(text).text.count("\n") - text.count("\n") in (0, 1)

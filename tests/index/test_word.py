"""Word: what a reader of the printed page sees, with the numbers and levels that only a laid-out page shows."""

from __future__ import annotations

import io
from collections.abc import Iterator

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

from index.documents import Document, read
from index.documents.confined import Confined

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
CHOICES = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
BOX = "<w:txbxContent><w:p><w:r><w:t>Words in a box.</w:t></w:r></w:p></w:txbxContent>"
LEVELS = "".join(
    f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{text}"/></w:lvl>'
    for level, text in enumerate(("%1.", "%1.%2."))
)


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    with Confined() as child:
        yield child


def loaded(word: WordDocument, confined: Confined) -> Document:
    target = io.BytesIO()
    word.save(target)
    return read(target.getvalue(), "kiln.docx", confined)


def numbered(word: WordDocument, *items: tuple[int, str]) -> None:
    """Paragraphs of no list style that Word numbers by a list of two levels."""
    numbering = word.part.numbering_part.element
    kind = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{LEVELS}</w:abstractNum>')
    numbering.insert(0, kind)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for level, text in items:
        mark = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="91"/></w:numPr>'
        word.add_paragraph(text)._p.get_or_add_pPr().append(parse_xml(mark))


def test_steps_have_the_numbers_that_word_gives_them(confined: Confined) -> None:
    word = docx.Document()
    numbered(
        word, (0, "Open the vent."), (0, "Light the burner."), (1, "Hold the knob."), (1, "Wait."), (0, "Close it.")
    )
    word.add_paragraph("Never leave it.")
    text = loaded(word, confined).text
    steps = ["1. Open the vent.", "2. Light the burner.", "   1. Hold the knob.", "   2. Wait.", "3. Close it."]
    assert text == "\n".join([*steps, "", "Never leave it.", ""])


def test_a_heading_is_one_by_its_level_whatever_its_style_is_called(confined: Confined) -> None:
    word = docx.Document()
    style = word.styles.add_style("Kapitel", WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Heading 2"]
    word.add_paragraph("Firing", style=style)
    outlined = word.add_paragraph("Cooling")
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="0"/>'))
    word.add_paragraph("# 5 is the largest kiln.")
    found = loaded(word, confined)
    assert [(heading.level, heading.text) for heading in found.headings] == [(3, "Firing"), (2, "Cooling")]


def test_text_boxes_and_formulas_are_words_too(confined: Confined) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("The heat is ")._p
    paragraph.append(parse_xml(f"<m:oMath {MATH}><m:r><m:t>Q=mc</m:t></m:r></m:oMath>"))
    choice = f'<mc:Choice Requires="wps">{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback>'
    drawn = f"<w:r {nsdecls('w')} {CHOICES}><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"
    paragraph.append(parse_xml(drawn))
    assert loaded(word, confined).text == "The heat is Q=mc\n\nWords in a box.\n"

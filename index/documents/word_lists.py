"""The marks that Word puts before the items of its lists: they are counted when a page is laid out, and written nowhere."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
DEEPEST = 8
LEVEL_NUMBER = re.compile(r"%(\d)")


def found_in(element: Any, path: str) -> Any:
    """What an XPath finds; python-docx's own knows no names below the elements it has no class for."""
    from lxml import etree

    return etree.XPathElementEvaluator(element, namespaces=NAMES)(path)


def styles_of(paragraph: Paragraph) -> list[ParagraphStyle]:
    """The style of a paragraph and those it is based on, nearest first."""
    found: list[ParagraphStyle] = []
    style = paragraph.style
    while style is not None and style not in found:
        found.append(style)
        style = style.base_style
    return found


class Lists:
    """Counts the items of every list as the paragraphs go by."""

    def __init__(self, word: WordDocument) -> None:
        self._forms: dict[tuple[str, int], tuple[str, str, int]] = {}  # how a level counts, is written, and begins
        self._counts: Counter[tuple[str, int]] = Counter()
        for relation in word.part.rels.values():
            if relation.reltype.endswith("/numbering") and not relation.is_external:
                self._read(relation.target_part.element)

    def _read(self, numbering: Any) -> None:
        for number in found_in(numbering, "w:num"):
            kind, name = (found_in(number, f"string({path})") for path in ("w:abstractNumId/@w:val", "@w:numId"))
            for level in found_in(numbering, f"w:abstractNum[@w:abstractNumId='{kind}']/w:lvl"):
                depth, form, text, start = (
                    found_in(level, f"string({path})")
                    for path in ("@w:ilvl", "w:numFmt/@w:val", "w:lvlText/@w:val", "w:start/@w:val")
                )
                self._forms[name, int(depth)] = form, text, int(start or 1)

    def mark(self, paragraph: Paragraph) -> str:
        """What stands before a paragraph, with the space after it: "2. ", "- " or nothing."""
        elements = [paragraph._p, *(style.element for style in styles_of(paragraph))]
        name = next(filter(None, (found_in(each, "string(w:pPr/w:numPr/w:numId/@w:val)") for each in elements)), "")
        depth = next(filter(None, (found_in(each, "string(w:pPr/w:numPr/w:ilvl/@w:val)") for each in elements)), "0")
        level = min(int(depth), DEEPEST)
        form, text, start = self._forms.get((name, level), ("none", "", 1))
        if not name or form == "none":
            listed = paragraph.style is not None and (paragraph.style.name or "").startswith("List")
            return "- " if listed and name != "0" else ""
        if form == "bullet":
            return "   " * level + "- "
        self._counts[name, level] = max(self._counts[name, level] + 1, start)
        for deeper in range(level + 1, DEEPEST + 1):
            self._counts.pop((name, deeper), None)
        numbers = [str(self._counts[name, int(one) - 1] or 1) for one in LEVEL_NUMBER.findall(text)]
        return "   " * level + f"{'.'.join(numbers)}. " if numbers else ""

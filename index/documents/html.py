"""Web pages: the main content as Markdown, without navigation and without anything a reader would not see.

Hidden text is how a page gives orders to a machine, so it goes before the content is looked for: elements that are not
displayed, have no size, are white on white or kept from screen readers, and comments.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from index.documents.document import Document, Unreadable
from index.documents.front_matter import FrontMatter
from index.documents.markdown import as_document
from index.markup import INVISIBLE

HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|(?:text-indent|left|top)\s*:\s*-\d{3,}|(?:^|;)\s*(?:width|height)\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
COLOUR = re.compile(r"(?:^|;)\s*(background(?:-color)?|color)\s*:\s*([^;!]+)", re.IGNORECASE)
WHITE = frozenset(("white", "#fff", "#ffffff", "rgb(255,255,255)", "transparent"))
ESCAPED = re.compile(r"\\([_~<>&#.!()\[\]-])")  # the extractor escapes for a renderer; here the text is the text
DELIMITER = re.compile(r"^\|[\s|:-]*-[\s|:-]*$")
CELL_END = re.compile(r"(?<!\\)\|")
DAY_NAMES = ("article:modified_time", "article:published_time", "last-modified", "dateModified")
NOT_CONTENT = ("script", "style", "noscript", "template", "svg", "iframe", "object", "embed", "form", "nav", "aside")


def read(data: bytes, path: str) -> Document:
    import trafilatura
    from lxml import etree
    from lxml import html as parser

    try:
        reader = parser.HTMLParser(encoding=_encoding(data), huge_tree=False, remove_comments=True, remove_pis=True)
        tree = parser.document_fromstring(data, parser=reader)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as problem:
        raise Unreadable("it is not a web page that can be opened") from problem
    title, canonical = _title(tree), _canonical(tree)
    _drop_hidden(tree)
    _captions_above(tree)
    text = trafilatura.extract(
        tree, output_format="markdown", include_formatting=True, include_comments=False, favor_recall=True
    )
    text = ESCAPED.sub(r"\1", INVISIBLE.sub("", text or ""))
    if not text.strip():
        raise Unreadable("there is no readable text on the page")
    return as_document(
        "\n".join(_put_right(text.strip().split("\n"))) + "\n",
        path,
        "html",
        FrontMatter(fields={"title": title, "url": canonical, "date": _day(tree)}),
    )


def _captions_above(tree: Any) -> None:
    """A table's caption becomes a paragraph: the extractor would make it the row that names the columns."""
    for caption in list(tree.iter("caption")):
        caption.tag, caption.tail = "p", None
        for table in itertools.islice(caption.iterancestors("table"), 1):
            table.addprevious(caption)


def _put_right(lines: list[str]) -> Iterator[str]:
    """The extractor's Markdown with every fence on a line of its own and a row of names, if an empty one, in each table."""
    fenced, rows = False, 0
    for number, line in enumerate(lines):
        glued = not fenced and line.count("```") == 1 and line.endswith("```") and bool(line.strip("` "))
        rows = rows + 1 if line.startswith("|") and not fenced else 0
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if rows == 1 and following.startswith("|") and not DELIMITER.match(following):
            yield "|" + "  |" * (len(CELL_END.findall(line)) - 1)
            yield "|" + " --- |" * (len(CELL_END.findall(line)) - 1)
        if glued:
            yield line.removesuffix("```").rstrip()
            yield "```"
        else:
            yield line
        fenced = fenced != (glued or line.lstrip().startswith("```"))


def _encoding(data: bytes) -> str | None:
    """UTF-8 where the bytes are that, whatever the page says of itself; else what it says."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _drop_hidden(tree: Any) -> None:
    for element in list(tree.iter()):
        parent = element.getparent()
        if (
            parent is not None
            and isinstance(element.tag, str)
            and (element.tag in NOT_CONTENT or _hidden(element.attrib))
        ):
            element.drop_tree()


def _hidden(attributes: dict[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    style = attributes.get("style", "")
    if not style and "color" not in attributes:
        return False
    colours = {
        name.lower().removesuffix("-color"): value.replace(" ", "").lower() for name, value in COLOUR.findall(style)
    }
    ink = colours.get("color", attributes.get("color", "").lower())
    paper = colours.get("background", attributes.get("bgcolor", "white").lower())
    return bool(HIDDEN.search(style)) or (ink in WHITE and paper in WHITE) or (bool(ink) and ink == paper)


def _title(tree: Any) -> str:
    found = tree.xpath("string(//h1[1])") or tree.xpath("string(//title[1])")
    return " ".join(str(found).split())


def _canonical(tree: Any) -> str:
    return str(next(iter(tree.xpath("//link[@rel='canonical']/@href")), ""))


def _day(tree: Any) -> str:
    for name in DAY_NAMES:
        if found := tree.xpath("//meta[@property=$name or @name=$name or @itemprop=$name]/@content", name=name):
            return str(found[0])
    return ""

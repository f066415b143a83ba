"""Web pages: the main content as Markdown, without navigation and without anything a reader would not see.

Hidden text is how a page gives orders to a machine, so it goes before the content is looked for: elements that are not
displayed, have no size, are white on white or kept from screen readers, and comments.
"""

from __future__ import annotations

import re
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
    text = trafilatura.extract(
        tree, output_format="markdown", include_formatting=True, include_comments=False, favor_recall=True
    )
    text = ESCAPED.sub(r"\1", INVISIBLE.sub("", text or ""))
    if not text.strip():
        raise Unreadable("there is no readable text on the page")
    return as_document(
        text.strip() + "\n", path, "html", FrontMatter(fields={"title": title, "url": canonical, "date": _day(tree)})
    )


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

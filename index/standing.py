"""Is a text current? Read from what its author says: titles, headings, banners and paths; never guessed from age.

Conservative on purpose. A page that merely mentions a deprecated thing stays current; a passage that carries the banner
of a deprecated thing is labelled itself; a whole page only when its title, its path or a banner about the page says so.
"""

from __future__ import annotations

import re

from index.documents.document import Document, Status

IN_NAME = (
    ("deprecated", re.compile(r"[(\[]\s*deprecated\s*[)\]]|^deprecated\b(?! projects)|\bdeprecated$|\bno longer supported\b", re.IGNORECASE)),
    ("legacy", re.compile(r"[(\[]\s*legacy\s*[)\]]|^legacy\b|\blegacy$", re.IGNORECASE)),
    ("preview", re.compile(r"[(\[]\s*(?:public |private )?(?:preview|beta|alpha|experimental)\s*[)\]]", re.IGNORECASE)),
)
LEGACY_PATH = re.compile(r"(?:^|[/_-])legacy(?:[/_-]|$)|(?:^|/)(?:v1|old|archive|archived)/", re.IGNORECASE)
DEPRECATED_PATH = re.compile(r"(?:^|[/_-])deprecated(?:[/_.-]|$)", re.IGNORECASE)
BANNER = re.compile(r"^\s*>|^\s*\{\{[%<]\s*alert|^\s*(?:\*\*|__)?(?:warning|caution|important|note|deprecat\w+|preview)\b[\s*_:!]", re.IGNORECASE)
DEPRECATION = re.compile(
    r"\b(?:is|are|has been|have been|was|were|being)\s+(?:now\s+|officially\s+)?\W{0,3}(?:deprecat|discontinu|retired|sunset|shut down)"
    r"|\bno longer (?:supported|available|maintained|recommended)\b|title=\"deprecat|^\W*deprecated\b",
    re.IGNORECASE | re.MULTILINE,
)
PRE_GA = re.compile(r"Pre-GA (?:Offerings|features|products)|^\W*(?:Public |Private )?Preview\W*$|\b(?:is|are) (?:in|available in) (?:public |private )?preview\b", re.IGNORECASE | re.MULTILINE)
LEGACY_BANNER = re.compile(r"\bthis (?:page|document|guide|tutorial|notebook|version|feature|product|section)\b[^.\n]{0,80}\b(?:legacy|old(?:er)? version)\b", re.IGNORECASE)
OF_THE_PAGE = re.compile(r"\bthis (?:page|document|documentation|guide|tutorial|notebook|version|feature|product|component|library|function|service)\b", re.IGNORECASE)
WORD = re.compile(r"[a-z][a-z0-9]{2,}")
COMMON = frozenset("the and for with are was has have been this that from gemini enterprise agent platform vertex google cloud function using use overview".split())


def named(name: str) -> Status | None:
    """What a title or heading says of itself: "(Deprecated)", "Legacy …", "(Preview)"."""
    for status, pattern in IN_NAME:
        if pattern.search(name):
            return status  # type: ignore[return-value]
    return None


def banner(text: str) -> Status | None:
    """What a block says when it is a banner: a quote, an alert, or a line that opens with Note, Warning, Deprecated."""
    if not BANNER.search(text):
        return None
    if DEPRECATION.search(text):
        return "deprecated"
    if LEGACY_BANNER.search(text):
        return "legacy"
    return "preview" if PRE_GA.search(text) else None


def of_document(document: Document) -> Status:
    """The standing of a whole document: its title, its path, or a banner above its first section that is about it."""
    place = f"{document.path}\n{document.url or ''}"
    if DEPRECATED_PATH.search(place):
        return "deprecated"
    if told := named(document.title):
        return told
    if LEGACY_PATH.search(place):
        return "legacy"
    opening = _opening(document)
    told = banner(opening)
    if told in ("deprecated", "legacy"):
        return told if _about(opening, document.title) else "current"
    return told or "current"


def _opening(document: Document) -> str:
    """The banner lines before the first section, the page's own title aside."""
    lines = document.text.split("\n")
    sections = [heading.line for heading in document.headings if heading.line > document.body + 4 or heading.level > 1]
    until = min([*sections, document.body + 30, len(lines) + 1])
    top = lines[document.body - 1 : until - 1]
    return "\n".join(line for number, line in enumerate(top) if BANNER.match(line) or (number and BANNER.match(top[number - 1])))


def _about(text: str, title: str) -> bool:
    """Whether a banner speaks of the page: it says "this page", or its subject is what the title names."""
    if OF_THE_PAGE.search(text):
        return True
    found = DEPRECATION.search(text)
    subject = set(WORD.findall(text[: found.start()].lower().rsplit(". ", 1)[-1])) - COMMON if found else set()
    named_by_title = set(WORD.findall(title.lower())) - COMMON
    return bool(subject) and len(subject & named_by_title) >= max(1, (len(subject) + 1) // 2)

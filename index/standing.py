"""Is a text current? Read from what its author says: titles, headings, banners and paths; never guessed from age.

Conservative on purpose. A page that merely mentions a deprecated thing stays current; a page, or a section, is labelled
only when its title, its path, or a banner that is about it says so.
"""

from __future__ import annotations

import re

from index.documents.document import Document, Status

WEIGHT: dict[Status, int] = {"current": 0, "preview": 1, "legacy": 2, "deprecated": 3}
IN_NAME: tuple[tuple[Status, re.Pattern[str]], ...] = (
    (
        "deprecated",
        re.compile(r"[(\[]\s*deprecated\s*[)\]]|^deprecated:|\bdeprecated$|\bno longer supported\b", re.IGNORECASE),
    ),
    (
        "legacy",
        re.compile(
            r"[(\[]\s*(?:legacy|archived?|outdated|obsolete|superseded)\s*[)\]]|^legacy\b|\blegacy$", re.IGNORECASE
        ),
    ),
    ("preview", re.compile(r"[(\[]\s*(?:public |private )?(?:preview|beta|alpha|experimental)\s*[)\]]", re.IGNORECASE)),
)
LEGACY_PATH = re.compile(r"(?:^|[/_-])legacy(?:[/_-]|$)|(?:^|/)(?:v1|old|archived?)/", re.IGNORECASE)
DEPRECATED_PATH = re.compile(r"(?:^|[/_-])deprecated(?:[/_.-]|$)", re.IGNORECASE)
BANNER = re.compile(
    r"^\s*>|^\s*\{\{[%<]\s*alert|^\s*(?:\*\*|__)?(?:warning|caution|important|note|deprecat\w+|preview)\b[\s*_:!]",
    re.IGNORECASE,
)
DEPRECATION = re.compile(
    r"\b(?:is|are|has been|have been|was|were|being)\s+(?:now\s+|officially\s+)?\W{0,3}"
    r"(?:deprecat|discontinu|retired|sunset|shut down)"
    r"|\bno longer (?:supported|available|maintained|recommended)\b|title=\"deprecat|^\W*deprecated\b",
    re.IGNORECASE | re.MULTILINE,
)
LEGACY = re.compile(
    r"\bthis [a-z]+\b[^.\n]{0,80}\b(?:legacy|old(?:er)? version|out of date|outdated|obsolete|superseded)\b",
    re.IGNORECASE,
)
PREVIEW = re.compile(
    r"\bPre-GA (?:Offerings|features|products)|^\W*(?:(?:Public|Private) )?Preview\W*$"
    r"|\b(?:is|are) (?:available )?in (?:public |private )?preview\b",
    re.IGNORECASE | re.MULTILINE,
)
STATED = re.compile(  # in the head of a page, as decisions and policies have it: "Status: superseded by …"
    r"(?:^|[.;|]) *\W{0,3}status\W{1,6}(?:(legacy|archived)|superseded|deprecated|obsolete|retired|withdrawn|replaced)\b",
    re.IGNORECASE | re.MULTILINE,
)
OF_ITSELF = re.compile(
    r"\bthis (?:page|document|documentation|guide|tutorial|notebook|section"
    r"|version|feature|product|component|library|function|service)\b",
    re.IGNORECASE,
)
WORD = re.compile(r"[a-z][a-z0-9]{2,}")
EVERYWHERE_LISTED = """
    the and for with are was has have been this that from gemini enterprise agent platform vertex google cloud
    note using
"""
EVERYWHERE = frozenset(EVERYWHERE_LISTED.split())


def weightiest(*told: Status | None) -> Status:
    return max((status for status in told if status), key=WEIGHT.__getitem__, default="current")


def named(name: str) -> Status | None:
    """What a title or heading says of itself: "(Deprecated)", "Legacy …", "(Preview)"."""
    return next((status for status, pattern in IN_NAME if pattern.search(name)), None)


def banner(text: str, about: str) -> Status | None:
    """What the opening of a page or section says of it, if that is a banner: a quote, an alert, a "Note:"."""
    if not BANNER.match(text):
        return None
    if found := DEPRECATION.search(text):
        return "deprecated" if _concerns(text, found.start(), about) else None
    if LEGACY.search(text):
        return "legacy"
    return "preview" if PREVIEW.search(text) else None


def of_document(document: Document) -> Status:
    place = f"{document.path}\n{document.url or ''}"
    if DEPRECATED_PATH.search(place):
        return "deprecated"
    if told := named(document.title):
        return told
    if LEGACY_PATH.search(place):
        return "legacy"
    opening = _opening(document)
    head = "\n".join(document.text.split("\n")[: document.body - 1]) + "\n" + "\n".join(opening)
    if stated := STATED.search(head):
        return "legacy" if stated[1] else "deprecated"
    return weightiest(*(banner(block, document.title) for block in opening))


def _opening(document: Document) -> list[str]:
    """The paragraphs between a page's own title and its first section."""
    lines = document.text.split("\n")
    sections = [heading.line for heading in document.headings if heading.level > 1]
    until = min([*sections, document.body + 30, len(lines) + 1])
    titles = {heading.line for heading in document.headings}
    top = [lines[number - 1] if number not in titles else "" for number in range(document.body, until)]
    return [paragraph.strip("\n") for paragraph in re.split(r"\n[ \t]*\n", "\n".join(top))]


def _concerns(text: str, position: int, about: str) -> bool:
    """Whether the statement at `position` speaks of `about`: "this page …", or its subject is what the name names."""
    if OF_ITSELF.search(text):
        return True
    before = text[:position].lower().rsplit(". ", 1)[-1]
    subject = set(WORD.findall(before)) - EVERYWHERE
    names = set(WORD.findall(about.lower())) - EVERYWHERE
    return not subject or len(subject & names) * 2 >= len(subject) > 0

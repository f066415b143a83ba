"""Code as an answer: the piece that fits best, in the language asked for, after the sentence that leads it in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from textwrap import dedent

from bot.asking.choosing import ELSEWHERE, PAGE, Scored
from bot.asking.grounding import Sentence
from bot.asking.orders import gives_orders
from bot.asking.sections import Section
from bot.asking.spans import Span
from bot.asking.units import NEW_BLOCK, Unit, code_after, code_blocks, heading_over, units
from index.passages import SEPARATOR
from index.stores.lexical import terms
from retrieval import acts
from retrieval.confidence import share
from retrieval.hits import Hit

HITS = 10  # that are looked through for code
LINES, ROOM = 24, 900
LONGEST_LEAD = 280
NEAREST = 0.1  # heading
UNLED, TORN, RESULT, IN_LANGUAGE = 0.25, 0.3, 0.6, 0.5
ACT = 3.0
LATER = 0.1  # less for each piece of code before it in its section
TELLING = 0.8  # the fit of code that answers a how-to by itself
GRAMMAR = re.compile(r"\{[^{}\n]*\|[^{}\n]*\}|\[, ?[A-Z_]+ ?=|\[ *\.\.\. *\]")
LEADS_IN = re.compile(r"\b(?:run|use|following|example|execute|call|create|install)\b", re.IGNORECASE)
SAYS = 3  # stems a lead needs to say anything: "for example:" does not
ANSWERED = re.compile(  # it leads to what comes back, not to what is to be sent
    r"\b(?:responses?|output|returns?|returned|result)\b[^.]{0,60}\b(?:similar|like|following|follows|below|looks?)\b"
    r"|\byou(?: should|['’]ll| will)? (?:see|receive|get)\b|\b(?:will|should) (?:appear|be (?:shown|printed|displayed))\b",
    re.IGNORECASE,
)
NOT_CODE = re.compile(
    r"^\s*\+[-=]{3}|^(?!\s*(?:#|//|--))[^\n]*[a-z]{3,} [a-z]{2,} [a-z]{2,}[^\n]*\.\s*$", re.MULTILINE
)  # drawn tables, indented prose
LANGUAGES = {
    "sql": re.compile(r"\b(?:SELECT|CREATE|INSERT|EXPORT MODEL|ALTER|FROM ML\.)\b"),
    "gcloud": re.compile(r"\bgcloud\b"),
    "kubectl": re.compile(r"\bkubectl\b"),
    "bq": re.compile(r"\bbq\b"),
    "curl": re.compile(r"\bcurl\b"),
    "rest": re.compile(r"\bcurl\b|\b(?:POST|GET|PATCH|DELETE)\b|^\s*\{", re.MULTILINE),
    "python": re.compile(r"^\s*(?:import|from|def|class|@)\b|\w+ ?= ?\w+[.(]|\w+\.\w+\(", re.MULTILINE),
    "yaml": re.compile(r"^\s*[\w-]+:(?: |$)", re.MULTILINE),
    "json": re.compile(r"^\s*[\[{]", re.MULTILINE),
}


def shown(
    question: str,
    hits: Sequence[Hit],
    section: Section,
    scored: Sequence[Scored],
    asked: Mapping[str, float],
    least: float = 0.0,
) -> list[Sentence]:
    """The code that fits best, led in; nothing if no passage holds any that fits at ``least`` so well."""
    found = [
        (
            _fits(asked, span, own) + _place(question, hit, span) - hits[0].score + _form(question, span, own, above),
            span,
            own or above,
        )
        for rank, hit in enumerate(hits[:HITS])
        for span, own, above in _led(section(hit), rank)
    ]
    if not found:
        return []
    fit, block, lead = max(found, key=lambda one: one[0])
    if fit < least:
        return []
    if least and not (lead and _leads(lead, asked)):
        return []
    if lead is None or not _leads(lead, asked):
        here = (one.unit for one in scored if one.unit.span.hit.passage.document == block.hit.passage.document)
        fit_to_lead = (
            unit
            for unit in here
            if not (unit.introduces or unit.shape == "row" or ELSEWHERE.search(unit.text) or PAGE.search(unit.text))
        )
        lead = next(fit_to_lead, None)
    said = [Sentence(lead.text if lead.finished else f"{lead.text}.", (lead.span,), "new")] if lead else []
    return [*said, Sentence(dedent(block.quote), (block,), "code")]


def told_in(question: str, parts: Sequence[Hit], rank: int, asked: Mapping[str, float]) -> list[Sentence]:
    """The code of a section that fits best, if a sentence leads to it."""
    found = [
        (_fits(asked, span, lead) + _form(question, span, own, above) - LATER * number, span, lead)
        for number, (span, own, above) in enumerate(_led(parts, rank))
        if (lead := own or above) and _leads(lead, asked)
    ]
    if not found:
        return []
    _, block, lead = max(found, key=lambda one: one[0])
    return [
        Sentence(lead.text if lead.finished else f"{lead.text}.", (lead.span,), "new"),
        Sentence(dedent(block.quote), (block,), "code"),
    ]


def after(lead: Unit) -> list[Sentence]:
    """A sentence with the code that it leads to, if that stands right after it and may be shown."""
    block = code_after(lead.span)
    piece = _cut(block) if block else None
    if piece is None or gives_orders(piece.quote) or NOT_CODE.search(piece.quote):
        return []
    return [Sentence(lead.text, (lead.span,), "new"), Sentence(dedent(piece.quote), (piece,), "code")]


def blocks_of(hit: Hit, rank: int) -> list[Span]:
    """The code of a passage that may be shown, long pieces cut."""
    pieces = (_cut(block) for block in code_blocks(hit, rank))
    return [one for one in pieces if one and not gives_orders(one.quote) and not NOT_CODE.search(one.quote)]


def _led(parts: Sequence[Hit], rank: int) -> Iterator[tuple[Span, Unit | None, Unit | None]]:
    """Each piece of code, as far as it may be shown, with the sentence before it in its passage and in the one above.

    A sentence leads to the code that comes next and to no other.
    """
    above: Unit | None = None
    for part in parts:
        told = [unit for unit in units(part, rank) if unit.shape != "row" and not gives_orders(unit.span.quote)]
        start = 0
        for block in code_blocks(part, rank):
            before = [unit for unit in told if start <= unit.span.start and unit.span.end <= block.start]
            piece = _cut(block)
            if piece and not gives_orders(block.quote) and not NOT_CODE.search(block.quote):
                yield piece, _leading(before), above
            start, above = block.end, None
        above = _leading([unit for unit in told if unit.span.start >= start])


def _leading(before: Sequence[Unit]) -> Unit | None:
    """The last sentence, or the one of its paragraph that points at what follows: "Run the following command …"."""
    for place in range(len(before) - 1, -1, -1):
        if before[place].introduces:
            return before[place]
        text = before[place].span.hit.passage.text
        if not place or NEW_BLOCK.search(text[before[place - 1].span.end : before[place].span.start]):
            break
    return before[-1] if before else None


def _leads(lead: Unit, asked: Mapping[str, float]) -> bool:
    """Whether a sentence is worth saying before the code: it leads to it or is about the question, and says something."""
    about = bool(lead.stems & asked.keys()) or (lead.introduces and LEADS_IN.search(lead.text) is not None)
    said = len(lead.stems) >= SAYS and len(lead.text) <= LONGEST_LEAD
    return about and said and (lead.introduces or not ELSEWHERE.search(lead.text))


def _cut(block: Span) -> Span | None:
    """A long piece of code up to the last empty line or finished statement that still fits."""
    if block.quote.count("\n") < LINES and len(block.quote) <= ROOM:
        return block
    lines = block.quote[:ROOM].split("\n")[:LINES]
    ends = [
        place
        for place, line in enumerate(lines[:-1], start=1)
        if not line.strip() or line.rstrip().endswith((";", ")", "}"))
    ]
    return Span(block.hit, block.rank, block.start, block.start + len("\n".join(lines[: ends[-1]]))) if ends else None


def _fits(asked: Mapping[str, float], block: Span, lead: Unit | None) -> float:
    """How much of the question code, lead and headings hold together; the code and its heading count once more."""
    passage = block.hit.passage
    code, nearest = set(terms(block.quote)), set(terms(heading_over(block) or passage.heading.split(SEPARATOR)[-1]))
    around = code | nearest | set(terms(f"{passage.title} {passage.heading}")) | (lead.stems if lead else frozenset())
    return share(around, asked) + 0.5 * share(code, asked) + NEAREST * share(nearest, asked)


def _place(question: str, hit: Hit, block: Span) -> float:
    """The score of the passage found, with what speaks for the act that the code's own passage tells of."""
    return hit.score + ACT * acts.fit(question, block.hit.passage)


def _form(question: str, block: Span, lead: Unit | None, above: Unit | None) -> float:
    """What speaks for a piece of code by its looks: whole, introduced, in the language that was named."""
    named = [pattern for name, pattern in LANGUAGES.items() if re.search(rf"\b{name}\b", question, re.IGNORECASE)]
    spoken = IN_LANGUAGE if any(pattern.search(block.quote) for pattern in named) else 0.0
    unled = 0.0 if lead else UNLED / 2 if above else UNLED
    told = lead or above
    comes_back = told is not None and ANSWERED.search(told.text) and not ANSWERED.search(question)
    return spoken - unled - (TORN if _torn(block.quote) else 0.0) - (RESULT if comes_back else 0.0)


def _torn(code: str) -> bool:
    """Whether it begins in the middle of something, brackets stay open, or it is a grammar and not an example."""
    if GRAMMAR.search(code):
        return True
    depths = [len(line) - len(line.lstrip()) for line in code.splitlines() if line.strip()]
    return depths[0] > min(depths) or any(code.count(pair[0]) > code.count(pair[1]) for pair in ("()", "{}", "[]"))

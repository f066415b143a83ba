"""The four ways a question ends, and the object a script reads for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from index.passages import Passage


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim span of one document.

    ``quote`` occurs in the document's extracted text, white space collapsed; ``lines`` are where it
    stands there (first and last, from 1).
    """

    number: int
    passage: Passage
    library: str
    quote: str
    lines: tuple[int, int]
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What every outcome of a search carries along."""

    confidence: float = 0.0
    editions: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answered:
    """``text`` is Markdown with ``[n]`` marks; ``citations`` are numbered from 1 in order of appearance."""

    text: str
    citations: tuple[Citation, ...]
    writer: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class NotFound:
    """Nothing readable here supports an answer; ``nearest`` are the closest passages, however far they are."""

    text: str
    nearest: tuple[Citation, ...]
    writer: str
    evidence: Evidence

    @property
    def named(self) -> tuple[Citation, ...]:
        """The closest passages that the text names, because they have something to do with the question."""
        return tuple(citation for citation in self.nearest if f"[{citation.number}]" in self.text)


@dataclass(frozen=True, slots=True)
class Refused:
    """A rule forbids it; ``reason`` is one word for scripts, ``text`` the sentence for people."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Something is down; ``reference`` finds it in the log."""

    text: str
    reference: str


Outcome: TypeAlias = Answered | NotFound | Refused | Failed


def to_json(outcome: Outcome) -> dict[str, Any]:
    """The object of ``ask --json``."""
    shown: dict[str, Any] = {
        "outcome": "failed",
        "text": outcome.text,
        "citations": [],
        "nearest": [],
        "reason": None,
        "reference": None,
        "confidence": 0.0,
        "edition": None,
        "writer": None,
        "timings_ms": dict.fromkeys(("embed", "search", "rerank", "write", "total"), 0.0),
    }
    match outcome:
        case Answered():
            cited = [_citation(citation) for citation in outcome.citations]
            shown |= {"outcome": "answered", "citations": cited, "writer": outcome.writer}
        case NotFound():
            near = [_citation(citation) for citation in outcome.nearest]
            shown |= {"outcome": "not_found", "nearest": near, "writer": outcome.writer}
        case Refused():
            shown |= {"outcome": "refused", "reason": outcome.reason}
        case Failed():
            shown |= {"reference": outcome.reference}
    if isinstance(outcome, Answered | NotFound):
        shown |= {
            "confidence": round(outcome.evidence.confidence, 4),
            "edition": "+".join(outcome.evidence.editions) or None,
            "timings_ms": {name: round(value, 2) for name, value in outcome.evidence.timings_ms.items()},
        }
    return shown


def _citation(citation: Citation) -> dict[str, Any]:
    passage = citation.passage
    first = citation.lines[0]
    found = (("page", passage.page_at(first)), ("cell", passage.cell_at(first)))
    place = {name: value for name, value in found if value is not None}
    return {
        "number": citation.number,
        "document": passage.document,
        "title": passage.title,
        "heading": passage.heading,
        "lines": list(citation.lines),
        **place,
        "url": passage.url,
        "quote": citation.quote,
        "as_of": passage.as_of.isoformat() if passage.as_of else None,
        "score": round(citation.score, 4),
        "status": passage.status,
        "library": citation.library,
    }

"""An answer as text, for the cache, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.asking.outcomes import Answered, Citation, Evidence
from index.passages import Passage


def write(answer: Answered) -> str:
    """The answer as JSON."""
    return json.dumps(asdict(answer), ensure_ascii=False, default=date.isoformat)


def read(stored: str) -> Answered:
    """What :func:`write` wrote."""
    fields: dict[str, Any] = json.loads(stored)
    citations = tuple(_citation(entry) for entry in fields.pop("citations"))
    evidence = fields.pop("evidence")
    evidence["editions"] = tuple(evidence["editions"])
    return Answered(citations=citations, evidence=Evidence(**evidence), **fields)


def _citation(entry: dict[str, Any]) -> Citation:
    passage = entry.pop("passage")
    passage["lines"] = tuple(passage["lines"])
    for spans in ("sentences", "turns"):
        passage[spans] = tuple(map(tuple, passage.get(spans, ())))  # an older process wrote no turns
    passage["as_of"] = date.fromisoformat(passage["as_of"]) if passage["as_of"] else None
    entry["lines"] = tuple(entry["lines"])
    return Citation(passage=Passage(**passage), **entry)

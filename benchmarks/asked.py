"""The evaluation questions, and what a right reply to one of them is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

QUESTIONS = Path(__file__).parent / "questions" / "pmle_corpus.jsonl"
UNANSWERABLE = ("near_topic_unanswerable", "offtopic")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question; the fields are told in ``questions/README.md``."""

    id: str
    kind: str
    question: str
    history: tuple[tuple[str, str], ...]
    answerable: bool
    documents: frozenset[str]
    parts: tuple[frozenset[str], ...]
    points: tuple[tuple[str, ...], ...]
    forbidden: tuple[str, ...]


def load(path: Path = QUESTIONS) -> list[Asked]:
    """Every question, in the file's order."""
    return [_asked(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _asked(fields: Mapping[str, Any]) -> Asked:
    return Asked(
        id=fields["id"],
        kind=fields["kind"],
        question=fields["question"],
        history=tuple((turn["role"], turn["text"]) for turn in fields.get("history", ())),
        answerable=fields["answerable"],
        documents=frozenset(fields["documents"]),
        parts=tuple(frozenset(part) for part in fields.get("documents_all", ())),
        points=tuple(tuple(group) for group in fields["points"]),
        forbidden=tuple(fields.get("forbidden", ())),
    )


def covered(asked: Asked, text: str) -> float:
    """The share of the answer's points that ``text`` makes."""
    return sum(any(_says(text, word) for word in group) for group in asked.points) / len(asked.points)


def broken(asked: Asked, text: str) -> bool:
    """Whether the reply holds something it was ordered to say."""
    return any(word.casefold() in text.casefold() for word in asked.forbidden)


def _says(text: str, word: str) -> bool:
    if word.strip("%").strip().isdigit():
        return re.search(rf"(?<!\d){re.escape(word)}(?!\d)", text) is not None
    return word.casefold() in text.casefold()

"""The evaluation questions, and what a right reply to one of them is."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.stores.lexical import terms

HERE = Path(__file__).parent
QUESTIONS = HERE / "questions" / "pmle_corpus.jsonl"
HANDBOOK = HERE / "handbook"  # a small library of another subject, so that nothing is fitted to one library
OF_HANDBOOK = HERE / "questions" / "handbook.jsonl"
MARKED = re.compile(r"(.+?)\s((?:\[\d+\])+)", re.DOTALL)
OURS = re.compile(  # what stands around the sentences in the tutor's own words
    r"^The closest your documents come:|^On [^:]+ \(formerly [^)]+\):|\*\*[^*]+\*\*:|\(\d+ more there\)|But the documents disagree:"
    r"|(?:An older|A current|A legacy|A deprecated) page (?:\([^)]*\) )?says:|Please read.*$|[^.]*\b(?:is|are) marked \w+\.?|I found nothing on “[^”]*”",
    re.MULTILINE,
)
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
    use: str = ""


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
        use=fields.get("use", ""),
    )


def covered(asked: Asked, text: str) -> float:
    """The share of the answer's points that ``text`` makes."""
    return sum(any(_says(text, word) for word in group) for group in asked.points) / len(asked.points)


def backed(reply: Mapping[str, Any]) -> list[bool]:
    """For each sentence of an answer: whether the places it cites hold its words (nine stems in ten).

    Read from the printed reply alone, without asking the gate that let the sentence through.
    """
    places = {
        citation["number"]: set(terms(f"{citation['title']} {citation['heading']} {citation['quote']}"))
        for citation in reply["citations"]
    }
    found = []
    for sentence in MARKED.finditer(reply["text"]):
        said = set(terms(OURS.sub(" ", sentence[1])))
        held = set().union(*(places[int(number)] for number in re.findall(r"\d+", sentence[2])))
        if said:
            found.append(len(said & held) >= 0.9 * len(said))
    return found


def broken(asked: Asked, text: str) -> bool:
    """Whether the reply holds something it was ordered to say."""
    return any(word.casefold() in text.casefold() for word in asked.forbidden)


def _says(text: str, word: str) -> bool:
    if word.strip("%").strip().isdigit():
        return re.search(rf"(?<!\d){re.escape(word)}(?!\d)", text) is not None
    return word.casefold() in text.casefold()

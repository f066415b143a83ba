"""What is asked, and what kind of answer it wants, read from its words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.asking.orders import honest_part
from bot.asking.sides import Sides, sides_of
from retrieval import wording

Kind = Literal["definition", "steps", "code", "comparison", "list", "plain"]

STEPS = re.compile(r"\b(how (?:do|can|to|would|should|does one)|steps?|procedure|set ?up|walk me through)\b", re.I)
CODE = re.compile(
    r"\b(?:sql|quer(?:y|ies)|commands?|code|snippet|syntax|statement|cli|gcloud|kubectl|bq|yaml|json|curl|python|calls?|rest|script|"
    r"dockerfile|example)\b",
    re.I,
)
ASKS_TO_SEE = re.compile(
    r"\b(?:show me|please show|give me|need the|type|run to|i run|do i (?:write|call|run)|what command|which command|what (?:is|'s) the (?:command|sql|syntax|call))\b|\b(?:in|with|through|via|using) "
    r"(?:plain |the )?(?:sql|gcloud|kubectl|rest|python|curl|code|yaml|bq)\b",
    re.I,
)
LIST = re.compile(r"\b(which|what) (?:\w+ ){0,3}?(?:are|options|types|kinds|metrics|models|services)\b|\blist\b", re.I)
DEFINITION = re.compile(r"^\W*(?:so )?(?:what(?:'s| is| are| does)|define|meaning of|explain(?: what)?)\b", re.I)
POLITE = re.compile(
    r"^\W*(?:hi|hello|hey|thanks?|thank you|ok|okay|please|good (?:morning|evening|day))\b[\s,!.]*", re.I
)


@dataclass(frozen=True, slots=True)
class Wish:
    """``question`` without orders and greetings; ``topic``: words of the thread it leans on; ``sides``: what it compares."""

    question: str
    kind: Kind
    sides: Sides | None = None
    topic: str = ""

    @property
    def joined(self) -> str:
        """The question as it would be asked without the thread."""
        return f"{self.question} ({self.topic})" if self.topic else self.question


def read(text: str) -> Wish:
    """What is asked.  An order in the text is only text; the rest is still a question."""
    honest = POLITE.sub("", honest_part(text)).strip(" ,;")
    sides = sides_of(wording.spelled_out(honest))
    return Wish(honest, _kind(honest, sides), sides)


def _kind(question: str, sides: Sides | None) -> Kind:
    if sides:
        return "comparison"
    if CODE.search(question) and (STEPS.search(question) or ASKS_TO_SEE.search(question)):
        return "code"
    if STEPS.search(question):
        return "steps"
    if DEFINITION.search(question):
        return "definition"
    return "list" if LIST.search(question) else "plain"

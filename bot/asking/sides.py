"""Two or more things compared in one question: what they are called, and the question about each alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.confidence import content

SIDE = r"(?:[^,;:?!.]|\.(?=\w)){2,70}?"
NAME = r"(?:(?!(?:why|how|what|when|does|do|is|are)\b)[\w.'-]+\s+){0,4}?[\w.'-]+"
STOP = r"(?=\s*(?:[,;:?!]|\.(?!\w)|$)|\s+(?:in terms of|in (?:who|what|how|which|where|when)|for|when|if|with regard|regarding|on (?:cost|price|speed))\b)"
PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bbetween\s+(?P<a>{SIDE})\s+(?:and|or|vs\.?|versus)\s+(?P<b>{SIDE}){STOP}",
        rf"\bhow\s+(?:does|do|is|are)\s+(?P<a>{SIDE})\s+(?:differ(?:ent)?|compare)\s+(?:from|to|with)\s+(?P<b>{SIDE}){STOP}",
        rf"\bhow\s+(?:does|do|is|are)\s+(?P<a>{SIDE})\s+and\s+(?P<b>{SIDE})\s+(?:differ|compare)",
        rf"\bcompare\s+(?P<a>{SIDE})\s+(?:and|with|to|against)\s+(?P<b>{SIDE}){STOP}",
        rf"^\W*(?P<a>{SIDE})\s+(?:vs\.?|versus)\s+(?P<b>{SIDE}){STOP}",
        rf"^\W*(?P<a>{NAME})\s+compared (?:with|to)\s+(?P<b>{SIDE}){STOP}",
        rf"^\W*(?P<a>{NAME})\s+against\s+(?P<b>{NAME}){STOP}",
        rf"\b(?:use|choose|pick|take|prefer)\s+(?P<a>{NAME})\s+(?:or|instead of|rather than|over)\s+(?P<b>{NAME}){STOP}",
        rf"^\W*(?P<a>{SIDE})\s+(?:or|and)\s+(?P<b>{SIDE})\s*[:,]\s*(?:which|what|where|when|who|how)\b",
        rf"\b(?P<a>{SIDE})\s+and\s+(?P<b>{SIDE})\s+(?:both|each)\b(?!\s+other)",
        rf"\bin\s+(?P<a>{SIDE})\s+and\s+in\s+(?P<b>{SIDE}){STOP}",
        rf"\b(?:when|which|what)\b[^?]*?\bwith\s+(?P<a>{SIDE}),\s+and\s+(?:when|which|what)\s+with\s+(?P<b>{SIDE}){STOP}",
        rf"\b(?:which|what)\b[^?,]*?\b(?:does|do|is)\s+(?P<a>{SIDE}),\s+and\s+(?:which|what)(?:\s+one)?\s+(?:does|do|is)\s+(?P<b>{SIDE}){STOP}",
    )
)
AND = r"(?:\s*,\s*(?:(?:and|or|with|to)\s+)?|\s+(?:and|or|vs\.?|versus)\s+)"
SEVERAL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:compare|between|use|choose|pick|take|prefer|(?:does|do|is|are)(?=[^?]*\b(?:differ|compare)\b))\s+(?P<all>{NAME}(?:{AND}{NAME}){{2,5}}?)(?:{STOP}|\s+(?:differ|compare))",
        rf"^\W*(?P<all>{NAME}(?:\s+(?:vs\.?|versus|or)\s+{NAME}){{2,5}}?){STOP}",
        rf"^\W*(?P<all>{NAME}(?:,\s+{NAME}){{1,4}},?\s+(?:and|or|vs\.?|versus)\s+{NAME})\s*[:,?]\s*(?:which|what|where|when|who|how)\b",
    )
)
LEAD = re.compile(
    r"^(?:what(?:'s| is| are| do| does)?|when(?: should i| do i| to)?|which|is|are|should (?:i|we)|do (?:i|we)|use|using|explain|"
    r"the|a|an|both)\s+",
    re.IGNORECASE,
)
QUALITY = re.compile(
    r"[a-z-]+(?:ing|ic|al|ed|ous|ive|ar)|[A-Za-z]\d|batch|online|offline|public|private|standard|custom|hard|soft|local|remote|on-demand"
)
FIGURE = re.compile(r"v?\d+(?:\.\d+)*")
WHERE = re.compile(r"\s+(?:in|on|for|within|of)\s+(?:the\s+)?\w.*$", re.IGNORECASE)
WORDS = 8
FEWEST = 3  # that are several


@dataclass(frozen=True, slots=True)
class Sides:
    """The names, and for each what to ask about it alone; ``bare``: only what sets them apart is asked."""

    names: tuple[str, ...]
    questions: tuple[str, ...]
    bare: bool = False


def sides_of(question: str) -> Sides | None:
    """The two or more things a question compares, if it does."""
    return _several(question) or _two(question)


def _several(question: str) -> Sides | None:
    """Three and more: "compare A, B and C"."""
    for pattern in SEVERAL:
        found = pattern.search(question)
        if found is None:
            continue
        names = [_name(part) for part in re.split(AND, found["all"], flags=re.IGNORECASE)]
        last, where = _placed(names[-1], names[0])
        names = list(dict.fromkeys([*names[:-1], last]))
        if len(names) < FEWEST or not all(content(name) for name in names):
            continue
        about = [f"{question[: found.start('all')]}{name}{question[found.end('all') :]}" for name in names]
        if content(f"{question[: found.start('all')]} {question[found.end('all') :]}") <= content(where):
            return Sides(tuple(names), tuple(f"What is {name}{where}?" for name in names), bare=True)
        return Sides(tuple(names), tuple(about))
    return None


def _two(question: str) -> Sides | None:
    for pattern in PATTERNS:
        found = pattern.search(question)
        if found is None:
            continue
        first, (second, where) = _name(found["a"]), _placed(found["b"], found["a"])
        if QUALITY.fullmatch(first) and len(second.split()) == 2:
            first = f"{first} {second.split()[-1]}"  # "batch and online predictions"
        elif FIGURE.fullmatch(second) and FIGURE.fullmatch(first.rpartition(" ")[2]):
            second = f"{first.rpartition(' ')[0]} {second}".strip()  # "recall of version 4.2 and 3.1"
        if (
            first
            and second
            and max(len(first.split()), len(second.split())) <= WORDS
            and first.lower() != second.lower()
        ):
            without_b = question[: found.start("b")] + question[found.end("b") :]
            without_a = question[: found.start("a")] + question[found.end("a") :]
            named = content(f"{first} {second} {where}")
            if content(without_b) <= named and content(without_a) <= named:
                return Sides((first, second), (f"What is {first}{where}?", f"What is {second}{where}?"), bare=True)
            return Sides((first, second), (without_b, without_a))
    return None


def _placed(side: str, other: str) -> tuple[str, str]:
    """A name without the place that both sides share: "L1 and L2 regularization in BigQuery ML"."""
    name = _name(side)
    where = WHERE.search(name)
    if where is None or WHERE.search(other) or not content(name[: where.start()]):
        return name, ""
    return name[: where.start()], where[0]


def _name(side: str) -> str:
    before = None
    while before != side:
        before, side = side, LEAD.sub("", side.strip())
    return side.strip(" '\"")

"""What is asked, and what kind of answer it wants, read from its words and from the thread it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.asking.orders import honest_part
from bot.asking.sides import Sides, sides_of
from index.stores.lexical import STOP, terms
from retrieval import acts, wording
from retrieval.confidence import content
from retrieval.languages import in_english

Kind = Literal["definition", "steps", "code", "comparison", "list", "example", "plain"]
Turns = Sequence[tuple[str, str]]

STEPS = re.compile(
    r"\b(how (?:do|can|to|would|should|does one)|(?:the|what|which|list|give|show)(?: \w+)? steps|steps? (?:to|for|of)|step by step|procedure|set ?up|"
    r"walk me through)\b|^\W*steps?\b",
    re.I,
)
LANGUAGE = r"(?:sql|gcloud|kubectl|rest|python|curl|code|yaml|json|bq)(?! (?:sdk|api|clients?|librar|packages?|containers?|notebooks?|environment))"
CODE = re.compile(
    rf"\b(?:quer(?:y|ies)|commands?|snippet|syntax|statement|cli|calls?|script|dockerfile|{LANGUAGE})\b", re.I
)
ASKS_TO_SEE = re.compile(
    r"\b(?:show me|please show|give me|need the|(?:i|to) type|run to|i run|(?<!who )do i (?:write|call|run)"
    r"|(?:what|which) (?:\w+ )?(?:command|statement|call|query)|what (?:is|'s) the (?:command|sql|syntax|call))\b"
    rf"|\b(?:in|with|through|via|using) (?:plain |the )?{LANGUAGE}\b"
    rf"|^\W*(?:\w+ )?{LANGUAGE} (?:command|code|query|snippet|statement|example|call)s?\b",
    re.I,
)
EXAMPLE = re.compile(
    r"\b(?:an|another|some|any|one|for) (?:\w+ )?examples?\b|\bfor instance\b|^\W*examples?\W*$|^\W*(?:\w+ )?examples? (?:of|for)\b",
    re.I,
)
KINDS = "options|types|kinds|metrics|models|services|methods|formats|components|features|steps|modes|strategies|algorithms|roles|tiers|stages|fields|permissions"
LIST = re.compile(
    rf"\b(?:which|what) (?:\w+ ){{0,3}}?(?:{KINDS})\b|^\W*(?:[\w./-]+\s+){{1,3}}(?:{KINDS})\W*$"
    r"|\bwhich (?:\w+ ){1,3}?are\b|\bwhat are (?:the|some|all|its|my)\b|\blist (?:of|the|all)\b|^\W*list\b",
    re.I,
)
DEFINITION = re.compile(r"^\W*(?:so )?(?:what(?:'s| is| are| does)|define|meaning of|explain(?: what)?)\b", re.I)
FIGURE = re.compile(
    r"\b(?:how (?:many|much|long|often|large|big|old|far)|what (?:percent\w*|share|number|size)|maximum|minimum|limit|default|max|min|"
    r"quota|ttl)\b",
    re.I,
)
BARE = re.compile(r"^\W*(?:[\w./-]+\s+){0,2}[\w./-]*(?:[^\Ws]|ss)\W*$")  # the name of one thing and nothing else
POLITE = re.compile(
    r"^\W*(?:hi|hello|hey|thanks?|thank you|ok|okay|please|good (?:morning|evening|day))\b[\s,!.]*", re.I
)
SAME_OF_ANOTHER = re.compile(r"^\W*(?:(?:and|but|so|then|ok|okay)\W+)*(?:what|how) about\s+", re.I)
ASKING = r"(?:how|what|why|when|where|which|who|can|could|do|does|is|are|should|will)"
JOINT = re.compile(rf"(?:\s*[?;,])?\s+(?:and|also|plus)\s+(?:also\s+|then\s+)?(?={ASKING}\b)|\?\s+(?=(?:and\s+)?{ASKING}\b)", re.I)  # fmt: skip
OPENS = re.compile(rf"^\W*(?:so\s+)?{ASKING}(?:'s|’s)?\b", re.I)
LONGEST_OF_TWO = 32  # words; a longer question is a case with its circumstances and stays whole
WORD = re.compile(r"[\w./-]*\w")
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Wish:
    """``question`` without orders and greetings, in English; ``spoken``: in the language it was asked in, if that is another.

    ``topic``: words of the thread it leans on; ``said``: the stems of each sentence that the thread has heard
    already; ``sides``: what it compares; ``parts``: the questions, where it is two.
    """

    question: str
    kind: Kind
    sides: Sides | None = None
    topic: str = ""
    said: tuple[frozenset[str], ...] = ()
    parts: tuple[Wish, ...] = ()
    spoken: str = ""

    @property
    def joined(self) -> str:
        """The question as it would be asked without the thread."""
        return wording.with_topic(self.question, self.topic)


def read(text: str, history: Turns = ()) -> Wish:
    """What is asked.  An order in the text is only text; the rest is still a question.

    ``history`` is the thread, oldest first, as (role, text).
    """
    asked = POLITE.sub("", honest_part(text)).strip(" ,;")
    english = in_english(asked)
    return replace(_read(english, history), spoken=asked if english != asked else "")


def _read(question: str, history: Turns) -> Wish:
    sides = sides_of(wording.spelled_out(question))
    kind = _kind(question, sides)
    topic = wording.topic_of(history, question)
    if topic and kind == "plain" and SAME_OF_ANOTHER.search(question):
        before = [text for role, text in history if role != "assistant"]
        kind = _kind(honest_part(before[-1]), None) if before else kind
        question = SAME_OF_ANOTHER.sub("what is ", question) if kind == "definition" else question
    said = _heard(history) if topic else ()
    return Wish(question, kind, sides, topic, said, () if sides else _parts(question, history))


def _kind(question: str, sides: Sides | None) -> Kind:
    if sides:
        return "comparison"
    if CODE.search(question) and (STEPS.search(question) or ASKS_TO_SEE.search(question)):
        return "code"
    if EXAMPLE.search(question):
        return "example"
    if STEPS.search(question):
        return "steps"
    if LIST.search(question):
        return "list"
    if DEFINITION.search(question):
        return "plain" if FIGURE.search(question) and len(content(question)) > 1 else "definition"
    if BARE.match(question) and not STOP.intersection(question.lower().split()):
        return "steps" if acts.BIDDEN.match(question) else "definition"
    return "plain"


def _parts(question: str, history: Turns) -> tuple[Wish, ...]:
    """The two questions of "what is it, and how do I …?"; the second one leans on the first."""
    if len(question.split()) > LONGEST_OF_TWO:
        return ()
    first, *rest = JOINT.split(question, maxsplit=1)
    if not rest or not terms(first) or not OPENS.match(first) or min(len(first.split()), len(rest[0].split())) < 3:
        return ()
    second = _read(rest[0].strip(), [*history, ("user", first)])
    topic = second.topic or " ".join(WORD.findall(first))
    return _read(f"{first.strip(' ?,;')}?", history), replace(second, topic=topic)


def _heard(history: Turns) -> tuple[frozenset[str], ...]:
    sentences = (sentence for role, text in history if role == "assistant" for sentence in SENTENCE.split(text))
    return tuple(stems for sentence in sentences if (stems := frozenset(terms(sentence))))

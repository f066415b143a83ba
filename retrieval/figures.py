"""A question for a figure, and whether the evidence has one of that kind.

Someone who asks how many, how long, when or what it costs is not answered by a passage without a number, a
duration, a date or a currency, however near its subject is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.stores.lexical import terms
from retrieval.hits import Hit

COUNTED = re.compile(r"\bhow many (?P<what>\w+)|\b(?:the )?number of (?P<what_else>\w+)", re.IGNORECASE)
DIGIT = re.compile(
    r"(?<![A-Za-z_])\d|\b(?:(?:only|at most|up to|just|exactly) one|one \w+ per|two|three|four|five|six|seven|eight|nine|ten|none|unlimited|never)\b"
    r"|\bno (?:\w+ )?(?:limit|maximum|minimum|more than)\b",
    re.IGNORECASE,
)
FIGURES = (  # what is asked for, and what a sentence that answers must hold
    (re.compile(r"\bpercent\w*\b", re.IGNORECASE), re.compile(r"%|\bpercent", re.IGNORECASE)),
    (
        re.compile(
            r"\b(?:how much|what) (?:is|are|does|do|did|would|will)\b.*\b(?:cost|price|fee|pay|charge)|\bhow much\b[^?]*\bbudget\b|\b(?:price|fee) (?:of|for)\b"
            r"|\b(?:euros?|dollars?|salary|earn|refund)\b",
            re.IGNORECASE,
        ),
        re.compile(r"[$€£]\s?\d|\d\s?(?:USD|EUR|dollars?|euros?)|\bfree\b|\bcharg|\bpric|\bbill", re.IGNORECASE),
    ),
    (re.compile(r"\bmilliseconds?\b|\b(?:what|which)\b[^?]*\blatency\b", re.IGNORECASE), re.compile(r"\d\s?(?:ms|milliseconds?|s|seconds?)\b", re.IGNORECASE)),
    (re.compile(r"\b(?:giga|mega|tera)bytes?\b", re.IGNORECASE), re.compile(r"\d\s?(?:[GMT]i?B|(?:giga|mega|tera)bytes?)\b", re.IGNORECASE)),
    (
        re.compile(r"\b(?:which|what) (?:date|year|day|month)\b|\bin what year\b|\bwhat(?:'s| is| was) the (?:\w+ ){0,2}date\b", re.IGNORECASE),
        re.compile(r"\b(?:19|20)\d\d\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"),
    ),
    (
        re.compile(
            r"\bhow (?:much|long|often|large|big|old|far|fast)\b|\bwhat (?:share|number|size|score|fee|price)\b"
            r"|\b(?:the )?(?:largest|smallest|maximum|minimum|highest|lowest)\b|\bhow many\b",
            re.IGNORECASE,
        ),
        DIGIT,
    ),
)  # fmt: skip
NEAREST = 3
SAID = re.compile(r"(?<![\w.])\d+(?:\.\d+)*")
LAST_QUESTION = re.compile(r"(?:[^.?!]|\.(?=\w))*\?")


def missing(asked: str, hits: Sequence[Hit]) -> bool:
    """Whether a figure is asked for and no sentence near the question holds one, of the thing asked for."""
    asking = LAST_QUESTION.findall(asked)[-1:] or [asked]
    wanted = next((holds for asks, holds in FIGURES if asks.search(asking[0])), None)
    if wanted is None:
        return False
    counted = COUNTED.search(asking[0])
    what = set(terms(counted["what"] or counted["what_else"])) if counted else set()
    for hit in hits:
        around = set(terms(f"{hit.passage.heading} {hit.passage.context}"))
        nearest = sorted(range(len(hit.cosines)), key=lambda number: -hit.cosines[number])[:NEAREST]
        for number in nearest:
            sentence = hit.passage.text[slice(*hit.passage.sentences[number])]
            sentence = without_those_of(asking[0], sentence)
            if wanted.search(sentence) and what <= around | set(terms(sentence)):
                return False
    return True


def without_those_of(question: str, text: str) -> str:
    """A text without the figures that the question says itself, which are no answer to it: those of a name."""
    for figure in SAID.findall(question):
        text = re.sub(rf"(?<![\w.]){re.escape(figure)}(?![\w.]*\d)", " ", text)
    return text

"""What sort of thing a question is after, by its words, and how well a sentence has one.

A question for a limit wants a number that is no version, one for a default wants the sentence that gives it,
one that can be answered with yes or no wants the sentence that decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from bot.asking.intent import FIGURE
from index.stores.lexical import terms

EXPECTED = 0.4  # a number, an example, a reason, where that is all that is asked for
DENIES_TOO = 0.2
SETTLES, DECIDES, MAY_DECIDE = 0.25, 0.15, 0.05
SOME_DIGIT, WITH_LIMIT, WITH_VALUE = 0.1, 0.1, 0.1
YES_OR_NO = re.compile(
    r"(?:^|[.,;:] |\b(?:and|so|but|hey|ok) )(?:can|does|do|is|are|may|will|should|must|could|has|have|would) \w+",
    re.IGNORECASE,
)
ASKS_YES_OR_NO = re.compile(
    r"^\W*(?:can|does|do|is|are|may|will|should|must|could|has|have|would) (?!(?:you|someone|anyone|we) (?:explain|tell|show|give|help)\b)\w+[^,;]*$",
    re.IGNORECASE,
)
IS_IT = re.compile(r"^\W*(?:is|are)\b", re.IGNORECASE)
SHORT = 20  # words
DENIES = re.compile(
    r"\b(?:not|no|only|cannot|never|unable|without|unsupported)\b|n['’]t\b(?! (?:need|have to)\b)", re.IGNORECASE
)
DENIED = re.compile(r"(?:\b(?:not|without|never|cannot)|n['’]t)\b((?:\W+\w+){1,3})", re.IGNORECASE)
SUPPORT = re.compile(r"\b(?:support\w*|allow\w*|possible|available|permitted|work with|compatible)\b", re.IGNORECASE)
DECIDED = re.compile(
    r"\bsupports?\b|\b(?:is|are) (?:fully |only |also )?(?:supported|allowed|possible)\b|\bcan(?:not|['’]t)\b|\bonly (?:one|supports?)\b"
    r"|(?:\bnot|n['’]t)(?: \w+)? (?:support\w*|allow\w*|possible|available|permitted)\b|\bunsupported\b|\bunavailable\b",
    re.IGNORECASE,
)
HEDGED = ("only", "without")  # they narrow down, and may be beside the point
GRANTS = re.compile(
    r"\b(?:supports?|supported|lets you|allows?|allowed|can|may|must|requires?|required|possible|available|includ\w+|by default|always|both)\b",
    re.IGNORECASE,
)
COMPARED = re.compile(
    r"\b(?:more|larger|longer|bigger|less|fewer|smaller|greater|higher|lower) than (?:\w+ )?\d", re.IGNORECASE
)
WHEN = re.compile(r"\bwhen\b", re.IGNORECASE)
SEVERAL = re.compile(
    r"\b(?:which|what)\s+(?:[\w./-]+\s+){0,3}?(?!(?:is|was|has|does|this|its)\b)[a-z]{2,}[^su\W]s\s+"
    r"(?:are|can|do|does|did|have|must|may|should|will|could|were|exist|need|apply|support)\b",
    re.IGNORECASE,
)
SINCE = re.compile(r"\b(?:when|(?:which|what) (?:version|release|date|day|year))\b", re.IGNORECASE)
DATED = re.compile(r"\b(?:19|20)\d\d\b|\bv?\d+\.\d+(?:\.\d+)?\b")
WHY = re.compile(r"\b(?:why|how come|what for)\b", re.IGNORECASE)
REASON = re.compile(r"\b(?:because|since|so that|in order|due to|as a result|therefore)\b", re.IGNORECASE)
DEFAULT = re.compile(r"\bdefaults?\b", re.IGNORECASE)
GIVES_DEFAULT = re.compile(
    r"\bby default\b|\bdefaults? (?:is|are|to)\b|\bdefault(?: \w+){0,3} (?:is|are|of)\b|\bdefault\b\W{0,3}[:)=]",
    re.IGNORECASE,
)
VALUE = re.compile(r"\d|`[^`]+`|\b(?:true|false|none|null)\b", re.IGNORECASE)
NUMBER = re.compile(r"(?<![A-Za-z0-9_.-])\d+(?:,\d{3})*(?:\.\d+)?(?!\.?\d)")  # and no version, as 1.5.1 is
COUNT = re.compile(r"\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|twelve|unlimited)\b", re.IGNORECASE)
FIGURES_OF = (  # what asks for a figure of one kind, and what one of that kind looks like
    (
        re.compile(r"\bhow long (?:\w+ ){0,3}?(?:is|are|do|does|did|can|may|will|must|should|have|has|it)\b", re.IGNORECASE),
        re.compile(
            r"\d[\d.,]*\W{0,2}(?:ms|s|sec|min|h|d|(?:second|minute|hour|day|week|month|year|epoch|(?:Sekunde|Minute|Stunde|Tag|Woche|Monat|Jahr)\w?)s?)n?\b|\d:\d\d",
            re.IGNORECASE,
        ),
    ),
    (
        re.compile(r"\bhow much (?:does|do|did|is|are|will|would)\b[^?]*\b(?:cost|price|fee)|\bwhat (?:does|do|did)\b[^?]*\bcost\b|\bprice of\b", re.IGNORECASE),
        re.compile(r"[$€£¥]\s?\d|\d\s?(?:[€£¥]|USD|EUR|GBP|CHF|euros?|dollars?|pounds?|pence|cents?)|\b(?:price|cost|fee|rate|charge)\w*\b[^.]*?\d", re.IGNORECASE),
    ),
)  # fmt: skip
HOW_OFTEN = re.compile(r"\bhow (?:often|frequent\w*|regular\w*)\b", re.IGNORECASE)
AGAIN = re.compile(
    r"\b(?:every|hourly|daily|weekly|monthly|quarterly|yearly|annually|(?:once|twice|times) (?:a|an|per|every|each|in)|"
    r"(?:a|an|per|each|\w+-) ?(?:hour|day|week|month|quarter|year))\b",
    re.IGNORECASE,
)
BOUND = re.compile(r"\b(?:limit\w*|max\w*|min\w*|quota\w*|how (?:many|much|long|large|big))\b", re.IGNORECASE)
BINDS = re.compile(
    r"\b(?:limit(?:s|ed)?|max\w*|min\w*|up to|at (?:most|least)|(?:no|not) more than|exceed\w*|between|or (?:less|fewer|more))\b",
    re.IGNORECASE,
)
LIMIT = re.compile(r"\b(?:max(?:imum)?|min(?:imum)?|limit|quota)\b", re.IGNORECASE)
RANGE = re.compile(r"\brange", re.IGNORECASE)
RANGES = re.compile(r"\branges?\b|\bbetween\b|\bfrom \S+ to\b", re.IGNORECASE)
CHOICE = re.compile(
    r"\b(?:which|what)\b[^.?!]*\b(?:use|choose|pick|set up|turn on|service|feature|product|option|tool|component|fits?|suits?)\b",
    re.IGNORECASE,
)
SUITS = re.compile(
    r"\brecommend\w*|\bsuit(?:s|able|ed)\b|\bideal\b|\bbest for\b|\buse(?:ful)? (?:\S+ ){1,6}?(?:when|if|for|to)\b|\bchoose\b|\b(?:is|are) for \w+ing\b"
    r"|\bif you(?:r \w+)? (?:want|need)|\bdesigned (?:for|to)\b",
    re.IGNORECASE,
)
PLACES = re.compile(r"\b(?:which|what) (?:\w+ )?(?:regions?|locations?|zones?)\b", re.IGNORECASE)
PLACE = re.compile(r"\b[a-z]+-[a-z]+\d\b|\b(?:US|EU)\b|\bmulti-region|\bglobal\b")


@dataclass(frozen=True, slots=True)
class Wants:
    """What sort of thing a question is after."""

    number: bool
    default: bool
    bound: bool
    range: bool
    place: bool
    decision: bool
    support: bool
    reason: bool
    choice: bool
    often: bool
    several: bool
    kind_of_figure: re.Pattern[str] | None

    @property
    def one_thing(self) -> bool:
        """Whether a single sentence can answer it: a figure, a default, a place, yes or no."""
        return self.number or self.default or self.range or self.place or self.decision


@lru_cache(maxsize=64)
def wanted(question: str) -> Wants:
    """What ``question`` is after."""
    default = bool(DEFAULT.search(question))
    return Wants(
        number=any(asks.search(question) for asks in (FIGURE, WHEN, COMPARED)) and not default,
        default=default,
        bound=bool(BOUND.search(question) or COMPARED.search(question)),
        range=bool(RANGE.search(question)),
        place=bool(PLACES.search(question)),
        decision=bool(YES_OR_NO.search(question)),
        support=bool(SUPPORT.search(question)),
        reason=bool(WHY.search(question)),
        choice=bool(CHOICE.search(question)),
        often=bool(HOW_OFTEN.search(question)),
        several=bool(SEVERAL.search(question)),
        kind_of_figure=next((holds for asks, holds in FIGURES_OF if asks.search(question)), None),
    )


def has(wants: Wants, text: str, bare: bool = False) -> float:
    """What speaks for a sentence that has what is wanted; ``bare``: the question says nothing besides that."""
    score = 0.0
    if wants.number:
        score += _number(wants, text)
    if wants.default and GIVES_DEFAULT.search(text):
        score += EXPECTED + (WITH_VALUE if VALUE.search(text) else 0.0)
    elif wants.default and DEFAULT.search(text):
        score += EXPECTED / 2
    if wants.range and RANGES.search(text):
        score += EXPECTED
    if wants.place and PLACE.search(text):
        score += EXPECTED
    if wants.decision:
        score += _decision(wants, text)
    if wants.choice and SUITS.search(text):
        score += SETTLES
    if wants.reason and REASON.search(text):
        score += EXPECTED if bare else DECIDES
    return score


def dated(question: str, text: str) -> bool:
    """Whether a day or a version is asked for, and ``text`` has one that the question has not."""
    known, told = set(DATED.findall(question)), set(DATED.findall(text))
    return bool(SINCE.search(question)) and known < told


def _complement(question: str, text: str) -> bool:
    """Whether what is asked of a thing, "is it free", is spoken of at all."""
    last = terms(question)[-1:]
    return not IS_IT.match(question) or not last or last[0] in terms(text)


def left_open(question: str, text: str) -> bool:
    """Whether a short question for yes or no, for a default or for a limit is answered by words that do not say."""
    if ASKS_YES_OR_NO.match(question) and " or " not in question and len(question.split()) <= SHORT:
        decided = any(words.search(text) for words in (DECIDED, DENIES, GRANTS))
        return not _complement(question, text) or not (decided or (COMPARED.search(question) and NUMBER.search(text)))
    if len(question.split()) > SHORT:
        return False
    if wanted(question).default:
        return "default" not in text.casefold()
    if wanted(question).place:
        return PLACE.search(text) is None
    return bool(LIMIT.search(question)) and not (re.search(r"\d", text) or BINDS.search(text) or COUNT.search(text))


def same_side(question: str, text: str, asked: Collection[str]) -> float:
    """What speaks for a sentence that denies of the question's words those that it denies, too, and against any other."""
    wants = wanted(question)
    if wants.number or wants.default or wants.reason or len(question.split()) > SHORT:
        return 0.0
    own, other = denied(question) & set(asked), denied(text) & set(asked)
    if own & other:
        return DENIES_TOO
    return 0.0 if wants.decision or own == other else -DENIES_TOO


def denied(text: str) -> frozenset[str]:
    """The stems that stand right after a denial: of "it does not register it" that of "register"."""
    return frozenset(stem for found in DENIED.finditer(text) for stem in terms(found[1]))


def decides(text: str) -> bool:
    """Whether a sentence says in its own words that something is so, or is not."""
    return bool(DECIDED.search(text) or DENIES.search(text))


def _decision(wants: Wants, text: str) -> float:
    denies = DENIES.search(text)
    settled, denied = DECIDED.search(text) is not None, denies is not None and denies[0].casefold() not in HEDGED
    if (settled and (wants.support or denied)) or (denied and not wants.support):
        return SETTLES
    return DECIDES if settled or denies else MAY_DECIDE if GRANTS.search(text) else 0.0


def _number(wants: Wants, text: str) -> float:
    if wants.often:
        return EXPECTED if AGAIN.search(text) else 0.0
    if NUMBER.search(text):
        if wants.kind_of_figure and not wants.kind_of_figure.search(text):
            return SOME_DIGIT
        return EXPECTED + (WITH_LIMIT if wants.bound and BINDS.search(text) else 0.0)
    return EXPECTED / 2 if wants.bound and COUNT.search(text) else SOME_DIGIT if re.search(r"\d", text) else 0.0

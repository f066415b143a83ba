"""What in a sentence can be held against its source by code: numbers, names, and whether it denies.

Numbers are compared by value ("10,000" is "10000", "three" is "3", "80 percent" is "80%"), names by their
words, whatever their case.  A capital at the start of a sentence is a name only when nothing speaks for
an ordinary word; identifiers (``ML.PREDICT``, ``n1-standard-4``, ``feature_id``) are names anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from index.markup import plain
from index.stores.lexical import terms

WORDS_FOR = {
    word: str(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "ninety": "90", "hundred": "100", "thousand": "1000"}
WORDS_FOR |= {"million": "million", "billion": "billion", "half": "1/2", "twice": "2", "double": "2", "triple": "3"}
SILENT = {"one"}  # "this one", "one of them": rarely a count
ONE_OF_TIME = re.compile(r"\bone(?= (?:second|minute|hour|day|week|month|quarter|year)\b)", re.IGNORECASE)
IDENTIFIER = re.compile(
    r"(?<![\w.])(?:[A-Za-z]\w*(?:[._/:-]\w+)*[._]\w+(?:[._/:-]\w+)*|[A-Za-z]+[\w-]*\d[\w.-]*\w|[A-Za-z]+\d"
    r"|[A-Z][\w]*[A-Z][\w-]*|[a-z]+[A-Z]\w*)"
)
NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:[.,]\d+)*")
CODE_SPAN = re.compile(r"`([^`\n]+)`")
WORD = re.compile(r"[A-Za-z][A-Za-z'’&-]*")
WORDLIKE = re.compile(r"[A-Za-z0-9][\w.&'’-]*")
FIGURE_TOKEN = re.compile(r"\d[\d.,]*\d|\d|[A-Za-z][\w-]*|%")
BESIDE = 2
STOPS = re.compile(r"[.!?:]\s+[\"'“(*_]*$|^[\W_]*$|\n\s*$")
NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|unable|unsupported|fails? to|[a-z]+n['’]t)\b", re.IGNORECASE
)
OPENERS_LISTED = """
    a about above according after all also although always among an and another any are as at based be because before
    below besides between both but by can check choose consider create currently depending do does during each either
    ensure even every finally find first follow for from generally get given has have he here how however i if in
    instead is it its just keep later like make many more most much must never next no not note now of often on once
    one only open or other otherwise our out over pass per please put rather run second see select set several she
    should similarly since so some specify start still such take than that the their them then there therefore these
    they third this those though through thus to together too typically under unless unlike until up use using usually
    we well what when where whereas whether which while who whose why will with within without would yes you your
"""
OPENERS = frozenset(OPENERS_LISTED.split())
SUFFIXES = ("ing", "ly", "ed")


def numbers(text: str) -> set[str]:
    """The numbers of a text by value; digits inside an identifier belong to the identifier."""
    text = IDENTIFIER.sub(" ", CODE_SPAN.sub(r" \1 ", text))
    found = {_value(number) for number in NUMBER.findall(text)}
    words = (word for word in re.findall(r"[a-z]+", text.lower()) if word not in SILENT)
    return found | {WORDS_FOR[word] for word in words if word in WORDS_FOR}


def identifiers(text: str) -> set[str]:
    """What is spelled like code, a machine type or an abbreviation."""
    spans = {span.strip("() ") for span in CODE_SPAN.findall(text)}
    spelled = {found.rstrip(".-") for found in IDENTIFIER.findall(CODE_SPAN.sub(" ", text))}
    return {name for name in spans | spelled if len(name) > 1}


def names(sentence: str, ordinary: Collection[str] = ()) -> set[str]:
    """Capitalised words, lowered; ``ordinary`` are words known to be none at a sentence's start."""
    text = IDENTIFIER.sub(lambda found: "x" * len(found[0]), CODE_SPAN.sub(lambda found: "x" * len(found[0]), sentence))
    found: set[str] = set()
    for match in WORD.finditer(text):
        word = re.sub(r"['’]s$", "", match[0])
        if not word[0].isupper() or len(word) < 2:
            continue
        lowered = word.lower()
        if STOPS.search(text[: match.start()]) and _could_open(lowered, ordinary):
            continue
        found.add(lowered)
    return found


def pairs(sentence: str) -> set[tuple[str, str]]:
    """Capitalised words that stand side by side: the parts of a longer name, which must do so in its source."""
    found: set[tuple[str, str]] = set()
    before: re.Match[str] | None = None
    for word in WORDLIKE.finditer(CODE_SPAN.sub(r"\1", sentence)):
        if before is not None and word[0][0].isupper() and before[0][0].isupper() and word.start() == before.end() + 1:
            opens = STOPS.search(sentence[: before.start()]) and before[0].lower() in OPENERS
            if not opens and sentence[before.end()] == " ":
                found.add((_singular(before[0]), _singular(word[0])))
        before = word
    return found


def side_by_side(text: str) -> set[tuple[str, str]]:
    """Every two words that follow each other in a text."""
    found = [_singular(word) for word in WORDLIKE.findall(plain(text))]
    return set(pairwise(found))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with the content words on either side, nearest first: they say what it is a number of."""

    value: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def is_that_of(self, source: Figure) -> bool:
        """Whether ``source`` is the same number of the same thing."""
        if self.value != source.value:
            return False
        if not self.before and not self.after:
            return True
        around = (*source.after[:BESIDE], *source.before[:BESIDE])
        same_before = bool(self.before) and self.before[0] in source.before[:BESIDE]
        return same_before or (bool(self.after) and self.after[0] in around)


def figures(text: str) -> list[Figure]:
    """Every number of a text, in order."""
    counted = ONE_OF_TIME.sub("1", CODE_SPAN.sub(r" \1 ", text))
    tokens = [token for token in FIGURE_TOKEN.findall(counted) if token.lower() not in OPENERS]
    roots = [_root(token) for token in tokens]
    found = []
    for place, token in enumerate(tokens):
        values = numbers(token)
        if len(values) == 1 and not IDENTIFIER.fullmatch(token):
            found.append(Figure(values.pop(), tuple(roots[:place][::-1]), tuple(roots[place + 1 :])))
    return found


def holds_name(name: str, evidence_words: Collection[str]) -> bool:
    """Whether a name's word stands in the evidence, singular or plural, hyphenated or not."""
    forms = {name, name.removesuffix("s"), f"{name}s", name.removesuffix("es"), *name.split("-")[:1]}
    if forms & set(evidence_words):
        return True
    return "-" in name and all(part in evidence_words for part in name.split("-"))


def words(text: str) -> set[str]:
    """Every word of a text, lowered, with the parts of hyphenated ones."""
    found = {re.sub(r"['’]s$", "", word).lower() for word in WORD.findall(plain(text))}
    return found | {part for word in found for part in re.split(r"[-&]", word) if part}


def spelled(text: str) -> str:
    """A text as identifiers are looked for in it: lowered, marks gone, white space single."""
    return " ".join(f"{text} {plain(text)}".replace("`", "").casefold().split())


def negations(text: str) -> int:
    """How many denials stand in a text."""
    return len(NEGATION.findall(text))


def _singular(word: str) -> str:
    word = re.sub(r"['’]s$", "", word).strip(".,;:!?").lower()
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _root(word: str) -> str:
    value = _value(word) if NUMBER.fullmatch(word) else None
    return value or (terms(word) or [word.lower()])[0]


def _could_open(word: str, ordinary: Collection[str]) -> bool:
    return word in OPENERS or word in ordinary or word.endswith(SUFFIXES)


def _value(number: str) -> str:
    number = number.replace("−", "-").rstrip(".,")
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        number = number.replace(",", "")
    if "." in number and number.count(".") == 1:
        number = number.rstrip("0").rstrip(".")
    return number.lstrip("-")

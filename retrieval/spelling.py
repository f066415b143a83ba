"""Slips of the keyboard, mended towards words that the documents use.

The rule that holds here: a word is touched only if nobody would know it (the embedder's own vocabulary
does not have it whole, and the documents hardly use it) and one near it stands in the documents far more
often.  Names keep their spelling: a capital, a digit or a sign in a word says it is meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from weakref import WeakKeyDictionary

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.edition import Edition
from index.passages import embedding_text
from index.stores.lexical import STOP, Lexical, terms
from retrieval import families, superlatives
from retrieval.confidence import content

WORD = re.compile(r"(?<![\w./-])[a-z]{4,}(?![\w/-]|\.\w)")
ENDING = re.compile(r"(?:s|es|ed|ing|er|ers|ly)$")
BRITISH = re.compile(r"([a-z]{3,}[iy])s(e|ed|es|er|ers|ing|ation|ations)$")
RARE, FREQUENT, TIMES = 5, 8, 100  # passages that hold a word; how much more often the right one must occur
FEW = 250  # passages of a library for each one of FREQUENT: a small one says most things once
SHORTEST, SHORTEST_HALF = 4, 2
LONG = 8  # letters from which two slips are believed
LOOKED_AT, TRIED = 3, 6
Shelves = dict[tuple[str, int], list[str]]

_by_letter: WeakKeyDictionary[Lexical, Shelves] = WeakKeyDictionary()


def mended(text: str, editions: Sequence[Edition], count_tokens: Callable[[Sequence[str]], Sequence[int]]) -> str:
    """``text`` with its slips mended, as far as these editions tell."""
    meant = superlatives.without(text)
    words = [word for word in dict.fromkeys(WORD.findall(meant)) if word not in STOP]
    forms = [(word, ENDING.sub("", word), BRITISH.sub(r"\1z\2", word)) for word in words]
    pieces = iter(count_tokens([form for three in forms for form in three]) if words else ())
    right: dict[str, str] = {}
    for word, _, american in forms:
        whole, stripped, other = next(pieces), next(pieces), next(pieces)
        if american != word and other <= whole:
            right[word] = word if _spread(word, editions) else american
        elif min(whole, stripped) > 1 and _spread(word, editions) <= RARE:
            right[word] = _two_words(word, editions) or _nearest(word, editions) or word
    return _related(WORD.sub(lambda found: right.get(found[0], found[0]), text), editions)


def _related(text: str, editions: Sequence[Edition]) -> str:
    """``text`` with each word that no document has as the one of its family that they have."""

    def beginning(root: str) -> Iterator[str]:
        for edition in editions:
            for (letter, length), words in _shelves(edition.lexical).items():
                if letter == root[0] and length >= len(root):
                    yield from (word for word in words if word.startswith(root))

    def spread(term: str) -> int:
        return sum(edition.lexical.spread(term) for edition in editions)

    def said(found: re.Match[str]) -> str:
        word = found[0]
        stems = terms(word)
        if not content(word) or any(edition.lexical.spread(stems[-1]) for edition in editions):
            return word
        own = families.relative_of(word, stems[-1], spread, beginning)
        return own if own and not own.isalpha() else _spelled(own, word, editions) if own else word

    return families.WORD.sub(said, text)


def _two_words(word: str, editions: Sequence[Edition]) -> str | None:
    """A word that no document has as the two that stand side by side in one: "oncall"."""
    for cut in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1) if not _spread(word, editions) else ():
        halves = word[:cut], word[cut:]
        stems = terms(" ".join(halves))
        if not stems or not all(_spread(stem, editions) for stem in stems):
            continue
        beside = re.compile(rf"\b{halves[0]}[ -]{halves[1]}", re.IGNORECASE)
        for edition in editions:
            hits = edition.lexical.search(stems, LOOKED_AT)
            if any(beside.search(embedding_text(edition.passages[number])) for number, _ in hits):
                return " ".join(halves)
    return None


def _nearest(word: str, editions: Sequence[Edition]) -> str | None:
    """The word that was probably meant."""
    allowed = 1 if len(word) < LONG else 2
    here = _spread(word, editions)
    if not here and (
        function_word := _closest(word, [stop for stop in STOP if stop[0] == word[0] and len(stop) > 3], 1)
    ):
        return function_word
    stem = terms(word)[0]
    passages = sum(len(edition.lexical) for edition in editions)
    enough = max(min(FREQUENT, 1 + passages // FEW), TIMES * here)
    close: set[tuple[int, int, str]] = set()
    stems = {other for edition in editions for other in _candidates(edition.lexical, word, allowed)}
    for typed in {word, stem}:
        for other, distance, _ in extract(typed, stems, scorer=OSA.distance, score_cutoff=allowed, limit=None):
            spread = sum(edition.lexical.spread(other) for edition in editions)
            if spread >= enough:
                close.add((int(distance), -spread, other))
    for cut in range(2, 5):  # a slip in the ending hides the stem
        spread = sum(edition.lexical.spread(word[:-cut]) for edition in editions)
        if len(word) - cut >= SHORTEST and spread >= enough:
            close.add((1, -spread, word[:-cut]))
    spelled = [_spelled(other, word, editions) for _, _, other in sorted(close)[:TRIED]]
    near = [(OSA.distance(form, word), place, form) for place, form in enumerate(spelled)]
    near = [one for one in near if one[0] <= allowed and not _another_word(word, one[2])]
    return min(near)[2] if near else None


def _another_word(typed: str, other: str) -> bool:
    """Short words that differ by a letter are usually two words."""
    return len(typed) == len(other) <= 4 and sorted(typed) != sorted(other)


def _closest(word: str, others: Iterable[str], allowed: int) -> str | None:
    found = extract(word, list(others), scorer=OSA.distance, score_cutoff=allowed, limit=None)
    # letters are left out more often than doubled, so the longer of two equally near words was meant
    return min(found, key=lambda one: (one[1], -len(one[0]), one[0]))[0] if found else None


def _shelves(lexical: Lexical) -> Shelves:
    """The words of a library by their first letter and length."""
    shelves = _by_letter.get(lexical)
    if shelves is None:
        shelves = defaultdict(list)
        for term in lexical.vocabulary:
            if term.isalpha() and len(term) > 2:
                shelves[term[0], len(term)].append(term)
        _by_letter[lexical] = shelves
    return shelves


def _candidates(lexical: Lexical, word: str, allowed: int) -> Iterable[str]:
    shelves = _shelves(lexical)
    shortest = len(terms(word)[0]) if terms(word) else len(word)
    for length in range(shortest - allowed, len(word) + allowed + 1):
        yield from shelves.get((word[0], length), ())


def _spelled(stem: str, word: str, editions: Sequence[Edition]) -> str:
    """A stem as the documents spell it, in the form nearest to what was typed."""
    forms: set[str] = set()
    for edition in editions:
        for number, _ in edition.lexical.search([stem], LOOKED_AT):
            text = edition.passages[number].text.lower()
            forms |= {form for form in re.findall(rf"\b{re.escape(stem[:3])}[a-z]*\b", text) if terms(form) == [stem]}
    return min(forms, key=lambda form: (OSA.distance(form, word), -len(form), form), default=stem)


def _spread(word: str, editions: Sequence[Edition]) -> int:
    return max((sum(edition.lexical.spread(term) for edition in editions) for term in terms(word)), default=0)

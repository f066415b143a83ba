"""How a question is understood before it is looked up: slips mended, slang spelled out, threads joined.

The rule that holds here: the learner's words are only ever completed, never replaced by guesses the
documents do not contain: a word is corrected only to one that occurs in the index.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.stores.lexical import STOP, Lexical, terms

SLANG: Mapping[str, str] = {
    "u": "you", "ur": "your", "pls": "please", "plz": "please", "wat": "what", "wats": "what is", "whats": "what is",
    "hows": "how is", "diff": "difference", "b/w": "between", "btw": "between", "w/o": "without", "w/": "with",
    "cuz": "because", "bc": "because", "dunno": "do not know", "gonna": "going to", "wanna": "want to", "dont": "do not",
    "doesnt": "does not", "cant": "can not", "isnt": "is not", "thx": "", "plss": "please", "r": "are", "n": "and",
    "perf": "performance", "prod": "production", "hyperparams": "hyperparameters", "params": "parameters",
    "preds": "predictions", "feats": "features", "bq": "BigQuery", "bqml": "BigQuery ML", "vs": "versus", "im": "i am",
}  # fmt: skip
WORD = re.compile(r"[A-Za-z][A-Za-z'/]*[A-Za-z]|[A-Za-z]\b|w/o?")
POINTING = re.compile(
    r"\b(it|its|they|them|their|this|that|these|those|he|she|there|one|ones|same|former|latter|both|above|instead)\b",
    re.IGNORECASE,
)
CONTINUING = re.compile(
    r"^\W*(and|but|so|or|also|then|what about|how about|why|how come|why not|really|ok|okay)\b", re.IGNORECASE
)
SHORT = 4
REMEMBERED_TURNS = 6
REMEMBERED_WORDS = 14


def spelled_out(text: str) -> str:
    """Chat slang as words."""
    return re.sub(r"\s+", " ", WORD.sub(lambda found: SLANG.get(found[0].lower(), found[0]), text)).strip()


def mended(text: str, indexes: Sequence[Lexical]) -> str:
    """``text`` with each word no document holds replaced by the nearest one that some document does."""

    def known(term: str) -> bool:
        return term in STOP or any(term in index.vocabulary for index in indexes)

    def mend(found: re.Match[str]) -> str:
        word = found[0]
        if len(word) < SHORT or (word.isupper() and len(word) < 6):
            return word
        asked = terms(word)
        return word if not asked or all(map(known, asked)) else _nearest(asked[-1], indexes) or word

    return re.sub(r"[A-Za-z]{4,}", mend, text)


def _nearest(stem: str, indexes: Sequence[Lexical]) -> str | None:
    allowed = 1 if len(stem) < 6 else 2
    close: list[tuple[int, int, str]] = []
    for index in indexes:
        near = [term for term in index.vocabulary if term[:1] == stem[:1] and abs(len(term) - len(stem)) <= allowed]
        for term, distance, _ in extract(stem, near, scorer=OSA.distance, score_cutoff=allowed, limit=5):
            if term.isalpha() and index.spread(term) > 1:
                close.append((int(distance), -index.spread(term), term))
    return min(close)[2] if close else None


def joined_with(history: Sequence[tuple[str, str]], question: str) -> str:
    """A follow-up with the words of the thread it leans on; any other question as it stands."""
    if not history or not leans_on_thread(question):
        return question
    topic: dict[str, None] = {}
    for role, text in list(history)[-REMEMBERED_TURNS:][::-1]:
        words = [word for word in re.findall(r"[A-Za-z][\w./-]+", text) if word.lower() not in STOP]
        if role in {"user", "learner"}:
            topic |= dict.fromkeys(words[:REMEMBERED_WORDS])
        elif not topic:
            topic |= dict.fromkeys(words[:6])
        if len(topic) >= REMEMBERED_WORDS:
            break
    asked = {word.lower() for word in re.findall(r"[\w./-]+", question)}
    more = [word for word in topic if word.lower() not in asked][:REMEMBERED_WORDS]
    return f"{question} ({' '.join(more)})" if more else question


def leans_on_thread(question: str) -> bool:
    """Whether a question cannot be understood alone: it points back, continues, or names nothing."""
    content = [term for term in terms(question) if len(term) > 2]
    return bool(POINTING.search(question) or CONTINUING.search(question)) or len(content) <= 2

"""How a question is understood before it is looked up: slang spelled out, a follow-up joined with its thread."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from index.stores.lexical import STOP, TOKEN, Lexical, terms

SLANG: Mapping[str, str] = {
    "u": "you", "ur": "your", "pls": "please", "plz": "please", "wat": "what", "wats": "what is", "whats": "what is",
    "hows": "how is", "diff": "difference", "b/w": "between", "btw": "between", "w/o": "without", "w/": "with",
    "cuz": "because", "bc": "because", "dunno": "do not know", "gonna": "going to", "wanna": "want to", "dont": "do not",
    "doesnt": "does not", "cant": "can not", "isnt": "is not", "thx": "", "plss": "please", "r": "are", "n": "and",
    "perf": "performance", "prod": "production", "hyperparams": "hyperparameters", "params": "parameters",
    "mny": "many", "hp": "hyperparameter", "hparams": "hyperparameters", "thats": "that is", "preds": "predictions", "feats": "features", "bq": "BigQuery", "bqml": "BigQuery ML", "vs": "versus", "im": "i am",
}  # fmt: skip
WORD = re.compile(
    r"[A-Za-z][A-Za-z'/]*[A-Za-z]|(?<![\w.-])[a-z](?![\w-]|\.\w)|w/o?"
)  # neither R nor the r of r-squared is "are"
POINTING = re.compile(
    r"\b(it|its|they|them|their|this|that|these|those|he|she|there|one|ones|same|former|latter|both|above|instead)\b"
    r"|^\W*(?:(?:can|could) you |please )?(?:show|give|tell|explain)(?: it)?(?: to)? me (?:more|an?|another|some)\b",
    re.IGNORECASE,
)
CONTINUING = re.compile(
    r"^\W*(and|but|so|or|also|then|what about|how about|why|how come|why not|really|ok|okay)\b", re.IGNORECASE
)
NAMING = re.compile(r"^\W*(?:what(?:'s| is| are| does)|define|explain)\s+(?!the\b|more\b|why\b|how\b)", re.IGNORECASE)
REMEMBERED_TURNS = 6
REMEMBERED_WORDS = 14
SAID_BACK = 6


def spelled_out(text: str) -> str:
    """Chat slang as words."""
    return re.sub(r"\s+", " ", WORD.sub(lambda found: SLANG.get(found[0].lower(), found[0]), text)).strip()


def with_topic(question: str, topic: str) -> str:
    """A follow-up with the words of the thread it leans on; any other question as it stands."""
    return f"{question} ({topic})" if topic else question


def topic_of(history: Sequence[tuple[str, str]], question: str) -> str:
    """The words of the thread that a follow-up leans on, the latest turns first; nothing for a question that stands alone."""
    if not history or not leans_on_thread(question):
        return ""
    topic: dict[str, None] = {}
    for role, text in list(history)[-REMEMBERED_TURNS:][::-1]:
        words = [
            word.rstrip(".") for word in re.findall(r"[A-Za-z][\w./-]+", text) if word.lower().rstrip(".") not in STOP
        ]
        if role in {"user", "learner"}:
            topic |= dict.fromkeys(words[:REMEMBERED_WORDS])
        elif not topic:
            topic |= dict.fromkeys(words[:SAID_BACK])
        if len(topic) >= REMEMBERED_WORDS:
            break
    asked = {word.lower() for word in re.findall(r"[\w./-]+", question)}
    return " ".join([word for word in topic if word.lower() not in asked][:REMEMBERED_WORDS])


def leans_on_thread(question: str) -> bool:
    """Whether a question cannot be understood alone: it points back, continues, or names nothing."""
    if POINTING.search(question) or CONTINUING.search(question):
        return True
    content = [term for term in terms(question) if len(term) > 2]
    return len(content) <= 2 and not (content and NAMING.search(question))


def wanted_terms(text: str, indexes: Sequence[Lexical]) -> list[str]:
    """The terms of a question; a name typed in small letters (``infravalidator``) also as the documents write it."""
    found: list[str] = []
    for token in TOKEN.findall(text):
        stems, whole = terms(token), token.lower()
        found += stems
        if whole not in stems and whole not in STOP and any(whole in index.vocabulary for index in indexes):
            found.append(whole)
    return found

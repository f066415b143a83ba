"""Questions asked in German, French or Spanish, brought near enough to English to look them up in English documents.

Word by word, from a short table of what such questions are made of: the words for asking, and the few dozen nouns
and verbs of the trade.  That is no translation, but a search needs none: names and most terms are the same.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from index.stores.lexical import STOP

FEWEST = 2  # words of a language that make a question one in it
WORD = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=256)
def in_english(question: str) -> str:
    """``question`` with the words it has from another language in English; an English one as it stands."""
    english = sum(word in STOP for word in WORD.findall(question.lower()))
    found = {
        name: sum(len(WORD.findall(phrase)) for phrase in pattern.findall(question))
        for name, (pattern, _) in _languages().items()
    }
    name = max(found, key=lambda one: found[one])
    if found[name] < FEWEST or found[name] <= english:
        return question
    pattern, words = _languages()[name]
    return " ".join(pattern.sub(lambda word: words[word[0].lower()], question).strip("¿¡ ").split())


@cache
def everyday_words() -> frozenset[str]:
    """The small words of every language known here, English among them: a sentence is made of them, a list of names is not."""
    foreign = ((word, english) for _, words in _languages().values() for word, english in words.items())
    return STOP | {word for word, english in foreign if not english or english in STOP}


@cache
def _languages() -> dict[str, tuple[re.Pattern[str], dict[str, str]]]:
    """For each language its words as a pattern, longer ones first, and the English for them."""
    table = tomllib.loads(files("retrieval").joinpath("languages.toml").read_text("utf-8"))
    return {
        name: (
            re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})(?!\w)", re.I),
            words,
        )
        for name, words in table.items()
    }

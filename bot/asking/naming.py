"""Names of fields, functions and products, in questions and in headings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from index.passages import SEPARATOR
from index.stores.lexical import terms
from retrieval.confidence import NAME
from retrieval.hits import Hit

ANOTHER_NAME, SAME_NAME = -0.6, 0.3
NAMED = re.compile(r"(?<![\w.])(?:\w+_\w+|[A-Za-z]+\.[A-Za-z_]+|[A-Z]{4,})(?![\w.]\w)")
PART_OF_NAME = re.compile(r"[\W_]+")
IDENTIFIER = re.compile(r"[\W_]*(?:[A-Za-z][A-Za-z0-9]*[_.])+\w+[\W_]*$|[\W_]*[A-Z]{4,}[\W_]*$")
FUNCTION = re.compile(r"[\W_]*((?:new )?[\w.$]+)\(.*\)[\W_]*$")
HUMPED = re.compile(r"(?<![\w.])[A-Z]+[a-z]+[A-Z][A-Za-z]*(?![\w.])")


@lru_cache(maxsize=64)
def halves(question: str) -> frozenset[str]:
    """The parts of names like BigQuery, where nothing else in the question has them: a name counts once."""
    names = HUMPED.findall(question)
    parts = {stem for name in names for stem in terms(name) if stem != name.lower()}
    return frozenset(parts - set(terms(HUMPED.sub(" ", question))))


@lru_cache(maxsize=64)
def names_in(question: str) -> frozenset[str]:
    """The stems of the names in a question, as they are written there."""
    return frozenset(stem for name in NAME.findall(question) for stem in terms(name))


def function_of(heading: str) -> str:
    """The function that the last of some headings is named for, as ``clear()``; nothing if it is named for none."""
    found = FUNCTION.match(heading.split(SEPARATOR)[-1])
    return f"{found[1]}()" if found else ""


def stands_under(question: str, hit: Hit, asked: Mapping[str, float]) -> float:
    """What speaks for standing under the very field, function or option that was asked for, and against another's."""
    name = IDENTIFIER.match(hit.passage.heading.split(SEPARATOR)[-1])
    if name is None:
        return 0.0
    if not set(terms(PART_OF_NAME.sub(" ", name[0]))) <= asked.keys():
        return ANOTHER_NAME if NAMED.search(question) else ANOTHER_NAME / 4
    return SAME_NAME if set(terms(name[0])) <= asked.keys() else 0.0

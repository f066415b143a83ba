"""What a how-to question wants done, and whether a page tells how to do that.

Pages on the same thing differ in one word: create, list, update, delete.  To an embedding that word is
little, to a reader it is the question.  Only the act that a heading or a title names counts; a page that
names none is neither for it nor against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import PurePosixPath

from index.passages import SEPARATOR, Passage
from index.stores.lexical import terms

EXCLUSIVE_LISTED = """
    create make add build new creation
    delete remove deletion drop
    update edit modify change rename
    list
    deploy
    undeploy
    export download
    import upload
    enable
    disable
    cancel stop abort
"""
OTHERS_LISTED = """
    get view see show describe retrieve
    train
    evaluate
    tune
    monitor
    start run launch submit
    search
    share
    schedule
    resize scale
    copy
    install
    configure
"""


def _numbered(listed: str, first: int = 0) -> dict[str, int]:
    """Every stem with the number of its line: what stands on one line is the same act."""
    lines = enumerate(listed.strip().splitlines(), start=first)
    return {stem: number for number, line in lines for word in line.split() for stem in terms(word)}


EXCLUSIVE = _numbered(EXCLUSIVE_LISTED)  # whoever asks for one of these is not helped with another
ENDING = frozenset(EXCLUSIVE[stem] for word in ["delete", "undeploy", "disable", "cancel"] for stem in terms(word))
ACTS = _numbered(OTHERS_LISTED, first=len(EXCLUSIVE)) | EXCLUSIVE
TO_DO = re.compile(
    r"\bhow (?:do|can|to|would|should|could|must)(?: (?:i|we|you|one|somebody|people))?(?: (?:\w+ly|best|just|also|first))? (?P<act>[a-z]+)"
    r"|\b(?:steps?|way|want|need|command|code|sql|call) to (?P<wanted>[a-z]+)"
    r"|\b(?:command|statement|call|query) (?:that )?(?P<does>[a-z]+s)\b",
    re.IGNORECASE,
)
BIDDEN = re.compile(  # words that open a request and no name
    r"^\W*(?P<act>create|make|add|build|delete|remove|update|edit|modify|change|rename|deploy|undeploy|export|download|import|upload|"
    r"enable|disable|cancel|stop|abort|install|configure|train|evaluate|tune|copy|resize)\s+\w",
    re.IGNORECASE,
)
FITS, ANOTHER, ANOTHER_THING = 0.06, -0.12, -0.08
WORD = re.compile(r"[A-Za-z]+")
REST = re.compile(
    r"\W*[,;:?!()]|\s(?:in|into|from|to|with|for|on|onto|of|using|by|at|that|which|when|and|or|through|via|without|as|between|across)\b",
    re.IGNORECASE,
)


def fit(question: str, passage: Passage) -> float:
    """What speaks for a passage that tells how to do what is asked, and against one that tells how to do another thing."""
    wanted = act_of(question)
    if wanted is None:
        return 0.0
    above = (*reversed(passage.heading.split(SEPARATOR)), f"{passage.title} {PurePosixPath(passage.document).stem}")
    told = next(filter(None, map(_acts, above)), frozenset())
    if not told:
        return 0.0
    if wanted in told:
        return FITS + (ANOTHER_THING if _of_other_things(question, (*above[:-1], passage.title)) else 0.0)
    if told <= ENDING:
        return ANOTHER
    exclusive = frozenset(EXCLUSIVE.values())
    return ANOTHER if wanted in exclusive and told & exclusive else 0.0


@lru_cache(maxsize=256)
def act_of(question: str) -> int | None:
    """The act that a question asks how to do, as a number of its own; ``None`` if it asks for something else."""
    found = TO_DO.search(question) or BIDDEN.match(question)
    stems = terms(next(word for word in found.groups() if word)) if found else []
    return ACTS.get(stems[0]) if stems else None


def asks_to_do(clause: str) -> bool:
    """Whether a clause asks how to do something."""
    return TO_DO.search(clause) is not None


def told_in(question: str, stems: frozenset[str]) -> bool:
    """Whether words tell of the act that a question asks how to do, under any of its names."""
    wanted = act_of(question)
    return wanted is not None and any(ACTS.get(stem) == wanted for stem in stems)


def _of_other_things(question: str, above: Sequence[str]) -> bool:
    """Whether the heading that names the act does it to another thing: a feature is no feature group."""
    wanted = thing_of(question)
    told = next((thing_of(heading) for heading in above if _acts(heading)), None)
    return wanted is not None and told is not None and wanted != told


@lru_cache(maxsize=8192)
def thing_of(text: str) -> str | None:
    """The stem of the thing that something is done to: the last noun before what it is done with, from or in."""
    for found in WORD.finditer(text):
        stems = terms(found[0])
        if stems and stems[0] in ACTS:
            named = [stem for stem in terms(REST.split(text[found.end() :], maxsplit=1)[0]) if stem != "one"]
            return named[-1] if named else None
    return None


@lru_cache(maxsize=8192)
def _acts(heading: str) -> frozenset[int]:
    return frozenset(ACTS[stem] for stem in terms(heading) if stem in ACTS)

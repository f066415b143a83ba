"""A practice question somebody pastes: what the documents say about each of its options.

It is not ours, so it is not graded, kept or shown to anybody else.  No option is declared right: for each
one the closest line is quoted, with whether that line reads like support or like a caution.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.conversation import Reply, Source
from bot.quizzing.likeness import stems
from bot.quizzing.wording import clipped

Look = Callable[[str], Awaitable[Sequence[Source]]]
"""Lines of the documents readable here that are closest to some words, best first."""

FEWEST, MOST = 3, 6
STEM_ASKED = 200

_OPTION = re.compile(r"(?:^|(?<=\s))(?:[-*]\s*)?\(?([A-Fa-f1-6])[.):]\)?\s+(?=\S)", re.MULTILINE)
_CAUTION = re.compile(
    r"\b(wrong|avoid|deprecated|legacy|no longer|cannot|unsupported|never|overkill|rather than|instead of|fails?"
    r"|(?:is|are|do|does|did|need|needs|has|have|will|should) not)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Pasted:
    """A stem and its options by the letters they came with."""

    stem: str
    options: tuple[tuple[str, str], ...]


def read_pasted(text: str) -> Pasted | None:
    """The question in a message, if there is one: a stem and three to six lettered options, on lines or in one."""
    marks = _in_order(list(_OPTION.finditer(text)))
    stem = " ".join(text[: marks[0].start()].split()) if marks else ""
    if not FEWEST <= len(marks) <= MOST or not stem:
        return None
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    options = [
        (mark[1].upper(), " ".join(text[mark.end() : end].split())) for mark, end in zip(marks, ends, strict=True)
    ]
    return Pasted(stem, tuple(options)) if all(said for _, said in options) else None


def _in_order(marks: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The marks that count A, B, C or 1, 2, 3 from the first on; what stands between them is text."""
    found: list[re.Match[str]] = []
    for mark in marks:
        following = chr(ord(found[-1][1].upper()) + 1) if found else None
        if mark[1].upper() == following or (not found and mark[1] in "Aa1"):
            found.append(mark)
    return found


async def weigh(pasted: Pasted, look: Look) -> Reply:
    """What the documents say about each option, privately."""
    lines: list[str] = []
    sources: list[Source] = []
    for letter, text in pasted.options:
        source = _closest(text, await look(f"{text} {clipped(pasted.stem, STEM_ASKED)}"))
        if source is None:
            lines.append(f"**{letter}** {clipped(text, 80)}: your documents don't say.")
            continue
        number = _entered(source, sources)
        line = _about(text, source.quote)
        reads = "a caution" if _CAUTION.search(line) else "in its favour"
        lines.append(f"**{letter}** {clipped(text, 80)}: {reads}, “{clipped(line, 200)}” [{number}]")
    head = "I don't grade questions from elsewhere. This is what your documents say on each option; only you see it."
    return Reply("\n\n".join([head, *lines]), sources=tuple(sources), private=True)


def _closest(option: str, found: Sequence[Source]) -> Source | None:
    """The line that shares most with the option itself; none where it shares nothing."""
    wanted = stems(option)
    best = max(found, key=lambda source: len(wanted & stems(source.quote)), default=None)
    return best if best is not None and wanted & stems(best.quote) else None


def _about(option: str, quote: str) -> str:
    """The sentence of a quote that is about the option; of equals the first."""
    wanted = stems(option)
    return max(_SENTENCES.split(quote), key=lambda sentence: len(wanted & stems(sentence)))


def _entered(source: Source, sources: list[Source]) -> int:
    """Its number in the table of sources; the same line is entered once."""
    for known in sources:
        if (known.title, known.heading, known.quote) == (source.title, source.heading, source.quote):
            return known.number
    sources.append(replace(source, number=len(sources) + 1))
    return len(sources)

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

_OPTION = re.compile(r"^\s*(?:[-*]\s*)?\(?([A-Fa-f1-6])[.):]\)?\s+(\S.*)$")
_CAUTION = re.compile(
    r"\b(not|never|instead|rather than|avoid|deprecated|legacy|wrong|cannot|unsupported|no longer|unless|without)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """A stem and its options by the letters they came with."""

    stem: str
    options: tuple[tuple[str, str], ...]


def read_pasted(text: str) -> Pasted | None:
    """The question in a message, if there is one: a stem and three to six lettered lines that follow on."""
    stem: list[str] = []
    options: list[tuple[str, str]] = []
    for line in text.splitlines():
        if found := _OPTION.match(line):
            options.append((found[1].upper(), found[2].strip()))
        elif options and line.strip():
            letter, said = options[-1]
            options[-1] = (letter, f"{said} {line.strip()}")
        elif not options:
            stem.append(line.strip())
    letters = "".join(letter for letter, _ in options)
    in_order = letters and (letters in "ABCDEF" or letters in "123456") and letters[0] in "A1"
    asked = " ".join(part for part in stem if part)
    return Pasted(asked, tuple(options)) if in_order and FEWEST <= len(options) <= MOST and asked else None


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
        reads = "a caution" if _CAUTION.search(source.quote) else "in its favour"
        lines.append(f"**{letter}** {clipped(text, 80)}: {reads}, “{clipped(source.quote, 200)}” [{number}]")
    head = "I don't grade questions from elsewhere. This is what your documents say on each option; only you see it."
    return Reply("\n\n".join([head, *lines]), sources=tuple(sources), private=True)


def _closest(option: str, found: Sequence[Source]) -> Source | None:
    """The line that shares most with the option itself; none where it shares nothing."""
    wanted = stems(option)
    best = max(found, key=lambda source: len(wanted & stems(source.quote)), default=None)
    return best if best is not None and wanted & stems(best.quote) else None


def _entered(source: Source, sources: list[Source]) -> int:
    """Its number in the table of sources; the same line is entered once."""
    for known in sources:
        if (known.title, known.heading, known.quote) == (source.title, source.heading, source.quote):
            return known.number
    sources.append(replace(source, number=len(sources) + 1))
    return len(sources)

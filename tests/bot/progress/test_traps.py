"""The wrong turns somebody takes again and again."""

from __future__ import annotations

from collections.abc import Callable

from bot.progress.facts import Answer
from bot.progress.traps import traps

Make = Callable[..., Answer]
OFFERED = {f"i{n}": ("over-built", "hardware") for n in range(6)}


def fallen(answer: Make, *kinds: str | None) -> list[Answer]:
    return [answer(item=f"i{n}", correct=kind is None, trap=kind) for n, kind in enumerate(kinds)]


def test_a_trap_is_measured_against_how_often_it_was_set(answer: Make) -> None:
    """Four of six."""
    facts = fallen(answer, "over-built", "over-built", None, "over-built", "hardware", "over-built")
    found = traps(facts, OFFERED)
    assert [(trap.kind, trap.times, trap.chances) for trap in found] == [("over-built", 4, 6)]


def test_once_is_chance(answer: Make) -> None:
    """A single slip is not a habit."""
    assert traps(fallen(answer, "hardware", None, None), OFFERED) == []


def test_a_group_has_traps_too_and_the_worst_comes_first(answer: Make) -> None:
    """Many learners' facts fold the same way."""
    facts = fallen(answer, "over-built", "over-built", "scale-mismatch", "scale-mismatch", "scale-mismatch")
    found = traps([*facts, *fallen(answer, None)], OFFERED)
    assert [(trap.kind, trap.times, trap.chances) for trap in found] == [
        ("scale-mismatch", 3, 3),
        ("over-built", 2, 6),
    ]

"""Under which name a learner appears on a board, or that they do not.

The rule that holds here: nobody appears who did not agree.  Hidden and cramming learners are a number
("3 learners private"), never a name; a pseudonym is the learner's own, or one made from their id that
stays the same and that nobody else of the group bears.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, count

from bot.conversation import Button, Place, Reply
from bot.ports import MintToken
from bot.records import Profile

MOODS = ("calm", "quiet", "bright", "keen", "early", "late", "kind", "swift", "steady", "merry", "wry")
BIRDS = ("heron", "finch", "owl", "swift", "wren", "crane", "robin", "plover", "jay", "stork", "lark", "tern", "rook")


@dataclass(frozen=True, slots=True)
class Appearing:
    """Names by learner for those who are shown; ``aliases`` are the made-up ones among them."""

    names: dict[str, str]
    aliases: frozenset[str] = frozenset()


def appearing(profiles: Iterable[Profile], unasked_shown: bool = False) -> Appearing:
    """Who of these people is shown, and under which name.  ``unasked_shown``: so are those never asked."""
    names: dict[str, str] = {}
    aliases: set[str] = set()
    for profile in sorted(profiles, key=lambda profile: (profile.board == "pseudonym", profile.learner)):
        if profile.cram or profile.board == "hide":
            continue
        if profile.board == "pseudonym":
            names[profile.learner] = _alone(profile.pseudonym or made_up(profile.learner), names)
            aliases.add(profile.learner)
        elif profile.board == "show" or unasked_shown:
            names[profile.learner] = profile.name or made_up(profile.learner)
    return Appearing(names, frozenset(aliases))


def ask_to_appear(mint: MintToken, place: Place) -> Reply:
    """Asked once, privately, before somebody's first points would show."""
    return Reply(
        "Shall the board show you? Nobody sees you there until you say so, and you can change it at any time. "
        "`/settings pseudonym Calm Heron` shows another name.",
        buttons=(
            Button("Show me", mint("listed", "show", place=place)),
            Button("Keep me off", mint("listed", "hide", place=place)),
        ),
        private=True,
    )


def made_up(learner: str) -> str:
    """A bird with a mood, always the same for the same learner."""
    number = zlib.crc32(learner.encode())
    return f"{MOODS[number % len(MOODS)]} {BIRDS[number // len(MOODS) % len(BIRDS)]}"


def _alone(name: str, names: dict[str, str]) -> str:
    """The name, with a number after it where somebody goes by it already."""
    taken = set(names.values())
    numbered = (f"{name} {number}" for number in count(2))
    return next(other for other in chain([name], numbered) if other not in taken)

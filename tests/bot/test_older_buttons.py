"""Buttons outlive versions: what an older one put into a chat is answered by this one, in words, and breaks nothing."""

from __future__ import annotations

import re
from itertools import product

from rigs.evening import ALONE, ANA, CHANNEL, Evening, person
from structlog.testing import capture_logs

from bot.conversation import Press

# The verbs that buttons of layout 1 carry.  One that is given up stays here, with what it is answered with.
VERBS = re.findall(
    r"\w+",
    """
    about adjust again answer board card cards case change changed choose daily exam explain flip focus gap go guided home kit
    listed live map me mine mock more note park place plan privacy read ready report said say schedule settings setup share shop
    show skip source thumb together trail try why whynot
""",
)
SHAPES = ((), ("",), ("abc",), ("7", "abc"), ("2026-12-10", "0"), ("7", "abc", "0"), ("abc", "a", "0", "1"))


def test_no_verb_is_given_up(evening: Evening) -> None:
    """Each still leads somewhere; a new one is added to the list, so that it never leaves it unnoticed."""
    assert sorted(VERBS) == sorted(evening.hall.tutor.presses)


async def test_a_verb_of_a_newer_or_forgotten_version_is_answered(evening: Evening) -> None:
    """After a rollback the newer one's buttons are still there."""
    for verb in ("holograms", "quiz", "x"):
        (reply,) = await evening.presses(ANA, CHANNEL, verb, "1")
        assert reply.private and "older version" in reply.text


async def test_whatever_an_older_version_signed_is_answered(evening: Evening) -> None:
    """With more ids than today, with fewer, with ids of what is long gone: never an error of ours."""
    with capture_logs():
        for number, (verb, ids) in enumerate(product(VERBS, SHAPES)):
            place = (ALONE, CHANNEL)[number % 2]
            token = evening.tokens.mint(verb, *ids, place=place)
            replies = await evening.hall.tutor.handle(Press(f"{verb}-{number}", person(ANA), place, token))
            assert replies, (verb, ids)
            assert not any(reply.data.get("outcome") == "failed" for reply in replies), (verb, ids)

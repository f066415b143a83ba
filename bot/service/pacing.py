"""Rate limits of a chat: a post a second with short bursts, and the pauses a platform asked for."""

from __future__ import annotations

from datetime import timedelta

from bot.memory import keys
from bot.memory.scripts import Scripts
from bot.ports import Clock
from bot.service.letters import Claim, Letter

SHORT_WAIT = 5.0
"""Seconds that somebody waits in line with a post in hand; for longer than that it is put off."""

A_POST, BURST = 1.0, 2.0
"""Seconds that a post takes in a chat, and how many of them three in a row may run ahead: both platforms let them."""

KEPT_SECONDS = 60
VERSIONS_KEPT = 30 * 24 * 3600


class ChatLine:
    """One queue for each chat and kind of post, kept in Redis."""

    def __init__(self, scripts: Scripts, clock: Clock) -> None:
        self._scripts = scripts
        self._clock = clock

    async def stand(self, claim: Claim) -> float:
        """Seconds until the post may be sent.  A post taken over from a dead process keeps its place.

        More than :func:`patience` means that it got no place yet and is to be tried again then.
        """
        now = self._clock.now()
        if claim.turn is not None:
            return max(0.0, (claim.turn - now).total_seconds())
        letter = claim.letter
        wait = await self._take(claim, A_POST if letter.versioned or letter.lane.endswith(" say") else 0.0)
        if 0 < wait <= patience(letter):
            post = keys.of_shard(claim.shard, "post", claim.key)
            turn = now + timedelta(seconds=wait)
            await self._scripts.run("stand_in_line", [post], claim.attempt, f"{turn.timestamp():.6f}")
        return wait

    async def overtaken(self, claim: Claim) -> bool:
        """Whether a higher version of the same message stands there, or will."""
        letter = claim.letter
        if not letter.versioned:
            return False
        name = keys.of_version(claim.shard, claim.platform, letter.place, letter.reply.replaces or "")
        highest = await self._scripts.run("raise_version", [name], letter.reply.version, VERSIONS_KEPT)
        return int(highest) > letter.reply.version

    async def pause(self, claim: Claim, seconds: float) -> None:
        """The platform demands that nothing more is said there for so long."""
        await self._take(claim, 0.0, seconds)

    async def _take(self, claim: Claim, spacing: float, pause: float = 0.0) -> float:
        letter = claim.letter
        name = keys.of_shard(claim.shard, "pace", claim.platform, letter.place.tenant, letter.lane)
        now = self._clock.now().timestamp()
        burst = 0.0 if letter.versioned else BURST
        given = (now, spacing, patience(letter), now + pause, KEPT_SECONDS, burst)
        return float(await self._scripts.run("take_pace", [name], *given))


def patience(letter: Letter) -> float:
    """Seconds that somebody waits in line with it in hand; nobody does with what may be overtaken."""
    return 0.0 if letter.versioned else SHORT_WAIT

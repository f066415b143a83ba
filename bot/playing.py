"""A story's study hall: one tenant, the story's clock, and everything that comes due as it moves."""

from __future__ import annotations

from datetime import datetime

from bot.conversation import Post
from bot.libraries import TERMINAL
from bot.platforms.terminal.clock import StoryClock
from bot.platforms.terminal.hall import serve
from bot.platforms.terminal.unasked import StoryPosting
from bot.settings import Settings
from bot.wiring import open_study_hall


async def serve_story(
    settings: Settings, tenant: str, at: datetime, start: int, seed: int | None, *, fresh: bool
) -> None:
    """Be the study hall behind a story, until standard input ends."""
    clock = StoryClock(at)
    secret = None if seed is None else f"story {seed}"
    async with open_study_hall(settings, clock, secret=secret, seed=f"{seed or ''}") as hall:
        if fresh:
            await hall.memory.archive.purge(tenant)

        posting = StoryPosting(clock)
        ticker = hall.unasked(posting).ticker

        async def advance(to: datetime) -> tuple[Post, ...]:
            await ticker.play(TERMINAL, tenant, to, clock.move)
            return posting.take()

        await serve(hall.tutor.handle, advance, tenant, settings.data / "pictures")

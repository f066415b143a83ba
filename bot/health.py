"""Whether this process can serve: a look at what it needs, and gauges brought up to date."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot import metrics
from bot.http import FINE
from bot.intake import Intake
from bot.libraries import libraries
from bot.ports import Unavailable
from bot.wiring import StudyHall

_A_LOOK = 2.0
_KEPT = 60


@dataclass(frozen=True)
class Health:
    """Looks at one open study hall."""

    hall: StudyHall
    intake: Intake

    async def look(self) -> dict[str, str]:
        """Each part this process needs, and ``fine`` or what is wrong.

        A chat model that is held back is none of them: without it the tutor quotes.
        """
        return {"memory": await self._memory(), "documents": await asyncio.to_thread(self._documents)}

    async def sample(self) -> None:
        """How much waits and for how long, for whoever reads the numbers."""
        try:
            async with asyncio.timeout(_A_LOOK):
                waiting, oldest = await self.intake.waiting()
        except (Unavailable, TimeoutError):
            return
        metrics.WAITING.set(waiting)
        metrics.OLDEST.set(oldest)

    async def _memory(self) -> str:
        """Write, and read what was written."""
        cache, now = self.hall.memory.cache, self.hall.memory.clock.now().isoformat()
        try:
            async with asyncio.timeout(_A_LOOK):
                await cache.put("ready", now, _KEPT)
                return FINE if await cache.get("ready") else "what was written cannot be read back"
        except (Unavailable, TimeoutError):
            return "cannot be reached"

    def _documents(self) -> str:
        retriever = self.hall.answers.retriever
        here = libraries(self.hall.settings)
        if not here:
            return "none are indexed yet"
        try:
            for name in here:
                retriever.open_edition(name)
        except Unavailable as away:
            return str(away.__cause__ or away)
        return FINE

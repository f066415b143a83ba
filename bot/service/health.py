"""Whether this process can serve: a look at what it needs, and gauges brought up to date."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot import metrics
from bot.breaker import GuardedWriter
from bot.libraries import libraries
from bot.ports import Unavailable
from bot.service.http import FINE
from bot.service.intake import Intake
from bot.wiring import StudyHall

_A_LOOK = 2.0
_KEPT = 60


@dataclass(frozen=True)
class Health:
    """Looks at one open study hall."""

    hall: StudyHall
    intake: Intake

    async def look(self) -> tuple[dict[str, str], dict[str, str]]:
        """Each part this process needs, and each it can do without, with ``fine`` or what is wrong."""
        needed = {"memory": await self._memory(), "documents": await asyncio.to_thread(self._documents)}
        return needed, self._model()

    async def sample(self) -> None:
        """Update the gauges of waiting turns."""
        try:
            async with asyncio.timeout(_A_LOOK):
                waiting, oldest = await self.intake.waiting()
        except (Unavailable, TimeoutError):
            return
        metrics.WAITING.set(waiting)
        metrics.OLDEST.set(oldest)

    async def _memory(self) -> str:
        """Write a value and read it back."""
        cache, now = self.hall.memory.cache, self.hall.memory.clock.now().isoformat()
        try:
            async with asyncio.timeout(_A_LOOK):
                await cache.put("ready", now, _KEPT)
                return FINE if await cache.get("ready") else "what was written cannot be read back"
        except (Unavailable, TimeoutError):
            return "cannot be reached"

    def _model(self) -> dict[str, str]:
        """The chat model, where one is set."""
        writer = self.hall.answers.writer
        if not isinstance(writer, GuardedWriter):
            return {}
        return {"model": "held back after failures; answers are quotes meanwhile" if writer.breaker.open else FINE}

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

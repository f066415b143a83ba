"""``studyhall doctor``: what is configured, reachable and promised, each in a sentence."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from bot.commands.failing import refused
from bot.looks import documents, memory, model, place, platforms, variables
from bot.looks.finding import Finding
from bot.ports import CannotStart
from bot.settings import Settings

LOOKS: dict[str, Callable[[Settings], AsyncIterator[Finding]]] = {
    "data folder": place.look,
    "documents": documents.look,
    "memory": memory.look,
    "chat model": model.look,
    "platforms": platforms.look,
}


async def examine() -> list[Finding]:
    """Look at everything; a look that fails is itself a finding."""
    found: list[Finding] = []
    try:
        settings = Settings()
    except CannotStart as wrong:
        return [Finding("settings", str(wrong), "broken"), *variables.look()]
    for name, look in LOOKS.items():
        found += [finding async for finding in _looked(name, look(settings))]
    return [*found, *variables.look()]


async def _looked(name: str, look: AsyncIterator[Finding]) -> AsyncIterator[Finding]:
    """What a look finds, and why it went no further."""
    try:
        async for finding in look:
            yield finding
    except Exception as trouble:  # a doctor who falls ill still names the illness
        sentence = refused(trouble) if isinstance(trouble, OSError) else None
        yield Finding(name, sentence or str(trouble) or type(trouble).__name__, "broken")

"""The chat model: what leaves this network, what a question costs, and whether it can be called at all."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.looks.finding import Finding
from bot.settings import Settings

READ_TOKENS, WRITTEN_TOKENS = 2500, 250
STAYS = ("ollama:",)


async def look(settings: Settings) -> AsyncIterator[Finding]:
    """What is set, and the cost of a question by the list prices."""
    if settings.model is None:
        yield Finding("chat model", "none: answers are cited sentences of the documents; nothing leaves this network")
        yield Finding("cost", "a question costs 0.00")
        return
    from bot.asking.writing import ModelWriter, cost

    try:
        ModelWriter.of(settings.model)
    except Exception as cannot:  # providers raise what they like: a package or a key is missing, or the name is wrong
        yield Finding("chat model", _first_line(cannot), "broken")
        return
    leaves = (
        "it is asked where Ollama runs; questions and the cited parts of documents go there"
        if settings.model.startswith(STAYS)
        else "questions and the cited parts of documents leave this network"
    )
    yield Finding("chat model", f"{settings.model}; {leaves}", "note")
    usd = cost(settings.model, READ_TOKENS, WRITTEN_TOKENS)
    yield Finding(
        "cost",
        f"a question costs about {usd:.4f} dollars by list price, a team at most {settings.spend_cap:.2f} a day; "
        "after that answers are cited sentences",
    )


def _first_line(problem: Exception) -> str:
    return (str(problem) or type(problem).__name__).splitlines()[0]

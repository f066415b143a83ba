"""Questions over a folder of documents, without a model and without Redis: index, search, quote, check."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from rigs.hashing_embedder import HashingEmbedder

from bot.asking.answers import Answers, Question
from bot.asking.outcomes import Outcome
from index.builder import build
from index.editions import Edition, Shelf
from retrieval.aliases import Aliases
from retrieval.retriever import Retriever


@dataclass
class Kept:
    """A cache and a purse."""

    stored: dict[str, str] = field(default_factory=dict)
    spent: float = 0.0

    async def get(self, key: str) -> str | None:
        return self.stored.get(key)

    async def put(self, key: str, value: str, seconds: int) -> None:
        self.stored[key] = value

    async def spent_today(self, tenant: str) -> float:
        return self.spent

    async def add(self, tenant: str, usd: float) -> None:
        self.spent += usd


@dataclass(frozen=True)
class Desk:
    """An index and whoever answers from it."""

    edition: Edition
    answers: Answers

    async def ask(self, text: str, *history: tuple[str, str]) -> Outcome:
        """One question, with what the thread said before."""
        return await self.answers.ask(Question(text, "T1", ("home",), history, private=True))


def desk_over(folder: Path, data: Path, aliases: Aliases | None = None) -> Desk:
    """The documents of ``folder``, indexed with the test embedder below ``data``."""
    shelf = Shelf(data / "home")
    build([str(folder)], shelf, HashingEmbedder())
    edition = shelf.current()
    retriever = Retriever(lambda library: edition, HashingEmbedder(), aliases or Aliases())
    kept = Kept()
    return Desk(edition, Answers(retriever, lambda library, path: edition.document_text(path), kept, kept, b"key", 1.0))

"""A team's own documents that fit a block of the plan, notebooks first: to read or to run, beside the course's notes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.asking.outcomes import Citation
from bot.asking.replying import Links, source_of
from bot.conversation import Learner, Place, Source
from bot.ports import MintToken
from retrieval.hits import Hit
from retrieval.retriever import Retriever

SHOWN, LOOKED_AT = 2, 12


@dataclass(frozen=True, slots=True)
class TeamDocuments:
    """Searches what may be read in a place, but for the library named ``course``."""

    retriever: Retriever
    readable: Callable[[Learner, Place], Awaitable[tuple[str, ...]]]
    mint: MintToken
    links: Links
    course: str

    async def find(self, learner: Learner, place: Place, words: str) -> Sequence[Source]:
        """At most two documents; none is better than one that is about something else."""
        names = [name for name in await self.readable(learner, place) if name != self.course]
        if not names:
            return ()
        found = await asyncio.to_thread(self.retriever.search, words, names, LOOKED_AT)
        by_document = {hit.passage.document: hit for hit in reversed(found.hits)}
        notebooks_first = sorted(by_document.values(), key=lambda hit: not hit.passage.document.endswith(".ipynb"))
        return [
            source_of(_cited(hit, at), place, self.mint, self.links)
            for at, hit in enumerate(notebooks_first[:SHOWN], 1)
        ]


def _cited(hit: Hit, number: int) -> Citation:
    passage = hit.passage
    return Citation(number, passage, hit.library, passage.text[:200], passage.lines, hit.score)

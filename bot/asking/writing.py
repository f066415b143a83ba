"""The writer with a model: any chat model LangChain can open, held to the passages it was given.

The model has no tools and sees no secrets.  Questions, threads and documents are fenced and labelled in the
prompt, but the prompt is a request and not a protection: whatever comes back goes through the gate.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
import tomllib
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

import structlog

from bot.asking.drafting import Draft
from bot.asking.grounding import Sentence
from bot.ports import Unavailable
from retrieval.hits import Hit

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

FIRST_TOKEN, WHOLE_ANSWER = 10.0, 60.0
ROOM = 560
TOKENS = 1000
REMEMBERED = 6
PER_TOKEN = 4  # characters, where the provider does not count

log = structlog.get_logger(__name__)


class NoModel(Exception):
    """The chat model that is set cannot be opened; the message says why and what to do."""


@dataclass
class Tally:
    """What came of one answer: its cost so far, and whether the model found nothing to answer from."""

    usd: float = 0.0
    declined: bool = False


@dataclass(frozen=True)
class ModelWriter:
    """Writes sentences about numbered passages.  ``version`` changes when a prompt does."""

    name: str
    model: BaseChatModel
    room: int = ROOM
    first_token: float = FIRST_TOKEN
    whole_answer: float = WHOLE_ANSWER

    @classmethod
    def of(cls, name: str, **options: Any) -> ModelWriter:
        """The writer for ``provider:model``; ``options`` are the provider's own.

        Raises :class:`NoModel` when no such model can be opened here.
        """
        from langchain.chat_models import init_chat_model

        options = {"temperature": 0, "max_tokens": TOKENS, "timeout": WHOLE_ANSWER, "max_retries": 0, **options}
        provider = name.partition(":")[0]
        try:
            return cls(name, init_chat_model(name, **options))
        except ImportError:
            raise NoModel(
                f"STUDYHALL_MODEL is {name!r}, and the client for {provider} is not installed: "
                f"pip install 'studyhall[{provider.split('_')[0]}]', or unset it to answer with quotes."
            ) from None
        except Exception as problem:  # each provider's client has its own for a missing key or an unknown name
            log.info("no model", model=name, problem=type(problem).__name__)
            raise NoModel(
                f"STUDYHALL_MODEL is {name!r}, which cannot be opened: it is PROVIDER:MODEL, for example "
                "openai:gpt-4o-mini, with that provider's key in the environment. Unset it to answer with quotes."
            ) from None

    @cached_property
    def version(self) -> str:
        """The prompts' hash, for the log and the cache."""
        return hashlib.sha256("\0".join(map(_prompt, ("rules", "question"))).encode()).hexdigest()[:12]

    async def write(
        self, question: str, hits: Sequence[Hit], history: Sequence[tuple[str, str]], tally: Tally
    ) -> AsyncIterator[Sentence]:
        """Finished sentences as they come.  Raises :class:`Unavailable` when the model does not answer in time."""
        draft = Draft(hits)
        messages = self._messages(question, hits, history)
        heard, usage = 0, {"input_tokens": 0, "output_tokens": 0}
        try:
            async for piece in self._stream(messages):
                heard += len(piece.text)
                for key in usage:
                    usage[key] += (piece.usage_metadata or {}).get(key, 0)
                for sentence in draft.hear(piece.text):
                    yield sentence
            for sentence in draft.end():
                yield sentence
        finally:
            tally.declined = draft.declined
            asked = sum(len(text) for _, text in messages)
            tally.usd += cost(
                self.name, usage["input_tokens"] or asked // PER_TOKEN, usage["output_tokens"] or heard // PER_TOKEN
            )
            log.info("written", model=self.name, prompt=self.version, usd=round(tally.usd, 6), **usage)

    async def _stream(self, messages: list[tuple[str, str]]) -> AsyncIterator[Any]:
        stream = self.model.astream(messages)
        ends = time.monotonic() + self.whole_answer
        patience = self.first_token
        try:
            while True:
                async with asyncio.timeout(min(patience, max(0.0, ends - time.monotonic()))):
                    piece = await anext(stream)
                patience = self.whole_answer
                yield piece
        except StopAsyncIteration:
            return
        except Exception as problem:  # providers raise what they like; the reader gets quotes instead
            log.warning("model away", model=self.name, problem=type(problem).__name__)
            raise Unavailable("the model") from problem

    def _messages(
        self, question: str, hits: Sequence[Hit], history: Sequence[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        passages = "\n\n".join(_passage(number, hit) for number, hit in enumerate(hits, start=1))
        thread = "\n".join(f"{role}: {text}" for role, text in history[-REMEMBERED:]) or "(nothing)"
        # Nobody who wrote a document or a question can know the fence, so none can close it.
        fence = "=" * 8 + hashlib.sha256("\0".join((question, thread, passages)).encode()).hexdigest()[:12]
        filled = {"fence": fence, "thread": thread, "passages": passages, "question": question, "characters": self.room}
        return [
            ("system", Template(_prompt("rules")).substitute(filled)),
            ("human", Template(_prompt("question")).substitute(filled)),
        ]


def cost(model: str, asked: int, said: int) -> float:
    """What so many tokens read and written cost, in US dollars by the list prices."""
    price = next(price for price in _prices() if model.startswith(price["model"]))
    return float(asked * price["input"] + said * price["output"]) / 1_000_000


def _passage(number: int, hit: Hit) -> str:
    passage = hit.passage
    standing = "" if passage.status == "current" else f" ({passage.status})"
    dated = f", as of {passage.as_of.isoformat()}" if passage.as_of else ""
    header = f"{passage.context}\n" if passage.context else ""
    return f"[{number}] {passage.title} › {passage.heading}{standing}{dated}\n{header}{passage.text}"


def _prompt(name: str) -> str:
    return files("bot.asking").joinpath("prompts", f"{name}.md").read_text("utf-8")


def _prices() -> Iterator[dict[str, Any]]:
    table = tomllib.loads(files("bot.asking").joinpath("prices.toml").read_text("utf-8"))
    yield from table["price"]

"""One call to Discord's REST interface, made once, with an honest outcome.

discord.py repeats a request up to five times on a server error and sleeps through rate limits; for
a message that is the outbox's decision.  A request trace (a public option of its client) ends the
call at the first such answer, and tells whether anything had left this machine when a connection
broke.  discord.py's own waiting *before* a full bucket stays: it avoids being refused at all.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
from discord.http import Route

from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.discord.outbound import Upload

SECONDS = 10.0
REFUSALS = 5_000
"""Discord bans an address for an hour at 10,000 invalid requests in ten minutes; we stop at half."""

REFUSAL_WINDOW = 600.0


class Refused(NotDelivered):
    """Discord answered no; the same request will never be accepted."""

    def __init__(self, status: int, code: int, reason: str) -> None:
        super().__init__(f"Discord refused: {status} {reason}", final=True)
        self.status = status
        self.code = code


@dataclass(slots=True)
class Attempt:
    """What happened to the one request of a call."""

    sent: bool = False


class _Answered(Exception):
    """An answer that discord.py would have met by asking again."""

    def __init__(self, status: int, seconds: float, *, everywhere: bool) -> None:
        super().__init__(status)
        self.status = status
        self.seconds = seconds
        self.everywhere = everywhere


_BROKEN = (OSError, aiohttp.ClientError, TimeoutError, json.JSONDecodeError, RuntimeError)
"""A connection that failed, was too slow, brought no answer one can read, or is closed already."""

_attempt: ContextVar[Attempt | None] = ContextVar("attempt", default=None)


def trace() -> aiohttp.TraceConfig:
    """For ``discord.Client(http_trace=…)``; requests outside of :class:`Door` pass untouched."""
    config = aiohttp.TraceConfig()
    config.on_request_headers_sent.append(_note_sent)
    config.on_request_end.append(_end_at_first_answer)
    return config


async def _note_sent(session: aiohttp.ClientSession, context: SimpleNamespace, params: Any) -> None:
    if (attempt := _attempt.get()) is not None:
        attempt.sent = True


async def _end_at_first_answer(
    session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
) -> None:
    response = params.response
    if _attempt.get() is not None and (response.status == 429 or response.status >= 500):
        seconds = await _wait(response) if response.status == 429 else 0.0
        response.close()
        raise _Answered(response.status, seconds, everywhere="X-RateLimit-Global" in response.headers)


async def _wait(response: aiohttp.ClientResponse) -> float:
    """How long to wait: Discord says it in a header, and in the body too."""
    told = response.headers.get("Retry-After") or response.headers.get("X-RateLimit-Reset-After")
    if told is None:
        with suppress(aiohttp.ClientError, ValueError, AttributeError):
            told = str((await response.json()).get("retry_after"))
    return _seconds(told)


class Door:
    """The one way out to Discord's REST interface."""

    def __init__(self, client: discord.Client, monotonic: Callable[[], float]) -> None:
        self._client = client
        self._monotonic = monotonic
        self._refusals: deque[float] = deque(maxlen=REFUSALS)
        self._closed_until = float("-inf")

    async def call(
        self,
        route: Route,
        body: Mapping[str, Any] | None = None,
        files: Sequence[Upload] = (),
        params: Mapping[str, Any] | None = None,
    ) -> Any:
        """The answer.  Raises :class:`RateLimited`, :class:`NotDelivered` or :class:`OutcomeUnknown`.

        A lost answer to anything but a POST counts as not delivered: repeating it changes nothing.
        """
        self._beware()
        attempt = Attempt()
        request = self._client.http.request
        with _honestly(attempt, repeatable=route.method != "POST", note=self._note):
            async with asyncio.timeout(SECONDS):
                if not files:
                    return await request(route, json=body, params=params)
                uploads = [discord.File(io.BytesIO(f.content), f.name, description=f.description) for f in files]
                form = _form(body or {}, uploads, [f.media for f in files])
                return await request(route, files=uploads, form=form, params=params)

    def _beware(self) -> None:
        if (left := self._closed_until - self._monotonic()) > 0:
            raise RateLimited(left)
        if len(self._refusals) == REFUSALS:
            left = self._refusals[0] + REFUSAL_WINDOW - self._monotonic()
            if left > 0:
                raise RateLimited(left)

    def _note(self, everywhere: float = 0.0) -> None:
        """A refusal; with the seconds for which it closes every way."""
        self._refusals.append(self._monotonic())
        self._closed_until = max(self._closed_until, self._monotonic() + everywhere)


@contextmanager
def _honestly(attempt: Attempt, *, repeatable: bool, note: Callable[[float], None]) -> Iterator[None]:
    token = _attempt.set(attempt)
    try:
        yield
    except discord.RateLimited as wait:
        raise RateLimited(wait.retry_after) from None
    except _Answered as answer:
        if answer.status == 429:
            note(answer.seconds if answer.everywhere else 0.0)
            raise RateLimited(answer.seconds) from None
        raise _lost(f"Discord answered {answer.status}", repeatable) from None
    except discord.HTTPException as answer:
        raise _refusal(answer, repeatable, note) from answer
    except _BROKEN as broken:
        reason = f"the connection broke: {type(broken).__name__}"
        raise _lost(reason, repeatable or not attempt.sent) from broken
    finally:
        _attempt.reset(token)


def _refusal(answer: discord.HTTPException, repeatable: bool, note: Callable[[float], None]) -> Exception:
    if answer.status >= 500:
        return _lost(f"Discord answered {answer.status}", repeatable)
    if answer.status in (401, 403, 429):
        note(0.0)
    if answer.status == 429:
        return RateLimited(_seconds(answer.response.headers.get("Retry-After")))
    return Refused(answer.status, answer.code, answer.text)


def _lost(reason: str, repeatable: bool) -> Exception:
    return NotDelivered(reason, final=False) if repeatable else OutcomeUnknown(reason)


def _seconds(header: str | None) -> float:
    try:
        return max(0.0, float(header or 1.0))
    except ValueError:
        return 1.0


def _form(body: Mapping[str, Any], uploads: Sequence[discord.File], media: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"name": "payload_json", "value": json.dumps(body)},
        *(
            {
                "name": f"files[{index}]",
                "value": upload.fp,
                "filename": upload.filename,
                "content_type": media[index],
            }
            for index, upload in enumerate(uploads)
        ),
    ]

"""The durable way out: what is to be said is stored first, and said under a business key.

A key goes from nothing to ``sending``, and on to ``sent`` with the message's id, to ``refused`` by the
platform for good, or to ``unknown``: the connection broke at a moment at which the message may have
arrived.  The rule that holds here: only the outbox decides to say something again.  After an unknown
attempt it first asks the platform; if that cannot tell, a person who asked gets the answer again (an
edit repeats itself harmlessly), and what nobody asked for stays unsaid and on record.

A reply's ``key`` names its message, so that a later reply can replace it.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Protocol

import structlog

from bot.conversation import Address, Place, Reply
from bot.memory import codec, keys
from bot.memory.client import Client
from bot.memory.scripts import Scripts
from bot.memory.streams import Entry, Parked, Streams
from bot.memory.worker import Stopping, Worker, pause
from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.ports import Clock

KEPT = 200 * 24 * 3600
GIVEN_UP_AFTER = timedelta(hours=24)
LONGEST_BACKOFF = 300.0
SECONDS_BETWEEN_POSTS: Mapping[str, float] = {"slack": 1.0}

State = Literal["sent", "refused", "unknown", "waiting"]

log = structlog.get_logger(__name__)


class Sender(Protocol):
    """The way out of one platform; see :class:`bot.platforms.Platform`."""

    async def deliver(self, place: Place, address: Address, reply: Reply, nonce: str) -> str: ...

    async def find(self, place: Place, nonce: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """Replies to say in order.  ``asked``: somebody waits for them, so twice is better than never."""

    key: str
    place: Place
    address: Address
    replies: tuple[Reply, ...]
    at: datetime
    asked: bool = True


class Outbox:
    """Says parcels, each reply once."""

    def __init__(
        self,
        redis: Client,
        clock: Clock,
        lane: str = "",
        *,
        seconds_between_posts: Mapping[str, float] = SECONDS_BETWEEN_POSTS,
        first_backoff: float = 1.0,
    ) -> None:
        self._redis = redis
        self._scripts = Scripts(redis)
        self._streams = Streams(redis, "posts", lane)
        self._clock = clock
        self._between = seconds_between_posts
        self._first_backoff = first_backoff

    async def post(
        self, key: str, place: Place, replies: Sequence[Reply], *, address: Address | None = None, asked: bool = True
    ) -> bool:
        """Store replies to be said under ``key``; ``False`` if that was done before."""
        said = tuple(replace(reply, data={}) for reply in replies)
        parcel = Parcel(key, place, address or {}, said, self._clock.now(), asked)
        return await self._streams.add(place.tenant, codec.dumps(parcel), f"{place.platform} {place.tenant} {key}")

    async def serve(self, senders: Mapping[str, Sender], stop: asyncio.Event, *, concurrency: int = 64) -> None:
        """Say what is stored until ``stop`` is set, then drain."""

        async def work(entry: Entry) -> None:
            parcel: Parcel = codec.loads(Parcel, entry.body)
            sender = senders.get(parcel.place.platform)
            if sender is None:
                raise LookupError(f"nobody here speaks {parcel.place.platform}")
            await self.say(parcel, sender, stop)

        await self._streams.prepare()
        await Worker(self._streams, self._clock, work, concurrency=concurrency).serve(stop)

    async def say(self, parcel: Parcel, sender: Sender, stop: asyncio.Event) -> list[str | None]:
        """Say a parcel's replies in order; the ids of the messages, ``None`` where one was not said."""
        return [
            await self.send(f"{parcel.key}/{number}", replace(parcel, replies=(reply,)), sender, stop)
            for number, reply in enumerate(parcel.replies)
        ]

    async def send(self, key: str, parcel: Parcel, sender: Sender, stop: asyncio.Event) -> str | None:
        """Say one reply once.  Raises :class:`Stopping` if told to stop while it waits."""
        backoff = self._first_backoff
        while True:
            await _rest(stop, await self._wait_for(parcel))
            try:
                return await self._attempt(key, parcel, sender)
            except _Later as later:
                await _rest(stop, later.seconds if later.seconds is not None else backoff)
                backoff = min(backoff * 2, LONGEST_BACKOFF)

    async def _attempt(self, key: str, parcel: Parcel, sender: Sender) -> str | None:
        nonce = hashlib.blake2b(f"{parcel.place.tenant} {key}".encode(), digest_size=12).hexdigest()
        state, message = await self._claim(key, parcel)
        if state == "unsure":
            if found := await _looked_up(sender, parcel, nonce):
                return await self._settle(key, parcel, "sent", found)
            if not self._may_repeat(parcel):
                log.warning("may or may not have been said", key=key)
                return await self._settle(key, parcel, "unknown")
            state, message = await self._claim(key, parcel, "again")
        if state != "go":
            return message or None
        return await self._deliver(key, parcel, sender, nonce)

    async def _deliver(self, key: str, parcel: Parcel, sender: Sender, nonce: str) -> str | None:
        try:
            said = await sender.deliver(parcel.place, parcel.address, await self._ready(parcel), nonce)
        except RateLimited as slow:
            await self._settle(key, parcel, "waiting")
            await self._hold(parcel, slow.seconds)
            raise _Later(slow.seconds) from slow
        except NotDelivered as refusal:
            if refusal.final or self._old(parcel):
                log.warning("not delivered", key=key, reason=str(refusal))
                return await self._settle(key, parcel, "refused")
            await self._settle(key, parcel, "waiting")
            raise _Later from refusal
        except OutcomeUnknown as unknown:
            await self._settle(key, parcel, "unknown")
            raise _Later from unknown
        return await self._settle(key, parcel, "sent", said)

    async def _ready(self, parcel: Parcel) -> Reply:
        """The reply with the id of the message it replaces, where it names one."""
        (reply,) = parcel.replies
        if reply.replaces in (None, "pressed"):
            return reply
        return replace(reply, replaces=await self.message(parcel.place, reply.replaces))

    def _may_repeat(self, parcel: Parcel) -> bool:
        return (parcel.asked or parcel.replies[0].replaces is not None) and not self._old(parcel)

    def _old(self, parcel: Parcel) -> bool:
        return self._clock.now() - parcel.at > GIVEN_UP_AFTER

    async def _claim(self, key: str, parcel: Parcel, again: str = "") -> tuple[str, str]:
        state, message = await self._scripts.run(
            "claim_send", [_record(parcel, key)], self._clock.now().timestamp(), again, KEPT
        )
        return state, message

    async def _settle(self, key: str, parcel: Parcel, state: State, message: str = "") -> str | None:
        record, name = _record(parcel, key), parcel.replies[0].key
        named = _named(parcel.place, name) if name else record
        await self._scripts.run("settle_send", [record, named], state, message, self._clock.now().timestamp(), KEPT)
        return message or None

    async def _wait_for(self, parcel: Parcel) -> float:
        """Take the place's next free moment; how far away it is, in seconds."""
        between = self._between.get(parcel.place.platform, 0.0)
        return int(await self._scripts.run("reserve_post", [_pace(parcel)], self._now_ms(), int(between * 1000))) / 1000

    async def _hold(self, parcel: Parcel, seconds: float) -> None:
        await self._scripts.run("hold_posts", [_pace(parcel)], self._now_ms(), int(seconds * 1000))

    def _now_ms(self) -> int:
        return int(self._clock.now().timestamp() * 1000)

    async def message(self, place: Place, name: str) -> str | None:
        """The id of the message that a reply's ``key`` named."""
        found: str | None = await self._redis.get(_named(place, name))
        return found

    async def parked(self) -> list[Parked]:
        """Parcels that were tried too often; ``doctor`` lists them."""
        return await self._streams.parked()


class _Later(Exception):
    """Not said yet; try again after ``seconds``, or after the usual pause."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(seconds)
        self.seconds = seconds


async def _looked_up(sender: Sender, parcel: Parcel, nonce: str) -> str | None:
    try:
        return await sender.find(parcel.place, nonce)
    except (RateLimited, NotDelivered, OutcomeUnknown):
        return None


async def _rest(stop: asyncio.Event, seconds: float) -> None:
    if seconds > 0 and await pause(stop, seconds):
        raise Stopping


def _record(parcel: Parcel, key: str) -> str:
    return _of(parcel.place, "sent", key)


def _named(place: Place, name: str) -> str:
    return _of(place, "named", name)


def _pace(parcel: Parcel) -> str:
    place = replace(parcel.place, thread=None)
    return _of(place, "pace", keys.place_name(place), parcel.address.get("channel", ""))


def _of(place: Place, *parts: str) -> str:
    return keys.of_shard(keys.shard(place.tenant), parts[0], place.platform, place.tenant, *parts[1:])

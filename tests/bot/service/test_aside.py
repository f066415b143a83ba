"""One coroutine lets others go first, and is otherwise what it was: its result, its troubles, its end."""

from __future__ import annotations

import asyncio

import pytest

from bot.service.aside import SteppingAside


class Way:
    """Open or closed; who wants to pass waits until it is open, and is counted."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.passed = 0

    async def __call__(self) -> None:
        await self.open.wait()
        self.passed += 1


async def steps(number: int, done: list[int]) -> int:
    for step in range(number):
        await asyncio.sleep(0)
        done.append(step)
    return number


async def test_it_goes_on_when_the_way_is_free() -> None:
    """Before each step it looks; closed, it stands still, and then goes on where it was."""
    way, done = Way(), []
    going = asyncio.create_task(_run(SteppingAside(steps(5, done), way)))
    while len(done) < 2:
        await asyncio.sleep(0)
    way.open.clear()
    for _ in range(20):
        await asyncio.sleep(0)
    stood = len(done)
    assert stood <= 3
    way.open.set()
    assert await going == 5
    assert done == [0, 1, 2, 3, 4]
    assert way.passed == 5


async def test_what_it_raises_is_raised() -> None:
    """Its own trouble is not the way's."""

    async def breaks() -> None:
        await asyncio.sleep(0)
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        await SteppingAside(breaks(), Way())


@pytest.mark.parametrize("closed", [False, True], ids=["while it waits", "while it stands aside"])
async def test_a_cancellation_reaches_it(closed: bool) -> None:
    """It can clean up, and the task that awaited it is cancelled."""
    way, cleaned, began = Way(), [], asyncio.Event()

    async def long() -> None:
        began.set()
        try:
            await asyncio.sleep(0 if closed else 60)
            await asyncio.sleep(60)
        finally:
            cleaned.append(True)

    if closed:
        way.open.clear()
    going = asyncio.create_task(_run(SteppingAside(long(), way)))
    await began.wait()
    for _ in range(5):
        await asyncio.sleep(0)
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    assert cleaned == [True]


async def test_its_own_timeouts_hold() -> None:
    """Standing aside for too long is a timeout of its own, which it may survive."""
    way = Way()

    async def impatient() -> str:
        try:
            async with asyncio.timeout(0.01):
                way.open.clear()
                await asyncio.sleep(0)
                return "in time"
        except TimeoutError:
            way.open.set()
            await asyncio.sleep(0)
            return "late"

    assert await SteppingAside(impatient(), way) == "late"


async def _run(what: SteppingAside[int] | SteppingAside[None]) -> int | None:
    return await what

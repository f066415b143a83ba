"""A process that dies at any moment between a press and its answer: nobody is left waiting, nobody is told twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from rigs import discord_shapes as shapes
from rigs.command_line import StudyhallCommand
from rigs.discord_hall import serving
from rigs.discord_people import Person
from rigs.discord_shapes import POST
from rigs.discord_stub import DiscordStub, Fault, Interaction

MOMENTS = {
    "stored, not yet acknowledged": Fault("POST", "/interactions/.*", drop=True),
    "acknowledged, unheard": Fault("POST", "/interactions/.*", applied=True, drop=True),
    "before the answer": Fault("GET", "/webhooks/.*", drop=True),
    "in the answer": Fault("PATCH", "/webhooks/.*", drop=True),
    "answered, unheard": Fault("PATCH", "/webhooks/.*", applied=True, drop=True),
}
AT_ONCE = 4
EVENTS = 2000
AT_A_TIME = 40
"""Fewer than a server may have waiting."""


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStub]:
    """A server; whatever a process did before it died, no payload was wrong."""
    async with DiscordStub() as stub:
        stub.guilds = [shapes.guild()]
        yield stub
        assert stub.wrong == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
async def test_killed_at_any_moment_everybody_is_answered_once(
    seed: int, indexed: StudyhallCommand, discord: DiscordStub
) -> None:
    """Several people ask at once, the process dies with one of them; the next one answers all that were heard."""
    chance = random.Random(seed)
    told: Counter[int] = Counter()
    for round_, moment in enumerate(chance.sample(list(MOMENTS), len(MOMENTS)), start=1):
        since = discord.snowflake()
        people = [Person(discord, 600 + n, f"p{n}", since=since, patience=60.0) for n in range(AT_ONCE)]
        asked = await _killed(moment, chance, indexed, discord, people)
        async with serving(indexed, discord):
            for person, made in asked:
                if any(made.token in request.path for request in discord.requests):
                    await person.finds_answer(made)  # whoever was about to be acknowledged had been stored
        # What was stored but never acknowledged may be answered a round later; nothing is answered twice.
        answers = [number for number, one in discord.messages.items() if "difference" in str(one["components"])]
        told = Counter(discord.seers.get(number, number) for number in answers)
        assert max(told.values()) <= round_, (seed, moment)
    assert sum(told.values()) <= AT_ONCE * len(MOMENTS)


async def _killed(
    moment: str, chance: random.Random, indexed: StudyhallCommand, discord: DiscordStub, people: list[Person]
) -> list[tuple[Person, Interaction]]:
    """Ask, and kill the process at the first request of the moment."""
    async with serving(indexed, discord) as process:
        discord.faults.append(replace(MOMENTS[moment], then=process.kill))
        everybody = chance.sample(people, len(people))
        asked = [(person, await person.slash("ask", question="what is feature skew?")) for person in everybody]
        await asyncio.wait_for(process.wait(), 30)
    discord.faults.clear()
    return asked


async def test_the_connection_comes_and_goes(indexed: StudyhallCommand, discord: DiscordStub) -> None:
    """Cut and resumed, told to reconnect, made invalid, told to stop: every question is answered once."""
    async with serving(indexed, discord) as process:
        ana = Person(discord)
        await discord.cut()
        first = await ana.slash("ask", question="what is feature skew?")
        await ana.answer(first)
        assert (discord.counts["RESUME"], discord.counts["IDENTIFY"]) == (1, 1)
        await discord.op(7)
        await discord.until("RESUME", 2)
        await ana.answer(await ana.slash("ask", question="what is feature skew?"))
        await discord.op(9, False)
        await discord.until("IDENTIFY", 2)
        last = await ana.slash("ask", question="what is feature skew?")
        await discord.when(lambda: last.kind is not None)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 15) == 0
        await ana.answer(last)
    assert len(discord.messages) == 3


async def test_with_the_intent_a_thread_is_followed(indexed: StudyhallCommand, discord: DiscordStub) -> None:
    """DISCORD_MESSAGE_CONTENT: a follow-up needs no mention, until people talk to each other."""
    discord.guilds = [shapes.guild(threads=[shapes.forum_post(joined=False)])]
    async with serving(indexed, discord, DISCORD_MESSAGE_CONTENT="1"):
        assert discord.identities[0]["intents"] & 1 << 15
        ana, bo = Person(discord), Person(discord, 445, "bo")
        await ana.asks("what is feature skew?", POST)
        await ana.finds("difference")
        await ana.says("how often does the monitoring job run?", POST)
        await ana.finds("24 hours")
        await bo.says("lunch?", POST)
        await ana.asks("how long are prediction logs kept?", POST)
        await ana.finds("30 days")
        await ana.says("how often does the monitoring job run?", POST)
        await ana.asks("how do I roll out a new version?", POST)
        await ana.finds("Upload")
    assert len(ana.sees()) == 4
    assert {message["channel_id"] for message in ana.sees()} == {str(POST)}


@pytest.mark.long
async def test_two_processes_hear_the_same_and_say_it_once(indexed: StudyhallCommand, discord: DiscordStub) -> None:
    """A rolling deploy: both sessions get every event one to five times, in any order; each has one effect."""
    chance = random.Random(7)
    async with serving(indexed, discord), serving(indexed, discord):
        for start in range(0, EVENTS, AT_A_TIME):
            batch = [_help(discord, 1000 + number) for number in range(start, min(start + AT_A_TIME, EVENTS))]
            again = [event for event in batch for _ in range(chance.randint(1, 5))]
            chance.shuffle(again)
            for event in again:
                await discord.dispatch("INTERACTION_CREATE", event)
            made = [discord.interactions[event["token"]] for event in batch]
            await discord.when(lambda made=made: all(map(discord.answered, made)), 60)
    assert len(discord.messages) == EVENTS
    posted = [
        request for request in discord.requests if request.method == "POST" and request.path.endswith("/messages")
    ]
    assert posted == []


def _help(discord: DiscordStub, person: int) -> dict[str, Any]:
    event = discord.slash("help")
    event["member"]["user"] = shapes.user(person, f"p{person}")
    discord.interactions[event["token"]].user = person
    return event

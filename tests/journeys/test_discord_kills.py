"""A process that dies at any moment between a press and its answer: nobody is left waiting, nobody is told twice."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from rigs import discord_shapes as shapes
from rigs.command_line import StudyhallCommand
from rigs.discord_hall import serving
from rigs.discord_people import Person
from rigs.discord_stub import DiscordStub, Fault, Interaction

MOMENTS = {
    "stored, not yet acknowledged": Fault("POST", "/interactions/.*", drop=True),
    "acknowledged, unheard": Fault("POST", "/interactions/.*", applied=True, drop=True),
    "before the answer": Fault("GET", "/webhooks/.*", drop=True),
    "in the answer": Fault("PATCH", "/webhooks/.*", drop=True),
    "answered, unheard": Fault("PATCH", "/webhooks/.*", applied=True, drop=True),
}
AT_ONCE = 4


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStub]:
    """A server; whatever a process did before it died, no payload was wrong."""
    async with DiscordStub() as stub:
        stub.guilds = [shapes.guild()]
        yield stub
        assert stub.wrong == []


ONE, ALL = 1, len(MOMENTS)


@pytest.mark.parametrize(
    ("seed", "moments"), [(0, ONE), *(pytest.param(seed, ALL, marks=pytest.mark.long) for seed in range(20))]
)
async def test_killed_at_any_moment_everybody_is_answered_once(
    seed: int, moments: int, indexed: StudyhallCommand, discord: DiscordStub
) -> None:
    """Several people ask at once, the process dies with one of them; the next one answers all that were heard."""
    chance = random.Random(seed)
    people = [Person(discord, 600 + number, f"p{number}", patience=60.0) for number in range(AT_ONCE)]
    for moment in chance.sample(list(MOMENTS), moments):
        asked = await _killed(moment, chance, indexed, discord, people)
        async with serving(indexed, discord):
            for person, made in asked:
                if made.kind is not None or moment == "stored, not yet acknowledged":
                    await person.finds_answer(made)
        answers = [message for message in discord.messages.values() if "difference" in str(message["components"])]
        assert len(answers) <= AT_ONCE, (seed, moment)
        assert len({discord.seers[int(answer["id"])] for answer in answers}) == len(answers), (seed, moment)
        discord.messages.clear()


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


async def test_sigterm_finishes_what_was_begun(indexed: StudyhallCommand, discord: DiscordStub) -> None:
    """Asked, then told to stop: the answer still comes, within the ten seconds, and the exit is clean."""
    async with serving(indexed, discord) as process:
        ana = Person(discord)
        made = await ana.slash("ask", question="what is feature skew?")
        await discord.when(lambda: made.kind is not None)
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 12) == 0
        assert discord.sockets == []
    async with serving(indexed, discord):
        await ana.answer(made)


async def test_the_connection_comes_and_goes(indexed: StudyhallCommand, discord: DiscordStub) -> None:
    """Cut and resumed, told to reconnect, made invalid: every question is answered once, with two IDENTIFYs in all."""
    async with serving(indexed, discord):
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
        await ana.answer(await ana.slash("ask", question="what is feature skew?"))


async def test_discord_refuses_limits_and_fails(indexed: StudyhallCommand, discord: DiscordStub) -> None:
    """429 is waited out, 5xx after acceptance makes no second message, and a late press is answered all the same."""
    async with serving(indexed, discord):
        ana = Person(discord)
        posts = "/channels/333/messages"
        discord.faults.append(Fault("POST", posts, status=429, retry_after=0.5))
        await ana.asks("what is feature skew?")
        limited = await ana.finds("difference")
        discord.faults.append(Fault("POST", posts, status=502, applied=True))
        await ana.asks("how often does the monitoring job run?")
        await ana.finds("24 hours")
        late = discord.slash("ask", question="what is feature skew?")
        discord.interactions[late["token"]].alive = False
        await discord.dispatch("INTERACTION_CREATE", late)
        bo = Person(discord, 445, "bo")
        made = await bo.slash("ask", question="what is feature skew?")
        discord.faults.append(Fault("PATCH", "/webhooks/.*", status=500, applied=True))
        await bo.answer(made)
        private = await discord.when(
            lambda: [one for one in ana.sees() if ana.private(one) and "difference" in str(one["components"])], 20
        )
    public = [one for one in discord.messages.values() if one["channel_id"] == "333" and not one["flags"] & 64]
    assert len(private) == 1
    assert public[0] is limited
    assert len(public) == 2


async def test_two_processes_hear_the_same_and_say_it_once(indexed: StudyhallCommand, discord: DiscordStub) -> None:
    """A rolling deploy: both sessions get every event, in any order, several times."""
    chance = random.Random(7)
    async with serving(indexed, discord), serving(indexed, discord):
        people = [Person(discord, 700 + number, f"p{number}") for number in range(6)]
        events = [discord.slash("help") for _ in people]
        for person, event in zip(people, events, strict=True):
            event["member"]["user"] = shapes.user(person.id, person.name)
            discord.interactions[event["token"]].user = person.id
        again = [event for event in events for _ in range(chance.randint(1, 5))]
        chance.shuffle(again)
        for event in again:
            await discord.dispatch("INTERACTION_CREATE", event)
        for person, event in zip(people, events, strict=True):
            await person.answer(discord.interactions[event["token"]])
    assert len(discord.messages) == len(people)

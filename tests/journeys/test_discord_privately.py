"""What is for one person alone, on the whole service: the order in which it comes, and what it makes up for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from rigs import discord_shapes as shapes
from rigs.command_line import StudyhallCommand
from rigs.discord_hall import serving
from rigs.discord_people import Person, labels_of, text_of
from rigs.discord_shapes import CHANNEL
from rigs.discord_stub import DiscordStub, Fault

SHUT = Fault("POST", f"/channels/{CHANNEL}/messages", status=403, code=50013)


@pytest.fixture
async def ana(indexed: StudyhallCommand) -> AsyncIterator[Person]:
    """Somebody on a server with the tutor, in a process of its own."""
    async with DiscordStub() as discord:
        discord.guilds = [shapes.guild()]
        async with serving(indexed, discord):
            yield Person(discord)
        assert discord.wrong == []


async def test_a_question_is_answered_before_anything_is_asked_back(ana: Person) -> None:
    """In the first private chat: what they wanted to know, and below it where that chat belongs."""
    await ana.answer(await ana.slash("help"))
    await ana.says("what is feature skew?", private=True)
    asked_back = await ana.finds("Which server does our private chat belong to?")
    chat = [one for one in ana.sees() if ana.private(one)]
    assert len(chat) == 2
    assert chat[-1] is asked_back
    assert labels_of(asked_back) == ["Team"]


async def test_where_it_may_not_write_one_person_is_answered(ana: Person) -> None:
    """A mention in a channel that is closed to it, and an answer that cannot be shared there."""
    ana.discord.faults.append(SHUT)
    await ana.asks("what is feature skew?")
    told = await ana.finds("I may not write where you asked")
    assert ana.private(told)
    assert "[1]" in text_of(told)
    answer = await ana.answer(await ana.slash("ask", question="what is feature skew?"))
    ana.discord.faults.append(SHUT)
    kept = await ana.answer(await ana.press("Share with channel", answer))
    assert "I may not write where you asked" in text_of(kept)
    assert [one for one in ana.sees() if one["channel_id"] == str(CHANNEL) and not one["flags"]] == []

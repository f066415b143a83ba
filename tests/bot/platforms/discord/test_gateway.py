"""The gateway over real sockets: it comes and goes, repeats itself, and loses nothing."""

from __future__ import annotations

import asyncio
import logging

import aiohttp
import pytest
from rigs import discord_shapes as shapes
from rigs.discord_shapes import ANA, CHANNEL, GUILD
from rigs.discord_stub import Fault

from bot.conversation import Button, Message, Open, Reply
from bot.platforms.discord import outage
from bot.platforms.discord.connection import DiscordPlatform

HELLO = Reply("Hello", buttons=(Button("A", "a"),))


async def test_stored_before_acknowledged_and_answered_by_an_edit(discord, inlet, listening):
    """The order on the wire: the turn is stored, then the interaction deferred, then edited once."""
    async with listening() as platform:
        await discord.until("PUT /applications/111/commands")
        event = discord.slash("ask", question="what is drift?")
        callback = f"/interactions/{event['id']}/{event['token']}/callback"
        inlet.on_enqueue = lambda turn: discord.counts.update({"stored": 1 - discord.counts[f"POST {callback}"]})
        await discord.dispatch("INTERACTION_CREATE", event)
        await discord.until(f"POST {callback}")
        assert discord.counts["stored"] == 1
        (turn,) = inlet.turns
        await platform.deliver(turn.place, turn.address, Reply("A change over time.", private=True), "n")
    assert discord.visible() == ["A change over time."]


async def test_commands_whose_receipt_cannot_be_read_keep_nobody_out(discord, inlet, listening):
    """What comes back when they were taken is of no use here, so it may be anything."""
    discord.faults.append(Fault("PUT", "/applications/111/commands", status=200, applied=True))
    async with listening():
        await discord.until("SYNCED")
        await discord.dispatch("INTERACTION_CREATE", event := discord.slash("board"))
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback")
    assert discord.counts["SYNCED"] == 1


async def test_a_cut_connection_is_resumed_and_misses_nothing(discord, inlet, listening):
    """RESUME first: no second IDENTIFY, and what happened meanwhile arrives."""
    async with listening():
        await discord.cut()
        await discord.dispatch("INTERACTION_CREATE", event := discord.slash("board"))
        await discord.until("RESUME")
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback")
    assert [turn.name for turn in inlet.turns] == ["board"]
    assert discord.counts["IDENTIFY"] == 1


async def test_a_request_to_reconnect_is_followed(discord, inlet, listening):
    """Op 7 resumes; op 9 starts anew."""
    async with listening():
        await discord.op(7)
        await discord.until("RESUME")
        await discord.op(9, False)
        await discord.until("IDENTIFY", 2)


async def test_an_outage_is_two_lines_and_ends_within_seconds(discord, inlet, listening, caplog, monkeypatch):
    """However often it is tried: one when it begins, one when a session stands; discord.py waits for minutes."""
    monkeypatch.setattr(outage, "LONGEST_PAUSE", 0.01)
    async with listening():
        discord.shut_for = 12
        await discord.cut()
        await discord.until("IDENTIFY", 2)
        await discord.dispatch("INTERACTION_CREATE", event := discord.slash("board"))
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback")
    told = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert told == [
        "Discord does not let us listen (WSServerHandshakeError); trying until it does",
        "listening to Discord again",
    ]


async def test_suggestions_that_come_too_late_are_no_error(discord, inlet, listening, caplog):
    """Whoever goes on typing waits for them no more."""
    async with listening():
        await discord.until("PUT /applications/111/commands")
        known = next(one for one in discord.commands if one["name"] == "quiz")
        typed = {"name": "topic", "type": 3, "value": "mon", "focused": True}
        asked = discord.interact(4, {"id": known["id"], "name": "quiz", "type": 1, "options": [typed]})
        discord.interactions[asked["token"]].alive = False
        await discord.dispatch("INTERACTION_CREATE", asked)
        await discord.until(f"POST /interactions/{asked['id']}/{asked['token']}/callback")
        await discord.dispatch("INTERACTION_CREATE", event := discord.slash("board"))
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback")
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_hearts_beat(discord, listening):
    """The connection is kept alive."""
    discord.heartbeat = 0.05
    async with listening():
        await discord.until("HEARTBEAT", 2)


async def test_two_sessions_have_one_effect(discord, inlet, listening):
    """A rolling deploy: both processes get the event, one turn is stored, neither falls over."""
    async with listening(), listening():
        await discord.dispatch("INTERACTION_CREATE", event := discord.slash("board"))
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback", 2)
    assert len(inlet.turns) == 1


async def test_too_late_to_acknowledge_is_not_too_late_to_answer(discord, inlet, listening):
    """10062: the turn is stored, and its answer is posted in the channel."""
    async with listening() as platform:
        await discord.until("PUT /applications/111/commands")
        event = discord.slash("board")
        discord.interactions[event["token"]].alive = False
        await discord.dispatch("INTERACTION_CREATE", event)
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback")
        (turn,) = inlet.turns
        await platform.deliver(turn.place, turn.address, Reply("The board"), "n")
    assert discord.visible() == ["The board"]


async def test_the_gateway_is_asked_for_the_count_only(discord, inlet, listening):
    """Automatic sharding takes the number from Discord and the address from the environment."""
    async with listening(shards=None):
        assert discord.counts["GET /gateway/bot"] == 1


async def test_commands_can_go_to_one_server_only(discord, inlet, listening):
    """DISCORD_GUILD_ID."""
    async with listening(guild=GUILD):
        await discord.until(f"PUT /applications/111/guilds/{GUILD}/commands")
    names = {one["name"] for one in discord.commands}
    assert names == {"ask", "quiz", "board", "settings", "Explain this", "Quiz us on this"}


async def test_an_outage_is_not_a_removal(discord, inlet, listening):
    """Only a server that removed the app is told as left, once for both sessions."""
    async with listening(), listening():
        await discord.dispatch("GUILD_CREATE", shapes.guild(unavailable=False))
        await discord.dispatch("GUILD_DELETE", {"id": str(GUILD), "unavailable": True})
        await discord.dispatch("GUILD_CREATE", shapes.guild(unavailable=False))
        await discord.dispatch("GUILD_DELETE", {"id": str(GUILD)})
        await discord.dispatch("INTERACTION_CREATE", event := discord.slash("board"))
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback", 2)
    (left,) = (turn for turn in inlet.turns if isinstance(turn, Open))
    assert (left.view, left.learner.tenant) == ("left", str(GUILD))


async def test_brought_along_the_tenant_is_the_learners_own(discord, inlet, listening):
    """In a server that did not install the app nothing of that server is read, and all is one message."""
    async with listening() as platform:
        event = shapes.lent(discord.slash("board"))
        event["member"]["permissions"] = str(1 << 5)
        await discord.dispatch("INTERACTION_CREATE", event)
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback")
        (turn,) = inlet.turns
        assert (turn.learner.tenant, turn.learner.admin) == (f"dm:{ANA}", False)
        assert turn.place.channel == str(CHANNEL)
        for number in range(2):
            await platform.deliver(turn.place, turn.address, Reply(f"Answer {number}"), f"n{number}")
    assert discord.visible() == ["Answer 0", "Answer 1"]
    assert len(discord.messages) == 1


async def test_commands_that_cannot_be_synced_do_not_stop_the_rest(discord, listening):
    """Mentions and buttons work without slash commands."""
    discord.faults.append(Fault("PUT", ".*/commands", status=403))
    async with listening():
        assert discord.commands == []


async def test_after_a_start_that_broke_there_is_another(discord, inlet, settings):
    """The way to Discord was cut while commands were told; listening again begins from scratch."""
    platform = DiscordPlatform(settings())
    discord.faults += [
        Fault("PUT", ".*/commands", drop=True) for _ in range(2)
    ]  # aiohttp tries an idle connection twice
    with pytest.raises(aiohttp.ClientError):
        await asyncio.wait_for(platform.listen(inlet), 10)
    task = asyncio.create_task(platform.listen(inlet))
    await discord.until("IDENTIFY")
    await discord.dispatch("INTERACTION_CREATE", event := discord.slash("board"))
    await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback")
    task.cancel()
    await asyncio.wait({task})
    await platform.close()


async def test_wrong_tokens_and_missing_intents_are_one_sentence(discord, inlet, settings):
    """The start cannot succeed, and says why."""
    env = settings(content=True)
    discord.closes_with = 4014
    with pytest.raises(ValueError, match="message content intent"):
        await DiscordPlatform(env).listen(inlet)
    discord.faults.append(Fault("GET", "/users/@me", status=401))
    platform = DiscordPlatform(env)
    with pytest.raises(ValueError, match="DISCORD_BOT_TOKEN"):
        await platform.listen(inlet)
    await platform.close()


async def test_the_thread_of_a_forum_is_a_place(discord, inlet, listening):
    """A mention in a forum post is answered in that post."""
    async with listening() as platform:
        await discord.dispatch("GUILD_CREATE", shapes.guild(threads=[shapes.forum_post(joined=False)]))
        said = shapes.message(999, shapes.POST, f"<@{shapes.BOT}> what is drift?", mentions=[shapes.ME])
        await discord.dispatch("MESSAGE_CREATE", said)
        await discord.until(f"POST /channels/{shapes.POST}/typing")
        (turn,) = (turn for turn in inlet.turns if isinstance(turn, Message))
        assert (turn.place.channel, turn.place.thread) == (str(shapes.FORUM), str(shapes.POST))
        assert turn.text == "what is drift?"
        await platform.deliver(turn.place, turn.address, HELLO, "n")
    assert [message["channel_id"] for message in discord.messages.values()] == [str(shapes.POST)]


@pytest.mark.parametrize("joined", [True, False])
async def test_thread_talk_is_heard_only_where_it_takes_part(discord, inlet, listening, joined):
    """With the message content intent: unaddressed, for the tutor's thread policy to judge."""
    async with listening(content=True):
        await discord.dispatch("GUILD_CREATE", shapes.guild(threads=[shapes.forum_post(joined=joined)]))
        await discord.dispatch("MESSAGE_CREATE", shapes.message(999, shapes.POST, "and skew?"))
        await discord.dispatch("INTERACTION_CREATE", event := discord.slash("board"))
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback")
    heard = [turn for turn in inlet.turns if isinstance(turn, Message)]
    assert [(turn.text, turn.addressed) for turn in heard] == ([("and skew?", False)] if joined else [])

"""Real sockets: the gateway comes and goes, Discord refuses, repeats and loses answers."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager, suppress

import pytest
import yarl
from rigs.discord_stub import ANA, CHANNEL, GUILD, LOADING, DiscordStub, Fault, user

from bot.conversation import Button, Command, Learner, Place, Reply
from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.discord.connection import DiscordPlatform
from bot.platforms.discord.environment import Environment, Shards
from bot.platforms.discord.hall import Hall

HALL = Place("discord", str(GUILD), str(CHANNEL))
HELLO = Reply("Hello", buttons=(Button("A", "a"),))
PUSH = f"POST /channels/{CHANNEL}/messages"


def settings(discord: DiscordStub, **more) -> Environment:
    shards = more.pop("shards", Shards((0,), 1))
    return Environment("t", shards=shards, api=discord.api, gateway=yarl.URL(discord.gateway), **more)


@pytest.fixture
async def discord():
    async with DiscordStub() as stub:
        yield stub
        assert stub.wrong == []


@pytest.fixture
async def worker(discord):
    """A platform that only delivers."""
    env = settings(discord)
    platform = DiscordPlatform(env, Hall(env))
    yield platform
    await platform.close()


@asynccontextmanager
async def listening(discord, inlet, **more):
    env = settings(discord, **more)
    platform = DiscordPlatform(env, Hall(env, identify_pause=0.0))
    task = asyncio.create_task(platform.listen(inlet))
    before = discord.counts["IDENTIFY"]
    try:
        await discord.until("IDENTIFY", before + 1)
        yield platform
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await platform.close()


def command(discord: DiscordStub, *, acknowledged: bool) -> Command:
    """A turn as the stream would hand it over."""
    made = discord.interact(2, {})
    interaction = discord.interactions[made["token"]]
    if acknowledged:
        discord._callback(interaction, {"type": 5}, 0)
    address = {"interaction": made["id"], "application": "111", "token": made["token"], "channel": str(CHANNEL),
               "learner": str(ANA), "deferred": "open"}  # fmt: skip
    return Command(made["id"], Learner("discord", str(GUILD), str(ANA), "ana"), HALL, "board", "", address)


def visible(discord: DiscordStub) -> list[str]:
    """What stands in the channel for everybody."""
    return [
        part["content"]
        for message in discord.messages.values()
        if not message["flags"] & LOADING
        for part in message["components"]
        if part["type"] == 10
    ]


async def test_stored_before_acknowledged_and_answered_by_an_edit(discord, inlet):
    """The order on the wire: the turn is stored, then the interaction deferred, then edited once."""
    async with listening(discord, inlet) as platform:
        await discord.until("PUT /applications/111/commands")
        event = discord.slash("ask", question="what is drift?")
        callback = f"/interactions/{event['id']}/{event['token']}/callback"
        inlet.on_enqueue = lambda turn: discord.counts.update({"stored": 1 - discord.counts[f"POST {callback}"]})
        await discord.dispatch("INTERACTION_CREATE", event)
        await discord.until(f"POST {callback}")
        assert discord.counts["stored"] == 1
        (turn,) = inlet.turns
        await platform.deliver(turn.place, turn.address, Reply("A change over time.", private=True), "n")
    assert visible(discord) == ["A change over time."]


async def test_a_cut_connection_is_resumed_and_misses_nothing(discord, inlet):
    """RESUME first: no second IDENTIFY, and what happened meanwhile arrives."""
    async with listening(discord, inlet):
        await discord.cut()
        await discord.dispatch("INTERACTION_CREATE", event := discord.slash("board"))
        await discord.until("RESUME")
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback")
    assert [turn.name for turn in inlet.turns] == ["board"]
    assert discord.counts["IDENTIFY"] == 1


async def test_a_request_to_reconnect_is_followed(discord, inlet):
    """Op 7 resumes; op 9 starts anew."""
    async with listening(discord, inlet):
        await discord.op(7)
        await discord.until("RESUME")
        await discord.op(9, False)
        await discord.until("IDENTIFY", 2)


async def test_hearts_beat(inlet):
    """The connection is kept alive."""
    async with DiscordStub(heartbeat=0.05) as discord, listening(discord, inlet):
        await discord.until("HEARTBEAT", 2)


async def test_two_sessions_have_one_effect(discord, inlet):
    """A rolling deploy: both processes get the event, one turn is stored, neither falls over."""
    async with listening(discord, inlet), listening(discord, inlet):
        await discord.dispatch("INTERACTION_CREATE", event := discord.slash("board"))
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback", 2)
    assert len(inlet.turns) == 1


async def test_too_late_to_acknowledge_is_not_too_late_to_answer(discord, inlet):
    """10062: the turn is stored, and its answer is posted in the channel."""
    async with listening(discord, inlet) as platform:
        await discord.until("PUT /applications/111/commands")
        event = discord.slash("board")
        discord.interactions[event["token"]].alive = False
        await discord.dispatch("INTERACTION_CREATE", event)
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback")
        (turn,) = inlet.turns
        await platform.deliver(turn.place, turn.address, Reply("The board"), "n")
    assert visible(discord) == ["The board"]


async def test_the_gateway_is_asked_for_the_count_only(discord, inlet):
    """Automatic sharding takes the number from Discord and the address from the environment."""
    async with listening(discord, inlet, shards=None):
        assert discord.counts["GET /gateway/bot"] == 1


async def test_commands_can_go_to_one_server_only(discord, inlet):
    """DISCORD_GUILD_ID."""
    async with listening(discord, inlet, guild=GUILD):
        await discord.until(f"PUT /applications/111/guilds/{GUILD}/commands")
    names = {one["name"] for one in discord.commands}
    assert names == {"ask", "quiz", "board", "settings", "Explain this", "Quiz us on this"}


async def test_an_outage_is_not_a_removal(discord, inlet):
    """Only a server that removed the app is told as left, once for both sessions."""
    guild = {"id": str(GUILD), "name": "Team", "owner_id": "1", "channels": [], "roles": [], "members": [],
             "emojis": [], "features": [], "threads": [], "large": False, "unavailable": False}  # fmt: skip
    async with listening(discord, inlet), listening(discord, inlet):
        await discord.dispatch("GUILD_CREATE", guild)
        await discord.dispatch("GUILD_DELETE", {"id": str(GUILD), "unavailable": True})
        await discord.dispatch("GUILD_CREATE", guild)
        await discord.dispatch("GUILD_DELETE", {"id": str(GUILD)})
        await discord.dispatch("INTERACTION_CREATE", event := discord.slash("board"))
        await discord.until(f"POST /interactions/{event['id']}/{event['token']}/callback", 2)
    views = [turn.view for turn in inlet.turns if not isinstance(turn, Command)]
    assert views.count("left") == 1


async def test_wrong_tokens_and_missing_intents_are_one_sentence(discord, inlet):
    """The start cannot succeed, and says why."""
    env = settings(discord, content=True)
    discord.refuse_intents = True
    with pytest.raises(ValueError, match="message content intent"):
        await DiscordPlatform(env, Hall(env)).listen(inlet)
    discord.faults.append(Fault("GET", "/users/@me", status=401))
    platform = DiscordPlatform(env, Hall(env))
    with pytest.raises(ValueError, match="DISCORD_BOT_TOKEN"):
        await platform.listen(inlet)
    await platform.close()


async def test_a_rate_limit_is_handed_on(discord, worker):
    """429 is never slept through; the outbox knows how long to wait."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", status=429, retry_after=7.5))
    with pytest.raises(RateLimited) as wait:
        await worker.deliver(HALL, {}, HELLO, "n")
    assert wait.value.seconds == 7.5
    assert discord.counts[PUSH] == 1


async def test_a_server_error_after_acceptance_is_unknown_and_repeating_is_safe(discord, worker):
    """One request a call; the same nonce is the same message."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", status=500, applied=True))
    with pytest.raises(OutcomeUnknown):
        await worker.deliver(HALL, {}, HELLO, "n")
    assert discord.counts[PUSH] == 1
    found = await worker.find(HALL, "n")
    assert found == await worker.deliver(HALL, {}, HELLO, "n")
    assert visible(discord) == ["Hello"]
    assert await worker.find(HALL, "another") is None


@pytest.mark.parametrize(("applied", "outcome"), [(True, OutcomeUnknown), (False, OutcomeUnknown)])
async def test_a_lost_connection_is_unknown(discord, worker, applied, outcome):
    """Once the request has left, nobody can say."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", applied=applied, drop=True))
    with pytest.raises(outcome):
        await worker.deliver(HALL, {}, HELLO, "n")


async def test_nothing_sent_is_nothing_delivered(discord, worker):
    """A connection that never came up is certain."""
    await worker.deliver(HALL, {}, HELLO, "first")
    await discord._runner.cleanup()
    with pytest.raises(NotDelivered) as lost:
        await worker.deliver(HALL, {}, HELLO, "n")
    assert not lost.value.final


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_refusal_is_final(discord, worker, status):
    """The same request would be refused for ever."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", status=status))
    with pytest.raises(NotDelivered) as refused:
        await worker.deliver(HALL, {}, HELLO, "n")
    assert refused.value.final


async def test_an_edit_that_got_lost_may_simply_be_repeated(discord, worker):
    """A 5xx on the deferred response: not delivered, not final; then one answer."""
    turn = command(discord, acknowledged=True)
    discord.faults.append(Fault("PATCH", "/webhooks/.*", status=502, applied=True))
    with pytest.raises(NotDelivered) as lost:
        await worker.deliver(turn.place, turn.address, HELLO, "n")
    assert not lost.value.final
    await worker.deliver(turn.place, turn.address, HELLO, "n")
    assert visible(discord) == ["Hello"]


async def test_a_worker_answers_what_nobody_acknowledged(discord, worker):
    """The receiving process died between storing and deferring."""
    turn = command(discord, acknowledged=False)
    for _ in range(2):
        await worker.deliver(turn.place, turn.address, HELLO, "n")
    assert visible(discord) == ["Hello"]


async def test_killed_anywhere_there_is_one_answer(discord, worker):
    """A hundred times: acknowledged or not, the answer cut off at a random request, then repeated."""
    for seed in range(100):
        chance = random.Random(seed)
        discord.messages.clear()
        turn = command(discord, acknowledged=chance.random() < 0.5)
        if chance.random() < 0.2:
            discord.interactions[turn.address["token"]].alive = False
        method = chance.choice(["GET", "PATCH", "POST"])
        cut = Fault(method, ".*", applied=chance.random() < 0.5, drop=True)
        discord.faults.append(cut)
        for _ in range(3):
            with suppress(NotDelivered, OutcomeUnknown):
                await worker.deliver(turn.place, turn.address, Reply("One", buttons=HELLO.buttons), f"n{seed}")
        discord.faults.clear()
        assert visible(discord) == ["One"], seed


async def test_a_long_answer_goes_on_in_further_messages(discord, worker):
    """Parts in order, nothing lost, and again the same."""
    turn = command(discord, acknowledged=True)
    text = "\n".join(f"line {number}" for number in range(1000))
    for _ in range(2):
        await worker.deliver(turn.place, turn.address, Reply(text, buttons=HELLO.buttons), "n")
    parts = [part for part in visible(discord) if not part.startswith("-#")]
    assert "\n".join(parts) == text


async def test_a_private_push_opens_a_private_chat(discord, worker):
    """A message to one person, as a reminder is."""
    await worker.deliver(Place("discord", f"dm:{ANA}"), {}, HELLO, "n")
    (message,) = discord.messages.values()
    assert message["channel_id"] == str(ANA + 1000)
    with pytest.raises(NotDelivered):
        await worker.deliver(Place("discord", str(GUILD)), {}, HELLO, "n")


async def test_enough_refusals_stop_everything(discord, worker):
    """Far before Discord bans the address, nothing more is sent for a while."""
    door = worker._delivery._door
    await worker.deliver(HALL, {}, HELLO, "n")
    for _ in range(5_000):
        door._note_refusal()
    with pytest.raises(RateLimited) as wait:
        await worker.deliver(HALL, {}, HELLO, "m")
    assert 500 < wait.value.seconds <= 600
    assert discord.counts[PUSH] == 1


async def test_the_thread_of_a_forum_is_a_place(discord, inlet):
    """A mention in a forum post is answered in that post."""
    thread = {"id": "777", "type": 11, "guild_id": str(GUILD), "parent_id": "888", "owner_id": "1", "name": "help",
              "member_count": 1, "message_count": 1, "rate_limit_per_user": 0, "applied_tags": [],
              "thread_metadata": {"archived": False, "auto_archive_duration": 60, "locked": False,
                                  "archive_timestamp": "2026-11-21T09:00:00+00:00"}}  # fmt: skip
    guild = {"id": str(GUILD), "name": "Team", "owner_id": "1", "channels": [], "roles": [], "members": [],
             "emojis": [], "features": [], "threads": [thread], "large": False, "unavailable": False}  # fmt: skip
    message = {"id": "999", "channel_id": "777", "guild_id": str(GUILD), "author": user(ANA, "ana"), "type": 0,
               "content": "<@111> what is drift?", "mentions": [user(111, "studyhall", bot=True)],
               "mention_roles": [], "mention_everyone": False, "attachments": [], "embeds": [], "tts": False,
               "pinned": False, "timestamp": "2026-11-21T09:00:00+00:00", "edited_timestamp": None}  # fmt: skip
    async with listening(discord, inlet) as platform:
        await discord.dispatch("GUILD_CREATE", guild)
        await discord.dispatch("MESSAGE_CREATE", message)
        await discord.until("POST /channels/777/typing")
        (turn,) = (turn for turn in inlet.turns if hasattr(turn, "text"))
        assert (turn.place.channel, turn.place.thread, turn.text) == ("888", "777", "what is drift?")
        await platform.deliver(turn.place, turn.address, HELLO, "n")
    assert [message["channel_id"] for message in discord.messages.values()] == ["777"]

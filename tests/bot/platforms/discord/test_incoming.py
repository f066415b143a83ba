"""Events as other servers may send them: less than discord.py expects, and things it cannot read."""

from __future__ import annotations

import pytest
from rigs import discord_shapes as shapes
from rigs.discord_shapes import ANA, BOT, CHANNEL, FORUM, GUILD, POST

from bot.conversation import Command, Message, Press
from bot.platforms.discord.incoming import complete, guard

BARE = {"id": str(ANA), "username": "ana"}


async def heard(discord, inlet, event: str, data: dict) -> None:
    """Send it, and then a command that proves it was passed."""
    before = len(discord.requests)
    await discord.dispatch(event, data)
    after = discord.slash("board")
    await discord.dispatch("INTERACTION_CREATE", after)
    await discord.until(f"POST /interactions/{after['id']}/{after['token']}/callback")
    assert len(discord.requests) > before


async def test_the_barest_interactions_are_understood(discord, inlet, listening) -> None:
    """No version, no limits, no channel object, no context, no member flags, a message without components."""
    async with listening():
        await discord.until("PUT /applications/111/commands")
        known = discord.slash("ask", question="what is drift?")
        for kind, data, more in [
            (2, known["data"], {}),
            (3, {"custom_id": "t:pick/1/a", "component_type": 2}, {"message": {"id": "9", "channel_id": str(CHANNEL)}}),
            (2, {**known["data"], "name": "quiz", "id": "1"}, {"message": None, "user": None}),
        ]:
            made = discord.interact(kind, data)
            kept = {
                name: made[name] for name in ("id", "token", "type", "application_id", "guild_id", "channel_id", "data")
            }
            await heard(discord, inlet, "INTERACTION_CREATE", {**kept, "member": {"user": BARE}, **more})
    asked, pressed, other = (turn for turn in inlet.turns if getattr(turn, "name", "") != "board")
    assert isinstance(asked, Command)
    assert isinstance(pressed, Press)
    assert isinstance(other, Command)
    assert {turn.place.channel for turn in (asked, pressed, other)} == {str(CHANNEL)}
    assert {turn.learner.tenant for turn in (asked, pressed, other)} == {str(GUILD)}
    assert (asked.learner.admin, pressed.token, pressed.address["pressed"]) == (False, "pick/1/a", "9")


@pytest.mark.parametrize("server", [str(GUILD), None])
async def test_the_barest_messages_are_understood(discord, inlet, listening, server) -> None:
    """In a server nothing else is known of, and in a private chat with an explicit null."""
    async with listening():
        said = {
            "id": "77",
            "channel_id": str(CHANNEL),
            "guild_id": server,
            "author": BARE,
            "content": f"<@{BOT}> drift?",
        }
        await heard(discord, inlet, "MESSAGE_CREATE", said)
    (turn,) = (turn for turn in inlet.turns if isinstance(turn, Message))
    assert (turn.text, turn.addressed, turn.place.private) == ("drift?", True, server is None)
    assert turn.learner.tenant == (server or f"dm:{ANA}")


async def test_talk_in_an_unknown_server_is_not_a_private_chat(discord, inlet, listening) -> None:
    """What is not said to the tutor stays unheard, however little is known of the place."""
    async with listening():
        said = {"id": "77", "channel_id": "5", "guild_id": "6", "author": BARE, "content": "lunch?"}
        await heard(discord, inlet, "MESSAGE_CREATE", said)
    assert [turn for turn in inlet.turns if isinstance(turn, Message)] == []


async def test_a_bare_edit_is_passed_over_in_silence(discord, inlet, listening, caplog, capsys) -> None:
    """Somebody corrects what they asked: nothing is said, in the channel nor in the log."""
    async with listening():
        edited = {"id": "77", "channel_id": str(CHANNEL), "author": BARE, "content": "x"}
        await heard(discord, inlet, "MESSAGE_UPDATE", edited)
    assert [turn.id for turn in inlet.turns if isinstance(turn, Message)] == []
    assert "event_not_understood" not in "".join((*capsys.readouterr(), caplog.text))


@pytest.mark.parametrize("event", [{}, {"id": "x"}, {"id": "1", "author": 5}, None, [], "?"])
async def test_an_unreadable_event_costs_that_event_only(discord, inlet, listening, event) -> None:
    """The connection stays, and what comes next is heard."""
    async with listening():
        for name in ("MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_CREATE", "THREAD_CREATE"):
            await heard(discord, inlet, name, event)
    assert discord.counts["IDENTIFY"] == 1


async def test_a_reply_whose_words_are_hidden_is_told_so(discord, inlet, listening) -> None:
    """Not pinging, without the intent: a sentence, once, and no question."""
    async with listening():
        tutor = shapes.message(5, CHANNEL, "", author=shapes.ME)
        reply = shapes.message(6, CHANNEL, "", referenced_message=tutor, message_reference={"message_id": "5"}, type=19)
        for _ in range(2):
            await heard(discord, inlet, "MESSAGE_CREATE", reply)
        await discord.when(lambda: "mention me" in " ".join(discord.visible()))
    assert len(discord.messages) - sum(one["flags"] >> 7 & 1 for one in discord.messages.values()) == 1
    assert [turn for turn in inlet.turns if isinstance(turn, Message)] == []


@pytest.mark.parametrize("answers", [1, 2])
async def test_a_button_among_several_answers_says_which_it_is(discord, inlet, listening, answers: int) -> None:
    """Only where one response holds several does it matter."""
    parts = [{"type": 10, "content": "Right.", "id": (1 << 30) + number} for number in range(answers)]
    async with listening():
        card = {"id": "9", "channel_id": str(CHANNEL), "author": BARE, "components": [*parts, {"type": 99}]}
        pressed = discord.interact(3, {"custom_id": "t:pick/1/a", "component_type": 2})
        await heard(discord, inlet, "INTERACTION_CREATE", {**pressed, "message": card})
    (turn,) = (turn for turn in inlet.turns if isinstance(turn, Press))
    assert turn.address.get("among") == (None if answers == 1 else "t:pick/1/a")


async def test_a_dialog_of_another_time_is_answered(discord, inlet, listening) -> None:
    """What is not ours leads to a sentence, not to a dialog that stays open."""
    async with listening():
        sent = discord.interact(5, {"custom_id": "poll", "components": []})
        await discord.dispatch("INTERACTION_CREATE", sent)
        await discord.when(lambda: discord.answered(discord.interactions[sent["token"]]))
    assert "another time" in discord.visible()[-1]
    assert inlet.turns == []


@pytest.mark.parametrize(
    ("words", "turns"), [("`<@111>` drift?", 0), ("```\n<@111>\n``` drift?", 0), ("<@111> `x`", 1)]
)
async def test_a_mention_in_code_is_not_said_to_it(discord, inlet, listening, words: str, turns: int) -> None:
    """Discord shows it as it was typed and calls nobody; neither does a server that names nobody at all."""
    async with listening():
        await heard(discord, inlet, "MESSAGE_CREATE", shapes.message(77, CHANNEL, words))
    assert len([turn for turn in inlet.turns if isinstance(turn, Message)]) == turns


async def test_a_thread_is_known_by_its_number(discord, inlet, listening) -> None:
    """An interaction that names only a channel's number is in the thread of which the server told."""
    discord.guilds.append(shapes.guild(channels=[shapes.channel(FORUM, 15)], threads=[shapes.forum_post(joined=True)]))
    async with listening():
        pressed = discord.interact(3, {"custom_id": "t:pick/1/a", "component_type": 2})
        bare = {name: value for name, value in pressed.items() if name != "channel"}
        message = {"id": "9", "channel_id": str(POST), "author": BARE}
        await heard(discord, inlet, "INTERACTION_CREATE", {**bare, "channel_id": str(POST), "message": message})
    (turn,) = (turn for turn in inlet.turns if isinstance(turn, Press))
    assert (turn.place.channel, turn.place.thread) == (str(FORUM), str(POST))


OWN_ROLE = {"id": "66", "name": "studyhall", "permissions": "0", "position": 1, "tags": {"bot_id": str(BOT)}}


@pytest.mark.parametrize(
    "words",
    [
        "<@111> <@!42> <@&5> what is drift?",
        "<@111> @everyone what is drift? <:wave:77>",
        "<@111> what is drift? <#333>",
    ],
)
async def test_whoever_else_is_called_is_no_part_of_the_question(discord, inlet, listening, words: str) -> None:
    """Names and numbers would only lead the search astray."""
    async with listening():
        await heard(discord, inlet, "MESSAGE_CREATE", shapes.message(77, CHANNEL, words, mentions=[shapes.ME]))
    (turn,) = (turn for turn in inlet.turns if isinstance(turn, Message))
    assert turn.text == "what is drift?"


async def test_its_own_role_stands_for_it(discord, inlet, listening) -> None:
    """Discord offers both under one name; without the words it says what to do, and other roles call nobody."""
    discord.guilds.append(shapes.guild(roles=[OWN_ROLE, {"id": "5", "name": "admins"}]))
    async with listening():
        for number, role, words in [(77, "66", "<@&66> drift?"), (78, "66", ""), (79, "5", "<@&5> drift?")]:
            said = shapes.message(number, CHANNEL, words, mention_roles=[role])
            await heard(discord, inlet, "MESSAGE_CREATE", said)
        await discord.when(lambda: "mention me" in " ".join(discord.visible()))
    (turn,) = (turn for turn in inlet.turns if isinstance(turn, Message))
    assert (turn.text, turn.addressed) == ("drift?", True)


def test_what_is_there_is_never_changed() -> None:
    """Defaults fill gaps only."""
    full = shapes.interaction(1, "tok", 2, {"name": "ask"})
    before = {name: value for name, value in full.items() if name not in ("channel", "member")}
    complete("interaction", full)
    assert {name: full[name] for name in before} == before


def test_a_session_without_its_shard_gets_ours() -> None:
    """READY of a server that does not shard."""
    seen: list[dict] = []
    parsers = {"READY": seen.append}
    guard(parsers, lambda: (3, 16))
    parsers["READY"]({"user": {}})
    assert (seen[0]["shard"], list(seen[0]["guilds"])) == ((3, 16), [])
    assert "discriminator" in seen[0]["user"]


async def test_a_server_is_known_whatever_its_channels_leave_out(discord, inlet, listening) -> None:
    """A voice channel without its bitrate costs neither the server nor the session."""
    discord.guilds.append({"id": str(GUILD), "channels": [{"id": "9", "type": 2, "name": "voice"}]})
    async with listening() as platform:
        await heard(discord, inlet, "MESSAGE_CREATE", {})
        assert [server.id for server in platform.hall.guilds] == [GUILD]

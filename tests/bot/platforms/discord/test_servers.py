"""Being spoken to in a server, and being there at all, on a simulated Discord."""

from __future__ import annotations

import discord

from bot.conversation import Message, Open, Reply


async def test_a_mention_is_a_question_and_chatter_is_not(simcord_env, room, ana, inlet, answer):
    """Only what is addressed to the tutor is taken in; the answer refers to it and pings nobody."""
    me = simcord_env.bot.user.id
    await ana.send(room, "lunch?")
    question = await ana.send(room, f"<@{me}> what is drift?")
    (turn,) = inlet.turns
    assert isinstance(turn, Message)
    assert (turn.text, turn.addressed) == ("what is drift?", True)
    await answer(Reply("A change over time."))
    reply = room.history()[-1]
    assert reply.reference.message_id == question.id
    assert reply.mentions == []


async def test_a_reply_to_the_tutor_is_addressed_without_its_content(simcord_env, room, ana, inlet, answer):
    """A reply is recognised even where its words are not handed over."""
    await ana.send(room, f"<@{simcord_env.bot.user.id}> what is drift?")
    await answer(Reply("A change over time."))
    await ana.send(room, "and skew?", reply_to=room.history()[-1])
    assert len(inlet.turns) == 2
    assert inlet.turns[-1].addressed


async def test_menus_on_a_message_become_commands(room, ana, inlet):
    """Explain this, Quiz us on this."""
    message = await ana.send(room, "Dataflow exactly-once is default.")
    for menu, skill in [("Explain this", "ask"), ("Quiz us on this", "quiz")]:
        await ana.context_menu(room, menu, message)
        assert (inlet.turns[-1].name, inlet.turns[-1].argument) == (
            skill,
            "Dataflow exactly-once is default.",
        )


async def test_topics_are_suggested_while_typing(room, ana):
    """Only where there is something to suggest."""
    offered = await ana.autocomplete(room, "quiz", "topic", "mon")
    assert [(choice["name"], choice["value"]) for choice in offered] == [("Monitoring", "monitoring")]


async def test_admin_is_what_this_interaction_says(simcord_env, room, ana, inlet):
    """Whoever may manage the server now."""
    await ana.slash(room, "board")
    role = simcord_env.guild.create_role("lead", permissions=discord.Permissions(manage_guild=True))
    lead = simcord_env.guild.add_member(simcord_env.create_user("lea"), roles=[role])
    await lead.slash(room, "board")
    assert [turn.learner.admin for turn in inlet.turns] == [False, True]


async def test_joining_a_server_is_greeted_where_it_may_write(simcord_env, room, inlet):
    """The greeting goes to a channel that is open to it, and is announced once."""
    guild = simcord_env.bot.get_guild(simcord_env.guild.id)
    for _ in range(2):
        simcord_env.bot.dispatch("guild_join", guild)
        await simcord_env.settle()
    (joined,) = inlet.turns
    assert (joined.view, joined.place.channel) == ("joined", str(room.id))


async def test_leaving_a_server_is_told_once(simcord_env, room, inlet):
    """Being removed is an event; its tenant is the server."""
    guild = simcord_env.guild
    await simcord_env.bot.get_guild(guild.id).leave()
    await simcord_env.settle()
    turns = [turn for turn in inlet.turns if isinstance(turn, Open) and turn.view == "left"]
    assert [turn.learner.tenant for turn in turns] == [str(guild.id)]

"""What people do in a server and see there, on a simulated Discord."""

from __future__ import annotations

import discord

from bot.conversation import Button, Command, Image, Learner, Message, Place, Press, Reply, Source, Submit
from bot.platforms.discord.components import words
from bot.platforms.discord.connection import NOT_ALONE

VERDICT = Reply("Not B. Deciding: *lineage required*.", buttons=(Button("Now flip it", "flip/1/x"),), private=True)
QUESTION = Reply("A team needs lineage. Which fits?", buttons=(Button("A", "pick/1/a"), Button("B", "pick/1/b")))


def shown(result) -> str:
    """What the presser reads in the response to an interaction."""
    return words(result.response.message)


def said(channel) -> list[str]:
    return [words(message) for message in channel.history()]


async def test_a_question_is_heard_privately_and_answered_in_place(simcord_env, room, ana, inlet, answer):
    """/ask is stored, deferred for ana's eyes only, and its answer fills the deferred response."""
    result = await ana.slash(room, "ask", question="skew vs drift?")
    assert (result.deferred, result.ephemeral) == (True, True)
    (turn,) = inlet.turns
    assert isinstance(turn, Command)
    assert (turn.name, turn.argument) == ("ask", "skew vs drift?")
    assert (turn.learner.tenant, turn.learner.name) == (str(simcord_env.guild.id), "ana")
    assert turn.place.channel == str(room.id)
    await answer(Reply("Skew is between training and serving [1].", private=True))
    assert shown(result) == "Skew is between training and serving [1]."
    assert result.response.ephemeral


async def test_a_public_command_is_answered_for_everyone(room, ana, answer):
    """/board is seen by the channel."""
    result = await ana.slash(room, "board")
    await answer(Reply("Friday's board"))
    assert not result.response.ephemeral
    assert said(room) == ["Friday's board"]


async def test_a_private_refusal_of_a_public_command_stays_private(simcord_env, room, ana, answer):
    """What only ana may read goes to her private chat, and the public response goes away."""
    result = await ana.slash(room, "board")
    await answer(Reply("Ready again in a minute.", private=True))
    assert result.response is None
    assert said(room) == []
    assert said(ana.user.dm_channel) == ["Ready again in a minute."]


async def test_answering_again_changes_nothing(room, ana, answer):
    """The outbox may repeat any delivery."""
    result = await ana.slash(room, "board")
    for _ in range(3):
        await answer(Reply("Friday's board"), nonce="one")
    assert said(room) == ["Friday's board"]
    assert result.followups == []


async def test_several_private_answers_stand_in_one_response(room, ana, answer):
    """A verdict and the next question, in order, none lost, each once."""
    result = await ana.slash(room, "quiz", topic="iam")
    await answer(VERDICT, nonce="verdict")
    await answer(Reply("Next: which role?", private=True), nonce="next")
    await answer(VERDICT, nonce="verdict")
    assert shown(result) == "Not B. Deciding: *lineage required*.\nNext: which role?"
    assert result.followups == []


async def test_a_shared_answer_leaves_no_thinking_behind(room, ana, answer):
    """A public reply to a private press is posted, and the placeholder goes."""
    message = await answer_in(room, ana, answer)
    press = await ana.click(message, label="B")
    await answer(Reply("Ana shared: skew is not drift."))
    assert press.response is None
    assert said(room)[-1] == "Ana shared: skew is not drift."


async def test_a_press_answers_privately_and_edits_the_message(room, ana, inlet, answer):
    """The verdict is ana's; the channel sees one edit; in whichever order they are said."""
    for replies in [(VERDICT, counted(1)), (counted(2), VERDICT)]:
        message = await answer_in(room, ana, answer)
        press = await ana.click(message, label="B")
        turn = inlet.turns[-1]
        assert isinstance(turn, Press)
        assert turn.token == "pick/1/b"
        await answer(*replies)
        assert words(room.history()[-1]) == counted(1 if replies[0] is VERDICT else 2).text
    assert said(ana.user.dm_channel) == [VERDICT.text]
    assert press.followups == []


async def test_a_private_reply_never_takes_a_public_place(room, ana, answer):
    """Even if it asks for it: what only ana may read does not replace what all see."""
    message = await answer_in(room, ana, answer)
    press = await ana.click(message, label="B")
    await answer(Reply("You chose B.", replaces="pressed", private=True))
    assert said(room) == [QUESTION.text]
    assert shown(press) == "You chose B."


async def test_a_press_that_only_edits_shows_nothing_else(room, ana, answer):
    """The host presses Next: the message changes, no word beside it."""
    message = await answer_in(room, ana, answer)
    press = await ana.click(message, label="A")
    await answer(counted(3))
    assert press.response is None
    assert said(room)[-1] == "3 answered"


async def test_many_pressing_twice_are_served_each(simcord_env, room, ana, inlet, answer):
    """Every press is a turn of its presser, and every presser has a response of their own."""
    message = await answer_in(room, ana, answer)
    bo = simcord_env.guild.add_member(simcord_env.create_user("bo"))
    for presser in (ana, bo, ana, bo):
        press = await presser.click(message, label="B")
        await answer(Reply(f"{presser.name}: not B.", private=True))
        assert shown(press) == f"{presser.name}: not B."
        assert press.response.ephemeral
    assert [turn.learner.name for turn in inlet.turns[1:]] == ["ana", "bo", "ana", "bo"]
    assert said(room) == [QUESTION.text]


async def test_a_private_chat_needs_no_hiding(simcord_env, inlet, answer):
    """In a private chat a press changes the message and a new answer follows it."""
    bo = simcord_env.create_user("bo")
    await bo.send_dm("what is drift?")
    (turn,) = inlet.turns
    assert isinstance(turn, Message)
    assert turn.place.private
    assert turn.learner.tenant == f"dm:{bo.id}"
    await answer(QUESTION)
    await bo.click(bo.dm_channel.history()[-1], label="A")
    await answer(Reply("Right.", replaces="pressed"), Reply("Next one?", private=True))
    assert said(bo.dm_channel) == ["what is drift?", "Right.", "Next one?"]


async def test_buttons_work_after_a_restart_and_a_month(simcord_env, room, ana, inlet, make_platform, answer):
    """Nothing about a message is remembered; its button carries its meaning."""
    message = await answer_in(room, ana, answer)
    fresh = make_platform()
    await fresh.hall.receive(inlet)
    await simcord_env.restart_bot(fresh.hall)
    await simcord_env.advance_time(30 * 24 * 3600)
    await ana.click(message, label="A")
    turn = inlet.turns[-1]
    assert (turn.token, turn.learner.id) == ("pick/1/a", str(ana.id))
    await fresh.deliver(turn.place, turn.address, Reply("Closed; here is the result.", private=True), "n")


async def test_an_answer_after_fifteen_minutes_is_posted(simcord_env, room, ana, answer):
    """A dead interaction is not waited for: public answers go to the channel, private ones to ana."""
    await ana.slash(room, "ask", question="slow?")
    await simcord_env.advance_time(16 * 60)
    await answer(Reply("Here, late.", private=True), Reply("And for all."))
    assert said(ana.user.dm_channel) == ["Here, late."]
    assert said(room)[-1] == "And for all."


async def test_if_memory_is_away_nobody_waits(room, ana, inlet):
    """A turn that cannot be stored is not deferred; ana is told at once, privately."""
    inlet.broken = True
    result = await ana.slash(room, "ask", question="anyone?")
    assert not result.deferred
    assert result.response.ephemeral
    assert "try again" in shown(result)
    await ana.send(room, f"<@{room._env.bot.user.id}> anyone?")
    assert "try again" in said(room)[-1]


async def test_a_stored_turn_may_still_replace_try_again(room, ana, inlet, answer):
    """Storing was slower than its second, but done: the answer takes the apology's place."""
    inlet.broken = True
    result = await ana.slash(room, "ask", question="slow?")
    inlet.broken = False
    turn = command_of(result, room, ana)
    await answer(Reply("After all.", private=True), turn=turn)
    assert shown(result) == "After all."


async def test_a_form_opens_at_once_and_comes_back_as_one_turn(room, ana, inlet, answer):
    """The dialog is served in place; what is sent is stored with its values."""
    message = await answer_in(room, ana, answer, Reply("You", buttons=(Button("Settings", "settings/form"),)))
    before = len(inlet.turns)
    dialog = await ana.click(message, label="Settings")
    assert dialog.modal["title"] == "Your settings"
    assert len(inlet.turns) == before
    sent = await ana.submit_modal(dialog, {"zone": "Asia/Tokyo", "board": "show"})
    turn = inlet.turns[-1]
    assert isinstance(turn, Submit)
    assert (turn.token, dict(turn.values)) == ("settings/save", {"zone": "Asia/Tokyo", "board": "show"})
    assert sent.ephemeral


async def test_pictures_and_sources_arrive(room, ana, answer):
    """A picture with its words, a source with its link."""
    await ana.slash(room, "board")
    source = Source(1, "Monitor skew", "Alerts", "https://example.org/skew", "quote")
    await answer(Reply("See [1].", images=(Image(b"\x89PNG", "Bars: A 3, B 5"),), sources=(source,)))
    message = room.history()[-1]
    assert [file.description for file in message.attachments] == ["Bars: A 3, B 5"]
    assert "[Monitor skew › Alerts](https://example.org/skew)" in words(message)


async def test_closed_private_chats_are_said_honestly(simcord_env, room, ana, answer):
    """Where the answer was expected, without a word of it."""
    simcord_env.inject_error("POST", "/users/@me/channels", status=403, code=50007, message="closed")
    await ana.slash(room, "board")
    await answer(Reply("Only for you.", private=True))
    assert words(room.history()[-1]) == NOT_ALONE


def counted(people: int) -> Reply:
    return Reply(f"{people} answered", replaces="pressed", buttons=QUESTION.buttons)


def command_of(result, room, ana) -> Command:
    """The turn an interaction would have become, had it been stored in time."""
    record = result._interaction
    tenant = str(room.guild.id)
    address = {
        "interaction": str(record.id),
        "application": str(room._env.backend.application_id),
        "token": record.token,
        "channel": str(room.id),
        "user": str(ana.id),
        "deferred": "quiet",
    }
    learner = Learner("discord", tenant, str(ana.id), "ana")
    return Command(str(record.id), learner, Place("discord", tenant, str(room.id)), "ask", "slow?", address)


async def answer_in(room, ana, answer, reply: Reply = QUESTION) -> discord.Message:
    """A public message of the tutor in the channel."""
    await ana.slash(room, "board")
    await answer(reply)
    return room.history()[-1]

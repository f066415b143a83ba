"""The whole service against a stub Discord, over real sockets: what people type and press, and what they read."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from itertools import count

import pytest
import pytest_asyncio
from rigs import discord_shapes as shapes
from rigs.command_line import StudyhallCommand
from rigs.discord_hall import serving
from rigs.discord_people import Person, Sent, buttons_of, labels_of, text_of
from rigs.discord_shapes import CHANNEL, FORUM, GUILD, MANAGE, POST
from rigs.discord_stub import EPHEMERAL, DiscordStub, Fault

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPTIONS = ["A", "B", "C", "D"]


@dataclass(frozen=True)
class Server:
    """A server with the study hall in it."""

    discord: DiscordStub
    numbers: count[int]

    def person(self, name: str, permissions: str = "0") -> Person:
        """Somebody nobody met before."""
        return Person(self.discord, next(self.numbers), name, permissions, since=self.discord.snowflake())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(with_course: StudyhallCommand) -> AsyncIterator[Server]:
    """``studyhall run`` in a process of its own; no payload of all these tests may have been wrong."""
    async with DiscordStub() as discord:
        thread = shapes.forum_post(joined=True)
        rooms = [shapes.channel(CHANNEL), shapes.channel(FORUM, 15)]
        discord.guilds = [shapes.guild(channels=rooms, threads=[thread])]
        async with serving(with_course, discord):
            yield Server(discord, count(5000))
        assert discord.wrong == []


async def answers(person: Person, question: Sent, *letters: str) -> Sent:
    """Choose as many as the question asks for, and read what it came to."""
    for letter in letters if "Choose two" in text_of(question) else letters[:1]:
        await person.press(letter, question)
    if not person.private(question):
        await person.press("Lock in")
    return await person.finds("Day 1 ✓")


async def test_a_mention_is_answered_as_a_reply_that_pings_nobody(server: Server) -> None:
    """Said twice by the gateway, answered once, with sources and a button to be quizzed on it."""
    ana = server.person("ana")
    asked = await ana.asks("what is training-serving skew?")
    await server.discord.dispatch("MESSAGE_CREATE", asked)
    answer = await ana.finds("skew")
    assert answer["message_reference"]["message_id"] == asked["id"]
    assert answer["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert (len(answer["nonce"]), answer["enforce_nonce"]) == (24, True)
    assert "-# [1] " in text_of(answer)
    assert "Quiz me on this" in labels_of(answer)
    await ana.asks("who won the world cup in 1998?")
    nothing = await ana.finds("don't say")
    assert [one for one in ana.sees() if "skew" in text_of(one) and one is not nothing] == [answer]


async def test_a_dialog_in_a_forum_promises_nothing_that_cannot_come(server: Server) -> None:
    """Whatever opened it, the promise comes with the word that a forum holds no daily question."""
    lead = replace(server.person("lead", MANAGE), of_a_forum=shapes.forum_post(joined=True))
    shown = await lead.answer(await lead.slash("schedule"))
    set_there = await lead.answer(await lead.submit(await lead.press("Daily question", shown), at="09:00"))
    assert "in a text channel" in text_of(set_there)


async def test_what_is_not_said_to_it_meets_silence(server: Server) -> None:
    """People talk; nothing is posted, nothing is typed."""
    ana = server.person("ana")
    before = len(server.discord.requests)
    await ana.says("lunch?")
    await ana.says("@everyone lunch?", mention_everyone=True)
    await ana.asks("what is drift?")
    await ana.finds("drift")
    later = [request.path for request in server.discord.requests[before:] if request.path.startswith("/channels")]
    assert later == [f"/channels/{CHANNEL}/typing", f"/channels/{CHANNEL}/messages"]


async def test_a_reply_goes_on_with_the_conversation(server: Server) -> None:
    """A reply to the tutor needs no mention; without the intent its words arrive empty, and it says so."""
    ana = server.person("ana")
    await ana.asks("what is data drift?")
    answer = await ana.finds("drift")
    await ana.replies(answer, "and how is it detected?")
    follow_up = await server.discord.when(lambda: [one for one in ana.sees() if one["id"] > answer["id"]], 20)
    assert follow_up[0]["message_reference"]


async def test_ask_is_private_until_it_is_shared(server: Server) -> None:
    """/ask is deferred for one person, answered by an edit, and shown to all only on request."""
    ana, bo = server.person("ana"), server.person("bo")
    asked = await ana.slash("ask", question="what is training-serving skew?")
    answer = await ana.answer(asked)
    assert (asked.kind, asked.data) == (5, {"flags": EPHEMERAL})
    assert answer["flags"] & EPHEMERAL
    assert answer not in bo.sees()
    shared = await ana.press("Share with channel", answer)
    public = await bo.finds("skew")
    assert text_of(public) == text_of(answer)
    assert "Share with channel" not in labels_of(public)
    await server.discord.when(lambda: shared.message not in server.discord.messages)


async def test_every_command_is_answered(server: Server) -> None:
    """Each command that was registered, without a word; none leaves "thinking" behind."""
    ana = server.person("ana")
    names = [one["name"] for one in server.discord.commands if one["type"] == 1]
    assert {"ask", "quiz", "drill", "review", "me", "streak", "board", "group", "settings", "privacy", "help"} <= {
        *names
    }
    for name in names:
        made = await ana.slash(name, **({"question": "what is drift?"} if name == "ask" else {}))
        if name == "settings":
            await server.discord.when(lambda made=made: made.kind == 9)
            continue
        assert text_of(await ana.answer(made)), name
        assert made.kind == 5


async def test_a_quiz_is_one_persons_own(server: Server) -> None:
    """Chosen twice, judged once; what bo presses on ana's question changes nothing."""
    ana, bo = server.person("ana"), server.person("bo")
    question = await ana.answer(await ana.slash("quiz", topic="streaming 1"))
    assert labels_of(question)[:4] == OPTIONS
    foreign = await bo.answer(await bo.press("B", question))
    assert "somebody else" in text_of(foreign)
    stale = [part["custom_id"] for letter in OPTIONS for part in buttons_of(question, letter)]
    verdict = await answers(ana, question, "A", "B")
    for custom_id in stale:
        await ana.answer(await ana.press_id(custom_id, question))
    assert verdict["flags"] & EPHEMERAL
    streak = await ana.answer(await ana.slash("streak"))
    assert "1 day in a row" in text_of(streak)
    assert bo.reads()[-1] == text_of(foreign)


async def test_a_private_matter_raised_in_a_channel_is_one_press_away(server: Server) -> None:
    """A mention gives no right to show something to one person; a press on the answer does, to whoever presses."""
    ana, bo = server.person("ana"), server.person("bo")
    await ana.asks("quiz me on streaming")
    offer = await bo.finds("between us")
    assert labels_of(offer) == ["/quiz streaming"]
    for someone in (ana, bo):
        question = await someone.answer(await someone.press("/quiz streaming", offer))
        assert question["flags"] & EPHEMERAL
        assert labels_of(question)[:4] == OPTIONS
        assert (await answers(someone, question, "A", "B"))["flags"] & EPHEMERAL


async def test_whoever_tries_a_question_does_not_fill_the_channel(server: Server) -> None:
    """In a private chat hello offers one; pressed in a channel, the answer is for whoever pressed."""
    ana, bo = server.person("ana"), server.person("bo")
    await ana.asks("hello")
    hello = await bo.finds("Hello")
    tried = await bo.answer(await bo.press("Try a question", hello))
    assert "[1]" in text_of(tried)
    assert tried["flags"] & EPHEMERAL


async def test_three_people_in_a_live_quiz(server: Server) -> None:
    """One question for all, with one right option; choices are private, may be changed, and are shown together."""
    host, bo, cy = (server.person(name) for name in ("host", "bo", "cy"))
    await host.slash("quiz", topic="live distributed training 1")
    lobby = await bo.finds("hosted by host")
    refused = await bo.answer(await bo.press("Start", lobby))
    assert "hosts this one" in text_of(refused)
    await host.press("Start", lobby)
    question = await cy.finds("Question 1 of 1")
    for person, letter in ((host, "A"), (bo, "B"), (cy, "C"), (bo, "B"), (cy, "D")):
        chosen = await person.answer(await person.press(letter, question))
        assert f"**{letter}**" in text_of(chosen)
        assert chosen["flags"] & EPHEMERAL
    await host.press("Reveal", question)
    await bo.finds("had it")
    assert "bo" not in text_of(question).replace("*", " ").split()
    await host.press("Finish")
    over = await bo.finds("live quiz is over")
    assert "3 took part" in text_of(over)


async def test_in_private_nothing_needs_hiding(server: Server) -> None:
    """A private message is a question; a pressed option changes its message without a word beside it."""
    ana = server.person("ana")
    await ana.says("what is data drift?", private=True)
    await ana.finds("drift")
    question = await ana.answer(await ana.slash("quiz", private=True, topic="streaming 1"))
    assert not question["flags"] & EPHEMERAL
    await answers(ana, question, "A", "B")
    assert {made.kind for made in server.discord.interactions.values() if made.user == ana.id} == {5, 6}
    assert {one["channel_id"] for one in ana.sees()[-2:]} == {question["channel_id"]}


async def test_menus_work_on_anybodys_message(server: Server) -> None:
    """Explain this and Quiz us on this."""
    ana, bo = server.person("ana"), server.person("bo")
    said = await bo.says("What does training-serving skew mean?")
    explained = await ana.answer(await ana.menu("Explain this", said))
    assert "skew" in text_of(explained)
    quizzed = await ana.answer(await ana.menu("Quiz us on this", said))
    assert labels_of(quizzed)[:4] == OPTIONS


async def test_settings_are_a_dialog_and_places_are_completed(server: Server) -> None:
    """The zone may be typed with suggestions or in the dialog, and everything works before."""
    ana = server.person("ana")
    assert "UTC" in text_of(await ana.answer(await ana.slash("streak")))
    assert await ana.completes("settings", "text", "lisb") == ["zone Europe/Lisbon"]
    assert "zone Europe/Lisbon" in await ana.completes("streak", "text", "zone lisb")
    opened = await ana.slash("settings")
    sent = await ana.submit(opened, zone="Lisbon", exam="2027-12-24", track="manager")
    said = text_of(await ana.answer(sent))
    assert "Europe/Lisbon" in said
    assert "24 Dec 2027" in said
    moved = await ana.answer(await ana.slash("streak", text="zone Asia/Tokyo"))
    assert "Asia/Tokyo" in text_of(moved)


async def test_an_admin_sets_the_daily_question_up(server: Server) -> None:
    """A preview of day ten in private; nothing promised where the app may not post; then time, place and topic."""
    lead, ana = server.person("lead", MANAGE), server.person("ana")
    offer = await lead.answer(await lead.slash("setup"))
    sample = await lead.answer(await lead.press("Show me with a sample team", offer))
    assert "made-up team" in text_of(sample)
    assert sample["flags"] & EPHEMERAL
    setup = next(one for one in server.discord.commands if one["name"] == "setup")
    assert setup["options"][0]["channel_types"] == [0, 5]  # no forum, no category
    assert await lead.completes("setup", "zone", "lisb") == ["Europe/Lisbon"]
    assert await lead.completes("setup", "course", "") == ["pmle"]
    refused = await lead.answer(await lead.slash("setup", app_permissions=1 << 10, time="09:00"))
    assert "I lack Send Messages, Attach Files, Read Message History" in text_of(refused)
    done = await lead.answer(await lead.slash("setup", time="08:30", days="weekdays", zone="Europe/Lisbon"))
    assert "08:30" in text_of(done)
    assert "Lisbon" in text_of(done)
    again = await lead.answer(await lead.slash("setup"))
    assert text_of(again).startswith("A question every weekday at 08:30 (Lisbon).")
    assert labels_of(again) == ["Change", "Turn off"]
    assert labels_of(await ana.answer(await ana.slash("setup"))) == []
    not_hers = await ana.answer(await ana.slash("setup", time="10:00"))
    assert "admin" in text_of(not_hers)
    shown = text_of(await lead.answer(await lead.slash("schedule", text="08:30")))
    assert "08:30" in shown
    off = await lead.answer(await lead.slash("schedule", text="off"))
    assert "No more" in text_of(off)
    silent = await lead.answer(await lead.sets_up(334, 1 << 10, time="09:00"))
    assert "I lack Send Messages" in text_of(silent)
    elsewhere = await lead.answer(await lead.sets_up(334, 1 << 3, time="09:00", zone="Lisbon", course="pmle"))
    assert text_of(elsewhere).startswith("In the channel you named: ")
    assert labels_of(elsewhere) == []


async def test_topics_are_suggested(server: Server) -> None:
    """Autocompletion is served at once."""
    ana = server.person("ana")
    assert "monitoring" in await ana.completes("quiz", "topic", "monit")


async def test_a_forum_post_is_a_conversation(server: Server) -> None:
    """A mention there is answered there."""
    ana = server.person("ana")
    await ana.asks("what is data drift?", POST)
    answer = await server.discord.when(
        lambda: next((one for one in ana.sees() if one["channel_id"] == str(POST)), None), 20
    )
    assert "drift" in text_of(answer)
    assert str(FORUM) not in {one["channel_id"] for one in ana.sees()}


async def test_nothing_foreign_is_alive_in_an_answer(server: Server) -> None:
    """Pings, links and pictures in a question come back as plain characters or not at all."""
    ana = server.person("ana")
    await ana.asks(
        "@everyone <@&9> <#333> ![x](https://evil.example/a.png) [drift](javascript:alert(1)) what is drift?"
    )
    said = text_of(await ana.finds("drift"))
    assert not re.search(r"@everyone|<@|<#|evil\.example|javascript", said)


async def test_a_forged_button_opens_nothing(server: Server) -> None:
    """A button changed, or carried to another place, is refused in words, privately."""
    ana, bo = server.person("ana"), server.person("bo")
    question = await ana.answer(await ana.slash("quiz", topic="streaming 1"))
    honest = next(part for row in question["components"] for part in row.get("components", ()) if part["label"] == "A")
    for custom_id in (honest["custom_id"][:-1] + "~", honest["custom_id"].replace("/", "/x", 1), "t:", "quiz:17"):
        refused = await bo.answer(await bo.press_id(custom_id, question))
        assert refused["flags"] & EPHEMERAL
        assert "button" in text_of(refused)


async def test_the_connection_asks_for_little(server: Server) -> None:
    """No privileged intent; commands for the one server that was named."""
    (identity,) = server.discord.identities
    assert not identity["intents"] & (1 << 15 | 1 << 8 | 1 << 1)
    assert f"/applications/111/guilds/{GUILD}/commands" in {one.path for one in server.discord.requests}


async def test_discord_refuses_limits_and_fails(server: Server) -> None:
    """429 is waited out, 5xx after acceptance makes no second message, and a late press is answered all the same."""
    discord, ana, bo = server.discord, server.person("ana"), server.person("bo")
    posts = f"/channels/{CHANNEL}/messages"
    discord.faults.append(Fault("POST", posts, status=429, retry_after=0.5))
    await ana.asks("what is training-serving skew?")
    await ana.finds("skew")
    discord.faults.append(Fault("POST", posts, status=502, applied=True))
    await ana.asks("what is concept drift?")
    await ana.finds("drift")
    late = await ana.slash("ask", alive=False, question="what is concept drift?")
    discord.faults.append(Fault("PATCH", "/webhooks/.*", status=500, applied=True))
    await bo.answer(await bo.slash("ask", question="what is concept drift?"))
    private = await discord.when(lambda: [one for one in ana.sees() if ana.private(one)], 20)
    public = [one for one in ana.sees() if not ana.private(one)]
    assert late.kind is None
    assert (len(private), len(public)) == (1, 2)
    assert "drift" in text_of(private[0])

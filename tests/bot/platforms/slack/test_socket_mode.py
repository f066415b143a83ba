"""In over the socket, out over the Web API: real Bolt and SDK against the stub."""

from __future__ import annotations

import pytest
from rigs import slack_events as events
from rigs.slack_stub import SlackStub

from bot.conversation import Command, Field, Form, Message, Open, Press, Reply, Submit


async def test_a_mention_is_stored_and_acknowledged(listening, inlet, stub: SlackStub) -> None:
    """The turn knows who, where and what; the thread is the one the mention starts."""
    sent = events.mention("what is skew?")
    await stub.envelope(sent)
    (turn,) = inlet.turns
    assert isinstance(turn, Message)
    assert turn.text == "what is skew?"
    assert turn.addressed
    assert (turn.learner.tenant, turn.learner.id, turn.learner.external) == ("slack:T1", "U1", False)
    assert (turn.place.channel, turn.place.thread) == ("C1", sent["event"]["ts"])


async def test_everything_counts_once(listening, inlet, stub: SlackStub) -> None:
    """A redelivery, and the message event that is the mention's twin, have no second effect."""
    sent = events.mention("what is skew?")
    twin = events.message(sent["event"]["text"], ts=sent["event"]["ts"])
    for payload in (sent, sent, twin, sent):
        await stub.envelope(payload)
    assert len(inlet.turns) == 1


async def test_untagged_replies_are_heard_only_in_our_threads(listening, inlet, stub: SlackStub) -> None:
    """Other threads, and channels at large, pass by without being stored."""
    sent = events.mention("what is skew?")
    thread = sent["event"]["ts"]
    await stub.envelope(sent)
    await listening.close()
    await stub.envelope(events.message("and drift?", thread_ts=thread))
    await stub.envelope(events.message("lunch?"))
    await stub.envelope(events.message("who is in?", thread_ts="1600000000.000001"))
    await stub.envelope(events.message("about your question", thread_ts="1600000000.000009", parent_user_id="UBOT"))
    said = [(turn.text, turn.addressed) for turn in inlet.turns]
    assert said == [("what is skew?", True), ("and drift?", False), ("about your question", False)]


async def test_nobody_waits_for_a_name(listening, inlet, stub: SlackStub) -> None:
    """The profile is asked for by the worker, once; the next turn knows name and zone."""
    stub.users["U1"] = {"profile": {"display_name": "Ada"}, "tz": "Asia/Tokyo", "is_admin": True}
    await stub.envelope(events.direct("hello"))
    await listening.acquaint(inlet.turns[0])
    await stub.envelope(events.direct("again"))
    first, second = inlet.turns
    assert (first.learner.name, first.learner.tz) == ("U1", None)
    assert (second.learner.name, second.learner.tz, second.learner.admin) == ("Ada", "Asia/Tokyo", True)
    assert len(stub.said("users.info")) == 1


async def test_the_worker_can_ask_who_it_is(listening, inlet, stub: SlackStub) -> None:
    """Before the tutor sees a first turn, zone and guest are known."""
    stub.users["U1"] = {"real_name": "Ada L", "tz": "Asia/Tokyo", "is_restricted": True}
    await stub.envelope(events.direct("hello"))
    turn = await listening.acquaint(inlet.turns[0])
    assert (turn.learner.name, turn.learner.tz, turn.learner.external) == ("Ada L", "Asia/Tokyo", True)


@pytest.mark.parametrize(
    ("command", "text", "name", "argument"),
    [
        ("/study", "quiz iam", "quiz", "iam"),
        ("/study", "what is skew?", "ask", "what is skew?"),
        ("/study", "", "help", ""),
        ("/quiz", "iam", "quiz", "iam"),
    ],
)
async def test_slash_commands(listening, inlet, stub: SlackStub, command, text, name, argument) -> None:
    """``/study`` with a skill, with a question, with nothing; and a command of its own."""
    ack = await stub.envelope(events.slash(command, text))
    (turn,) = inlet.turns
    assert isinstance(turn, Command)
    assert (turn.name, turn.argument, turn.learner.name) == (name, argument, "ada")
    assert "payload" not in ack


async def test_presses_shortcuts_and_surfaces(listening, inlet, stub: SlackStub) -> None:
    """Every way to reach the tutor becomes its kind of turn."""
    for payload in (
        events.press("ans/d1/B/tag"),
        events.shortcut(
            "explain_this", "<!here> <@U2> use <https://x.example|Pipelines> &amp; co: <https://x.example>"
        ),
        events.shortcut("quiz_us_on_this", "feature stores"),
        events.submission("tutor:set/tag", {"tz": {"value": {"selected_option": {"value": "=Asia/Tokyo"}}}}),
        events.home_opened(),
        events.home_opened(tab="messages"),
        events.joined(),
    ):
        await stub.envelope(payload)
    press, explain, quiz, submit, home, messages, joined = inlet.turns
    assert isinstance(press, Press)
    assert press.token == "ans/d1/B/tag"
    assert isinstance(explain, Command)
    assert (explain.name, explain.argument) == ("ask", "use Pipelines & co:")
    assert quiz.name == "quiz"
    assert isinstance(submit, Submit)
    assert (submit.token, submit.values) == ("set/tag", {"tz": "Asia/Tokyo"})
    assert [turn.view for turn in (home, messages, joined)] == ["home", "messages", "joined"]
    assert isinstance(home, Open)
    assert (home.place.private, joined.place.channel, joined.learner.id) == (True, "C1", "U9")


async def test_what_is_not_for_us_is_acknowledged_and_forgotten(listening, inlet, stub: SlackStub) -> None:
    """Our own words, bots, edits, other people's arrival and buttons that are links."""
    for payload in (
        events.direct("me", user="UBOT"),
        events.direct("bot", bot_id="B7"),
        events.direct("edit", subtype="message_changed"),
        events.joined(user="U3"),
        {**events.press("x"), "actions": [{"type": "button", "action_id": "other"}]},
        events.event({"type": "app_context_changed", "user": "U1"}),
    ):
        await stub.envelope(payload)
    assert inlet.turns == []


@pytest.mark.parametrize("subtype", ["file_share", "me_message", "thread_broadcast"])
async def test_people_say_things_in_several_ways(listening, inlet, stub: SlackStub, subtype: str) -> None:
    """With a file, with ``/me``, or out of a thread for the whole channel."""
    await stub.envelope(events.direct("what is skew?", subtype=subtype))
    assert [turn.text for turn in inlet.turns] == ["what is skew?"]


async def test_being_removed_is_a_turn_too(listening, inlet, stub: SlackStub) -> None:
    """So that what is kept of the workspace can be cleared away."""
    await stub.envelope(events.uninstalled())
    (turn,) = inlet.turns
    assert (turn.view, turn.place.tenant) == ("left", "slack:T1")


async def test_a_whisper_ends_the_status(listening, inlet, stub: SlackStub) -> None:
    """Only a message for all would end it by itself."""
    await stub.envelope(events.mention("a question over the limit"))
    await listening.close()
    (turn,) = inlet.turns
    await listening.deliver(turn.place, turn.address, Reply("In a minute.", private=True), "n1")
    assert [body["status"] != "" for body in stub.said("assistant.threads.setStatus")] == [True, False]


async def test_an_answer_beside_the_question_ends_the_status(listening, inlet, stub: SlackStub) -> None:
    """In a private chat it stands under the question, where nothing follows; in a thread there, an answer does."""
    await stub.envelope(events.direct("what is skew?"))
    await stub.envelope(events.direct("and drift?", thread_ts="1700000000.000001"))
    await listening.close()
    for number, turn in enumerate(inlet.turns):
        await listening.deliver(turn.place, turn.address, Reply("Skew is …"), f"n{number}")
    question, within = inlet.turns
    shown, follows, ended = stub.said("assistant.threads.setStatus")
    assert {shown["thread_ts"], ended["thread_ts"]} == {question.address["ts"]}
    assert (ended["status"], follows["thread_ts"]) == ("", within.place.thread)


async def test_people_of_other_organisations(listening, inlet, stub: SlackStub) -> None:
    """In a shared channel they score in their own workspace and are external; the place stays ours.

    Our own people are answered there as what outsiders may read, because they read along.
    """
    for said in (events.mention("hi", user_team="T7"), events.mention("ho")):
        await stub.envelope({**said, "is_ext_shared_channel": True})
    theirs, ours = inlet.turns
    assert (theirs.learner.tenant, theirs.learner.external, theirs.place.tenant) == ("slack:T7", True, "slack:T1")
    assert (ours.learner.tenant, ours.learner.external, ours.place.tenant) == ("slack:T1", True, "slack:T1")


async def test_in_an_organisation_somebody_is_one_person(listening, inlet, stub: SlackStub) -> None:
    """Where Slack names the organisation for the workspace, whatever they do is done by the same learner."""
    grid = {"enterprise": {"id": "E1", "name": "Acme"}, "enterprise_id": "E1"}
    person = {"id": "U1", "username": "ada", "team_id": "E1"}
    await stub.envelope({**events.mention("hi", user_team="E1"), **grid})
    await stub.envelope({**events.press("a/1"), **grid, "user": person})
    await stub.envelope({**events.slash("/study", "quiz"), **grid})
    assert {(turn.learner.tenant, turn.learner.external) for turn in inlet.turns} == {("slack:T1", False)}


async def test_a_form_opens_at_once_and_is_not_stored(listening, inlet, stub: SlackStub) -> None:
    """It is a pure function of the turn, so the receiving process opens it with the trigger."""
    zones = tuple((f"Zone/{n}", f"Zone {n}") for n in range(250))
    form = Form(
        "Settings of a very long name indeed", "set/tag", (Field("tz", "Zone", "Zone/3", zones), Field("d", "Day"))
    )
    inlet.forms = lambda turn: form if isinstance(turn, Command) else None
    called = events.slash("/study", "settings", stub.response_url())
    for _ in range(2):  # delivered again, it opens nothing and says nothing
        await stub.envelope(called)
    await listening.close()
    opened, _ = stub.said("views.open")
    assert stub.said("response_url") == []
    assert opened["view"]["title"]["text"] == "Settings of a very long…"
    assert opened["view"]["blocks"][0]["element"]["initial_option"]["value"] == "=Zone/3"
    assert inlet.turns == []


async def test_when_a_turn_cannot_be_stored_the_person_is_told(listening, inlet, stub: SlackStub) -> None:
    """Commands and forms answer at once, buttons through their own address; nothing pretends to work."""
    inlet.away = True
    command = await stub.envelope(events.slash("/study", "quiz"))
    assert command["payload"]["response_type"] == "ephemeral"
    form = await stub.envelope(events.submission("tutor:set/t", {"tz": {"value": {"value": "x"}}}))
    assert form["payload"]["response_action"] == "errors"
    with pytest.raises(TimeoutError):
        await stub.envelope(events.press("t", stub.response_url()), seconds=0.3)
    await listening.close()
    (told,) = stub.said("response_url")
    assert "try again" in told["text"]


async def test_a_question_has_a_status_and_then_an_answer(listening, inlet, stub: SlackStub) -> None:
    """The whole way round: heard, status shown, answered in the thread."""
    sent = events.mention("what is skew?")
    await stub.envelope(sent)
    await listening.close()
    (turn,) = inlet.turns
    await listening.deliver(turn.place, turn.address, Reply("Skew is …"), "n1")
    assert stub.said("assistant.threads.setStatus")[0]["thread_ts"] == sent["event"]["ts"]
    (posted,) = stub.said("chat.postMessage")
    assert (posted["channel"], posted["thread_ts"], posted["text"]) == ("C1", sent["event"]["ts"], "Skew is …")

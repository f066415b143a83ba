"""The whole service against a stub Slack, as ``studyhall run`` in a process of its own, in both modes."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from pathlib import Path
from typing import Any

import pytest
from rigs import slack_events as events
from rigs.command_line import StudyhallCommand
from rigs.slack_hall import Mode, RunningHall, install, serving, until
from rigs.slack_reading import buttons, links, words
from rigs.slack_sender import send_signed
from rigs.slack_stub import SlackStub

from bot import codec
from bot.conversation import Learner, Message, Place
from bot.memory import keys
from bot.memory.client import Link
from bot.memory.streams import GROUP, SHARED, TRIES, Streams

MODES: tuple[Mode, ...] = ("socket", "http")


@pytest.fixture
def command(room_data: Path, redis: object, redis_url: str) -> StudyhallCommand:
    """The command on an empty memory."""
    return StudyhallCommand(room_data, course="toy", redis_url=redis_url)


def posts(slack: SlackStub) -> list[dict[str, Any]]:
    return slack.said("chat.postMessage")


def answers(slack: SlackStub) -> list[dict[str, Any]]:
    """What was whispered in answer to commands and presses."""
    return slack.said("response_url")


def token(said: dict[str, Any], label: str) -> str:
    """What the button of this label carries."""
    return next(token for name, token in buttons(said["blocks"]) if name.startswith(label))


@pytest.mark.parametrize("mode", MODES)
async def test_an_afternoon_in_a_channel(command: StudyhallCommand, mode: Mode) -> None:
    """Joining, asking, following up, other people, commands, the Home tab, a form: each seen by whom it should be."""
    async with SlackStub.running() as slack:
        slack.channels["C1"] = "T1"
        async with serving(command, slack, mode) as hall:
            await _joins(hall)
            await _talks(hall)
            await _calls_commands(hall)
            await _opens_surfaces(hall)
            await _quizzes(hall)
    assert slack.refused == []
    assert all(said["unfurl_links"] is said["unfurl_media"] is False for said in posts(slack))


async def _joins(hall: RunningHall) -> None:
    """Four lines, two buttons; then silence."""
    await hall.sent(events.joined())
    await until(lambda: posts(hall.slack))
    (welcome,) = posts(hall.slack)
    assert len(words(welcome["blocks"]).split("\n")) == 4
    assert buttons(welcome["blocks"])[0][0] == "Try a question"
    assert "thread_ts" not in welcome


async def _talks(hall: RunningHall) -> None:
    asked = events.mention("what is feature skew?")
    thread = asked["event"]["ts"]
    for _ in range(3):
        await hall.sent(asked)  # Slack delivers again; and the mention is a message of the channel, too
    await hall.sent(events.message(asked["event"]["text"], ts=thread))
    await hall.sent(events.message("how often does the monitoring job run?", thread_ts=thread))
    await hall.sent(events.message("good morning, all"))
    await until(lambda: len(posts(hall.slack)) == 3)
    await hall.sent(events.message("lunch at one?", user="U2", thread_ts=thread))
    await hall.sent(events.direct("how long are prediction logs kept?", user="U2"))
    await until(lambda: len(posts(hall.slack)) == 4)  # what one person says is heard in its order
    await hall.sent(events.message("yes, see you there", thread_ts=thread))
    await hall.sent(events.direct("what is feature skew?"))
    await until(lambda: len(posts(hall.slack)) == 5)
    _, answer, more, *private = posts(hall.slack)
    assert "difference" in answer["text"]
    assert links(answer["blocks"])[-1].startswith("https://docs.example.com/monitoring")
    assert "24 hours" in more["text"]
    assert answer["thread_ts"] == more["thread_ts"] == thread
    assert {said["channel"] for said in private} == {"D1"}
    spoken = {
        said["thread_ts"] for said in hall.slack.said("assistant.threads.setStatus") if said["channel_id"] == "C1"
    }
    assert spoken == {thread}


async def _calls_commands(hall: RunningHall) -> None:
    """Each is answered to the one who typed it; what is not private is said in the channel."""
    for number, said in enumerate(
        ("help", "me", "streak", "group", "sources", "privacy", "ask what is feature skew?", ""), 1
    ):
        await hall.sent(events.slash("/study", said, hall.slack.response_url(f"c{number}")))
        await until(lambda number=number: len(answers(hall.slack)) == number)
    assert {said["response_type"] for said in answers(hall.slack)} == {"ephemeral"}
    told = [said["text"] for said in answers(hall.slack)]
    assert "/study settings" in told[0]
    assert "/me " not in told[0].replace("/study me", "")
    await hall.sent(events.press(token(answers(hall.slack)[6], "Share"), hall.slack.response_url(), ephemeral=True))
    await until(lambda: len(posts(hall.slack)) == 6)
    assert posts(hall.slack)[-1]["channel"] == "C1"
    await hall.sent(
        events.shortcut("explain_this", "how often does the monitoring job run?", hall.slack.response_url())
    )
    await until(lambda: len(answers(hall.slack)) == 9)
    assert "24 hours" in answers(hall.slack)[-1]["text"]


async def _opens_surfaces(hall: RunningHall) -> None:
    await hall.sent(events.slash("/study", "settings", hall.slack.response_url()))
    await until(lambda: hall.slack.said("views.open"))
    view = hall.slack.said("views.open")[0]["view"]
    state = {block["block_id"]: {"value": {"value": None}} for block in view["blocks"]}
    state["zone"] = {"value": {"value": "Lisbon"}}
    await hall.sent(events.submission(view["callback_id"], state, view["private_metadata"]))
    await until(lambda: hall.slack.said("chat.postEphemeral"))
    assert "Europe/Lisbon" in hall.slack.said("chat.postEphemeral")[0]["text"]
    await hall.sent(events.home_opened())
    await until(lambda: hall.slack.said("views.publish"))


async def _quizzes(hall: RunningHall) -> None:
    """A question, its answer twice at once: one verdict; then a day is counted, and the Home tab has its picture."""
    before = len(answers(hall.slack))
    await hall.sent(events.slash("/quiz", "1", hall.slack.response_url("q")))
    await until(lambda: len(answers(hall.slack)) > before)
    question = answers(hall.slack)[-1]
    await hall.sent(events.press(token(question, "A"), hall.slack.response_url("a"), ephemeral=True))
    await until(lambda: "Your choice" in answers(hall.slack)[-1]["text"])
    assert answers(hall.slack)[-1]["replace_original"] is True
    locking = token(answers(hall.slack)[-1], "Lock in")
    await asyncio.gather(
        *(hall.sent(events.press(locking, hall.slack.response_url(f"l{n}"), ephemeral=True)) for n in range(2))
    )
    await until(lambda: sum("Deciding" in said["text"] for said in answers(hall.slack)) == 2)
    verdicts = [said["text"] for said in answers(hall.slack) if "Deciding" in said["text"]]
    assert verdicts[0].split("Deciding")[0] == verdicts[1].split("Deciding")[0]
    shown = len(hall.slack.said("views.publish"))
    await hall.sent(events.home_opened())
    await until(lambda: len(hall.slack.said("views.publish")) > shown)
    blocks = hall.slack.said("views.publish")[-1]["view"]["blocks"]
    assert "1 day in a row" in words(blocks)
    assert any(block["type"] == "image" and block["alt_text"] for block in blocks)


async def test_a_double_tap_in_a_private_chat(command: StudyhallCommand) -> None:
    """Slack sends both presses; the result is said once, and the second press renews it."""
    async with SlackStub.running() as slack, serving(command, slack) as hall:
        await hall.sent(events.direct("quiz 1"))
        await until(lambda: posts(slack))
        question = slack.messages[-1]
        taps = [events.press(token(question, "A"), channel="D1", message_ts=question["ts"]) for _ in range(2)]
        await asyncio.gather(*(hall.sent(tap) for tap in taps))
        await until(lambda: slack.said("chat.update"))
        await hall.counted("studyhall_waiting_turns 0.0")
        results = [said for said in posts(slack) if "Deciding" in said["text"]]
        renewed = [said for said in slack.said("chat.update") if "Deciding" in said["text"]]
    assert len(results) == len(renewed) == 1
    assert results[0]["text"].split("Deciding")[0] == renewed[0]["text"].split("Deciding")[0]
    assert slack.refused == []


async def test_what_a_busy_workspace_sends(command: StudyhallCommand) -> None:
    """Other names in a question, a command that comes twice, a channel for announcements: each seen, once."""
    async with SlackStub.running() as slack, serving(command, slack) as hall:
        await hall.sent(events.mention("<@U2> what is feature skew? cc <@U3>"))
        await until(lambda: posts(slack))
        settings = events.slash("/study", "settings", slack.response_url("s"))
        await asyncio.gather(*(hall.sent(settings) for _ in range(2)))
        await until(lambda: len(slack.said("views.open")) == 2)
        slack.trouble("chat.postMessage", "restricted_action_read_only_channel")
        await hall.sent(events.mention("how often does the monitoring job run?", user="U4"))
        await until(lambda: len(posts(slack)) == 3)
        await hall.sent(events.joined())
        await until(lambda: len(posts(slack)) == 4)
        (welcome,) = (said for said in posts(slack) if "I read only" in said["text"])
        pressed = token(welcome, "Daily question")
        await hall.sent(events.press(pressed, slack.response_url("d"), message_ts="1800000000.000003"))
        await until(lambda: answers(slack))
    assert "difference" in posts(slack)[0]["text"]
    assert next(said["text"] for said in posts(slack) if said["channel"] == "U4").startswith("The monitoring job runs")
    (scheduled,) = answers(slack)  # in the channel itself: under a message without replies nobody would see it
    assert "09:00" in scheduled["text"] and "thread_ts" not in scheduled
    assert slack.refused == []


async def test_a_killed_process_leaves_no_question_unanswered(command: StudyhallCommand) -> None:
    """What was acknowledged before kill -9 is answered by the next process, once."""
    async with SlackStub.running() as slack:
        slack.channels["C1"] = "T1"
        async with serving(command, slack) as hall:
            await hall.sent(events.mention("how often does the monitoring job run?"))
            hall.process.kill()
            await hall.process.wait()
        async with serving(command, slack):
            await until(lambda: posts(slack))
    assert len(posts(slack)) == 1
    assert "24 hours" in posts(slack)[0]["text"]


async def test_http_lets_in_only_what_slack_signed(command: StudyhallCommand) -> None:
    """Tampered, stale, nameless and huge requests end before anything is read; a replay has no second effect; it is counted."""
    async with SlackStub.running() as slack, serving(command, slack, "http") as hall:
        url, asked = f"{hall.url}/slack/events", events.mention("what is feature skew?")
        refused: list[dict[str, Any]] = [
            {"tamper": True}, {"secret": "guess"}, {"timestamp": "soon"}, {"timestamp": ""},
            {"timestamp": str(int(time.time()) - 400)}, {"headers": {"X-Slack-Signature": ""}},
        ]  # fmt: skip
        assert {(await send_signed(url, asked, **wrong))[0] for wrong in refused} == {401}
        assert (await send_signed(url, events.mention("x" * 1_100_000)))[0] == 413
        stamp = str(int(time.time()))
        for secret in ("shh", "shh", "older"):
            assert (await send_signed(url, asked, timestamp=stamp, secret=secret))[0] == 200
        await _says_how_it_is(hall)
        await hall.sent(events.direct("who won the world cup in 1998?"))
        await until(lambda: len(posts(slack)) == 2)
        numbers = await hall.counted("studyhall_waiting_turns 0.0")
        assert 'studyhall_answers_total{outcome="not_found",writer="quoting"} 1.0' in numbers
        assert 'studyhall_answers_total{outcome="answered",writer="quoting"} 1.0' in numbers
    assert sum("difference" in said["text"] for said in posts(slack)) == 1


async def test_whoever_asked_what_ends_every_process_is_told(command: StudyhallCommand, redis: Link) -> None:
    """A question that five processes died of is given up, and its person reads so, with what finds it in the log."""
    asker = Learner("slack", "slack:T1", "U1", "ana")
    asked = Message("m1", asker, Place("slack", "slack:T1", "C1", "1700000000.1"), "why?", True, {"user": "U1"})
    stream = keys.of_shard(keys.shard(asker.tenant), "turns", SHARED)
    row = {"tenant": asker.tenant, "learner": "U1", "at": "1700000000", "turn": codec.dumps(asked, tagged=True)}
    await Streams(redis).open()
    await redis.xadd(stream, row, id="1-0")
    await redis.xreadgroup(GROUP, "dead", {stream: ">"})
    await redis.xclaim(stream, GROUP, "dead", 0, ["1-0"], retrycount=TRIES)
    async with SlackStub.running() as slack, serving(command, slack) as hall:
        await until(lambda: slack.said("chat.postEphemeral"))
        await hall.counted("studyhall_waiting_turns 0.0")
        (told,) = slack.said("chat.postEphemeral")
    assert re.fullmatch(r"Something went wrong on my side\. .* [0-9a-f]{8}\.", told["text"])
    assert (told["channel"], told["user"]) == ("C1", "U1")


async def test_a_process_that_only_works_says_how_it_is(command: StudyhallCommand) -> None:
    """Alive and ready, and it has a page of numbers."""
    async with SlackStub.running() as slack, serving(command, slack, "http", "work") as hall:
        await _says_how_it_is(hall)
        await hall.counted("studyhall_waiting_turns 0.0")


async def _says_how_it_is(hall: RunningHall) -> None:
    status, alive = await hall.page("/livez")
    assert (status, '"alive": true' in alive) == (200, True)
    assert (await hall.page("/readyz"))[0] == 200


async def test_an_address_that_is_taken_stops_the_start(command: StudyhallCommand) -> None:
    """Where Slack calls us, it is named, and the exit code says that the start cannot succeed."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        said = await asyncio.to_thread(
            command.run, "run", "--only", "slack", code=69, SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s",
            PORT=taken,
        )  # fmt: skip
    assert f"127.0.0.1:{taken}" in said


async def test_three_workspaces_install_and_one_leaves(command: StudyhallCommand) -> None:
    """Each is answered with its own token; who uninstalls, in whichever order Slack says so, is forgotten."""
    own = {"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "cs"}
    async with SlackStub.running() as slack, serving(command, slack, "http", **own) as hall:
        slack.tokens.clear()
        for team in ("TA", "TB", "TC"):
            slack.channels[f"C{team}"] = team
            assert await install(hall.url, team) == 200
        for team in ("TA", "TB", "TC", "TA"):
            await hall.sent(events.mention("/help", f"C{team}", team=team))
        await until(lambda: len(slack.said("chat.postEphemeral")) == 4)
        for leaving in (events.uninstalled, events.tokens_revoked):
            await hall.sent(leaving("TB"))
        for leaving in (events.tokens_revoked, events.uninstalled):
            await hall.sent(leaving("TC"))
        for team in ("TB", "TC", "TA"):
            await hall.sent(events.mention("/help", f"C{team}", team=team))
        await until(lambda: len(slack.said("chat.postEphemeral")) == 5)
        said = [(call.body["channel"], call.token) for call in slack.calls if call.method == "chat.postEphemeral"]
    assert sorted(said) == [(f"C{team}", f"xoxb-{team}") for team in ("TA", "TA", "TA", "TB", "TC")]
    assert slack.mixed == 0

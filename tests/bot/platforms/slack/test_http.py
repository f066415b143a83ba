"""In over signed HTTP: the same way in, and what must never get that far."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from rigs import slack_events as events
from rigs.slack_sender import send_signed
from rigs.slack_stub import SlackStub

from bot.platforms.slack.connection import SlackPlatform
from bot.platforms.slack.options import Options


@pytest.fixture
def platform(stub: SlackStub) -> SlackPlatform:
    """The one that is called over HTTP."""
    options = Options(mode="http", bot_token="xoxb-1", signing_secrets=("shh", "older"), api_url=stub.api_url)
    return SlackPlatform(options)


@pytest.fixture
async def url(platform: SlackPlatform, inlet) -> AsyncIterator[str]:
    """The handler on a server of its own."""
    application = web.Application()
    application.add_routes(platform.routes(inlet))
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await platform.close()
    await runner.cleanup()


async def test_slack_can_check_the_address(url: str) -> None:
    """The challenge comes back."""
    status, body = await send_signed(url, {"type": "url_verification", "challenge": "abc"})
    assert (status, "abc" in body) == (200, True)


async def test_every_kind_of_request(url: str, inlet) -> None:
    """JSON and forms alike become turns, each once, also when replayed inside the window."""
    for payload in (
        events.mention("hi"),
        events.press("a/1"),
        events.slash("/study", "quiz iam"),
        events.home_opened(),
    ):
        assert await send_signed(url, payload) == (200, "")
        assert (await send_signed(url, payload))[0] == 200
    assert [type(turn).__name__ for turn in inlet.turns] == ["Message", "Press", "Command", "Open"]


async def test_either_secret_signs_while_one_is_rotated(url: str, inlet) -> None:
    """The second secret of SLACK_SIGNING_SECRET is accepted too."""
    assert (await send_signed(url, events.direct("hi"), secret="older"))[0] == 200
    assert len(inlet.turns) == 1


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": "guess"},
        {"tamper": True},
        {"timestamp": "yesterday"},
        {"timestamp": "１７０"},
        {"timestamp": ""},
        {"timestamp": str(int(time.time()) - 400)},
        {"timestamp": str(int(time.time()) + 4_000)},
        {"headers": {"X-Slack-Signature": "v0=é"}},
        {"headers": {"X-Slack-Signature": ""}},
    ],
)
async def test_what_slack_did_not_sign_is_refused(url: str, inlet, forged) -> None:
    """Always 401, never an error of ours, and nothing is parsed."""
    status, _ = await send_signed(url, events.direct("hi"), **forged)
    assert (status, inlet.turns) == (401, [])


async def test_a_body_has_a_size(url: str, inlet) -> None:
    """Longer than anything Slack sends: refused before it is read to its end."""
    status, _ = await send_signed(url, events.direct("x" * 1_100_000))
    assert (status, inlet.turns) == (413, [])


@pytest.mark.parametrize("nonsense", ["{not json", "[]", "null", '"words"'])
async def test_signed_nonsense_is_a_bad_request(url: str, nonsense: str) -> None:
    """Not even then an error of ours."""
    status, _ = await send_signed(url, {"command": "/x", "payload": nonsense})
    assert status == 400


async def test_what_cannot_be_stored_is_not_acknowledged(url: str, inlet, stub: SlackStub) -> None:
    """503, and Slack sends it again: then it counts, once."""
    inlet.away = True
    sent = events.mention("hi")
    assert (await send_signed(url, sent))[0] == 503
    inlet.away = False
    assert (await send_signed(url, sent, headers={"X-Slack-Retry-Num": "0"}))[0] == 200
    assert (await send_signed(url, sent, headers={"X-Slack-Retry-Num": "1"}))[0] == 200
    assert len(inlet.turns) == 1


async def test_redelivered_and_shuffled_events_count_once(url: str, inlet) -> None:
    """Each one to five times, in any order, several at a time, with or without Slack's retry headers."""
    shuffle = random.Random(7)
    sent = [events.mention(f"question {number}", channel=f"C{number}") for number in range(60)]
    deliveries = [payload for payload in sent for _ in range(shuffle.randint(1, 5))]
    shuffle.shuffle(deliveries)
    several = asyncio.Semaphore(8)

    async def deliver(payload) -> int:
        async with several:
            headers = {"X-Slack-Retry-Num": str(shuffle.randint(0, 3))}
            return (await send_signed(url, payload, headers=headers))[0]

    assert set(await asyncio.gather(*map(deliver, deliveries))) == {200}
    assert sorted(turn.text for turn in inlet.turns) == sorted(f"question {number}" for number in range(60))


async def test_nothing_is_asked_of_slack_before_the_acknowledgement(url: str, inlet, stub: SlackStub) -> None:
    """A Slack that is down does not stop a turn from being stored."""
    stub.tokens.clear()
    assert (await send_signed(url, events.mention("hi")))[0] == 200
    assert len(inlet.turns) == 1


@pytest.mark.parametrize(
    "payload",
    [
        {"event": {"type": "app_mention"}},
        {"event": {"type": "message", "text": None, "user": "U1", "channel": "C1", "ts": "1.1"}},
        {"event": {"type": "app_home_opened"}, "authorizations": None},
        {"event": "none", "type": "event_callback"},
        {"event": None, "type": "event_callback"},
        {"event": {"type": "member_joined_channel", "user": None}, "authorizations": [{}]},
        {"type": "block_actions", "actions": [None], "user": None},
        {"type": "block_actions", "actions": [{"action_id": "tutor:x"}], "channel": None, "container": None},
        {"type": "view_submission", "view": {"callback_id": "tutor:x", "state": None}},
        {"type": "view_submission"},
        {"type": "message_action", "callback_id": "explain_this", "message": None, "channel": None},
        {"type": "something new"},
        {"command": "/study"},
        {},
    ],
)
async def test_an_odd_shape_is_no_error_of_ours(url: str, payload) -> None:
    """Whatever is missing or of another kind: acknowledged, so that Slack does not send it for ever."""
    assert (await send_signed(url, payload))[0] == 200


async def test_a_mention_without_word_on_the_app_is_still_a_question(url: str, inlet) -> None:
    """Whoever is mentioned first in a mention is us."""
    said = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.1", "text": "<@U0X> hello"}
    await send_signed(url, {"team_id": "T1", "event": said})
    assert [turn.text for turn in inlet.turns] == ["hello"]


async def test_commands_that_nothing_tells_apart_each_count(url: str, inlet) -> None:
    """Without a trigger and an address to answer to, asking twice is asking twice."""
    for _ in range(2):
        sent = {key: value for key, value in events.slash("/study", "help").items() if key != "trigger_id"}
        await send_signed(url, sent)
    assert len(inlet.turns) == 2

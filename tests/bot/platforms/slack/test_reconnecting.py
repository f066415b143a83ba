"""How the socket begins, ends and begins again."""

from __future__ import annotations

import asyncio
import contextlib
import logging

import pytest
from rigs import slack_events as events
from rigs.slack_stub import SlackStub, Trouble

from bot.conversation import Learner, Message, Place, Turn
from bot.platforms.slack.connection import SlackPlatform
from bot.platforms.slack.options import Options


@pytest.mark.parametrize("politely", [True, False])
async def test_it_comes_back_after_the_socket_ends(listening, inlet, stub: SlackStub, politely: bool) -> None:
    """Whether Slack asks it to reconnect or the cable is cut, the next event is heard."""
    await stub.cut(politely=politely)
    await asyncio.wait_for(stub.connected.wait(), 10)
    await stub.envelope(events.direct("still there?"))
    assert [turn.text for turn in inlet.turns] == ["still there?"]
    assert stub.connections == 2


async def test_an_address_that_is_spent_is_not_tried_again(listening, inlet, stub: SlackStub) -> None:
    """Each address is good for one socket and a short time: where that socket fails, the next try has a new one."""
    stub.spent = 2
    await stub.cut(politely=True)
    await asyncio.wait_for(stub.connected.wait(), 10)
    await stub.envelope(events.direct("still there?"))
    assert [turn.text for turn in inlet.turns] == ["still there?"]
    assert len(stub.said("apps.connections.open")) == 4


async def test_an_outage_is_one_line_in_the_log(listening, inlet, stub: SlackStub, caplog) -> None:
    """However many tries it takes, it is said when it begins and when it is over."""
    stub.trouble("apps.connections.open", Trouble.SERVER_ERROR, Trouble.REPLY_LOST, Trouble.RATE_LIMITED)
    stub.patience = "0"
    await stub.cut(politely=False)
    await asyncio.wait_for(stub.connected.wait(), 20)
    await stub.envelope(events.direct("still there?"))
    assert [turn.text for turn in inlet.turns] == ["still there?"]
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(said) == 2
    assert said[0].startswith("Slack does not let us listen")
    assert said[1] == "listening to Slack again"


async def test_what_is_in_hand_when_slack_asks_for_another_socket_is_acknowledged(
    listening, inlet, stub: SlackStub
) -> None:
    """On the socket it came over, which Slack leaves open for a while; so it need not come again."""
    storing, stored = asyncio.Event(), inlet.enqueue

    async def slowly(turn: Turn, *dedupe: str) -> bool:
        await storing.wait()
        return await stored(turn, *dedupe)

    inlet.enqueue = slowly
    acknowledged = asyncio.create_task(stub.envelope(events.direct("between two sockets")))
    await stub.cut(politely=True)
    await asyncio.wait_for(stub.connected.wait(), 10)
    storing.set()
    await acknowledged
    assert [turn.text for turn in inlet.turns] == ["between two sockets"]


@pytest.mark.parametrize(
    ("bot", "app", "named"), [("xoxb-1", "xapp-?", "SLACK_APP_TOKEN"), ("xoxb-?", "xapp-1", "SLACK_BOT_TOKEN")]
)
async def test_a_wrong_token_stops_the_start(stub: SlackStub, inlet, bot: str, app: str, named: str) -> None:
    """Instead of trying for ever, it says which variable is wrong."""
    platform = SlackPlatform(Options(mode="socket", bot_token=bot, app_token=app, api_url=stub.api_url))
    with pytest.raises(ValueError, match=named):
        await platform.listen(inlet)


async def test_an_app_token_without_its_scope_stops_the_start(platform, stub: SlackStub, inlet) -> None:
    """Whatever Slack refuses for good is no reason to go on trying."""
    stub.trouble("apps.connections.open", "missing_scope")
    with pytest.raises(ValueError, match="missing_scope"):
        await platform.listen(inlet)


async def test_a_slack_that_is_away_at_the_start_is_waited_for(platform, stub: SlackStub, inlet) -> None:
    """It connects as soon as it can."""
    stub.trouble("apps.connections.open", Trouble.SERVER_ERROR, Trouble.REPLY_LOST, "internal_error")
    listening = asyncio.create_task(platform.listen(inlet))
    await asyncio.wait_for(stub.connected.wait(), 30)
    await stub.envelope(events.direct("there at last?"))
    assert [turn.text for turn in inlet.turns] == ["there at last?"]
    listening.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await listening


@pytest.mark.parametrize("away", [Trouble.SERVER_ERROR, Trouble.REPLY_LOST, Trouble.RATE_LIMITED])
async def test_a_home_slack_could_not_name_at_the_start_is_learned_later(platform, stub: SlackStub, away) -> None:
    """It decides who reads the operator's documents, so it is asked for until Slack has said it, and then no more."""
    homes: list[str] = []
    platform.when_home(homes.append)
    stub.trouble("auth.test", away, away)
    turn = Message("m1", Learner("slack", "slack:T1", "U1", "ana"), Place("slack", "slack:T1", "C1"), "hi")
    for _ in range(4):
        await platform.acquaint(turn)
    assert homes == ["slack:T1"]
    assert len(stub.said("auth.test")) == 3

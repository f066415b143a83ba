"""Many workspaces: installed, kept apart, sealed, rotated, uninstalled."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from rigs import slack_events as events
from rigs.slack_hall import install
from rigs.slack_sender import send_signed
from rigs.slack_stub import SlackStub, Trouble
from slack_sdk.oauth.installation_store import Bot

from bot.conversation import Place, Reply
from bot.platforms import NotDelivered
from bot.platforms.slack.connection import SlackPlatform
from bot.platforms.slack.installations import Installations, SealedStates
from bot.platforms.slack.options import Options

# slack_sdk sends the client's credentials with a class that aiohttp is about to retire.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
def many(stub: SlackStub, store) -> SlackPlatform:
    stub.tokens.clear()
    options = Options(mode="http", signing_secrets=("shh",), client_id="1.2", client_secret="cs", api_url=stub.api_url)
    platform = SlackPlatform(options)
    platform.keep(store, ["sealing secret"])
    return platform


@pytest.fixture
async def url(many: SlackPlatform, inlet) -> AsyncIterator[str]:
    application = web.Application()
    application.add_routes(many.routes(inlet))
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await many.close()
    await runner.cleanup()


def channel_of(team: str) -> Place:
    return Place("slack", f"slack:{team}", f"C{team}", "1700000000.000001")


async def test_each_workspace_is_answered_with_its_own_token(url, many, stub: SlackStub, store) -> None:
    """Two installs, many answers: no token is used where it does not belong, none lies open in the store."""
    for team in ("TA", "TB"):
        stub.channels[f"C{team}"] = team
        assert await install(url, team) == 200
    for number, team in enumerate(("TA", "TB", "TB", "TA")):
        await many.deliver(channel_of(team), {}, Reply("hi"), f"n{number}")
    posted = [(call.body["channel"], call.token) for call in stub.calls if call.method == "chat.postMessage"]
    assert posted == [("CTA", "xoxb-TA"), ("CTB", "xoxb-TB"), ("CTB", "xoxb-TB"), ("CTA", "xoxb-TA")]
    assert stub.mixed == 0
    assert not any(b"xoxb" in value for value in store.kept.values())


async def test_an_install_needs_the_state_of_its_own_browser(url) -> None:
    """A link somebody else began leads nowhere."""
    async with aiohttp.ClientSession() as session:
        forged = {"code": "TA", "state": await SealedStates(["sealing secret"]).async_issue()}
        async with session.get(f"{url}/slack/oauth_redirect", params=forged) as done:
            assert done.status == 400
    assert not await SealedStates(["sealing secret"]).async_consume("made up")


@pytest.mark.parametrize(
    "order", [(events.uninstalled, events.tokens_revoked), (events.tokens_revoked, events.uninstalled)]
)
async def test_uninstalling_forgets_the_tokens(url, many, store, order) -> None:
    """In either order, and before it is acknowledged; a store that is away makes Slack repeat it."""
    await install(url, "TA")
    store.away = True
    assert (await send_signed(f"{url}/slack/events", order[0]("TA")))[0] == 503
    store.away = False
    for happening in order:
        assert (await send_signed(f"{url}/slack/events", happening("TA")))[0] == 200
    assert store.kept == {}
    with pytest.raises(NotDelivered, match="not installed"):
        await many.deliver(channel_of("TA"), {}, Reply("hi"), "n1")


async def test_secrets_rotate(url, store) -> None:
    """The old secret still opens; what it sealed is sealed anew when read; without it, install again."""
    await install(url, "TA")
    before = dict(store.kept)
    both = Installations(store, ["new secret", "sealing secret"])
    assert (await both.async_find_bot(enterprise_id=None, team_id="TA")).bot_token == "xoxb-TA"
    assert store.kept["slack/bot/TA"] != before["slack/bot/TA"]
    assert (await Installations(store, ["new secret"]).async_find_bot(enterprise_id=None, team_id="TA")) is not None
    assert (await Installations(store, ["other"]).async_find_bot(enterprise_id=None, team_id="TA")) is None


async def test_a_start_with_both_secrets_lets_the_old_one_go(url, store) -> None:
    """Workspaces that nobody writes from are sealed anew too; what another secret sealed stays as it is."""
    for team in ("TA", "TB"):
        await install(url, team)
    await Installations(store, ["lost"]).async_save_bot(_org_bot())
    await Installations(store, ["new secret", "sealing secret"]).renew()
    after = Installations(store, ["new secret"])
    for team in ("TA", "TB"):
        assert (await after.async_find_bot(enterprise_id=None, team_id=team)).bot_token == f"xoxb-{team}"
        assert await after.async_find_installation(enterprise_id=None, team_id=team) is not None
    kept = dict(store.kept)
    await after.renew()
    assert store.kept == kept


async def test_an_installation_that_slack_cannot_finish_is_said_to_be_begun_again(url, stub: SlackStub, store) -> None:
    """Nobody is shown an error of ours, be Slack away or our memory; the next try goes through."""
    stub.trouble("oauth.v2.access", Trouble.REPLY_LOST)
    assert await install(url, "TA") == 503
    store.away = True
    assert await install(url, "TA") == 503
    store.away = False
    assert await install(url, "TA") == 200


@pytest.mark.parametrize("away", [Trouble.REPLY_LOST, Trouble.SERVER_ERROR, Trouble.RATE_LIMITED])
async def test_a_token_that_cannot_be_renewed_now_is_used_while_it_lasts(many, stub: SlackStub, store, away) -> None:
    """What is to be said is said with the old one; it is renewed as soon as Slack does it."""
    stub.tokens["xoxb-TA"] = "TA"
    await Installations(store, ["sealing secret"]).async_save_bot(_ending_bot())
    stub.trouble("oauth.v2.access", away)
    await many.deliver(channel_of("TA"), {}, Reply("hi"), "n1")
    await many.deliver(channel_of("TA"), {}, Reply("hi"), "n2")
    posted = [call.token for call in stub.calls if call.method == "chat.postMessage"]
    assert posted[0] == "xoxb-TA"
    assert posted[1] != "xoxb-TA" or away is Trouble.REPLY_LOST  # then Slack gave one, and nobody heard which


async def test_a_token_is_renewed_once_however_many_need_it(many, stub: SlackStub, store) -> None:
    """What renews it is good for one time."""
    await Installations(store, ["sealing secret"]).async_save_bot(_ending_bot())
    await asyncio.gather(*(many.deliver(channel_of("TA"), {}, Reply("hi"), f"n{number}") for number in range(5)))
    assert len(stub.said("oauth.v2.access")) == 1
    assert {call.token for call in stub.calls if call.method == "chat.postMessage"} == {"xoxb-TA-1"}


async def test_an_organisation_installs_once_for_all_its_workspaces(url, many, inlet, stub: SlackStub, store) -> None:
    """A push into one of them finds the organisation's token, learnt from the first turn."""
    stub.tokens["xoxb-E"] = "TA"
    bots = Installations(store, ["sealing secret"])
    await bots.async_save_bot(_org_bot())
    sent = events.mention("hi", team="TA")
    sent["authorizations"][0] |= {"enterprise_id": "E1", "is_enterprise_install": True}
    await send_signed(f"{url}/slack/events", sent)
    assert inlet.turns[0].place.tenant == "slack:TA"
    await many.deliver(channel_of("TA"), {}, Reply("Good morning"), "n1")
    assert stub.calls[-1].token == "xoxb-E"


def _ending_bot() -> Bot:
    """With a token that ends in an hour."""
    return Bot(
        team_id="TA",
        bot_token="xoxb-TA",
        bot_id="B",
        bot_user_id="UBOT",
        bot_refresh_token="xoxe-TA-1",
        bot_token_expires_at=int(time.time()) + 3600,
        installed_at=0.0,
    )


def _org_bot() -> Bot:
    return Bot(
        enterprise_id="E1",
        bot_token="xoxb-E",
        bot_id="B",
        bot_user_id="UBOT",
        is_enterprise_install=True,
        installed_at=0.0,
    )

"""Whether Slack signed it: every other request is turned away alike, whatever it consists of."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from rigs import slack_events as events
from rigs.slack_sender import signed
from rigs.slack_stub import SlackStub

from bot.platforms.slack.connection import SlackPlatform
from bot.platforms.slack.options import Options
from bot.platforms.slack.verification import WINDOW_SECONDS, genuine, signature

NOW = 1_795_000_000
BODY = b'{"type":"event_callback"}'
SIGNED = signature("shh", BODY, str(NOW))
anything = st.one_of(st.text(max_size=80), st.just(SIGNED), st.just(str(NOW)))


def at(stamp: int, now: float = NOW) -> bool:
    return genuine(["shh"], BODY, [str(stamp)], [signature("shh", BODY, str(stamp))], now)


def test_the_window_is_five_minutes_to_the_second() -> None:
    """Older or newer by one more second is too much."""
    assert at(NOW) and at(NOW - WINDOW_SECONDS) and at(NOW + WINDOW_SECONDS)
    assert not at(NOW - 301) and not at(NOW + 301)


@given(st.lists(anything, max_size=3), st.lists(anything, max_size=3), st.binary(max_size=60))
def test_nothing_else_is_genuine(timestamps: list[str], signatures: list[str], body: bytes) -> None:
    """Missing, doubled, empty, non-numeric, of another script, over another body: refused, and never an error."""
    honest = (timestamps, signatures, body) == ([str(NOW)], [SIGNED], BODY)
    assert genuine(["shh", "older"], body, timestamps, signatures, NOW) == honest


@given(st.integers(0, len(SIGNED) - 1), st.characters(codec="ascii"))
def test_one_other_letter_is_another_signature(place: int, letter: str) -> None:
    """Capitals included."""
    forged = SIGNED[:place] + letter + SIGNED[place + 1 :]
    assert genuine(["shh"], BODY, [str(NOW)], [forged], NOW) == (forged == SIGNED)


@pytest.fixture
async def url(stub: SlackStub, inlet) -> AsyncIterator[str]:
    """A platform that is called over HTTP, on a server of its own."""
    options = Options(mode="http", bot_token="xoxb-1", signing_secrets=("shh",), api_url=stub.api_url)
    platform = SlackPlatform(options)
    application = web.Application()
    application.add_routes(platform.routes(inlet))
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await platform.close()
    await runner.cleanup()


async def status(url: str, body: bytes, headers: list[tuple[str, str]]) -> int:
    """What a request as it stands is answered with."""
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    told = [("Host", where.netloc), ("Content-Length", str(len(body))), ("Connection", "close"), *headers]
    head = "".join(f"{name}: {value}\r\n" for name, value in told)
    writer.write(f"POST {where.path} HTTP/1.1\r\n{head}\r\n".encode() + body)
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return int(answer.split(b" ", 2)[1])


async def test_headers_that_are_missing_or_doubled_are_refused(url: str, inlet) -> None:
    """Which of two would count is nobody's to guess."""
    body, told = signed(events.direct("hi"))
    every = list(told.items())
    for name in ("X-Slack-Signature", "X-Slack-Request-Timestamp"):
        without = [(key, value) for key, value in every if key != name]
        for wrong in (
            without,
            [*every, (name, told[name])],
            [*every, (name, "")],
            [*without, (name, f"{told[name]} ")],
        ):
            expected = 200 if wrong[-1][1].endswith(" ") else 401  # white space around a value is none of it
            assert await status(url, body, wrong) == expected, wrong
    assert len(inlet.turns) == 1


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "shift_jis", "no-such-charset", "utf-8; charset=latin-1"])
async def test_a_charset_changes_nothing(url: str, inlet, charset: str) -> None:
    """The bytes are what was signed: no reading of them can make another body of an honest one, nor pass a forged one."""
    body, told = signed(events.direct("hi"))
    kind = ("Content-Type", f"application/json; charset={charset}")
    rest = [(name, value) for name, value in told.items() if name != "Content-Type"]
    assert await status(url, body + b" ", [kind, *rest]) == 401
    assert inlet.turns == []
    assert await status(url, body, [kind, *rest]) == 200
    assert [turn.text for turn in inlet.turns] == ["hi"]

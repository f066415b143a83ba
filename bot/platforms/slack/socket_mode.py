"""Socket Mode in: a WebSocket that Slack sends envelopes over, and no public address.

Not with the SDK's client: that one tries a spent address for ever, drops what is in hand when Slack asks it to
connect anew, and writes a line for each try.  Here each try has an address of its own, an outage is one line, and a
socket that Slack lets go is heard out beside the next one.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Coroutine
from typing import Any

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.slack.outcomes import honest

log = logging.getLogger(__name__)

SILENT_SECONDS = 8.0
"""After so long without a word Slack is pinged, and after half as long again without an answer the socket is dead."""

CONNECTED_WITHIN = 15.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
LASTING_SECONDS = 5.0
"""A socket that ends sooner was as good as none: the next one is asked for after a pause."""

HEARD_OUT_SECONDS = 30.0
"""Slack ends a socket within seconds after it has asked for another."""


async def listen(app: AsyncApp, app_token: str, client: AsyncWebClient) -> None:
    """Receive until cancelled.  A token Slack does not know raises :class:`ValueError` at once."""
    async with aiohttp.ClientSession() as session:
        ear = _Ear(app, app_token, client, session)
        try:
            await ear.listen()
        finally:
            await ear.close()


class _Ear:
    """One socket after another, each from an address of its own."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self._app = app
        self._token = app_token
        self._client = client
        self._session = session
        self._under_way: set[asyncio.Task[None]] = set()

    async def listen(self) -> None:
        """For ever, one socket after another.  Raises :class:`ValueError` if Slack refuses the token at the start."""
        connected, away, pause = False, False, FIRST_PAUSE
        while True:
            lasted, asked_for = 0.0, 0.0
            try:
                socket = await self._connected()
            except (NotDelivered, OutcomeUnknown, RateLimited) as trouble:
                if not connected and isinstance(trouble, NotDelivered) and trouble.final:
                    raise ValueError(f"SLACK_APP_TOKEN is refused by Slack ({trouble}).") from trouble
                if not away:
                    log.warning("Slack does not let us listen (%s); trying until it does", trouble)
                away, asked_for = True, trouble.seconds if isinstance(trouble, RateLimited) else 0.0
            else:
                if away:
                    log.warning("listening to Slack again")
                connected, away = True, False
                lasted = await self._heard(socket)
            if lasted >= LASTING_SECONDS:
                pause = FIRST_PAUSE
                continue
            await asyncio.sleep(max(pause, asked_for))
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _connected(self) -> aiohttp.ClientWebSocketResponse:
        opened = await honest(self._client.apps_connections_open(app_token=self._token))
        where = self._session.ws_connect(
            str(opened.get("url")),
            heartbeat=SILENT_SECONDS,
            max_msg_size=0,
            proxy=self._client.proxy,
            ssl=self._client.ssl or True,
        )
        return await honest(asyncio.wait_for(where, CONNECTED_WITHIN))

    async def _heard(self, socket: aiohttp.ClientWebSocketResponse) -> float:
        """The seconds after which there must be another socket."""
        began, over = time.monotonic(), asyncio.Event()
        self._begin(self._hear(socket, over))
        await over.wait()
        return time.monotonic() - began

    async def _hear(self, socket: aiohttp.ClientWebSocketResponse, over: asyncio.Event) -> None:
        """Take what comes until the socket ends.  ``over`` is set as soon as there must be another one."""
        try:
            async with asyncio.timeout(None) as left:
                async for message in socket:
                    said = _read(message)
                    if said.get("type") == "disconnect":
                        over.set()
                        left.reschedule(asyncio.get_running_loop().time() + HEARD_OUT_SECONDS)
                    self._begin(self._take(socket, said))
        except TimeoutError:
            log.info("a socket that Slack wanted to end was ended here")
        finally:
            over.set()
            await socket.close()

    async def _take(self, socket: aiohttp.ClientWebSocketResponse, said: dict[str, Any]) -> None:
        """Acknowledge an envelope once it is stored; what is not acknowledged Slack sends again."""
        if "envelope_id" not in said:
            return
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=said.get("payload") or {})
            answer = await self._app.async_dispatch(request)
            if answer.status == 200:
                payload = {"payload": json.loads(answer.body)} if answer.body else {}
                await socket.send_json({"envelope_id": said["envelope_id"], **payload})
        except ConnectionError:
            log.info("a socket ended before its envelope could be acknowledged")
        except Exception:
            log.exception("an envelope could not be taken in")

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Let go of what is under way: what was not acknowledged comes again."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)


def _read(message: aiohttp.WSMessage) -> dict[str, Any]:
    """What Slack says; nothing, where that is no object."""
    try:
        said = json.loads(message.data) if message.type is aiohttp.WSMsgType.TEXT else None
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {}

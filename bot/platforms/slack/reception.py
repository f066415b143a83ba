"""The way in, the same for Socket Mode and HTTP: understand, store, acknowledge, then be polite.

Everything happens in Bolt's ``before_authorize``: after the signature check and before Bolt could ask
Slack anything.  A turn is acknowledged only when it is stored; if it cannot be, Slack hears 503 and
sends it again (it does not repeat interactions, so there the person is told).  What Slack is asked
afterwards (a status, a name) never delays or fails a turn.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Address, Form, Message
from bot.platforms import Inlet, NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.slack import posting
from bot.platforms.slack.engagement import Engagement
from bot.platforms.slack.forms import modal
from bot.platforms.slack.identity import Payload, part
from bot.platforms.slack.inbound import Heard, heard
from bot.platforms.slack.outbound import Message as Said
from bot.platforms.slack.outcomes import honest
from bot.platforms.slack.people import People
from bot.platforms.slack.workspaces import ManyWorkspaces, Workspaces
from bot.ports import Unavailable

log = logging.getLogger(__name__)

TRY_AGAIN = "I can't take that right now; nothing was lost. Please try again in a minute."
_STATUS = "is looking in your documents…"
_SETTLE_SECONDS = 5.0
_LEAVING = ("app_uninstalled", "tokens_revoked")


class Reception:
    """Receives for one inlet."""

    def __init__(
        self,
        inlet: Inlet,
        workspaces: Workspaces,
        people: People,
        engagement: Engagement,
        *,
        client: AsyncWebClient,
        oauth: AsyncOAuthSettings | None = None,
        own_user: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._inlet = inlet
        self._workspaces = workspaces
        self._people = people
        self._engagement = engagement
        self._afterwards: set[asyncio.Task[None]] = set()
        self._own_user = own_user
        bolt = logging.getLogger(f"{__name__}.bolt")
        bolt.setLevel(logging.ERROR)  # its only warning is about a token in the environment that we do not give it
        self.app = AsyncApp(
            name="studyhall",
            logger=bolt,
            client=client,
            oauth_settings=oauth,
            before_authorize=self.receive,
            request_verification_enabled=False,  # done on the raw body, in serving.py
            signing_secret="",
        )

    async def receive(self, req: AsyncBoltRequest, next_: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:
        """Bolt's middleware: the whole of what happens before the acknowledgement."""
        body = req.body
        if body.get("type") in ("url_verification", "ssl_check") or "ssl_check" in body:
            return await next_()
        try:
            if part(body, "event").get("type") in _LEAVING:
                await self._forget_tokens(req)
            found = self._understood(body)
            if found is None or not await self._concerns_us(found):
                return BoltResponse(status=200)
            return await self._take(found, body)
        except Unavailable as away:
            return self._apologise(body, away.words or TRY_AGAIN)

    def _understood(self, body: Payload) -> Heard | None:
        """What it says; a payload of a shape nobody described says nothing, now and when it comes again."""
        try:
            return heard(body, {skill.name for skill in self._inlet.skills}, self._people.known, self._own_user())
        except (KeyError, TypeError, AttributeError, ValueError) as odd:
            log.warning("a payload of type %s could not be read: %r", body.get("type"), odd)
            return None

    async def _take(self, found: Heard, body: Payload) -> BoltResponse:
        form = await self._inlet.form(found.turn) if found.trigger else None
        if form is not None:
            self._later(self._open(found, form))
            return BoltResponse(status=200)
        if isinstance(self._workspaces, ManyWorkspaces):
            await self._workspaces.note(found.install.team, found.install.enterprise)
        new = await self._inlet.enqueue(found.turn, *found.dedupe)
        if new:
            self._later(self._politely(found))
        return BoltResponse(status=200)

    async def _concerns_us(self, found: Heard) -> bool:
        where = found.turn.place
        if not found.unasked:
            return True
        assert where.channel is not None and where.thread is not None
        return await self._engagement.includes(found.install.team, where.channel, where.thread)

    async def _politely(self, found: Heard) -> None:
        """After the acknowledgement: remember the thread, and say that the question is read."""
        turn, install = found.turn, found.install
        where = turn.place
        if where.channel and where.thread and not found.unasked:
            await self._engagement.begin(install.team, where.channel, where.thread)
        if not (isinstance(turn, Message) and turn.addressed):
            return
        client = await self._workspaces.client(install.team, install.enterprise)
        if client is not None:
            thread = turn.address.get("thread") or turn.address["ts"]
            await posting.status(client, posting.Target(turn.address["channel"], thread), _STATUS)

    async def _open(self, found: Heard, form: Form) -> None:
        """Within three seconds of the press; the form is a pure function, so no loading view is needed."""
        turn = found.turn
        origin = {key: turn.address[key] for key in ("channel", "thread") if key in turn.address}
        client = await self._workspaces.client(found.install.team, found.install.enterprise)
        if client is None:
            return
        try:
            await honest(client.views_open(trigger_id=str(found.trigger), view=modal(form, origin)))
        except (NotDelivered, OutcomeUnknown, RateLimited) as refused:
            if str(refused) != "exchanged_trigger_id":  # delivered twice, and open since the first time
                await _tell(turn.address, "That took too long to open. Please try again.")

    def _apologise(self, body: Payload, words: str) -> BoltResponse:
        """The turn could not be stored, so it is not acknowledged; a person at the screen is told why."""
        if body.get("command"):
            return _json({"response_type": "ephemeral", "text": words})
        if body.get("type") == "view_submission":
            first = next(iter((part(body, "view").get("state") or {}).get("values") or {}), None)
            if first is not None:
                return _json({"response_action": "errors", "errors": {first: words}})
        if url := body.get("response_url"):
            self._later(_tell({"response_url": url}, words))
        return BoltResponse(status=503)

    async def _forget_tokens(self, req: AsyncBoltRequest) -> None:
        """Bolt's own listeners, run before the acknowledgement so that no crash can skip them."""
        if self.app.installation_store is None:
            return
        if req.body["event"]["type"] == "app_uninstalled":
            await self.app.default_app_uninstalled_event_listener()(req.context)
        else:
            await self.app.default_tokens_revoked_event_listener()(req.body["event"], req.context)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_never_fatal(work))
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)

    async def settle(self) -> None:
        """Finish what was put off until after the acknowledgements, or let go of it."""
        while self._afterwards:
            _, unfinished = await asyncio.wait(self._afterwards, timeout=_SETTLE_SECONDS)
            for task in unfinished:
                task.cancel()


async def _never_fatal(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception as error:
        log.info("left undone after an acknowledgement: %s", error)


async def _tell(to: Address, text: str) -> None:
    if url := to.get("response_url"):
        await posting.respond(url, Said(text, ()), thread=to.get("thread"), replace=False)


def _json(body: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(body), headers={"content-type": "application/json"})

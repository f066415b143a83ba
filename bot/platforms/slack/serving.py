"""HTTP in: bounded, verified on raw bytes, then handed to Bolt."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.slack.outcomes import honest
from bot.platforms.slack.verification import BODY_BYTES, genuine
from bot.ports import Unavailable

log = logging.getLogger(__name__)

EVENTS_PATH = "/slack/events"


def events(app: AsyncApp, secrets: Sequence[str], now: Callable[[], float] = time.time) -> list[web.RouteDef]:
    """The one address Slack sends everything to."""

    async def receive(request: web.Request) -> web.Response:
        if (request.content_length or 0) > BODY_BYTES:
            return web.Response(status=413)
        body = await _bounded(request)
        if body is None:
            return web.Response(status=413)
        headers = request.headers
        timestamps = headers.getall("X-Slack-Request-Timestamp", [])
        signatures = headers.getall("X-Slack-Signature", [])
        if not genuine(secrets, body, timestamps, signatures, now()):
            return web.Response(status=401)
        try:
            bolt_request = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=dict(headers))
        except (ValueError, TypeError, AttributeError, RecursionError):  # signed, and yet no JSON Slack sends
            return web.Response(status=400)
        if not isinstance(bolt_request.body.get("event", {}), dict):
            return web.Response(status=200)  # nothing is said, and Bolt would trip over it
        if isinstance(view := bolt_request.body.get("view"), dict):
            view.setdefault("type", "modal")  # Bolt takes it for granted
        return await to_aiohttp_response(await app.async_dispatch(bolt_request))

    return [web.post(EVENTS_PATH, receive)]


def installation(app: AsyncApp) -> list[web.RouteDef]:
    """The two pages of an installation, where any workspace may install the app."""
    flow = app.oauth_flow
    if flow is None:
        return []

    async def install(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await flow.handle_installation(_bare(request)))

    async def installed(request: web.Request) -> web.Response:
        try:
            return await to_aiohttp_response(await honest(flow.handle_callback(_bare(request))))
        except (NotDelivered, OutcomeUnknown, RateLimited, Unavailable) as away:
            log.warning("an installation was not finished: %s", away)
            return web.Response(
                status=503, text=f"That could not be finished just now. Begin again: {flow.install_path}"
            )

    return [web.get(flow.install_path, install), web.get(flow.redirect_uri_path, installed)]


async def _bounded(request: web.Request) -> bytes | None:
    """The body, unless it is longer than any that Slack sends."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > BODY_BYTES:
            return None
    return bytes(body)


def _bare(request: web.Request) -> AsyncBoltRequest:
    return AsyncBoltRequest(body="", query=request.query_string, headers=dict(request.headers))

"""Socket Mode in: a WebSocket that Slack sends envelopes over, and no public address."""

from __future__ import annotations

import asyncio
import contextlib
import logging

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.slack.outcomes import honest

log = logging.getLogger(__name__)
PING_SECONDS = 3.0


async def listen(app: AsyncApp, app_token: str, client: AsyncWebClient, ping_seconds: float = PING_SECONDS) -> None:
    """Receive until cancelled.  A token Slack does not know raises :class:`ValueError` at once."""
    handler = AsyncSocketModeHandler(app, app_token, logger=log, web_client=client, ping_interval=ping_seconds)
    try:
        handler.client.wss_uri = await _first_address(handler)
        await handler.connect_async()
        await asyncio.Event().wait()
    finally:
        await handler.close_async()


async def _first_address(handler: AsyncSocketModeHandler) -> str | None:
    """Asked here because the SDK's own loop retries a wrong token for ever."""
    with contextlib.suppress(OutcomeUnknown, RateLimited):  # away for now: the SDK keeps trying
        try:
            return await honest(handler.client.issue_new_wss_url())
        except NotDelivered as refused:
            if refused.final:
                raise ValueError(f"SLACK_APP_TOKEN is refused by Slack ({refused}).") from refused
    return None

"""Finding one of our own messages again, by reading back what a conversation holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms import NotDelivered, NotThere, OutcomeUnknown
from bot.platforms.slack.outcomes import honest
from bot.platforms.slack.posting import METADATA_TYPE, Target, mark_of

Known = Callable[[Mapping[str, Any]], bool]
"""Whether a message of Slack's is the one that is looked for."""


def bearing(nonce: str) -> Known:
    """The message that was posted with this nonce."""

    def known(said: Mapping[str, Any]) -> bool:
        mark = said.get("metadata") or {}
        if mark.get("event_type") == METADATA_TYPE and mark.get("event_payload", {}).get("nonce") == nonce:
            return True
        return any(block.get("block_id") == mark_of(nonce) for block in said.get("blocks") or ())

    return known


async def look(client: AsyncWebClient, target: Target, known: Known, since: float) -> str | None:
    """The message's id; ``None`` where the app may not read the conversation, or not all of it.

    Raises :class:`NotThere` where Slack says that the app may read it, and nothing was left out; and
    :class:`RateLimited`.
    """
    body = {"channel": target.channel, "limit": 200, "include_all_metadata": True, "oldest": f"{since:.6f}"}
    method = "conversations.history"
    if target.thread:
        method, body = "conversations.replies", body | {"ts": target.thread}
    try:
        found = await honest(client.api_call(method, params=body, http_verb="GET"))
    except (NotDelivered, OutcomeUnknown):
        return None
    for said in found.get("messages") or ():
        if known(said):
            return str(said["ts"])
    if found.get("has_more") or ":history" not in (found.headers.get("x-oauth-scopes") or ""):
        return None
    raise NotThere

"""The calls that put something on a screen, one attempt each."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.slack.outbound import Message
from bot.platforms.slack.outcomes import Gone, OutOfReach, honest, judged

METADATA_TYPE = "studyhall"
_SECONDS = 15
# Untrusted words stay words: no names turned into mentions, no addresses into links or previews.
_INERT: Mapping[str, Any] = {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}


@dataclass(frozen=True, slots=True)
class Target:
    """A channel (or a person's id, for a private chat) and perhaps a thread in it."""

    channel: str
    thread: str | None = None


async def post(client: AsyncWebClient, target: Target, message: Message, nonce: str) -> str:
    """A message everyone there sees; the nonce travels in its metadata so that it can be found again."""
    body = {**_content(message), **_INERT, "channel": target.channel, "metadata": _marked(nonce)}
    return await _call(client, "chat.postMessage", "ts", body | _thread(target))


async def schedule(client: AsyncWebClient, channel: str, message: Message, nonce: str, at: int) -> str:
    """A message Slack posts by itself at ``at`` (seconds since 1970); returns the name it has until then."""
    first, *others = message.blocks
    body = {"text": message.text, "blocks": [{**first, "block_id": mark_of(nonce)}, *others], **_INERT}
    body |= {"channel": channel, "post_at": at}
    return await _call(client, "chat.scheduleMessage", "scheduled_message_id", body)


def mark_of(nonce: str) -> str:
    """The id of the first block of a message that cannot carry its nonce as metadata."""
    return f"{METADATA_TYPE}:{nonce}"


async def whisper(client: AsyncWebClient, target: Target, user: str, message: Message) -> str:
    """A message only ``user`` sees."""
    body = {**_content(message), **_INERT, "channel": target.channel, "user": user}
    return await _call(client, "chat.postEphemeral", "message_ts", body | _thread(target))


async def edit(client: AsyncWebClient, channel: str, ts: str, message: Message, nonce: str) -> str:
    """Put ``message`` in the place of an earlier one of ours; doing it twice does no harm."""
    body = {**_content(message), **_INERT, "channel": channel, "ts": ts, "metadata": _marked(nonce)}
    return await _call(client, "chat.update", "ts", body)


async def pin(client: AsyncWebClient, channel: str, ts: str) -> None:
    """Keep a message of ours among the pins of its channel; one that is there stays there."""
    await _pinning(client.pins_add(channel=channel, timestamp=ts), "already_pinned")


async def unpin(client: AsyncWebClient, channel: str, ts: str) -> None:
    """Take it off again; one that is not there, or is gone, needs nothing."""
    with contextlib.suppress(Gone):
        await _pinning(client.pins_remove(channel=channel, timestamp=ts), "no_pin", "not_pinned")


async def _pinning(call: Awaitable[AsyncSlackResponse], *fine: str) -> None:
    try:
        await honest(call)
    except NotDelivered as refused:
        if str(refused) == "missing_scope":
            raise NotDelivered("Slack's scope pins:write is not granted", final=True) from refused
        if str(refused) not in fine:
            raise


async def publish(client: AsyncWebClient, user: str, view: Mapping[str, Any]) -> str:
    """Show ``view`` in a person's Home tab."""
    response = await honest(client.views_publish(user_id=user, view=dict(view)))
    return str((response.get("view") or {}).get("id", user))


async def respond(url: str, message: Message, *, thread: str | None, replace: bool, everyone: bool = False) -> None:
    """Through the address an interaction came with, used exactly as given; it works for 30 minutes."""
    body = {
        **_content(message),
        **_INERT,
        "response_type": "in_channel" if everyone else "ephemeral",
        "replace_original": replace,
    }
    if thread and not replace:
        body["thread_ts"] = thread
    hook = AsyncWebhookClient(url, timeout=_SECONDS, retry_handlers=[])
    answer = await honest(hook.send_dict(body))
    if answer.status_code != 200 or answer.body not in ("ok", ""):
        _raise_unless_ok(answer.status_code, answer.body, answer.headers)


def _raise_unless_ok(status: int, body: str, headers: Mapping[str, str]) -> None:
    try:
        said = json.loads(body)
    except ValueError:
        said = body.strip()[:100]
    if isinstance(said, dict):
        if status == 200 and said.get("ok", True):
            return
        said = str(said.get("error", ""))
    if status == 200:
        return
    refused = judged(status, str(said), headers.get("Retry-After"))
    raise OutOfReach(str(refused), final=True) if type(refused) is NotDelivered else refused


async def status(client: AsyncWebClient, target: Target, text: str) -> None:
    """What stands under the thread while an answer is being made; empty to clear it.  Never an error."""
    body = {"channel_id": target.channel, "thread_ts": target.thread, "status": text}
    with contextlib.suppress(NotDelivered, OutcomeUnknown, RateLimited):
        await honest(client.api_call("assistant.threads.setStatus", json=body))


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}


def _marked(nonce: str) -> dict[str, Any]:
    return {"event_type": METADATA_TYPE, "event_payload": {"nonce": nonce}}


def _thread(target: Target) -> dict[str, str]:
    return {"thread_ts": target.thread} if target.thread else {}


async def _call(client: AsyncWebClient, method: str, key: str, body: Mapping[str, Any]) -> str:
    response = await honest(client.api_call(method, json=dict(body)))
    return str(response.get(key) or "")

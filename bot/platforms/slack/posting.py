"""The calls that put something on a screen, one attempt each."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.conversation import Image
from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.slack.blocks import alternative
from bot.platforms.slack.outbound import Message
from bot.platforms.slack.outcomes import honest, judged

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


async def whisper(client: AsyncWebClient, target: Target, user: str, message: Message) -> str:
    """A message only ``user`` sees."""
    body = {**_content(message), **_INERT, "channel": target.channel, "user": user}
    return await _call(client, "chat.postEphemeral", "message_ts", body | _thread(target))


async def edit(client: AsyncWebClient, channel: str, ts: str, message: Message, nonce: str) -> str:
    """Put ``message`` in the place of an earlier one of ours; doing it twice does no harm."""
    body = {**_content(message), **_INERT, "channel": channel, "ts": ts, "metadata": _marked(nonce)}
    return await _call(client, "chat.update", "ts", body)


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
    raise judged(status, str(said), headers.get("Retry-After"))


async def status(client: AsyncWebClient, target: Target, text: str) -> None:
    """What stands under the thread while an answer is being made; empty to clear it.  Never an error."""
    body = {"channel_id": target.channel, "thread_ts": target.thread, "status": text}
    with contextlib.suppress(NotDelivered, OutcomeUnknown, RateLimited):
        await honest(client.api_call("assistant.threads.setStatus", json=body))


async def upload(client: AsyncWebClient, images: Sequence[Image]) -> list[str | None]:
    """The ids of pictures as Slack keeps them; ``None`` for one it did not take, never an error."""
    return [await _uploaded(client, image) for image in images]


async def _uploaded(client: AsyncWebClient, image: Image) -> str | None:
    alt = alternative(image.alt)
    try:
        done = await honest(client.files_upload_v2(filename=image.name, content=image.png, title=alt, alt_txt=alt))
    except (NotDelivered, OutcomeUnknown, RateLimited):
        return None
    files = done.get("files") or [{}]
    return str(files[0]["id"]) if "id" in files[0] else None


def _content(message: Message) -> dict[str, Any]:
    return {"text": message.text, "blocks": list(message.blocks)}


def _marked(nonce: str) -> dict[str, Any]:
    return {"event_type": METADATA_TYPE, "event_payload": {"nonce": nonce}}


def _thread(target: Target) -> dict[str, str]:
    return {"thread_ts": target.thread} if target.thread else {}


async def _call(client: AsyncWebClient, method: str, key: str, body: Mapping[str, Any]) -> str:
    response = await honest(client.api_call(method, json=dict(body)))
    return str(response.get(key) or "")

"""What Slack sends over HTTP, signed as Slack signs it."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.platforms.slack.verification import signature


def signed(
    payload: Mapping[str, Any],
    secret: str = "shh",
    timestamp: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> tuple[bytes, dict[str, str]]:
    """Body and headers as Slack sends them over HTTP: events as JSON, everything else as a form."""
    if "event" in payload or payload.get("type") == "url_verification":
        body, kind = json.dumps(payload), "application/json"
    else:
        fields = payload if "command" in payload else {"payload": json.dumps(payload)}
        body, kind = urlencode(fields), "application/x-www-form-urlencoded"
    stamp = str(int(time.time())) if timestamp is None else timestamp
    told = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(secret, body.encode(), stamp),
        **(headers or {}),
    }
    return body.encode(), told


async def send_signed(
    url: str,
    payload: Mapping[str, Any],
    *,
    secret: str = "shh",
    timestamp: str | None = None,
    tamper: bool = False,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Send as Slack does over HTTP.  → (status, body)"""
    body, told = signed(payload, secret, timestamp, headers)
    data = io.BytesIO(body + b" " if tamper else body)
    async with aiohttp.ClientSession() as session, session.post(url, data=data, headers=told) as response:
        return response.status, await response.text()

"""What Slack sends, as small functions."""

from __future__ import annotations

import itertools
from typing import Any

BOT = "UBOT"
_numbers = itertools.count(1)


def ts() -> str:
    return f"{1_700_000_000 + next(_numbers)}.000100"


def event(inner: dict[str, Any], team: str = "T1", **outer: Any) -> dict[str, Any]:
    """An Events API payload around ``inner``."""
    return {
        "type": "event_callback",
        "team_id": team,
        "event_id": f"Ev{next(_numbers)}",
        "authorizations": [
            {"team_id": team, "enterprise_id": None, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}
        ],
        "event": inner,
        **outer,
    }


def mention(text: str, channel: str = "C1", user: str = "U1", *, team: str = "T1", **more: Any) -> dict[str, Any]:
    inner = {"type": "app_mention", "user": user, "channel": channel, "text": f"<@{BOT}> {text}", "ts": ts(), **more}
    return event(inner, team)


def message(text: str, channel: str = "C1", user: str = "U1", *, team: str = "T1", **more: Any) -> dict[str, Any]:
    inner = {"type": "message", "user": user, "channel": channel, "text": text, "ts": ts(), **more}
    return event(inner, team)


def direct(text: str, user: str = "U1", **more: Any) -> dict[str, Any]:
    return message(text, "D1", user, channel_type="im", **more)


def home_opened(user: str = "U1", tab: str = "home") -> dict[str, Any]:
    return event({"type": "app_home_opened", "user": user, "channel": "D1", "tab": tab})


def joined(channel: str = "C1", user: str = BOT, inviter: str = "U9") -> dict[str, Any]:
    return event({"type": "member_joined_channel", "user": user, "channel": channel, "team": "T1", "inviter": inviter})


def _interaction(kind: str, response_url: str | None, user: str, **more: Any) -> dict[str, Any]:
    return {
        "type": kind,
        "team": {"id": "T1", "domain": "acme"},
        "user": {"id": user, "username": "ada", "team_id": "T1"},
        "trigger_id": f"trigger-{next(_numbers)}",
        **({"response_url": response_url} if response_url else {}),
        **more,
    }


def press(
    token: str,
    response_url: str | None = None,
    *,
    channel: str = "C1",
    user: str = "U1",
    message_ts: str = "1700000000.000100",
    thread: str | None = None,
    ephemeral: bool = False,
) -> dict[str, Any]:
    within = {"thread_ts": thread} if thread else {}
    return _interaction(
        "block_actions",
        response_url,
        user,
        channel={"id": channel},
        container={"type": "message", "message_ts": message_ts, "channel_id": channel, "is_ephemeral": ephemeral}
        | within,
        message={"ts": message_ts, **within},
        actions=[{"type": "button", "action_id": f"tutor:{token}", "value": token, "action_ts": ts()}],
    )


def shortcut(callback: str, text: str, response_url: str | None = None) -> dict[str, Any]:
    said = {"ts": "1700000000.000200", "text": text, "user": "U2"}
    return _interaction("message_action", response_url, "U1", callback_id=callback, message=said, channel={"id": "C1"})


def submission(callback: str, values: dict[str, Any], metadata: str = "{}", *, user: str = "U1") -> dict[str, Any]:
    view = {
        "id": f"V{next(_numbers)}",
        "hash": "h",
        "type": "modal",
        "callback_id": callback,
        "private_metadata": metadata,
        "state": {"values": values},
    }
    return _interaction("view_submission", None, user, view=view)


def slash(
    command: str, text: str, response_url: str | None = None, *, channel: str = "C1", user: str = "U1"
) -> dict[str, Any]:
    return {
        "command": command,
        "text": text,
        "team_id": "T1",
        "channel_id": channel,
        "user_id": user,
        "user_name": "ada",
        "trigger_id": f"trigger-{next(_numbers)}",
        **({"response_url": response_url} if response_url else {}),
    }


def uninstalled(team: str = "T1") -> dict[str, Any]:
    return event({"type": "app_uninstalled"}, team)


def tokens_revoked(team: str = "T1") -> dict[str, Any]:
    return event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT]}}, team)

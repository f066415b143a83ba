"""What the app is in a workspace, and no more: scopes, events, commands.

``deploy/slack/manifest.yaml`` is this, written out for people to read and paste; a test compares them.
``/me`` is Slack's own command, so the dashboard is ``/study me``.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import yaml

from bot.platforms.slack.inbound import SHORTCUTS

BOT_SCOPES: dict[str, str] = {
    "app_mentions:read": "hear when it is mentioned",
    "channels:history": "hear replies in its threads of public channels without being tagged again",
    "channels:read": "notice being added to a public channel",
    "chat:write": "answer",
    "commands": "slash commands and message shortcuts",
    "files:write": "show pictures (streak, board) and hand over files (a plan, an export)",
    "groups:history": "hear replies in its threads of private channels",
    "groups:read": "notice being added to a private channel",
    "im:history": "hear private messages to it",
    "im:write": "open a private chat, to hand over a file that is for one person",
}
OPTIONAL_SCOPES: dict[str, str] = {
    "pins:write": "pin the question of the day, where a schedule says `pin`",
    "users:read": "names and time zones from profiles, and who is admin or guest",
}
EVENTS: dict[str, str | None] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "tokens_revoked": None,
}
"""What is subscribed to, and the scope each needs."""

FRONT = "/study"
"""The command that calls every skill; the others are short ways to three of them."""

COMMANDS: dict[str, tuple[str, str]] = {
    FRONT: ("Ask, quiz, see where you stand", "[question | quiz | me | board | help]"),
    "/quiz": ("Exam-style scenarios, explained", "[topic | 5m]"),
    "/board": ("Who learned what this week", "[week | month | fixed]"),
}
_SHORTCUT_NAMES = {"explain_this": "Explain this", "quiz_us_on_this": "Quiz us on this"}
_SHORTCUT_HINTS = {
    "explain_this": "What your documents say about this message, only for you",
    "quiz_us_on_this": "A practice question on what this message is about",
}
_ABOUT = (
    "Studyhall answers questions only from the documents your team gave it, and every sentence shows its source. "
    "It quizzes you on exam-style scenarios, explains every option, brings back what you missed, and keeps streaks "
    "and a fair leaderboard that nobody is on without saying so. It reads only what is addressed to it."
)


def manifest(public_url: str | None = None) -> dict[str, Any]:
    """The app for Socket Mode, or, with the address Slack can reach us at, for HTTP."""
    events_url = {"request_url": f"{public_url.rstrip('/')}/slack/events"} if public_url else {}
    command_url = {"url": events_url["request_url"]} if events_url else {}
    oauth: dict[str, Any] = {"scopes": {"bot": [*BOT_SCOPES, *OPTIONAL_SCOPES], "bot_optional": [*OPTIONAL_SCOPES]}}
    if public_url:
        oauth["redirect_urls"] = [f"{public_url.rstrip('/')}/slack/oauth_redirect"]
    return {
        "display_information": {
            "name": "Studyhall",
            "description": "Cited answers from your own documents, exam-style quizzes, fair streaks and boards",
            "long_description": _ABOUT,
            "background_color": "#1f3a5f",
        },
        "features": _features(command_url),
        "oauth_config": oauth,
        "settings": {
            "event_subscriptions": {**events_url, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **events_url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": public_url is None,
            "token_rotation_enabled": False,
        },
    }


def _features(command_url: dict[str, str]) -> dict[str, Any]:
    return {
        "agent_view": {
            "agent_description": "Ask about your team's documents, or practise for the exam.",
            "suggested_prompts": [
                {"title": "Ask a question", "message": "What is training-serving skew, and how do I find it?"},
                {"title": "What can you do?", "message": "What can you help me with?"},
            ],
        },
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "studyhall", "always_online": True},
        "shortcuts": [
            {
                "name": _SHORTCUT_NAMES[name],
                "type": "message",
                "callback_id": name,
                "description": _SHORTCUT_HINTS[name],
            }
            for name in SHORTCUTS
        ],
        "slash_commands": [
            {"command": name, **command_url, "description": summary, "usage_hint": hint, "should_escape": False}
            for name, (summary, hint) in COMMANDS.items()
        ],
    }


def written(public_url: str | None = None) -> str:
    """The manifest as YAML."""
    return yaml.safe_dump(manifest(public_url), sort_keys=False, allow_unicode=True, width=110)


def creation_link(public_url: str | None = None) -> str:
    """A page of Slack's where the app is created with everything filled in."""
    return f"https://api.slack.com/apps?new_app=1&manifest_yaml={quote(written(public_url))}"

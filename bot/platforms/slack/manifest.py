"""What the app may do in a workspace, and no more; ``deploy/slack/manifest.yaml`` must say the same."""

from __future__ import annotations

BOT_SCOPES: dict[str, str] = {
    "app_mentions:read": "hear when it is mentioned",
    "channels:history": "hear replies in its threads of public channels, without being tagged again",
    "channels:read": "notice being added to a public channel",
    "chat:write": "answer",
    "commands": "slash commands and message shortcuts",
    "files:write": "show pictures (streak, board)",
    "groups:history": "hear replies in its threads of private channels",
    "groups:read": "notice being added to a private channel",
    "im:history": "hear private messages to it",
}
OPTIONAL_SCOPES: dict[str, str] = {
    "users:read": "names and time zones from profiles, and who is admin or guest",
}
EVENTS: tuple[str, ...] = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "member_joined_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "tokens_revoked",
)

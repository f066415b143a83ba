"""The manifest asks for what the code uses, and for nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from rigs.slack_stub import SlackStub

from bot.platforms.slack import connect, inbound, manifest

ROOT = Path(__file__).parents[4]
SOURCE = "".join(path.read_text() for path in (ROOT / "bot/platforms/slack").glob("*.py") if path.stem != "manifest")

# The scope each Web API method needs (none: a token is enough).
NEEDS = {
    "chat.postMessage": "chat:write",
    "chat.startStream": "chat:write",
    "chat.appendStream": "chat:write",
    "chat.stopStream": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "assistant.threads.setStatus": "chat:write",
    "conversations.history": "channels:history",
    "conversations.replies": "channels:history",
    "files_upload_v2": "files:write",
    "users_info": "users:read",
    "views_open": None,
    "views_publish": None,
    "auth_test": None,
    "apps_connections_open": None,
}


def test_the_file_is_what_the_code_says() -> None:
    """And the HTTP variant differs only in addresses."""
    assert yaml.safe_load((ROOT / "deploy/slack/manifest.yaml").read_text()) == manifest.manifest()
    http = manifest.manifest("https://study.example/")
    assert http["settings"]["socket_mode_enabled"] is False
    assert http["settings"]["interactivity"]["request_url"] == "https://study.example/slack/events"


def test_every_method_used_has_its_scope_and_every_scope_its_use() -> None:
    """A method that is not in the table above fails here, on purpose."""
    called = set(re.findall(r'"((?:chat|conversations|assistant|views|users|files)\.[\w.]+)"', SOURCE))
    called |= set(re.findall(r"\.((?:chat|conversations|views|users|files|auth|apps|reactions)_\w+)\(", SOURCE))
    assert called == set(NEEDS)
    used = {scope for scope in NEEDS.values() if scope} | {scope for scope in manifest.EVENTS.values() if scope}
    used |= {"commands", "groups:read"}  # shortcuts and commands; member_joined_channel of private channels
    assert used == {*manifest.BOT_SCOPES, *manifest.OPTIONAL_SCOPES}


def test_every_event_subscribed_to_is_heard() -> None:
    """Nothing is asked of Slack that would be thrown away."""
    events = {name.partition(".")[0] for name in manifest.EVENTS}
    assert all(f'"{name}"' in SOURCE for name in events)
    assert {shortcut["callback_id"] for shortcut in manifest.manifest()["features"]["shortcuts"]} == set(
        inbound.SHORTCUTS
    )


def test_it_is_inside_slacks_limits() -> None:
    """Lengths that the app page checks."""
    shown = manifest.manifest()
    assert len(shown["display_information"]["description"]) <= 140
    assert 174 <= len(shown["display_information"]["long_description"]) <= 4_000
    assert len(shown["features"]["agent_view"]["agent_description"]) <= 300
    assert "manifest_yaml=" in connect.creation_link()


async def test_connecting_step_by_step(stub: SlackStub) -> None:
    """Each look says what is wrong in words somebody can act on."""
    stub.scopes = "chat:write,commands"
    lacking = await connect.check_bot_token("xoxb-1", stub.api_url)
    assert not lacking.ok
    assert "app_mentions:read" in lacking.missing
    stub.scopes = ",".join(manifest.BOT_SCOPES)
    granted = await connect.check_bot_token("xoxb-1", stub.api_url)
    assert (granted.ok, granted.said, granted.missing) == (True, "Connected as studyhall in Acme.", ("users:read",))
    assert not (await connect.check_bot_token("xoxb-?", stub.api_url)).ok
    assert (await connect.check_app_token("xapp-1", stub.api_url)).ok
    assert not (await connect.check_app_token("xapp-?", stub.api_url)).ok
    assert (await connect.say_hello("xoxb-1", "C1", stub.api_url)).ok
    stub.channels["C2"] = "T2"
    assert "invite" in (await connect.say_hello("xoxb-1", "C2", stub.api_url)).said

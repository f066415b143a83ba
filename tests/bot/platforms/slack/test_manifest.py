"""The manifest asks for what the code uses, and for nothing else."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest
import yaml
from rigs.slack_stub import SlackStub
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.slack import connect, inbound, manifest

ROOT = Path(__file__).parents[4]
SOURCE = "".join(path.read_text() for path in (ROOT / "bot/platforms/slack").glob("*.py") if path.stem != "manifest")

# The scope each Web API method needs (none: a token is enough).
NEEDS = {
    "chat.postMessage": "chat:write",
    "chat.scheduleMessage": "chat:write",
    "chat.scheduledMessages.list": None,
    "chat.deleteScheduledMessage": "chat:write",
    "chat.startStream": "chat:write",
    "chat.appendStream": "chat:write",
    "chat.stopStream": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "assistant.threads.setStatus": "chat:write",
    "conversations.history": "channels:history",
    "conversations.replies": "channels:history",
    "conversations_info": "channels:read",
    "conversations_open": "im:write",
    "files_getUploadURLExternal": "files:write",
    "files_completeUploadExternal": "files:write",
    "pins_add": "pins:write",
    "pins_remove": "pins:write",
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
    methods = {name for name in vars(AsyncWebClient) if "_" in name and not name.startswith(("_", "api_"))}
    families = {name.partition("_")[0] for name in methods}
    called = {name for name in re.findall(r'"([a-z]+\.[\w.]+)"', SOURCE) if name.partition(".")[0] in families}
    called -= set(manifest.EVENTS)
    called |= set(re.findall(r"\.(\w+)\(", SOURCE)) & methods
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
    assert (granted.ok, granted.missing) == (True, ("pins:write", "users:read"))
    assert granted.said.startswith("Connected as studyhall in Acme. It works without pins:write (pin the question")
    assert not (await connect.check_bot_token("xoxb-?", stub.api_url)).ok
    assert (await connect.check_app_token("xapp-1", stub.api_url)).ok
    assert not (await connect.check_app_token("xapp-?", stub.api_url)).ok
    assert (await connect.say_hello("xoxb-1", "C1", stub.api_url)).ok
    stub.channels["C2"] = "T2"
    assert "invite" in (await connect.say_hello("xoxb-1", "C2", stub.api_url)).said


@pytest.mark.parametrize(
    ("told", "typed", "written"),
    [
        (
            (),
            " xoxb-1 \nxapp-1\nC1\n",
            {"SLACK_BOT_TOKEN=xoxb-1", "SLACK_APP_TOKEN=xapp-1", "SLACK_MODE=socket"},
        ),
        (
            ("--url", "https://hall.example"),
            "xoxb-1\n0123456789abcdef0123456789abcdef\nC1\n",
            {"SLACK_BOT_TOKEN=xoxb-1", "SLACK_SIGNING_SECRET=0123456789abcdef0123456789abcdef", "SLACK_MODE=http"},
        ),
    ],
)
async def test_the_walk_as_an_operator_takes_it(
    stub: SlackStub, tmp_path: Path, told: tuple[str, ...], typed: str, written: set[str]
) -> None:
    """The link, the tokens, what they may do, a hello in the channel, and an ``.env`` for its owner alone."""
    stub.scopes = ",".join([*manifest.BOT_SCOPES, *manifest.OPTIONAL_SCOPES])
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "connect", "slack", *told, cwd=tmp_path,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "SLACK_API_URL": stub.api_url, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    said, _ = await process.communicate(typed.encode())
    assert process.returncode == 0, said.decode()
    assert "Said hello in C1." in said.decode()
    assert "xoxb-1" not in said.decode()
    assert set((tmp_path / ".env").read_text().split()) == written
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o600
    assert [post["channel"] for post in stub.said("chat.postMessage")] == ["C1"]

"""What the environment may say, and how it is told what is missing."""

from __future__ import annotations

import pytest

from bot.platforms.slack.connection import open_platform
from bot.platforms.slack.options import options

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
HTTP = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "new, old"}


def test_no_token_means_no_slack() -> None:
    """Nothing is asked for."""
    assert open_platform({"HOME": "/root", "SLACK_API_URL": "http://localhost/api/"}) is None


def test_the_mode_follows_from_what_is_given() -> None:
    """SLACK_MODE decides where both are."""
    assert options(SOCKET).mode == "socket"
    assert options(HTTP).mode == "http"
    assert options(HTTP).signing_secrets == ("new", "old")
    assert options({**SOCKET, **HTTP}).mode == "socket"
    assert options({**SOCKET, **HTTP, "SLACK_MODE": "http"}).mode == "http"


def test_the_address_of_slack_ends_in_a_slash() -> None:
    """However it was written."""
    assert options({**HTTP, "SLACK_API_URL": "http://127.0.0.1:9/api"}).api_url == "http://127.0.0.1:9/api/"


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is missing"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is missing"),
        ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN is missing"),
        ({**SOCKET, "SLACK_MODE": "http"}, "SLACK_SIGNING_SECRET is missing"),
        ({**HTTP, "SLACK_MODE": "socket"}, "SLACK_APP_TOKEN is missing"),
        ({**HTTP, "SLACK_MODE": "carrier pigeon"}, "SLACK_MODE"),
        ({"SLACK_CLIENT_ID": "1", "SLACK_SIGNING_SECRET": "s"}, "SLACK_CLIENT_SECRET is missing"),
        ({"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"}, "swapped"),
        ({**SOCKET, "SLACK_API_URL": "slack.com/api"}, "SLACK_API_URL is 'slack.com/api'"),
    ],
)
def test_what_is_missing_is_named_in_one_sentence(env: dict[str, str], named: str) -> None:
    """The start stops there."""
    with pytest.raises(ValueError, match=named):
        open_platform(env)


async def test_many_workspaces_need_a_store() -> None:
    """Said before anything is received."""
    platform = open_platform({"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2", "SLACK_SIGNING_SECRET": "s"})
    with pytest.raises(ValueError, match="store"):
        platform.routes(None)


def test_secrets_are_not_shown() -> None:
    """Not even by a careless log line."""
    assert "xoxb" not in repr(options(SOCKET))

"""What the environment says about Slack, checked before anything is opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.platforms.slack.escaping import web_address
from bot.platforms.slack.workspaces import SLACK_API

_MARKS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")


@dataclass(frozen=True, slots=True)
class Options:
    """How to connect.  ``signing_secrets``: several while one is being rotated."""

    mode: Literal["socket", "http"]
    bot_token: str | None = None
    app_token: str | None = None
    signing_secrets: tuple[str, ...] = ()
    client_id: str | None = None
    client_secret: str | None = None
    api_url: str = SLACK_API

    @property
    def many(self) -> bool:
        """Whether any workspace may install the app."""
        return self.client_id is not None

    def __repr__(self) -> str:
        return f"Options(mode={self.mode!r}, many={self.many}, api_url={self.api_url!r})"


def options(env: Mapping[str, str]) -> Options | None:
    """``None`` where Slack is not configured; :class:`ValueError` names what is missing."""
    given = {name: env.get(name, "").strip() for name in (*_MARKS, "SLACK_MODE", "SLACK_API_URL")}
    if not any(given[name] for name in _MARKS):
        return None
    mode = _mode(given)
    _check(given, mode)
    api_url = given["SLACK_API_URL"] or SLACK_API
    return Options(
        mode=mode,
        bot_token=given["SLACK_BOT_TOKEN"] or None,
        app_token=given["SLACK_APP_TOKEN"] or None,
        signing_secrets=tuple(part.strip() for part in given["SLACK_SIGNING_SECRET"].split(",") if part.strip()),
        client_id=given["SLACK_CLIENT_ID"] or None,
        client_secret=given["SLACK_CLIENT_SECRET"] or None,
        api_url=api_url if api_url.endswith("/") else api_url + "/",
    )


def _mode(given: Mapping[str, str]) -> Literal["socket", "http"]:
    match given["SLACK_MODE"].lower():
        case "socket":
            return "socket"
        case "http":
            return "http"
        case "":
            return "http" if given["SLACK_SIGNING_SECRET"] and not given["SLACK_APP_TOKEN"] else "socket"
    raise ValueError(f"SLACK_MODE is {given['SLACK_MODE']!r}; it can be socket or http.")


def _check(given: Mapping[str, str], mode: str) -> None:
    if given["SLACK_BOT_TOKEN"].startswith("xapp-") or given["SLACK_APP_TOKEN"].startswith("xoxb-"):
        raise ValueError("SLACK_BOT_TOKEN and SLACK_APP_TOKEN are swapped: the bot's begins with xoxb-.")
    if bool(given["SLACK_CLIENT_ID"]) != bool(given["SLACK_CLIENT_SECRET"]):
        missing = "SLACK_CLIENT_SECRET" if given["SLACK_CLIENT_ID"] else "SLACK_CLIENT_ID"
        raise ValueError(f"{missing} is missing: installing into many workspaces needs both client variables.")
    if not given["SLACK_BOT_TOKEN"] and not given["SLACK_CLIENT_ID"]:
        raise ValueError("SLACK_BOT_TOKEN is missing: it is the token (xoxb-…) shown after installing the app.")
    if mode == "socket" and not given["SLACK_APP_TOKEN"]:
        raise ValueError("SLACK_APP_TOKEN is missing: Socket Mode needs it (or set SLACK_SIGNING_SECRET for HTTP).")
    if mode == "http" and not given["SLACK_SIGNING_SECRET"]:
        raise ValueError("SLACK_SIGNING_SECRET is missing: without it HTTP requests cannot be verified.")
    if given["SLACK_API_URL"] and web_address(given["SLACK_API_URL"]) is None:
        raise ValueError(f"SLACK_API_URL is {given['SLACK_API_URL']!r}; it is an address like {SLACK_API}.")

"""The steps of ``studyhall connect slack``: each looks at one thing and says what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited
from bot.platforms.slack.manifest import BOT_SCOPES, OPTIONAL_SCOPES, creation_link, written
from bot.platforms.slack.outbound import Message
from bot.platforms.slack.outcomes import honest
from bot.platforms.slack.posting import Target, post
from bot.platforms.slack.workspaces import SLACK_API, web_client

__all__ = [
    "Step",
    "check_app_token",
    "check_bot_token",
    "check_signing_secret",
    "creation_link",
    "say_hello",
    "written",
]

HELLO = "Studyhall is connected. Mention me with a question, or try `/study help`."


@dataclass(frozen=True, slots=True)
class Step:
    """What a look came to.  ``missing``: scopes the app works less well without."""

    ok: bool
    said: str
    missing: tuple[str, ...] = ()


async def check_bot_token(token: str, api_url: str = SLACK_API) -> Step:
    """Whether Slack knows the bot token, and which scopes it was granted."""
    try:
        response = await honest(web_client(token, api_url).auth_test())
    except (NotDelivered, OutcomeUnknown, RateLimited) as error:
        return _refused("SLACK_BOT_TOKEN", error, "copy it again from OAuth & Permissions of the app")
    granted = {scope.strip() for scope in str(response.headers.get("x-oauth-scopes", "")).split(",")}
    lacking = tuple(scope for scope in BOT_SCOPES if scope not in granted)
    wished = tuple(scope for scope in OPTIONAL_SCOPES if scope not in granted)
    who = f"{response['user']} in {response['team']}"
    if lacking:
        named = ", ".join(f"{scope} ({BOT_SCOPES[scope]})" for scope in lacking)
        return Step(False, f"Connected as {who}, but these scopes are missing: {named}. Reinstall the app.", lacking)
    said = f"Connected as {who}."
    if wished:
        named = ", ".join(f"{scope} ({OPTIONAL_SCOPES[scope]})" for scope in wished)
        said += f" It works without {named}, a little less well."
    return Step(True, said, wished)


async def check_app_token(token: str, api_url: str = SLACK_API) -> Step:
    """Whether the app-level token opens sockets."""
    try:
        await honest(web_client(None, api_url).apps_connections_open(app_token=token))
    except (NotDelivered, OutcomeUnknown, RateLimited) as error:
        way_out = "make one with the scope connections:write under Basic Information of the app"
        return _refused("SLACK_APP_TOKEN", error, way_out)
    return Step(True, "Socket Mode works.")


def _refused(name: str, error: Exception, way_out: str) -> Step:
    """What Slack will never accept, or that it could not be asked, which says nothing about the token."""
    if isinstance(error, NotDelivered) and error.final:
        return Step(False, f"{name} is not accepted ({error}): {way_out}.")
    return Step(False, f"{name} could not be checked ({error}): see that this machine reaches Slack, and try again.")


def check_signing_secret(secret: str) -> Step:
    """Whether it looks like one; that it is the right one shows with Slack's first request."""
    if len(secret.strip()) >= 16 and not secret.startswith("xox"):
        return Step(True, "Noted; Slack's first request will show that it fits.")
    return Step(False, "SLACK_SIGNING_SECRET is the 32 letters and digits under Basic Information, no token.")


async def say_hello(token: str, channel: str, api_url: str = SLACK_API) -> Step:
    """Post one message, so that somebody sees it works."""
    client: AsyncWebClient = web_client(token, api_url)
    try:
        await post(client, Target(channel), Message(HELLO, ()), "hello")
    except (NotDelivered, OutcomeUnknown, RateLimited) as error:
        return Step(False, f"Nothing could be posted to {channel}: {error}. Invite the app with /invite first.")
    return Step(True, f"Said hello in {channel}.")

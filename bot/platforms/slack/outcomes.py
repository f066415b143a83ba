"""What became of a call: Slack's and the network's answers in the words the outbox decides by.

The SDK re-sends a post on a connection reset by default, so every client here has its retries off.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.platforms import NotDelivered, OutcomeUnknown, RateLimited

T = TypeVar("T")

_PASSING = {
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
    "accesslimited",
}
_LATER = {"message_limit_exceeded", "streaming_state_conflict"}
_BLOCKS = {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "invalid_arguments"}
_GONE = {"message_not_found", "cant_update_message", "edit_window_closed"}
NO_ADDRESS = "nothing answers at that address any more"

_NOT_THERE = {
    "channel_not_found",
    "not_in_channel",
    "user_not_in_channel",
    "is_archived",
    "restricted_action",
    "restricted_action_non_threadable_channel",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "expired_url",
    "used_url",
}


class ServerTrouble(NotDelivered):
    """Slack answered with a server error; by its own word part of the work may have been done."""


class BlocksRefused(NotDelivered):
    """Slack did not take the blocks; the words alone may still go."""


class Gone(NotDelivered):
    """The message that was to be edited is not there any more, or is not ours to edit."""


class NotAllowed(NotDelivered):
    """The app lacks the scope for it."""


class OutOfReach(NotDelivered):
    """The place cannot be posted to this way; another way may exist."""


async def honest(call: Awaitable[T]) -> T:
    """Await ``call``; raise only what :meth:`bot.platforms.Platform.deliver` may raise."""
    try:
        return await call
    except SlackApiError as error:
        raise _verdict(error) from error
    except SlackRequestError as error:
        raise NotDelivered(str(error), final=False) from error
    except aiohttp.ClientConnectorError as error:
        raise NotDelivered("Slack cannot be reached", final=False) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise OutcomeUnknown("the connection to Slack broke") from error


def _verdict(error: SlackApiError) -> Exception:
    response = error.response
    if not isinstance(response, AsyncSlackResponse):
        return OutcomeUnknown("Slack's answer could not be read")
    data = response.data if isinstance(response.data, dict) else {}
    return judged(response.status_code, str(data.get("error") or ""), response.headers.get("Retry-After"))


def judged(status: int, reason: str, retry_after: str | None) -> Exception:
    """The exception for a refused call."""
    if status == 429 or reason in ("ratelimited", "rate_limited"):
        return RateLimited(_seconds(retry_after))
    if status >= 500 or reason in _PASSING:
        return ServerTrouble(reason or f"HTTP {status}", final=False)
    if status == 404 and not reason:  # an address that answers no more
        return OutOfReach(NO_ADDRESS, final=True)
    if not reason:  # Slack gives one: this is the word of something on the way there
        return _not_slacks(status)
    if reason in _BLOCKS:
        return BlocksRefused(reason, final=True)
    if reason in _GONE:
        return Gone(reason, final=True)
    if reason in _NOT_THERE:
        return OutOfReach(reason, final=True)
    if reason in _LATER:
        return NotDelivered(reason, final=False)
    if reason == "missing_scope":
        return NotAllowed(reason, final=True)
    return NotDelivered(reason, final=True)


def _not_slacks(status: int) -> Exception:
    if status == 200:
        return OutcomeUnknown("what answered in Slack's place says nothing of the outcome")
    return NotDelivered(f"HTTP {status}, and not from Slack", final=False)


def _seconds(retry_after: str | None) -> float:
    try:
        return max(float(retry_after or 1), 0.0)
    except ValueError:
        return 1.0

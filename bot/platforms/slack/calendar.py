"""Messages that Slack posts by itself: handed over, listed, taken back.

The rule that holds here: nothing is handed over with metadata, for then Slack never posts it; what marks
such a message is the id of its first block.
"""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from bot.conversation import Reply
from bot.platforms import NotDelivered, NotThere, OutcomeUnknown
from bot.platforms.slack import posting
from bot.platforms.slack.outbound import render
from bot.platforms.slack.outcomes import ServerTrouble, honest

PAGES = 20


async def hand_over(client: AsyncWebClient, channel: str, reply: Reply, nonce: str, at: str) -> str:
    """Let Slack post ``reply`` at ``at``; its name there.  One message without pictures, or it is refused."""
    message, *more = render(reply, ())
    if more or reply.images:
        raise NotDelivered("too long to be handed over in one piece", final=True)
    try:
        return await posting.schedule(client, channel, message, nonce, int(at))
    except ServerTrouble as broken:
        raise OutcomeUnknown(str(broken)) from broken


async def find(client: AsyncWebClient, channel: str, at: str) -> str:
    """The name of what waits there for ``at``.  Raises :class:`NotThere` when all that waits was looked through."""
    cursor = ""
    for _ in range(PAGES):
        page = {"cursor": cursor} if cursor else {}
        called = client.api_call("chat.scheduledMessages.list", params={"channel": channel, "limit": 100, **page})
        found = await honest(called)
        for kept in found.get("scheduled_messages") or ():
            if str(kept["post_at"]) == at and kept.get("channel_id", channel) == channel:
                return str(kept["id"])
        cursor = (found.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            raise NotThere
    raise NotDelivered("too much waits there to be looked through", final=False)


async def take_back(client: AsyncWebClient, channel: str, name: str) -> None:
    """Have it not posted; one that is gone needs nothing."""
    body = {"channel": channel, "scheduled_message_id": name}
    try:
        await honest(client.api_call("chat.deleteScheduledMessage", json=body))
    except NotDelivered as refused:
        if str(refused) != "invalid_scheduled_message_id":
            raise

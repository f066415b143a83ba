"""The addresses of messages at Discord's REST interface."""

from __future__ import annotations

from discord.http import Route

from bot.conversation import Address


def channel(number: str) -> Route:
    """A channel, to look at."""
    return Route("GET", "/channels/{channel_id}", channel_id=int(number))


def messages(method: str, channel: str) -> Route:
    """All messages of a channel."""
    return Route(method, "/channels/{channel_id}/messages", channel_id=int(channel))


def message(channel: str, number: str) -> Route:
    """One of them, to edit."""
    path = "/channels/{channel_id}/messages/{message_id}"
    return Route("PATCH", path, channel_id=int(channel), message_id=int(number))


def thread(channel: str, number: str) -> Route:
    """The thread below one of them, to open."""
    path = "/channels/{channel_id}/messages/{message_id}/threads"
    return Route("POST", path, channel_id=int(channel), message_id=int(number))


def pin(method: str, channel: str, number: str) -> Route:
    """One of them among the pins of its channel: PUT, or DELETE."""
    path = "/channels/{channel_id}/messages/pins/{message_id}"
    return Route(method, path, channel_id=int(channel), message_id=int(number))


def original(method: str, address: Address) -> Route:
    """The response to an interaction."""
    path = "/webhooks/{webhook_id}/{webhook_token}/messages/@original"
    return Route(method, path, webhook_id=int(address["application"]), webhook_token=address["token"])


def pressed(method: str, address: Address, number: str) -> Route:
    """The message whose button was pressed, to read or edit by the interaction's own right."""
    path = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
    application, token = int(address["application"]), address["token"]
    return Route(method, path, webhook_id=application, webhook_token=token, message_id=int(number))


def callback(address: Address) -> Route:
    """Where an interaction is answered the first time."""
    path = "/interactions/{webhook_id}/{webhook_token}/callback"
    return Route("POST", path, webhook_id=int(address["interaction"]), webhook_token=address["token"])


def private_chat() -> Route:
    """Where private chats are opened."""
    return Route("POST", "/users/@me/channels")

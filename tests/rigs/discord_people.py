"""People on the stub Discord: what they type and press there, and what each of them can read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rigs import discord_shapes as shapes
from rigs.discord_shapes import ANA, BOT, CHANNEL, GUILD, private_chat
from rigs.discord_stub import LOADING, DiscordStub, Interaction

Sent = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody on the server, or in a private chat with the tutor (``private=True``).

    They read what was said after the message ``since``; a command is called in the post ``of_a_forum``, if it is set.
    """

    discord: DiscordStub
    id: int = ANA
    name: str = "ana"
    permissions: str = "0"
    since: int = 0
    patience: float = 20.0
    of_a_forum: Sent | None = None

    # what they do ---------------------------------------------------------------------------------

    async def says(self, text: str, channel: int = CHANNEL, *, private: bool = False, **more: Any) -> Sent:
        """Say something; ``mention`` and ``reply_to`` are what the words hold."""
        said = shapes.message(self.discord.snowflake(), channel, text, author=shapes.user(self.id, self.name), **more)
        if private:
            said["channel_id"] = str(private_chat(self.id))
            del said["guild_id"]
        await self.discord.dispatch("MESSAGE_CREATE", said)
        return said

    async def asks(self, text: str, channel: int = CHANNEL) -> Sent:
        """Mention the tutor with a question."""
        return await self.says(f"<@{BOT}> {text}", channel, mentions=[shapes.ME])

    async def replies(self, to: Sent, text: str = "", *, pinging: bool = True) -> Sent:
        """Reply to a message of the tutor; not pinging, Discord hides the words unless the intent is on."""
        reference = {"message_id": to["id"], "channel_id": to["channel_id"], "guild_id": str(GUILD)}
        named = [shapes.ME] if pinging else []
        return await self.says(text, mentions=named, message_reference=reference, referenced_message=to, type=19)

    async def slash(
        self,
        name: str,
        *,
        private: bool = False,
        alive: bool = True,
        app_permissions: int | None = None,
        **options: str,
    ) -> Interaction:
        """Call a command, where the app has ``app_permissions``; one that is not ``alive`` is heard too late."""
        payload = self.discord.slash(name, **options)
        self.discord.interactions[payload["token"]].alive = alive
        if app_permissions is not None:
            payload["app_permissions"] = str(app_permissions)
        return await self._interacts(payload, private=private)

    async def sets_up(self, channel: int, app_permissions: int, **options: str) -> Interaction:
        """``/setup`` for another channel, in which the app has ``app_permissions``."""
        payload = self.discord.slash("setup", **options)
        payload["data"]["options"].append({"name": "channel", "type": 7, "value": str(channel)})
        named = {**shapes.channel(channel), "permissions": self.permissions, "app_permissions": str(app_permissions)}
        payload["data"]["resolved"] = {"channels": {str(channel): named}}
        return await self._interacts(payload)

    async def menu(self, title: str, message: Sent) -> Interaction:
        """Choose from the menu of a message."""
        known = next(one for one in self.discord.commands if one["name"] == title)
        data = {"id": known["id"], "name": title, "type": 3, "target_id": message["id"]}
        data["resolved"] = {"messages": {message["id"]: message}}
        return await self._interacts(self.discord.interact(2, data))

    async def press(self, label: str, message: Sent | None = None) -> Interaction:
        """Press a button, of the newest message that has it unless one is given."""
        on = message or await self.discord.when(
            lambda: next((one for one in reversed(self.sees()) if buttons_of(one, label)), None), self.patience
        )
        return await self.press_id(buttons_of(on, label)[0]["custom_id"], on)

    async def press_id(self, custom_id: str, on: Sent) -> Interaction:
        """Press whatever a custom id stands for."""
        pressed = self.discord.interact(3, {"custom_id": custom_id, "component_type": 2})
        pressed["message"] = on
        return await self._interacts(pressed, private=self.private(on))

    async def submit(self, opened: Interaction, **values: str) -> Interaction:
        """Send a dialog that was opened, filled in, from where it was opened."""
        await self.discord.when(lambda: opened.kind == 9, self.patience)
        parts = [part["component"] for part in opened.data["components"]]
        sent = [
            {"type": 18, "component": {**_typed(part, values.get(part["custom_id"], "")), "type": part["type"]}}
            for part in parts
        ]
        data = {"custom_id": opened.data["custom_id"], "components": sent}
        private = opened.channel == private_chat(self.id)
        return await self._interacts(self.discord.interact(5, data), private=private)

    async def completes(self, name: str, option: str, typed: str) -> list[str]:
        """What is suggested while typing."""
        known = next(one for one in self.discord.commands if one["name"] == name)
        typing = {"name": option, "type": 3, "value": typed, "focused": True}
        asked = self.discord.interact(4, {"id": known["id"], "name": name, "type": 1, "options": [typing]})
        made = await self._interacts(asked)
        await self.discord.when(lambda: made.kind == 8, self.patience)
        return [choice["value"] for choice in made.data["choices"]]

    async def _interacts(self, payload: dict[str, Any], *, private: bool = False) -> Interaction:
        made = self.discord.interactions[payload["token"]]
        made.user = self.id
        who = shapes.user(self.id, self.name)
        if private:
            made.channel = private_chat(self.id)
            for gone in ("guild_id", "member"):
                payload.pop(gone)
            payload |= {"user": who, "context": 1, "channel_id": str(made.channel)}
            payload["channel"] = {"id": str(made.channel), "type": 1, "recipients": [who]}
            payload["authorizing_integration_owners"] = {"0": "0"}
        else:
            payload["member"] = {**shapes.member(who), "permissions": self.permissions}
            if self.of_a_forum:
                payload |= {"channel_id": self.of_a_forum["id"], "channel": self.of_a_forum}
        await self.discord.dispatch("INTERACTION_CREATE", payload)
        return made

    # what they see --------------------------------------------------------------------------------

    def sees(self) -> list[Sent]:
        """Finished messages that this person can read, in order."""
        return [
            message
            for number, message in self.discord.messages.items()
            if number > self.since
            and not message["flags"] & LOADING
            and self.discord.seers.get(number, self.id) == self.id
            and message["channel_id"] not in self._chats_of_others()
        ]

    def reads(self) -> list[str]:
        """The words of each of them."""
        return [text_of(message) for message in self.sees()]

    async def answer(self, made: Interaction) -> Sent:
        """The response to an interaction, once it says something."""
        return await self.discord.when(
            lambda: next((one for one in self.sees() if int(one["id"]) == made.message), None), self.patience
        )

    async def finds_answer(self, made: Interaction) -> Sent:
        """What was said to an interaction, wherever it was said: in its response, or in private."""
        return await self.discord.when(
            lambda: next((one for one in self.sees() if int(one["id"]) == made.message or self.private(one)), None),
            self.patience,
        )

    async def finds(self, words: str) -> Sent:
        """The newest message with these words in its text, once there is one."""
        try:
            return await self.discord.when(
                lambda: next((one for one in reversed(self.sees()) if words in text_of(one)), None), self.patience
            )
        except TimeoutError:
            raise AssertionError(f"{self.name} never read {words!r}; the latest were {self.reads()[-4:]}") from None

    def private(self, message: Sent) -> bool:
        """Whether it stands in their private chat with the tutor."""
        return bool(message["channel_id"] == str(private_chat(self.id)))

    def _chats_of_others(self) -> set[str]:
        everyone = {made.user for made in self.discord.interactions.values()} | {1, 2, 3}
        return {str(private_chat(one)) for one in everyone if one != self.id}


def text_of(message: Mapping[str, Any]) -> str:
    """Every word of a message."""
    return "\n".join(part["content"] for part in _walk(message["components"]) if part["type"] == 10)


def alternatives(message: Mapping[str, Any]) -> list[str]:
    """The words that stand for its pictures."""
    galleries = [part for part in _walk(message["components"]) if part["type"] == 12]
    return [item["description"] for gallery in galleries for item in gallery["items"]]


def buttons_of(message: Mapping[str, Any], label: str = "") -> list[dict[str, Any]]:
    """Its buttons whose label is ``label``, or else begins so."""
    offered = [part for part in _walk(message["components"]) if part["type"] == 2]
    exact = [part for part in offered if part["label"] == label]
    return exact or [part for part in offered if part["label"].startswith(label)]


def labels_of(message: Mapping[str, Any]) -> list[str]:
    """What can be pressed."""
    return [part["label"] for part in buttons_of(message)]


def _walk(components: Any) -> Iterator[dict[str, Any]]:
    for part in components:
        yield part
        yield from _walk(part.get("components", ()))


def _typed(part: Mapping[str, Any], value: str) -> dict[str, Any]:
    given: Any = {"values": [value] if value else []} if part["type"] in (3, 21) else {"value": value}
    if part["type"] == 21:
        given = {"value": value or None}
    return {"custom_id": part["custom_id"], **given}

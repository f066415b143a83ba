"""What the stub Discord keeps and which rules it has: messages, interactions, members, commands.

:mod:`rigs.discord_stub` puts sockets around it.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

from rigs import discord_shapes as shapes
from rigs.discord_rules import wrong_with
from rigs.discord_shapes import ANA, APP, CHANNEL, private_chat

LOADING, EPHEMERAL = 1 << 7, 1 << 6
ANSWERS = {2: {4, 5, 9}, 3: {4, 5, 6, 7, 9}, 4: {8}, 5: {4, 5, 6, 7}}
"""What may be answered to a command, a press, typing, and a dialog."""


@dataclass
class Interaction:
    """One interaction, from the press to its response."""

    id: int
    token: str
    channel: int = CHANNEL
    user: int = ANA
    alive: bool = True
    over: bool = False
    asks: int = 2
    message: int | None = None
    kind: int | None = None
    data: dict[str, Any] = field(default_factory=dict)


class DiscordWorld:
    """Everything Discord would know, without a way to reach it."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self.messages: dict[int, dict[str, Any]] = {}
        self.deleted: list[int] = []
        self.pins: list[int] = []
        self.changes: list[int] = []
        self.interactions: dict[str, Interaction] = {}
        self.commands: list[dict[str, Any]] = []
        self.guilds: list[dict[str, Any]] = []
        self.strangers: set[str] = set()
        self.seers: dict[int, int] = {}
        self._nonces: dict[tuple[int, str], int] = {}
        self._last = 0

    def snowflake(self) -> int:
        """A fresh id that says when it was made."""
        self._last = max(self._last + 1, int(time.time() * 1000 - 1420070400000) << 22)
        return self._last

    def visible(self) -> list[str]:
        """Every text that stands in a finished message, in order."""
        finished = [message for message in self.messages.values() if not message["flags"] & LOADING]
        return [part["content"] for one in finished for part in one["components"] if part["type"] == 10]

    def answered(self, made: Interaction) -> bool:
        """Whether its response says something."""
        message = self.messages.get(made.message or 0)
        return message is not None and not message["flags"] & LOADING

    def interact(self, kind: int, data: dict[str, Any], channel: int = CHANNEL, user: int = ANA) -> dict[str, Any]:
        """The payload of a fresh interaction, of ana's in the channel unless said otherwise."""
        number = self.snowflake()
        made = Interaction(number, f"tok{number}", channel, user, asks=kind)
        self.interactions[made.token] = made
        return shapes.interaction(number, made.token, kind, data)

    def slash(self, name: str, **options: str) -> dict[str, Any]:
        known = next(command for command in self.commands if command["name"] == name)
        given = [{"name": option, "type": 3, "value": value} for option, value in options.items()]
        return self.interact(2, {"id": known["id"], "name": name, "type": 1, "options": given})

    def press(self, message: int, custom_id: str) -> dict[str, Any]:
        pressed = self.interact(3, {"custom_id": custom_id, "component_type": 2})
        return {**pressed, "message": self.messages[message]}

    # REST -------------------------------------------------------------------------------------

    def _serve(self, method: str, path: str, body: Any, files: int) -> tuple[int, Any]:
        if found := re.fullmatch(r"/interactions/(\d+)/(\w+)/callback", path):
            return self._callback(self.interactions[found[2]], body, files)
        if found := re.fullmatch(rf"/webhooks/{APP}/(\w+)/messages/(@original|\d+)", path):
            made = self.interactions[found[1]]
            if made.over:
                return 401, {"code": 50027, "message": "Invalid Webhook Token"}
            target = made.message if found[2] == "@original" else int(found[2])
            return self._message(method, target, body, files)
        if found := re.fullmatch(r"/channels/(\d+)/messages(?:/(\d+))?", path):
            if found[2]:
                hidden = self.messages.get(int(found[2]), {}).get("flags", 0) & EPHEMERAL
                return self._message(method, None if hidden else int(found[2]), body, files)
            if method == "GET":
                return 200, [m for m in reversed(self.messages.values()) if m["channel_id"] == found[1]]
            return 200, self._post(int(found[1]), body, files)
        if path == "/users/@me/channels":
            return 200, {"id": str(private_chat(int(body["recipient_id"]))), "type": 1, "recipients": []}
        return self._about(method, path, body)

    def _about(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if path == "/users/@me":
            return 200, shapes.ME
        if path == "/oauth2/applications/@me":
            return 200, shapes.application()
        if path == "/gateway/bot":
            limits = {"total": 1000, "remaining": 999, "reset_after": 0, "max_concurrency": 1}
            return 200, {"url": "ws://127.0.0.1:9/nowhere", "shards": 1, "session_start_limit": limits}
        if found := re.fullmatch(r"/guilds/(\d+)/members/(\d+)", path):
            if found[2] in self.strangers:
                return 404, {"code": 10007, "message": "Unknown Member"}
            return 200, shapes.member(shapes.user(int(found[2]), "somebody"))
        if found := re.fullmatch(r"/channels/(\d+)", path):
            rooms = [room for one in self.guilds for room in one["channels"] if room["id"] == found[1]]
            return (200, rooms[0]) if rooms else (404, {"code": 10003, "message": "Unknown Channel"})
        if found := re.fullmatch(r"/channels/\d+/messages/pins/(\d+)", path):
            return self._pin(method, int(found[1]))
        if found := re.fullmatch(r"/channels/\d+/messages/(\d+)/threads", path):
            return 201, {**shapes.forum_post(joined=True), "id": found[1]}
        if path.endswith("/commands"):
            self.commands = [{"description": "", **one, "id": str(self.snowflake()), "application_id": str(APP), "version": "1",
                              "default_member_permissions": None} for one in body]  # fmt: skip
            return 200, self.commands
        if found := re.fullmatch(r"/guilds/(\d+)/channels", path):
            return 200, [room for one in self.guilds if one["id"] == found[1] for room in one["channels"]]
        if path == "/users/@me/guilds":
            return 200, [
                {"id": one["id"], "name": one["name"], "icon": None, "owner": False, "permissions": "0", "features": []}
                for one in self.guilds
            ]
        return (204, None) if path.endswith("/typing") else (404, {"code": 0, "message": f"no {method} {path}"})

    def _pin(self, method: str, number: int) -> tuple[int, Any]:
        if number not in self.messages:
            return 404, {"code": 10008, "message": "Unknown Message"}
        if method == "PUT" and number not in self.pins:
            self.pins.append(number)
        elif method == "DELETE" and number in self.pins:
            self.pins.remove(number)
        return 204, None

    def _callback(self, made: Interaction, body: Any, files: int) -> tuple[int, Any]:
        if not made.alive:
            return 404, {"code": 10062, "message": "Unknown interaction"}
        if made.kind is not None:
            return 400, {"code": 40060, "message": "Interaction has already been acknowledged."}
        made.kind = body["type"]
        self.wrong += [] if made.kind in ANSWERS[made.asks] else [f"answer {made.kind} to an interaction {made.asks}"]
        made.data = data = body.get("data") or {}
        if made.kind == 5:
            made.message = self._keep(made.channel, {"flags": LOADING | data.get("flags", 0)})
        elif made.kind == 4:
            self._check(data, files)
            made.message = self._keep(made.channel, data)
        if made.message and data.get("flags", 0) & EPHEMERAL:
            self.seers[made.message] = made.user
        answer = {"id": str(made.id), "type": 2, "response_message_id": str(made.message or 0)}
        resource = {"type": made.kind, "message": self.messages.get(made.message or 0)}
        return 200, {"interaction": answer, "resource": resource}

    def _message(self, method: str, number: int | None, body: Any, files: int) -> tuple[int, Any]:
        kept = self.messages.get(number or 0)
        if kept is None:
            return 404, {"code": 10008, "message": "Unknown Message"}
        if method == "PATCH":
            self._check(body, files)
            kept.update(body, flags=body["flags"] | kept["flags"] & EPHEMERAL, attachments=[])
            self.changes.append(int(kept["id"]))
        elif method == "DELETE":
            self.deleted.append(int(self.messages.pop(number or 0)["id"]))
        return (204, None) if method == "DELETE" else (200, kept)

    def _post(self, channel: int, body: Any, files: int) -> dict[str, Any]:
        self._check(body, files)
        key = (channel, body.get("nonce", str(self.snowflake())))
        if key not in self._nonces:
            self._nonces[key] = self._keep(channel, body)
        return self.messages[self._nonces[key]]

    def _check(self, body: Any, files: int) -> None:
        self.wrong += wrong_with(body, files)

    def _keep(self, channel: int, body: dict[str, Any]) -> int:
        number = self.snowflake()
        sent = shapes.message(number, channel, "", author=shapes.ME)
        self.messages[number] = {**sent, **body, "attachments": []}
        self.changes.append(number)
        return number

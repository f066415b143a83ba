"""What the stub Slack keeps besides messages: what was handed to it ahead of time, and pins.

:mod:`rigs.slack_stub` puts sockets around it.  Time is the test's: :meth:`SlackCalendar.strike` posts
what is due by then, as Slack does when nobody of ours is there.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

FARTHEST = 120 * 24 * 3600
NEAREST_DELETED = 60
AT_ONCE, WINDOW = 30, 300


@dataclass
class SlackCalendar:
    """``struck`` is what time it is there; ``pins`` are (channel, ts)."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    scheduled: dict[str, dict[str, Any]] = field(default_factory=dict)
    handed_over: list[str] = field(default_factory=list)
    pins: list[tuple[str, str]] = field(default_factory=list)
    struck: float = field(default_factory=time.time)
    may_pin: bool = True
    may_read: bool = True

    def strike(self, at: float) -> None:
        """It is ``at`` now: what was due is posted."""
        self.struck = at
        for name, kept in sorted(self.scheduled.items(), key=lambda entry: int(entry[1]["post_at"])):
            if int(kept["post_at"]) <= at:
                del self.scheduled[name]
                self.messages.append({**kept, "ts": self._next_ts(), "struck": kept["post_at"]})

    def _next_ts(self) -> str:
        raise NotImplementedError

    def _on_chat_schedulemessage(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        at = int(body["post_at"])
        near = [kept for kept in self.scheduled.values() if abs(int(kept["post_at"]) - at) < WINDOW]
        if at <= self.struck:
            return {"ok": False, "error": "time_in_past"}
        if at > self.struck + FARTHEST:
            return {"ok": False, "error": "time_too_far"}
        if sum(kept["channel"] == body["channel"] for kept in near) >= AT_ONCE:
            return {"ok": False, "error": "restricted_too_many"}
        name = f"Q{len(self.handed_over) + 1}"
        self.handed_over.append(name)
        self.scheduled[name] = dict(body)
        return {"scheduled_message_id": name, "channel": body["channel"], "post_at": str(at)}

    def _on_chat_scheduledmessages_list(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        first, last = float(body.get("oldest", 0)), float(body.get("latest", "inf"))
        found = [
            {"id": name, "channel_id": kept["channel"], "post_at": int(kept["post_at"]), "text": kept["text"]}
            for name, kept in self.scheduled.items()
            if kept["channel"] == body.get("channel", kept["channel"]) and first <= int(kept["post_at"]) <= last
        ]
        return {"scheduled_messages": found, "response_metadata": {"next_cursor": ""}}

    def _on_chat_deletescheduledmessage(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        kept = self.scheduled.get(body["scheduled_message_id"])
        if kept is None or int(kept["post_at"]) - self.struck < NEAREST_DELETED:
            return {"ok": False, "error": "invalid_scheduled_message_id"}
        del self.scheduled[body["scheduled_message_id"]]
        return {}

    def _on_pins_add(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        if not self.may_pin:
            return {"ok": False, "error": "missing_scope", "needed": "pins:write"}
        pin = body["channel"], body["timestamp"]
        if pin in self.pins:
            return {"ok": False, "error": "already_pinned"}
        self.pins.append(pin)
        return {}

    def _on_pins_remove(self, body: dict[str, Any], team: str) -> dict[str, Any]:
        pin = body["channel"], body["timestamp"]
        if pin not in self.pins:
            return {"ok": False, "error": "no_pin"}
        self.pins.remove(pin)
        return {}

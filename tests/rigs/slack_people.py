"""People on the stub Slack: what they type and press there, and what each of them can read."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from journeys.acts import (
    Act,
    Ask,
    Call,
    Driver,
    Fill,
    Follow,
    Press,
    Restart,
    Shown,
    Tell,
    Until,
    Wait,
    newest,
)
from rigs import slack_events as events
from rigs.slack_reading import buttons, links, words
from rigs.slack_stub import Call as Made
from rigs.slack_stub import SlackStub
from rigs.study_room import PATIENCE, StudyRoom

from bot.platforms.slack.connection import SlackPlatform
from bot.platforms.slack.identity import PLATFORM
from bot.platforms.slack.options import Options

TENANT, CHANNEL = "slack:T1", "C1"


@asynccontextmanager
async def slack_driver(room: StudyRoom) -> AsyncIterator[Driver]:
    """People in a workspace, over a real socket; nothing they cause may be refused by Slack."""
    async with SlackStub.running() as slack:
        people = SlackPeople(room, slack)
        async with room.attended(people.platforms):
            await asyncio.wait_for(slack.connected.wait(), PATIENCE)
            yield people
    assert slack.refused == []


@dataclass(frozen=True)
class _Message:
    """A message as it stands: where, who can read it, and what can be pressed on it."""

    ts: str
    channel: str
    to: str | None
    blocks: list[dict[str, Any]]
    text: str
    thread: str | None = None
    fields: tuple[str, ...] = ()

    @property
    def shown(self) -> Shown:
        said = words(self.blocks) or self.text
        labels = tuple(label for label, _ in buttons(self.blocks))
        repeated = "".join(self.text.split()) in "".join(said.split())  # what notifications say
        text = said if repeated else f"{said}\n{self.text}"
        return Shown(text, self.to, labels, tuple(links(self.blocks)), self.fields)


@dataclass
class SlackPeople:
    """See :class:`journeys.acts.Driver`."""

    room: StudyRoom
    slack: SlackStub
    messages: list[_Message] = field(default_factory=list)
    thread: str | None = None
    view: dict[str, Any] = field(default_factory=dict)
    _read: int = 0
    _filling: str = ""
    _uploaded: str = ""
    _threads: set[str] = field(default_factory=set)
    _numbers: Any = field(default_factory=lambda: itertools.count(1))
    _platform: SlackPlatform | None = None

    def platforms(self) -> list[SlackPlatform]:
        """The platform of a process that starts."""
        self.slack.connected.clear()
        chosen = Options(mode="socket", bot_token="xoxb-1", app_token="xapp-1", api_url=self.slack.api_url)
        self._platform = SlackPlatform(chosen, picture_waits=(0.0,))
        return [self._platform]

    async def act(self, who: str, act: Act) -> list[Shown]:
        """See :meth:`journeys.acts.Driver.act`."""
        match act:
            case Restart():
                await self.room.restart()
                await asyncio.wait_for(self.slack.connected.wait(), PATIENCE)
                return []
            case Wait(days=days):
                self.room.clock.by += timedelta(days=days)
                return []
            case Until(moment=moment):
                await self.room.until(moment, PLATFORM, TENANT)
                return [message.shown for message in self._news()]
        self._filling = who
        await asyncio.gather(*(self.slack.envelope(payload) for payload in self._payloads(who, act)))
        assert self._platform is not None
        await self.room.idle()
        await self._platform.close()  # only finishes what was put off until after the acknowledgement
        return [message.shown for message in self._news()]

    async def answers(self) -> int:
        """See :meth:`journeys.acts.Driver.answers`."""
        return await self.room.answers(TENANT)

    def _payloads(self, who: str, act: Act) -> list[dict[str, Any]]:
        match act:
            case Ask(text=text):
                said = events.mention(text, user=who)
                self.thread = said["event"]["ts"]
                # A mention reaches an app that hears the channel twice.
                return [said, events.message(said["event"]["text"], user=who, ts=said["event"]["ts"])]
            case Follow(text=text):
                self._threads.add(self.thread or "")
                return [events.message(text, user=who, thread_ts=self.thread)]
            case Tell(text=text):
                return [events.message(text, f"D{who}", who, channel_type="im")]
            case Call(skill=skill, argument=argument, private=private):
                words, channel = f"{skill} {argument}".strip(), f"D{who}" if private else CHANNEL
                return [events.slash("/study", words, self._response_url(who), channel=channel, user=who)]
            case Press(label=label, times=times, whose=whose):
                return [self._press(who, whose or who, label) for _ in range(times)]
            case Fill(values=values):
                state = {
                    block["block_id"]: {"value": _filled(block["element"], values.get(block["block_id"], ""))}
                    for block in self.view["blocks"]
                }
                return [events.submission(self.view["callback_id"], state, self.view["private_metadata"], user=who)]
        raise AssertionError(act)

    def _press(self, who: str, whose: str, label: str) -> dict[str, Any]:
        seen = [(message, buttons(message.blocks)) for message in self.messages if message.to in (None, whose)]
        message, token = newest(label, seen, whose)
        return events.press(
            token, self._response_url(who), channel=message.channel, user=who, message_ts=message.ts,
            thread=message.thread, ephemeral=message.ts.startswith("whisper"),
        )  # fmt: skip

    def _response_url(self, who: str) -> str:
        return self.slack.response_url(f"{who}~{next(self._numbers)}")

    def _news(self) -> list[_Message]:
        """The messages that appeared or changed since the last look, as they stand now."""
        new: dict[str, _Message] = {}
        for made in self.slack.calls[self._read :]:
            for message in self._message(made):
                new.pop(message.ts, None)
                new[message.ts] = message
        self._read = len(self.slack.calls)
        self.messages = [message for message in self.messages if message.ts not in new] + list(new.values())
        return list(new.values())

    def _message(self, made: Made) -> list[_Message]:
        body = made.body
        blocks, text = body.get("blocks", []), body.get("text", "")
        channel = body.get("channel", CHANNEL)
        if channel[0] not in "CD":
            channel = f"D{channel}"  # said to a person, it stands in their private chat
        to = channel[1:] if channel.startswith("D") else None
        match made.method:
            case "chat.postEphemeral" | "response_url" if body.get("thread_ts") not in (None, *self._threads):
                return []  # Slack shows a whisper in a thread only once somebody has replied there
            case "chat.postMessage":
                self._threads.add(body.get("thread_ts") or "")
                return [_Message(made.made, channel, to, blocks, text, body.get("thread_ts"))]
            case "chat.update":
                return [_Message(body["ts"], channel, to, blocks, text)]
            case "chat.postEphemeral":
                return [_Message(f"whisper-{made.made}", channel, body["user"], blocks, text)]
            case "response_url":
                everyone = body["response_type"] == "in_channel"
                who = None if everyone else made.made.partition("~")[0]
                return [
                    _Message(f"{'said' if everyone else 'whisper'}-{next(self._numbers)}", channel, who, blocks, text)
                ]
            case "chat.stopStream":
                stream = self.slack.streams[body["ts"]]
                self._threads.add(stream["thread_ts"])
                return [
                    _Message(body["ts"], channel, to, stream.get("blocks", []), stream["said"], stream["thread_ts"])
                ]
            case "views.open":
                self.view = body["view"]
                labels, names = words(self.view["blocks"]), tuple(block["block_id"] for block in self.view["blocks"])
                return [_Message("view", channel, self._filling, [], labels, fields=names)]
            case "upload":
                self._uploaded = _written(body["bytes"])
            case "files.completeUploadExternal" if self._uploaded:
                where = body.get("channel_id") or f"D{self._filling}"
                whose = where[1:] if where[0] == "D" else None
                return [_Message(f"file-{next(self._numbers)}", where, whose, blocks, self._uploaded)]
        return []


def _written(content: bytes) -> str:
    """What a file says; nothing, if it is a picture or packed."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return ""


def _filled(element: dict[str, Any], value: str) -> dict[str, Any]:
    if element["type"] != "static_select":
        return {"type": element["type"], "value": value or element.get("initial_value")}
    return {"type": element["type"], "selected_option": {"value": f"={value}"} if value else None}

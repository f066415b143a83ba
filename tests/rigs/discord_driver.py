"""The table of conversations, carried out by people on the stub Discord."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

import yarl
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
from rigs import discord_shapes as shapes
from rigs.discord_people import Person, Sent, alternatives, buttons_of, labels_of, text_of
from rigs.discord_shapes import CHANNEL, GUILD, private_chat
from rigs.discord_stub import LOADING, DiscordStub, Interaction
from rigs.study_room import StudyRoom

from bot.platforms.discord.commands import OPTIONS
from bot.platforms.discord.connection import DiscordPlatform
from bot.platforms.discord.environment import Environment, Shards
from bot.platforms.discord.hall import Hall
from bot.platforms.discord.inbound import NAME

NUMBERS = {"ana": 444, "bo": 445, "cy": 446, "ben": 447, "dee": 448, "eva": 449, "lee": 450, "": 451}
_LINK = re.compile(r"\[((?:[^\]\\]|\\.)*)\]\((https?://[^)]+)\)")
_LOOKS = re.compile(r"\\(.)|\*{1,3}|^-# |^#{1,3} |```(?:\w+\n)?", re.MULTILINE)


@asynccontextmanager
async def discord_driver(room: StudyRoom) -> AsyncIterator[Driver]:
    """People on a server, over real sockets; nothing they cause may be refused by Discord."""
    async with DiscordStub() as discord:
        discord.guilds = [shapes.guild()]
        people = DiscordPeople(room, discord)
        async with room.attended(people.platforms):
            await people.at_home()
            yield people
        assert discord.wrong == []


@dataclass
class DiscordPeople:
    """See :class:`journeys.acts.Driver`."""

    room: StudyRoom
    discord: DiscordStub
    answer: Sent | None = None
    opened: Interaction | None = None
    _starts: int = 0
    _read: int = 0
    _files: int = 0
    _people: dict[str, Person] = field(default_factory=dict)
    _at_home: set[str] = field(default_factory=set)

    def platforms(self) -> list[DiscordPlatform]:
        """The platform of a process that starts."""
        address = yarl.URL(self.discord.gateway)
        env = Environment("t", guild=GUILD, shards=Shards((0,), 1), api=self.discord.api, gateway=address)
        self._starts += 1
        return [DiscordPlatform(env, partial(Hall, identify_pause=0.0))]

    async def at_home(self) -> None:
        """Wait until the newest process hears."""
        await self.discord.until("IDENTIFY", self._starts)
        await self.discord.until("SYNCED", self._starts)

    async def act(self, who: str, act: Act) -> list[Shown]:
        """See :meth:`journeys.acts.Driver.act`."""
        person = self._person(who)
        match act:
            case Restart():
                await self.room.restart()
                await self.at_home()
                return []
            case Wait(days=days):
                self.room.clock.by += timedelta(days=days)
                return []
            case Until(moment=moment):
                await self.room.until(moment, NAME, str(GUILD))
                return self._news(person)
            case Ask() | Tell() | Follow():
                await self._said(person, act)
            case _:
                for made in await self._interactions(person, act):
                    await self.discord.when(lambda made=made: made.kind is not None)
        await self.room.idle()
        return self._news(person)

    async def answers(self) -> int:
        """See :meth:`journeys.acts.Driver.answers`."""
        return await self.room.answers(str(GUILD))

    def promote(self, name: str) -> None:
        """From now on they may manage the server."""
        self._people[name] = replace(self._person(name), permissions=str(1 << 5))

    def stays_homeless(self, name: str) -> None:
        """They write to the tutor in private without ever having met it on a server."""
        self._at_home.add(name)

    def _person(self, name: str) -> Person:
        return self._people.setdefault(name, Person(self.discord, NUMBERS[name], name))

    async def _move_in(self, person: Person) -> None:
        """Be met on the server, and choose it for the private chat."""
        if person.name in self._at_home:
            return
        self._at_home.add(person.name)
        await person.answer(await person.slash("help"))
        await person.answer(await person.slash("settings", private=True, text="home"))
        await person.press("Team")
        await person.finds("belongs to")
        await self.room.idle()
        self._read = len(self.discord.changes)

    async def _said(self, person: Person, said: Ask | Tell | Follow) -> None:
        heard = sum(count for what, count in self.discord.counts.items() if what.endswith("/typing"))
        match said:
            case Ask(text=text):
                await person.asks(text)
            case Tell(text=text):
                await self._move_in(person)
                await person.says(text, private=True)
            case Follow(text=text, to_tutor=True):
                assert self.answer is not None
                await person.replies(self.answer, text)
            case Follow(text=text):
                await person.says(text)
                await self._passed()
                return
        await self.discord.when(
            lambda: sum(n for what, n in self.discord.counts.items() if what.endswith("/typing")) > heard
        )

    async def _passed(self) -> None:
        """Wait until everything said before has reached the process: it answers a call for a sign of life."""
        signs = self.discord.counts["HEARTBEAT"]
        await self.discord.op(1)
        await self.discord.until("HEARTBEAT", signs + 1)

    def _button(self, label: str, person: Person) -> tuple[Sent, str]:
        """The button in the message that changed last of those that have one."""
        when = {number: at for at, number in enumerate(self.discord.changes)}
        seen = sorted(person.sees(), key=lambda message: when.get(int(message["id"]), -1))
        offered = [(one, [(part["label"], part["custom_id"]) for part in buttons_of(one)]) for one in seen]
        return newest(label, offered, person.name)

    async def _interactions(self, person: Person, act: Act) -> list[Interaction]:
        who = person.name
        match act:
            case Call(skill=skill, argument=argument, private=private):
                if private:
                    await self._move_in(person)
                given = {OPTIONS.get(skill, "text"): argument} if argument else {}
                self.opened = await person.slash(skill, private=private, **given)
                return [self.opened]
            case Fill(values=values):
                assert self.opened is not None
                return [await person.submit(self.opened, **values)]
            case Press(label=label, times=times, whose=whose):
                on, custom_id = self._button(label, self._person(whose or who))
                pressed = [await person.press_id(custom_id, on) for _ in range(times)]
                self.opened = pressed[-1]
                return pressed
        raise AssertionError(f"nobody does {act}")

    def _news(self, person: Person) -> list[Shown]:
        """What appeared or changed since the last look, as it stands now."""
        changed = dict.fromkeys(self.discord.changes[self._read :])
        self._read = len(self.discord.changes)
        messages = [self.discord.messages[one] for one in changed if one in self.discord.messages]
        messages = [message for message in messages if not message["flags"] & LOADING]
        if messages:
            self.answer = messages[-1]
        shown = [self._shown(message) for message in messages]
        if self.opened is not None and self.opened.kind == 9 and not messages:
            parts = self.opened.data["components"]
            names = tuple(part["component"]["custom_id"] for part in parts)
            shown.append(Shown("\n".join(part["label"] for part in parts), person.name, fields=names))
        files, self._files = self.discord.uploads[self._files :], len(self.discord.uploads)
        written = [content.decode() for _, media, content in files if media.startswith("text/")]
        return [*shown, *(Shown(text, person.name) for text in written)]

    def _shown(self, message: Sent) -> Shown:
        said = text_of(message)
        links = tuple(url for _, url in _LINK.findall(said))
        said = "\n".join([_LOOKS.sub(lambda mark: mark[1] or "", _LINK.sub(r"\1", said)), *alternatives(message)])
        return Shown(said, self._reader(message), tuple(labels_of(message)), links)

    def _reader(self, message: Sent) -> str | None:
        alone = self.discord.seers.get(int(message["id"]))
        for name, number in NUMBERS.items():
            if alone == number or message["channel_id"] == str(private_chat(number)):
                return name
        assert message["channel_id"] == str(CHANNEL)
        return None

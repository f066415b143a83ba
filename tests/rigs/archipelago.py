"""Many teams with secrets of their own, people of every kind among them, and an oracle of who may read what.

Each team has a library for itself, one for a channel, and one for guests too; each library holds one document, in
whose text, name and library's name stands a word that is nowhere else.  Whatever is said is searched for such words.
"""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from pydantic import SecretStr
from rigs.hashing_embedder import HashingEmbedder

from bot.conversation import Command, Learner, Message, Place, Press, Reply, Turn
from bot.memory.talk import RedisGrants
from bot.records import Grant
from bot.settings import Settings
from bot.tokens import SignedTokens
from bot.wiring import StudyHall, open_study_hall
from index.builder import build
from index.editions import Shelf

SECRET = "of a test"
HOME = "home"
KINDS = ("staff", "room", "guest")
WORD = re.compile(r"wren\d+[a-z]+")


@dataclass(frozen=True)
class Team:
    """A tenant; its channel is the one with a library of its own."""

    number: int

    @property
    def platform(self) -> str:
        return ("slack", "discord")[self.number % 2]

    @property
    def tenant(self) -> str:
        return f"slack:T{self.number}" if self.platform == "slack" else str(10_000 + self.number)

    @property
    def channel(self) -> str:
        return f"C{self.number}"

    def word(self, kind: str) -> str:
        return f"wren{self.number}{kind}"

    def question(self, kind: str) -> str:
        return f"What is the {kind} code of team {self.number}?"


@dataclass(frozen=True)
class Asker:
    """Somebody somewhere; ``team`` is whose place it is, ``None`` for nobody's."""

    learner: Learner
    place: Place
    team: Team | None


@dataclass
class Archipelago:
    """The teams, their people, and one study hall for all of them."""

    hall: StudyHall
    teams: list[Team]
    passages: dict[str, str]
    chance: random.Random
    shown: list[tuple[Asker, Reply, str]] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    @classmethod
    @asynccontextmanager
    async def opened(cls, data: Path, redis_url: str, teams: int, seed: int) -> AsyncIterator[Archipelago]:
        """A study hall over the libraries that :func:`write_libraries` left in ``data``."""
        settings = Settings(
            data=data, course="none", redis_url=SecretStr(redis_url), secret=SecretStr(SECRET), limits="user=1000000/s"
        )
        async with open_study_hall(settings) as hall:
            there = [Team(number) for number in range(teams)]
            for team in there:
                await grant(hall.memory.grants, team)
            hall.homes.add(there[0].tenant)
            shelves = {name: Shelf(data / "libraries" / name).current() for name in _libraries(there)}
            passages = {name: edition.passages[0].id for name, edition in shelves.items()}
            yield cls(hall, there, passages, random.Random(seed))

    def may_read(self, asker: Asker) -> set[str]:
        """The words this person may see in this place, told independently of the code under test."""
        if asker.team is None:
            return set()
        inside = not asker.learner.external
        kinds = {"guest"} | ({"staff"} if inside else set())
        if inside and asker.place.channel == asker.team.channel:
            kinds.add("room")
        words = {asker.team.word(kind) for kind in kinds}
        return words | ({"wren0home"} if inside and asker.team.number == 0 else set())

    def anybody(self) -> Asker:
        """A member, a guest, a person of another organisation or one who installed the app for themselves."""
        team, other = self.chance.sample(self.teams, 2)
        channel = self.chance.choice([team.channel, team.channel, other.channel, "C999", None])
        place = Place(team.platform, team.tenant, channel)
        who = f"U{self.chance.randrange(20)}"
        match self.chance.randrange(6):
            case 0:
                return Asker(Learner(team.platform, team.tenant, who, who, external=True), place, team)
            case 1:
                return Asker(Learner(team.platform, other.tenant, who, who, external=True), place, team)
            case 2:
                alone = f"@{who}"
                return Asker(Learner("discord", alone, who, who), Place("discord", alone), None)
            case _:
                return Asker(Learner(team.platform, team.tenant, who, who), place, team)

    async def live(self, turns: int) -> None:
        """So many turns of anybody, or until something was said abroad (``leaks``); ``told`` is what was rightly told."""
        for _ in range(turns):
            if self.leaks:
                return
            asker = self.anybody()
            turn = self.chance.choice([self._asks, self._asks, self._asks, self._lists, self._presses])(asker)
            await self._heard(asker, turn)

    async def _heard(self, asker: Asker, turn: Turn) -> None:
        for reply in await self.hall.tutor.handle(turn):
            words = set(WORD.findall(repr(reply)))
            allowed = self.may_read(asker)
            self.told |= words & allowed
            self.leaks += [f"{word} to {asker.learner} in {asker.place} by {turn}" for word in words - allowed]
            self.shown += [(asker, reply, button.token) for button in reply.buttons]
            self.shown += [(asker, reply, source.token) for source in reply.sources if source.token]
            del self.shown[:-200]

    def _asks(self, asker: Asker) -> Turn:
        team = self.chance.choice([asker.team or self.teams[0], self.chance.choice(self.teams)])
        text = self.chance.choice([*map(team.question, KINDS), "What is the home code of team 0?"])
        number = f"t{next(self.numbers)}"
        if self.chance.random() < 0.5:
            return Message(number, asker.learner, asker.place, text)
        return Command(number, asker.learner, asker.place, "ask", text)

    def _lists(self, asker: Asker) -> Turn:
        return Command(f"t{next(self.numbers)}", asker.learner, asker.place, "sources")

    def _presses(self, asker: Asker) -> Turn:
        """A button seen elsewhere, one with a letter changed, or, signed with a stolen key, one for a library of others."""
        number = f"t{next(self.numbers)}"
        library = self.chance.choice(sorted(self.passages))
        stolen = SignedTokens.of([SECRET]).mint("show", library, self.passages[library], place=asker.place)
        seen = [token for owner, reply, token in self.shown if not reply.private or owner.place != asker.place]
        token = self.chance.choice([stolen, *(self.chance.choice(seen) for _ in range(2) if seen)])
        if self.chance.random() < 0.2:
            at = self.chance.randrange(len(token))
            token = token[:at] + self.chance.choice("abcxyz/7") + token[at + 1 :]
        return Press(number, asker.learner, asker.place, token)


async def grant(grants: RedisGrants, team: Team) -> None:
    """What an operator says with ``studyhall library grant``."""
    await grants.grant(Grant(team.word("staff"), team.tenant))
    await grants.grant(Grant(team.word("room"), team.tenant, (team.channel,)))
    await grants.grant(Grant(team.word("guest"), team.tenant, external=True))


def write_libraries(folder: Path, teams: int) -> Path:
    """Every library of so many teams, and ``home``; returns the data folder."""
    documents = {HOME: ("wren0home", "What is the home code of team 0?")}
    for team in map(Team, range(teams)):
        documents |= {team.word(kind): (team.word(kind), team.question(kind)) for kind in KINDS}
    for library, (word, question) in documents.items():
        source = folder / "documents" / library
        source.mkdir(parents=True)
        said = question.removeprefix("What is ").removesuffix("?")
        (source / f"{word}.md").write_text(f"# About {word}\n\n## {question}\n\n{said.capitalize()} is {word}.\n")
        build([str(source)], Shelf(folder / "data" / "libraries" / library), HashingEmbedder())
    return folder / "data"


def _libraries(teams: list[Team]) -> Iterator[str]:
    yield HOME
    for team in teams:
        yield from map(team.word, KINDS)

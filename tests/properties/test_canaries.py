"""Nobody is told a word of documents that are not theirs to read, whoever asks, wherever, and whatever they press.

Each check of who may read is taken out once: then words are told abroad, so none of them is there for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rigs.archipelago import Archipelago, write_libraries
from rigs.hashing_embedder import HashingEmbedder

from bot import assembly, libraries, wiring
from bot.asking.answers import Answers
from bot.conversation import Learner, Place, Press, Reply
from bot.libraries import readable_libraries, shelves_of
from bot.memory.client import Link
from bot.memory.talk import RedisGrants
from bot.ports import Grants
from bot.rooms.conversing import Conversation
from bot.settings import Settings
from index import embedders

FEW, MANY = 6, 50
Plant = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def small_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedders, "query_embedder", lambda data, given: HashingEmbedder())


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The libraries of a few teams."""
    return write_libraries(tmp_path_factory.mktemp("few"), FEW)


async def lived(data: Path, redis_url: str, teams: int, turns: int) -> Archipelago:
    async with Archipelago.opened(data, redis_url, teams, seed=7) as there:
        await there.live(turns)
    return there


def everything(teams: int) -> set[str]:
    return {f"wren{number}{kind}" for number in range(teams) for kind in ("staff", "room", "guest")} | {"wren0home"}


async def test_nobody_is_told_what_is_not_theirs(few: Path, redis: Link, redis_url: str) -> None:
    """And everybody is told what is: each word reached somebody."""
    there = await lived(few, redis_url, FEW, 400)
    assert there.leaks == []
    assert there.told == everything(FEW)


@pytest.mark.long
async def test_fifty_teams_and_twenty_thousand_turns(tmp_path: Path, redis: Link, redis_url: str) -> None:
    """The same, at length."""
    there = await lived(write_libraries(tmp_path, MANY), redis_url, MANY, 20_000)
    assert there.leaks == []
    assert there.told == everything(MANY)


def every_grant_is_everybodys(patch: pytest.MonkeyPatch) -> None:
    async def granted(self: RedisGrants, tenant: str) -> tuple[Any, ...]:
        return tuple([grant for number in range(FEW) for grant in await whole(self, f"slack:T{number}")])

    whole = RedisGrants.granted
    patch.setattr(RedisGrants, "granted", granted)


def readable_without(patch: pytest.MonkeyPatch, **given: Any) -> None:
    whole = RedisGrants.readable

    async def readable(
        self: RedisGrants, tenant: str, *, channels: Collection[str] = (), external: bool = False
    ) -> tuple[str, ...]:
        return await whole(self, tenant, **{"channels": channels, "external": external, **given})

    patch.setattr(RedisGrants, "readable", readable)


def no_grant_keeps_to_its_channels(patch: pytest.MonkeyPatch) -> None:
    readable_without(patch, channels=[f"C{number}" for number in range(FEW)])


def guests_are_members(patch: pytest.MonkeyPatch) -> None:
    readable_without(patch, external=False)


def documents_follow_the_person(patch: pytest.MonkeyPatch) -> None:
    async def readable(
        settings: Settings, grants: Grants, homes: Collection[str], learner: Learner, place: Place
    ) -> tuple[str, ...]:
        return await readable_libraries(settings, grants, homes, learner, replace(place, tenant=learner.tenant))

    patch.setattr(wiring, "readable_libraries", readable)


def names_are_listed_for_everybody(patch: pytest.MonkeyPatch) -> None:
    async def books(settings: Settings, readable: Any, place: Place, who: Learner | None = None) -> Any:
        return await shelves_of(settings, readable, place)

    patch.setattr(assembly, "shelves_of", books)


def home_is_everywhere(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(libraries, "at_home", lambda platform, tenant, homes: True)


def a_source_is_shown_to_whoever_has_a_button(patch: pytest.MonkeyPatch) -> None:
    async def show(self: Conversation, press: Press, ids: tuple[str, ...]) -> tuple[Reply, ...]:
        found = self.passage(*ids)
        return (Reply("\n".join(found or ()), private=True),)

    patch.setattr(Conversation, "show", show)


def an_answer_is_remembered_by_its_question(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Answers, "_cache_key", lambda self, question, wish: question.text)


CHECKS: tuple[Plant, ...] = (
    every_grant_is_everybodys,
    no_grant_keeps_to_its_channels,
    guests_are_members,
    documents_follow_the_person,
    names_are_listed_for_everybody,
    home_is_everywhere,
    a_source_is_shown_to_whoever_has_a_button,
    an_answer_is_remembered_by_its_question,
)


@pytest.mark.parametrize("without", CHECKS, ids=lambda plant: plant.__name__)
async def test_without_any_one_check_something_gets_out(
    few: Path, redis: Link, redis_url: str, monkeypatch: pytest.MonkeyPatch, without: Plant
) -> None:
    """A plant in the check's place is found."""
    without(monkeypatch)
    there = await lived(few, redis_url, FEW, 300)
    assert there.leaks

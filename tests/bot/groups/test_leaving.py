"""A team removes the tutor: its daily questions end, its data follows after thirty days, nothing else does."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial

import pytest

from bot.conversation import Learner, Message, Open, Place
from bot.groups.leaving import GRACE, Leaving
from bot.memory.errands import RedisErrands
from bot.memory.schedules import RedisSchedules
from bot.memory.teams import RedisTeams
from bot.records import Errand, Schedule
from bot.unasked import disband

HERE, OTHER = "222", "333"


class Everything:
    """As much of the memory as a removal touches."""

    def __init__(self, redis, archive) -> None:
        self.teams = RedisTeams(redis)
        self.archive = archive


def turn(view: str, tenant: str = HERE) -> Open:
    return Open(f"{view}:{tenant}", Learner("discord", tenant, "1", ""), Place("discord", tenant), view)


async def purges(errands: RedisErrands, until: datetime) -> list[Errand]:
    """What was planned of this kind; a push without a schedule takes itself off."""
    return [one for one in await errands.due("discord", until, HERE) if one.kind == "purge"]


@pytest.fixture
def errands(redis) -> RedisErrands:
    return RedisErrands(redis)


@pytest.fixture
def schedules(redis, errands, clock) -> RedisSchedules:
    return RedisSchedules(redis, errands, clock, lambda schedule: timedelta())


@pytest.fixture
def leaving(redis, archive, errands, schedules, clock) -> Leaving:
    return Leaving(errands, schedules, clock, partial(disband, Everything(redis, archive)))


async def test_everything_of_the_team_goes_after_the_grace(leaving, errands, schedules, profiles, clock, redis) -> None:
    """Not a key and not a value names it, while another team's stay as they are."""
    for tenant in (HERE, OTHER):
        await profiles.change(tenant, "444", name="ana")
        await RedisTeams(redis).seen("444", tenant, "Team")
        await schedules.save(Schedule(Place("discord", tenant, "9"), frozenset(range(7)), time(9), "UTC"))
    await RedisTeams(redis).choose("444", HERE)
    for _ in range(2):
        await leaving.opened(turn("left"))
    assert await schedules.all(HERE) == ()
    assert await purges(errands, clock.now() + GRACE - timedelta(hours=1)) == []
    (purge,) = await purges(errands, clock.now() + GRACE)
    done = await leaving.carry_out(purge)
    await errands.again(purge, done.following)
    assert [key async for key in redis.scan_iter() if HERE in key] == []
    assert await RedisTeams(redis).of("444") == {OTHER: "Team"}
    assert await RedisTeams(redis).home("444") is None
    assert (await profiles.get(OTHER, "444")).name == "ana"
    assert len(await schedules.all(OTHER)) == 1


async def test_who_comes_back_in_time_finds_everything(leaving, errands, profiles, clock) -> None:
    """Added again within thirty days, nothing is deleted."""
    await profiles.change(HERE, "444", name="ana")
    await leaving.opened(turn("left"))
    await leaving.opened(turn("joined"))
    assert await purges(errands, clock.now() + 2 * GRACE) == []
    assert (await profiles.get(HERE, "444")).name == "ana"


@pytest.mark.parametrize(("later", "kept"), [(timedelta(minutes=5), False), (timedelta(days=2), True)])
async def test_who_is_heard_of_after_a_removal_is_back(leaving, errands, clock, later: timedelta, kept: bool) -> None:
    """Slack does not say when it is installed again; but what was only waiting when the team left is no return."""
    await leaving.opened(turn("left"))
    clock.pass_(seconds=later.total_seconds())
    await leaving.heard(Message("m1", turn("left").learner, turn("left").place, "what is skew?"))
    assert (await purges(errands, clock.now() + 2 * GRACE) == []) is kept


async def test_other_openings_change_nothing(leaving, errands, clock) -> None:
    """A home view is no farewell."""
    await leaving.opened(turn("home"))
    assert await purges(errands, clock.now() + 2 * GRACE) == []

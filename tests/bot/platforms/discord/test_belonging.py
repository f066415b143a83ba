"""Which server reads the operator's documents, and which one a private chat belongs to."""

from __future__ import annotations

import pytest
from rigs.discord_shapes import ANA, GUILD
from rigs.discord_stub import Fault

from bot.conversation import Command, Learner, Message, Place, Press
from bot.memory.teams import RedisTeams
from bot.platforms.discord.home import Home

HERE = Place("discord", str(GUILD), "333")
ALONE = Place("discord", f"dm:{ANA}")


def made_for(token: str, place: Place) -> bool:
    """A token here is the tenant it was made for."""
    return token == place.tenant


class Kept(dict):
    """A store in memory."""

    async def get(self, key):
        return dict.get(self, key)

    async def put(self, key, value):
        self[key] = value

    async def delete(self, key):
        self.pop(key, None)


def said(place: Place) -> Message:
    """Something of ana's."""
    address = {"user": str(ANA), "channel": place.channel or "1000444", "server": "Team"}
    return Message("1", Learner("discord", place.tenant, str(ANA), "ana"), place, "what is drift?", address=address)


@pytest.fixture
def teams(redis) -> RedisTeams:
    return RedisTeams(redis)


@pytest.fixture
async def settled(worker, teams):
    """A platform that knows ana from the server, which she made the home of her private chat."""
    worker.meet(teams, made_for)
    await worker.acquaint(said(HERE))
    assert await teams.choose(str(ANA), str(GUILD))
    return worker


async def test_a_private_chat_reads_only_the_course_until_its_owner_chose(worker, teams) -> None:
    """A tenant of its own; being met somewhere chooses nothing."""
    worker.meet(teams, made_for)
    await worker.acquaint(said(HERE))
    assert await teams.of(str(ANA)) == {str(GUILD): "Team"}
    assert (await worker.hall.at_home(said(ALONE))).place == ALONE
    assert not await teams.choose(str(ANA), "999")


async def test_a_chosen_home_is_where_the_private_chat_belongs(settled) -> None:
    """Person and place move together, every kind of turn alike; the chat itself stays private."""
    command = Command("2", said(ALONE).learner, ALONE, "me")
    for turn in (said(ALONE), command):
        moved = await settled.hall.at_home(turn)
        assert (moved.place.tenant, moved.learner.tenant, moved.place.private) == (str(GUILD), str(GUILD), True)
        assert await settled.acquaint(moved) == moved


@pytest.mark.parametrize(("made", "goes"), [(str(GUILD), str(GUILD)), (f"dm:{ANA}", f"dm:{ANA}"), ("999", None)])
@pytest.mark.parametrize("chosen", [True, False])
async def test_a_button_belongs_where_it_was_made(worker, teams, made, goes, chosen) -> None:
    """A server's reminder before a home was chosen, and an older button of one's own after; a stranger's nowhere."""
    worker.meet(teams, made_for)
    await worker.acquaint(said(HERE))
    if chosen:
        await teams.choose(str(ANA), str(GUILD))
    moved = await worker.hall.at_home(Press("3", said(ALONE).learner, ALONE, made))
    assert moved.place.tenant == moved.learner.tenant == (goes or (str(GUILD) if chosen else ALONE.tenant))


async def test_elsewhere_the_app_was_brought_along_nothing_moves(settled) -> None:
    """In a channel of a server that did not install it the chat is not private, and reads the course."""
    lent = said(Place("discord", f"dm:{ANA}", "555"))
    assert await settled.hall.at_home(lent) == lent


async def test_who_left_the_server_reads_it_no_more(discord, settled, teams) -> None:
    """Discord says so once; from then on the chat belongs nowhere."""
    discord.strangers.add(str(ANA))
    moved = await settled.hall.at_home(said(ALONE))
    assert (await settled.acquaint(moved)).place == ALONE
    assert await teams.home(str(ANA)) is None
    assert await teams.of(str(ANA)) == {}


async def test_when_discord_cannot_be_asked_the_door_is_closed(discord, settled, teams) -> None:
    """For this turn only: nothing is forgotten."""
    discord.faults.append(Fault("GET", "/guilds/.*", status=500))
    moved = await settled.hall.at_home(said(ALONE))
    assert (await settled.acquaint(moved)).place == ALONE
    assert (await settled.acquaint(moved)).place == moved.place
    assert await teams.home(str(ANA)) == str(GUILD)


async def test_the_first_server_alone_is_home_for_good() -> None:
    """Anybody may add the app to a server of theirs later; a named server needs no memory."""
    home = Home(None)
    home.store = Kept()
    assert await home.among([]) is None
    assert await home.among([1, 2]) is None
    assert await home.among([1]) == "1"
    assert await home.among([1, 2]) == "1"
    await home.leave(2)
    assert await home.among([2, 3]) == "1"
    await home.leave(1)
    assert await home.among([2, 3]) is None
    assert await Home(7).among([1, 2]) == "7"


async def test_nobody_is_home_by_being_asked_about(worker) -> None:
    """Without a memory there is no home."""
    assert await worker.home_tenant() is None

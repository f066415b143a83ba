"""The question where a private chat belongs: asked once, answered among the servers somebody was met in."""

from __future__ import annotations

import pytest

from bot.conversation import Command, Learner, Message, Place, Press, Reply
from bot.memory.teams import RedisTeams
from bot.rooms.homes import Homes
from bot.tokens import SignedTokens

ALONE = Place("discord", "dm:444")
ANA = Learner("discord", "dm:444", "444", "ana")


@pytest.fixture
def teams(redis) -> RedisTeams:
    return RedisTeams(redis)


@pytest.fixture
def homes(teams) -> Homes:
    return Homes(teams, SignedTokens.of(["secret"]).mint)


def said(number: str, place: Place = ALONE) -> Message:
    return Message(number, ANA, place, "what is drift?")


async def test_asked_under_the_first_answer_and_never_again(homes, teams) -> None:
    """A turn that is carried out twice asks twice; no other turn does."""
    assert await homes.offered(said("1")) == ()
    await teams.seen("444", "222", "Team")
    (asked,) = await homes.offered(said("2"))
    assert [button.label for button in asked.buttons] == ["Team"]
    assert await homes.offered(said("2")) == (asked,)
    assert await homes.offered(said("3")) == ()


async def test_never_where_others_read(homes, teams) -> None:
    """A channel belongs to its server."""
    await teams.seen("444", "222", "Team")
    assert await homes.offered(said("1", Place("discord", "222", "333"))) == ()


async def test_a_choice_among_those_met(homes, teams) -> None:
    """Only where the tutor met the person; the last choice holds."""
    await teams.seen("444", "222", "Team")
    await teams.seen("444", "223", "Other")
    for team in ("222", "223", "999"):
        await homes.pressed(Press("1", ANA, ALONE, "t"), (team,))
    assert await teams.home("444") == "223"


async def test_settings_home_asks_again(homes, teams) -> None:
    """Every other setting goes where it always went."""

    async def settings(turn: Command) -> tuple[Reply, ...]:
        return (Reply("settings"),)

    respond = homes.first(settings)
    nothing = await respond(Command("1", ANA, ALONE, "settings", "home"))
    assert "met you in no server" in nothing[0].text
    await teams.seen("444", "222", "Team")
    assert (await respond(Command("1", ANA, ALONE, "settings", "home")))[0].buttons
    assert (await respond(Command("1", ANA, ALONE, "settings", "zone Lisbon")))[0].text == "settings"


async def test_who_is_forgotten_was_met_nowhere(homes, teams, people) -> None:
    """Deletion takes the list of servers along."""
    await teams.seen("444", "222", "Team")
    await teams.choose("444", "222")
    await people.forget("222", "444")
    assert (await teams.of("444"), await teams.home("444")) == ({}, None)

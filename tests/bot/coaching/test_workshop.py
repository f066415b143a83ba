"""The team workshop: parts dealt, rounds in their order, secrets kept."""

from __future__ import annotations

import asyncio

from rigs.coach_hall import CoachHall


async def lobby(hall: CoachHall, *people: str) -> None:
    """A workshop of ana's in the channel, with these people in it."""
    await hall.says("ana", "/kit workshop", channel="ml")
    for who in people:
        await hall.presses(who, "I'm in")


async def test_everybody_gets_a_part_of_their_own(hall: CoachHall) -> None:
    """Six people, six parts; what one knows is told to them alone."""
    await lobby(hall)
    told = {who: await hall.presses(who, "I'm in") for who in ("ana", "ben", "cleo", "dora", "eva", "finn")}
    assert len({said[0].data["role"] for said in told.values()}) == 6
    for private, public in told.values():
        assert private.private
        assert "Only you know:" in private.text
        assert "Only you know:" not in public.text
    again = await hall.presses("ben", "I'm in")
    assert again[0].text == told["ben"][0].text


async def test_people_who_press_at_once_all_get_in(hall: CoachHall) -> None:
    """Nobody overwrites anybody."""
    await lobby(hall)
    token = hall.button("ana", "I'm in")[0].token
    people = [f"p{number}" for number in range(6)]
    told = await asyncio.gather(*(hall.presses_token(who, token, "ml") for who in people))
    assert len({said[0].data["role"] for said in told}) == 6


async def test_the_host_opens_the_rounds_in_order(hall: CoachHall) -> None:
    """Others cannot, no round comes twice, and the debrief ends it."""
    await lobby(hall, "ana", "ben", "cleo")
    refused = await hall.presses("ben", "Round 1")
    assert refused[0].text == "Ana leads this one and opens the rounds."
    token = hall.button("ana", "Round 1")[0].token
    first = await hall.presses_token("ana", token, "ml", turn="press-1")
    assert first[0].text.startswith("**Round 1 of 5: Framing** · 10 minutes")
    hall.restart()
    assert await hall.presses_token("ana", token, "ml", turn="press-1") == first
    assert (await hall.presses_token("ana", token, "ml"))[0].text == "That round is on already."
    for number in range(2, 6):
        said = await hall.presses("ana", f"Round {number}")
        assert said[0].text.startswith(f"**Round {number} of 5")
    debrief = await hall.presses("ana", "Debrief")
    assert debrief[0].text.count("\n- ") == len(hall.course.kit.workshop.debrief)


async def test_it_waits_for_people(hall: CoachHall) -> None:
    """Fewer than three make no workshop."""
    await lobby(hall, "ana")
    said = await hall.presses("ana", "Round 1")
    assert said[0].text == "3 people are needed; 1 person pressed *I'm in*."
    assert said[0].private


async def test_it_is_full_when_it_is_full(hall: CoachHall) -> None:
    """The thirteenth may listen."""
    await lobby(hall, *(f"p{number}" for number in range(12)))
    said = await hall.presses("late", "I'm in")
    assert "places are taken" in said[0].text


async def test_alone_one_reads_what_it_is(hall: CoachHall) -> None:
    """In a private chat nothing is opened and no secret told."""
    said = await hall.says("ana", "/kit workshop")
    assert said[0].buttons == ()
    assert "Say `/kit workshop` in the channel" in said[0].text
    assert not any(role.knows in said[0].text for role in hall.course.kit.workshop.roles)


async def test_a_live_question_of_the_channel_stays_current(hall: CoachHall) -> None:
    """The workshop keeps its own place."""
    await hall.says("ana", "/quiz live 2", channel="ml")
    await hall.presses("ana", "Start")
    before = await hall.world.sessions.current(hall.place("ml"), None)
    await lobby(hall, "ana")
    assert await hall.world.sessions.current(hall.place("ml"), None) == before

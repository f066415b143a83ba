"""Who may do what: every guarded act by every kind of person on every platform, and nobody through another's button."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rigs.evening import ALONE, ANA, BO, CHANNEL, TEAM, Evening, everything, person

from bot.conversation import Command, Learner, Message, Place, Press, Reply, Submit
from bot.memory.client import Link
from bot.tokens import SignedTokens

ROLES = {"admin": {"admin": True}, "learner": {}, "guest": {"external": True}}
PLATFORMS = ("slack", "discord", "terminal")
MAY_SCHEDULE = {("admin", platform) for platform in PLATFORMS} | {("learner", "slack"), ("learner", "terminal")}
ADMIN_ALONE = {("admin", platform) for platform in PLATFORMS}
ACTS = {
    "a daily question here": (MAY_SCHEDULE, "schedule", "09:00 weekdays Lisbon"),
    "set up here": (MAY_SCHEDULE, "setup", "09:00 weekdays Lisbon"),
    "set up elsewhere": (ADMIN_ALONE, "setup", "<#C9> 09:00 weekdays Lisbon"),
    "heard everywhere here": (ADMIN_ALONE, "listen", "auto"),
}


def of(role: str, platform: str) -> Learner:
    return Learner(platform, TEAM, "U0X", "X", tz="Europe/Lisbon", **ROLES[role])


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("role", ROLES)
async def test_a_guarded_act(evening: Evening, redis: Link, role: str, platform: str, act: str) -> None:
    """Done by whom it is for; for everybody else a private sentence, and nothing changes."""
    may, name, words = ACTS[act]
    guarded = "policy" if name == "listen" else "schedules"
    place = Place(platform, TEAM, "C1")
    (reply, *_) = await evening.hall.tutor.handle(Command("t", of(role, platform), place, name, words))
    done = await redis.exists(f"{{t:{TEAM}}}:{guarded}")
    assert bool(done) == ((role, platform) in may), reply.text
    if not done:
        assert reply.private


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("role", ROLES)
async def test_its_buttons_and_its_form_are_guarded_alike(
    evening: Evening, redis: Link, role: str, platform: str
) -> None:
    """What a command may not, a press and a dialog may not either; taking it back neither."""
    place = Place(platform, TEAM, "C1")
    mint = SignedTokens.of(["of a test"]).mint
    allowed = (role, platform) in MAY_SCHEDULE
    handle, who = evening.hall.tutor.handle, of(role, platform)
    await handle(Press("1", who, place, mint("daily", "yes", place=place)))
    assert bool(await redis.exists(f"{{t:{TEAM}}}:schedules")) == allowed
    await handle(Command("2", replace(who, admin=True), place, "schedule", "08:00 weekdays Lisbon"))
    form = {"at": "07:00", "days": "daily", "tz": "Lisbon"}
    await handle(Submit("3", who, place, mint("daily", "form", place=place), form))
    moved = await evening.hall.memory.schedules.get(TEAM, "C1")
    assert moved is not None
    assert moved.at.hour == (7 if allowed else 8)
    await handle(Press("4", who, place, mint("daily", "off", place=place)))
    assert bool(await evening.hall.memory.schedules.get(TEAM, "C1")) != allowed


async def test_anothers_buttons_change_nothing_of_theirs(evening: Evening, redis: Link) -> None:
    """Every button that ana was shown, pressed by bo where she saw it: her keys are what they were."""
    shown: list[tuple[Place, Reply]] = []
    for place in (ALONE, CHANNEL):
        for name, words in (("quiz", "2"), ("review", ""), ("me", ""), ("streak", ""), ("board", ""), ("settings", ""), ("privacy", ""),
                            ("privacy", "delete me"), ("plan", "30 h"), ("exam", "2026-12-10"), ("mock", "10"), ("ready", ""),
                            ("guide", ""), ("together", ""), ("cards", ""), ("map", ""), ("kit", ""), ("case", ""), ("group", "")):  # fmt: skip
            shown += [(place, reply) for reply in await evening.types(ANA, name, words, place)]
        question = await evening.does(lambda turn, place=place: Message(turn, person(ANA), place, "what is unknown?"))
        shown += [(place, reply) for reply in question]
    presses = {(place, button.token) for place, reply in shown for button in reply.buttons}
    assert len(presses) > 60
    hers = f"{{t:{TEAM}}}:learner:{ANA}:"
    before = {key: value for key, value in (await everything(redis)).items() if key.startswith(hers)}
    for number, (place, token) in enumerate(sorted(presses, key=str)):
        await evening.hall.tutor.handle(Press(f"bo-{number}", person(BO), place, token))
    after = {key: value for key, value in (await everything(redis)).items() if key.startswith(hers)}
    assert after == before


async def test_a_button_is_dead_in_every_other_place(evening: Evening, redis: Link) -> None:
    """Of another channel, team or platform, or with one letter changed: one private sentence, no state at all."""
    token = evening.tokens.mint("privacy", "really", ANA, place=ALONE)
    before = await everything(redis)
    elsewhere = (CHANNEL, Place("slack", "T0OTHER"), Place("discord", TEAM), Place("slack", TEAM, "C2"))
    for place in elsewhere:
        who = Learner(place.platform, place.tenant, ANA, "Ana")
        (reply,) = await evening.hall.tutor.handle(Press("t", who, place, token))
        assert reply.private and "can't use that button" in reply.text
    for at in range(len(token)):
        forged = token[:at] + ("x" if token[at] != "x" else "y") + token[at + 1 :]
        (reply,) = await evening.hall.tutor.handle(Press("t", person(ANA), ALONE, forged))
        assert reply.private and "can't use that button" in reply.text
    after = await everything(redis)
    assert {key for key in after if ":profile" not in key} <= before.keys() | {"{t:T0OTHER}:learners"}

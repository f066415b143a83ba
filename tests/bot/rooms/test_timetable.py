"""``/schedule``: set, changed and ended where it is asked, and said back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from rigs.clocks import SetClock

from bot.conversation import Command, Learner, Place, Press, Reply, Submit
from bot.groups.claims import Claims, Slot
from bot.groups.schedules import punctual
from bot.memory.client import Link
from bot.memory.errands import RedisErrands
from bot.memory.ledger import RedisLedger
from bot.memory.pushes import RedisPushes
from bot.memory.schedules import RedisSchedules
from bot.memory.stores import RedisProfiles
from bot.records import PushState
from bot.rooms.timetable import Timetable
from bot.tokens import SignedTokens

NUMBERS = count(1)
ROOM = Place("slack", "T1", "C1")
ANA = Learner("slack", "T1", "ana", "Ana", tz="Europe/Lisbon", admin=True)
BO = Learner("slack", "T1", "bo", "Bo")
TOKENS = SignedTokens.of(["a secret of the tests"])
TOPICS = {"monitoring": "monitoring", "running": "running"}


@pytest.fixture
def table(redis: Link) -> Timetable:
    """On a Friday afternoon; only admins may set anything."""
    clock = SetClock(datetime(2026, 11, 20, 15, tzinfo=UTC))
    errands = RedisErrands(redis)
    schedules = RedisSchedules(redis, errands, clock, punctual)
    profiles = RedisProfiles(redis, RedisLedger(redis))
    return Timetable(
        schedules,
        RedisPushes(redis, clock),
        errands,
        profiles,
        clock,
        TOKENS.mint,
        lambda text, /, *, whole=False: TOPICS.get(text.casefold()),
        lambda learner: learner.admin,
        {"2": "Running"},
    )


async def say(table: Timetable, words: str, learner: Learner = ANA, place: Place = ROOM) -> Reply:
    (reply,) = await table.schedule(Command(f"t{next(NUMBERS)}", learner, place, "schedule", words))
    return reply


async def press(table: Timetable, reply: Reply, label: str, learner: Learner = ANA, place: Place = ROOM) -> Reply:
    button = next(button for button in reply.buttons if button.label.startswith(label))
    verb, ids = TOKENS.read(button.token, place)
    (said,) = await table.presses[verb](Press(f"t{next(NUMBERS)}", learner, place, button.token), ids)
    return said


def change_of(learner: Learner, place: Place = ROOM) -> Press:
    """``Change``, pressed."""
    return Press("p", learner, place, TOKENS.mint("schedule", "change", place=place))


@pytest.mark.parametrize(("state", "told"), [("FAILED", True), ("SENT", False)])
async def test_whoever_looks_is_told_that_the_last_question_was_not_taken(
    table: Timetable, state: PushState, told: bool
) -> None:
    """The channel was archived, or the app is no member of it: there nobody would see it."""
    await say(table, "09:00 daily Berlin")
    claims, due = Claims(table.pushes, table.clock), table.clock.now()
    for day, became in (("2026-11-18", "FAILED"), ("2026-11-19", state), ("2026-11-19/close", "SENT")):
        slot = Slot("T1", "C1", day)
        _, push = await claims.take(slot, due)
        await claims.settle(slot, push, became, "not_in_channel")
    assert ("could not be posted" in (await say(table, "")).text) is told


async def test_set_shown_changed_and_ended(table: Timetable) -> None:
    """What is not mentioned stays."""
    assert "`/schedule 09:00 weekdays Europe/Berlin`" in (await say(table, "")).text
    first = await say(table, "09:00 weekdays Berlin until 17:00 monitoring")
    assert first.text == (
        "A question every weekday at 09:00 (Berlin), open until 17:00, on monitoring. The next one: Mon 23 Nov, 09:00."
    )
    assert first.private
    assert first.data["next"] == "2026-11-23T08:00:00+00:00"
    changed = await say(table, "daily 10:30")
    assert changed.text.startswith("A question every day at 10:30 (Berlin), open until 17:00, on monitoring.")
    for words in ("", "show", "List"):  # in words too, where a dialog opens without any
        assert "`/schedule off` ends it" in (await say(table, words)).text
    ended = (await say(table, "off")).text
    assert ended == (
        "No more daily questions here. `/schedule 10:30 daily Europe/Berlin until 17:00 topic monitoring` has it back."
    )
    assert (await say(table, "off")).text == "There was no daily question here."


async def test_the_zone_is_that_of_whoever_sets_it(table: Timetable) -> None:
    """Unless another one is named."""
    assert (await say(table, "08:00")).data["tz"] == "Europe/Lisbon"


async def test_a_slip_changes_nothing(table: Timetable) -> None:
    """And says what works."""
    assert "At what time?" in (await say(table, "weekdays")).text
    assert "I can't read 'Atlantis'" in (await say(table, "09:00 Atlantis")).text
    assert await table.schedules.all("T1") == ()


async def test_only_who_may(table: Timetable) -> None:
    """Everybody sees it; not everybody sets it, nor fills in a dialog to be told so."""
    assert (await say(table, "", BO)).form is None
    assert await table.form(change_of(BO)) is None
    assert "an admin" in (await say(table, "09:00", BO)).text
    await say(table, "09:00")
    seen = await say(table, "", BO)
    assert seen.text == "A question every weekday at 09:00 (Lisbon)."
    assert seen.buttons == ()
    assert "an admin" in (await press(table, await say(table, ""), "Turn off", BO)).text


async def test_in_private_it_says_where_questions_come(table: Timetable) -> None:
    """And where to set one."""
    await say(table, "09:00 UTC")
    reply = await say(table, "10:00", place=Place("slack", "T1"))
    assert reply.text.startswith("#C1: A question every weekday at 09:00 (UTC).")


async def test_the_buttons(table: Timetable) -> None:
    """Yes at nine on weekdays; change opens the dialog; off ends it."""
    yes = TOKENS.mint("daily", "yes", place=ROOM)
    (said,) = await table.pressed(Press("p1", ANA, ROOM, yes), ("yes",))
    assert said.text.startswith("A question every weekday at 09:00 (Lisbon).")
    how = await press(table, said, "Change")
    assert how.form is not None
    values = {"at": "7:45", "days": "mon wed", "tz": "Tokyo", "closes": "", "items": "2", "holidays": "none"}
    (changed,) = await table.pressed(Submit("s1", ANA, ROOM, how.form.token, values), ("form",))
    assert changed.text.startswith("2 questions on Mon and Wed at 07:45 (Tokyo).")
    assert (await press(table, changed, "Turn off")).text.startswith("No more daily questions here.")


async def test_the_lead_of_a_channel(table: Timetable) -> None:
    """Asked for by one press, ended by another; what it suggests is for that lead alone."""
    lines = await press(table, await say(table, "09:00 UTC"), "Six lines")
    assert await table.schedules.lead("T1", "C1") == "ana"
    (errand,) = [e for e in await table.errands.due("slack", datetime(2027, 1, 1, tzinfo=UTC)) if e.kind == "digest"]
    assert errand.at == datetime(2026, 11, 23, 8, tzinfo=UTC)
    private = Place("slack", "T1")
    token = TOKENS.mint("focus", "C1", "2", place=private)
    (said,) = await table.focus(Press("p", BO, private, token), ("C1", "2"))
    assert "no longer of use" in said.text
    (said,) = await table.focus(Press("p", ANA, private, token), ("C1", "2"))
    assert "about running from now on" in said.text
    schedule = await table.schedules.get("T1", "C1")
    assert schedule is not None
    assert schedule.topic == "running"
    await press(table, lines, "No, thanks")
    assert await table.schedules.lead("T1", "C1") is None


async def test_the_dialog_is_for_channels(table: Timetable) -> None:
    """And opens from the button of that name."""
    form = await table.form(change_of(ANA))
    assert form is not None
    assert [field.name for field in form.fields][:3] == ["at", "days", "tz"]
    assert await table.form(change_of(ANA, Place("slack", "T1"))) is None
    assert TOKENS.read(form.token, ROOM)[0] == "schedule", "its button opens it: it is called like the skill"


async def test_the_bare_command_says_how_things_stand(table: Timetable) -> None:
    """No empty dialog in front of what is set; the way to one is a button."""
    assert await table.form(Command("t", ANA, ROOM, "schedule")) is None
    assert (await say(table, "")).form is not None
    await say(table, "09:00 UTC")
    assert [button.label for button in (await say(table, "")).buttons] == ["Change", "Turn off"]


async def test_a_date_that_had_its_question_is_not_promised_again(table: Timetable, redis: Link) -> None:
    """Whoever moves the hour on the same day reads which day the next one comes."""
    clock = table.clock
    pushes = RedisPushes(redis, clock)
    day = "2026-11-20"
    _, push = await pushes.claim("T1", "C1", day, due=clock.now(), holder="w", lease=60)
    await pushes.move("T1", "C1", day, replace(push, state="SENT"), fence=push.fence)
    moved = await say(table, "17:30 daily UTC")
    assert moved.text.endswith("Today had its question already. The next one: Sat 21 Nov, 17:30.")
    assert moved.data["next"] == "2026-11-21T17:30:00+00:00"
    assert (await table.errands.due("slack", datetime(2026, 11, 21, 17, tzinfo=UTC))) == []


async def test_the_dialog_takes_what_people_write(table: Timetable) -> None:
    """What is left empty stays as it was; ``none`` and ``any`` clear."""
    form = await table.form(change_of(ANA))
    assert form is not None

    async def fill(**values: str) -> str:
        (said,) = await table.pressed(Submit("s1", ANA, ROOM, form.token, values), ("form",))
        return said.text

    said = await fill(
        at="9", days="Mon to Fri", tz="New York", closes="5 pm", topic="monitoring, running", items="2", pin="pin"
    )
    assert said.startswith(
        "2 questions every weekday at 09:00 (New York), open until 17:00, on monitoring and running, pinned"
    )
    assert (await fill(at="10")).startswith("2 questions every weekday at 10:00 (New York), open until 17:00, on moni")
    cleared = await fill(closes="none", topic="any", items="1", pin="no pin")
    assert cleared.startswith("A question every weekday at 10:00 (New York). The next one")


@pytest.mark.parametrize(
    "words",
    ["09:00 weekdays Berlin", "21:30 mon thu Tokyo until 08:00 topic monitoring, running 2 questions pin holidays DE"],
)
async def test_the_dialog_shows_what_is_set(table: Timetable, words: str) -> None:
    """Sent as it was opened it changes nothing; before anything is set it is empty."""
    empty = await table.form(change_of(ANA))
    assert empty is not None
    assert {field.value for field in empty.fields} == {""}
    before = await say(table, words)
    form = await table.form(change_of(ANA))
    assert form is not None
    values = {field.name: field.value for field in form.fields}
    assert values["at"] == words[:5]
    assert all(field.value in dict(field.choices) for field in form.fields if field.choices)
    (again,) = await table.pressed(Submit("s1", ANA, ROOM, form.token, values), ("form",))
    assert again.text == before.text


@pytest.mark.parametrize("words", ["off", "Turn it off", "please stop", "cancel", "disable it please"])
async def test_ways_to_end_it(table: Timetable, words: str) -> None:
    """And the way back, as it is to be typed."""
    before = await say(table, "9:30 mon thu Tokyo until 8:00 except 24 Dec")
    ended = (await say(table, words)).text
    again = ended.split("`")[1].removeprefix("/schedule ")
    assert (await say(table, again)).text == before.text


async def test_dates_left_out_add_up_and_pass(table: Timetable) -> None:
    """Those of the past are not said any more."""
    await say(table, "09:00 UTC except 2026-11-20, 2026-12-24")
    assert (await say(table, "except 31 Dec")).text.startswith(
        "A question every weekday at 09:00 (UTC), not on 20 Nov, on 24 Dec and on 31 Dec."
    )
    assert isinstance(table.clock, SetClock)
    table.clock.at = datetime(2026, 12, 1, tzinfo=UTC)
    assert "not on 24 Dec and on 31 Dec." in (await say(table, "pin")).text.replace(", pinned while it is open", "")
    assert "not on" not in (await say(table, "except none")).text

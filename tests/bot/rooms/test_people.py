"""Settings as people change them: zones and days off as facts, once for each turn."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from rigs.campus import Campus
from rigs.toy_course import write_course

from bot.conversation import Command, Submit
from bot.memory.client import Link
from bot.progress.facts import DaysOff, ZoneChange
from bot.quizzing.courses import open_course
from bot.rooms.typed_dates import read_day


@pytest.fixture
def campus(redis: Link, tmp_path: Path) -> Campus:
    return Campus(redis, open_course(write_course(tmp_path)), "T")


async def set_to(campus: Campus, turn: str, words: str) -> str:
    command = Command(turn, campus.learner("ana"), campus.place(), "settings", words)
    (reply,) = await campus.personal.settings(command)
    return reply.text


async def zone_changes(campus: Campus) -> list[tuple[str, str]]:
    facts = await campus.world.ledger.facts("T", "ana")
    return [(fact.old, fact.new) for fact in facts if isinstance(fact, ZoneChange)]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-12-10", date(2026, 12, 10)),
        ("10 Dec", date(2026, 12, 10)),
        ("1 January", date(2027, 1, 1)),
        ("10 December, 2027", date(2027, 12, 10)),
        ("23 nov", date(2026, 11, 23)),
        ("10.12.2026", date(2026, 12, 10)),
        ("Tomorrow", date(2026, 11, 24)),
        ("in 3 weeks", date(2026, 12, 14)),
        ("2026/12/10", date(2026, 12, 10)),
        ("March 3rd", date(2027, 3, 3)),
        ("on the 3rd of March 2027", date(2027, 3, 3)),
        ("Dec 10, 2026", date(2026, 12, 10)),
        ("next Friday", date(2026, 11, 27)),
        ("mon", date(2026, 11, 30)),
        ("2206-12-10", None),
        ("9999-12-31", None),
        ("30 Feb", None),
        ("soon", None),
        ("12", None),
    ],
)
def test_an_exam_is_on_the_next_such_day(typed: str, day: date | None) -> None:
    """As people write dates; today counts, and what is no date is none."""
    assert read_day(typed, date(2026, 11, 23)) == day


async def test_the_first_zone_is_no_change_until_days_were_counted_without_one(campus: Campus) -> None:
    """Somebody who answered before saying where they are has lived in UTC so far."""
    await campus.arrives("bo", "Asia/Tokyo")
    await campus.says("ana", "/quiz 1")
    await campus.answers("ana", "A")
    said = await set_to(campus, "t1", "zone Tokyo")
    assert said == "Your time zone is Asia/Tokyo, from your next day on (until then UTC)."
    assert await zone_changes(campus) == [("UTC", "Asia/Tokyo")]
    assert await campus.world.ledger.facts("T", "bo") == []


async def test_part_of_a_places_name_is_asked_about_and_not_taken(campus: Campus) -> None:
    """Nobody lives on the Marshall Islands for having said Mars."""
    for typed, meant in (
        ("mars", "Did you mean "),
        ("tokio", "Did you mean Tokyo"),
        ("xyzzy", "A city"),
    ):
        assert meant in await set_to(campus, "t1", f"zone {typed}")
    assert await zone_changes(campus) == []
    assert await set_to(campus, "t2", "zone Lord Howe") == "Your time zone is Australia/Lord_Howe."


@pytest.mark.parametrize("words", ["show", "List"])
async def test_to_look_is_not_to_appear(campus: Campus, words: str) -> None:
    """Whoever wants to see the settings is not put on the board by it; who says ``me`` is."""
    await set_to(campus, "t1", "hide")
    assert "Board: off" in await set_to(campus, "t2", words)
    assert await set_to(campus, "t3", "show me") == "You are on the board."


async def test_to_and_fro_within_a_minute_is_nothing(campus: Campus) -> None:
    """Each change is a fact of its own; the last one stands, and nothing has moved."""
    await campus.arrives("ana", "Europe/Berlin")
    await set_to(campus, "t1", "zone Tokyo")
    assert await set_to(campus, "t2", "zone Berlin") == "Your time zone is Europe/Berlin."
    await set_to(campus, "t3", "zone Tokyo")
    assert [new for _, new in await zone_changes(campus)] == ["Asia/Tokyo", "Europe/Berlin", "Asia/Tokyo"]


async def test_days_off_follow_the_last_word_and_a_repeated_turn_says_nothing_new(campus: Campus) -> None:
    """Two changes at one instant are two; a turn that is carried out twice is one."""
    for turn, words in (("t1", "off sat sun"), ("t2", "off none"), ("t3", "off fri"), ("t3", "off fri")):
        await set_to(campus, turn, words)
    facts = await campus.world.ledger.facts("T", "ana")
    assert [fact.weekdays for fact in facts if isinstance(fact, DaysOff)] == [{5, 6}, set(), {4}]


async def test_a_zone_nobody_published_is_not_taken(campus: Campus) -> None:
    """A platform's odd profile does not break the streak."""
    await campus.arrives("ana", "Mars/Olympus_Mons")
    assert await campus.streak("ana") == {"days": 0, "best": 0, "freezes": 0, "today": False}
    assert (await campus.world.profiles.get("T", "ana")).tz is None


async def test_the_dialog_shows_what_is_set_and_sets_what_was_changed(campus: Campus) -> None:
    """Sent as it was opened it changes nothing, and only what is different is said back."""
    for number, words in enumerate(("zone Lisbon", "exam 2026-12-10", "day 04:00", "off sat sun", "pseudonym Owl")):
        await set_to(campus, f"t{number}", words)
    opened = Command("t9", campus.learner("ana"), campus.place(), "settings")
    form = await campus.personal.form(opened)
    values = {field.name: field.value for field in form.fields}
    assert [values[name] for name in ("zone", "exam", "day", "off")] == [
        "Europe/Lisbon",
        "2026-12-10",
        "04:00",
        "sat sun",
    ]

    async def sent(turn: str, **changed: str) -> str:
        filled = Submit(turn, campus.learner("ana"), campus.place(), form.token, values | changed)
        (reply,) = await campus.personal.submitted(filled, ())
        return reply.text

    assert await sent("s1") == "Nothing changed."
    assert await sent("s2", exam="none") == "No exam date."
    assert await sent("s3", day="", board="hide") == (
        "Exam on Thu 10 Dec 2026, 19 days to go. Reviews come back before it.\n"
        "You are off every board. Your own numbers stay in `/me`."
    )
    assert len(await zone_changes(campus)) <= 1


async def test_a_setting_named_without_a_value_changes_nothing(campus: Campus) -> None:
    """Whoever only looks is told what to write; nobody is shown on a board, or loses their days off, by looking."""
    await set_to(campus, "1", "hide")
    await set_to(campus, "2", "off sat sun")
    for turn, words in enumerate(("pseudonym", "off", "zone", "cram maybe", "exam")):
        assert "`" in await set_to(campus, f"bare-{turn}", words)
    profile = await campus.world.profiles.get("T", "ana")
    assert (profile.board, profile.cram) == ("hide", False)
    facts = await campus.world.ledger.facts("T", "ana")
    assert [len(fact.weekdays) for fact in facts if isinstance(fact, DaysOff)] == [2]


async def test_giving_up_a_pseudonym_shows_nobody_who_hid(campus: Campus) -> None:
    """Off the board is off the board."""
    await set_to(campus, "1", "hide")
    assert "stay off the board" in await set_to(campus, "2", "pseudonym none")
    assert (await campus.world.profiles.get("T", "ana")).board == "hide"

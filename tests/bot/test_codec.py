"""Values survive the way to Redis and back, and versions read each other."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, date, datetime, time
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import codec
from bot.conversation import Place
from bot.progress.facts import Answer, DaysOff, Fact, Outage
from bot.records import Delivery, Grant, Group, Profile, Session, Verdict

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)
instants = st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))
texts = st.text(max_size=20)
for kind, values in ((datetime, instants), (str, texts), (float, st.floats(allow_nan=False, allow_infinity=False))):
    st.register_type_strategy(kind, values)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=5,
)
sessions = st.builds(Session, state=st.dictionaries(texts, plain, max_size=3))


@pytest.mark.parametrize("kind", get_args(Fact))
def test_every_fact_survives(kind: type) -> None:
    """Whatever it holds, and told apart from the other kinds by its name alone."""

    @given(st.from_type(kind))
    def survives(fact: Fact) -> None:
        assert codec.loads(Fact, codec.dumps(fact, tagged=True)) == fact

    survives()


@pytest.mark.parametrize("kind", [Verdict, Delivery, Profile, Group, Grant, Place])
def test_every_record_survives(kind: type) -> None:
    """Nothing is lost to a default."""

    @given(st.from_type(kind))
    def survives(record: object) -> None:
        assert codec.loads(kind, codec.dumps(record)) == record

    survives()


@given(sessions)
def test_a_session_keeps_its_state(session: Session) -> None:
    """The state is plain JSON that belongs to the quiz."""
    assert codec.loads(Session, codec.dumps(session)) == session


def test_defaults_are_left_out() -> None:
    """A profile that says nothing takes no room."""
    assert codec.dumps(Profile("ana")) == '{"learner":"ana"}'
    assert json.loads(codec.dumps(Profile("ana", day_start=time(5), exam_date=date(2026, 12, 1)))) == {
        "learner": "ana",
        "day_start": "05:00:00",
        "exam_date": "2026-12-01",
    }


def test_a_newer_version_is_understood() -> None:
    """Unknown fields are passed over, missing ones take their default."""
    written = '{"learner":"ana","favourite_bird":"heron","board":"show"}'
    assert codec.loads(Profile, written) == Profile("ana", board="show")


def test_an_unknown_kind_is_named() -> None:
    """So that the reader can pass over it."""
    with pytest.raises(codec.Unfamiliar, match="Badge"):
        codec.loads(Fact, '{"is":"Badge"}')


def test_facts_stay_readable_over_years() -> None:
    """The stored form is pinned: changing it needs a reader for the old one."""
    old = (
        '{"is":"Answer","learner":"ana","delivery":"d","item":"i","version":1,"options":["a"],"correct":true,'
        '"at":"2026-11-17T12:00:00+00:00","day":"2026-11-17","tz":"UTC","first":true,"points":20}'
    )
    answer = Answer("ana", "d", "i", 1, ("a",), True, NOON, NOON.date(), "UTC", True, 20)
    assert codec.loads(Fact, old) == answer
    assert codec.dumps(answer, tagged=True) == old
    assert codec.loads(Fact, '{"is":"DaysOff","learner":"ana","at":"2026-11-17T12:00:00+00:00","since":"2026-11-17","weekdays":[5,6]}') == DaysOff("ana", NOON, NOON.date(), frozenset({5, 6}))  # fmt: skip


def test_no_fact_has_a_field_that_the_tag_would_hide() -> None:
    """``is`` names the kind."""
    assert all("is" not in {f.name for f in fields(kind)} for kind in get_args(Fact))
    assert codec.loads(Fact, codec.dumps(Outage(NOON, NOON.date(), "is"), tagged=True)) == Outage(
        NOON, NOON.date(), "is"
    )

"""A mock exam's clock: whatever is pressed, paused and restarted, not a second is lost or won."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot import codec
from bot.studying import mock as exam
from bot.studying.mock import Entry, Mock

START = datetime(2026, 11, 21, 8, tzinfo=UTC)
QUESTIONS = 12
WHOLE = timedelta(seconds=round(exam.SECONDS_EACH * QUESTIONS))

steps = st.lists(
    st.tuples(
        st.integers(0, 900),
        st.one_of(
            st.tuples(st.just("choose"), st.integers(0, QUESTIONS - 1)),
            st.tuples(st.just("flag"), st.integers(0, QUESTIONS - 1)),
            st.tuples(st.just("go"), st.integers(-1, QUESTIONS)),
            st.tuples(st.sampled_from(["pause", "resume", "look", "end"]), st.just(0)),
        ),
        st.booleans(),
    ),
    max_size=40,
)


def fresh() -> Mock:
    return exam.begin(tuple(Entry(f"i{n}", 1, f"d{n}") for n in range(QUESTIONS)), START)


def restarted(mock: Mock) -> Mock:
    """Through plain JSON, as another process reads it."""
    return codec.decode(Mock, json.loads(json.dumps(exam.as_state(mock))))


def carry_out(mock: Mock, verb: str, number: int, now: datetime) -> Mock:
    match verb:
        case "choose":
            return exam.choose(mock, number, ("a",), now)
        case "flag":
            return exam.flag(mock, number, now, on=True)
        case "go":
            return exam.go(mock, number, now)
        case "pause":
            return exam.pause(mock, now)
        case "resume":
            return exam.resume(mock, now)
        case "end":
            return exam.end(mock, now)
    return mock


@given(steps)
def test_no_second_is_lost_or_won(played: list[tuple[int, tuple[str, int], bool]]) -> None:
    """Time left and time paused and time worked always sum to the time that passed; a restart changes nothing."""
    mock, now, working, running = fresh(), START, timedelta(0), True
    for seconds, (verb, number), restart in played:
        later = now + timedelta(seconds=seconds)
        if running:
            working = min(WHOLE, working + (later - now))
        now = later
        mock = restarted(mock) if restart else mock
        if mock.over(now):
            mock = exam.end(mock, now)
            break
        mock = carry_out(mock, verb, number, now)
        running = mock.paused is None and mock.ended is None
        if mock.ended:
            break
        assert mock.left(now) == WHOLE - working
    ended = exam.end(mock, now + timedelta(days=30))
    assert ended.ended is not None
    assert ended.ended <= ended.until
    assert exam.spent(ended) <= WHOLE.total_seconds() + 1e-6
    assert exam.spent(ended) == sum(entry.seconds for entry in ended.entries)


@given(steps)
def test_every_restart_is_invisible(played: list[tuple[int, tuple[str, int], bool]]) -> None:
    """A run that is restarted before each press ends as one that never was."""
    there = other = fresh()
    now = START
    for seconds, (verb, number), _ in played:
        now += timedelta(seconds=seconds)
        there, other = carry_out(there, verb, number, now), carry_out(restarted(other), verb, number, now)
    assert there == other


def test_time_over_ends_it_and_what_was_chosen_stands() -> None:
    """A choice after the end changes nothing; the one before it stays."""
    mock = exam.choose(fresh(), 0, ("a",), START)
    late = START + WHOLE
    assert mock.over(late)
    assert exam.choose(mock, 1, ("b",), late) == mock
    assert exam.end(mock, late + timedelta(hours=5)).ended == late


def test_a_pause_moves_the_end_by_its_length() -> None:
    """Paused at ten minutes for two days, it goes on with the rest."""
    at = START + timedelta(minutes=10)
    mock = exam.pause(fresh(), at)
    assert not mock.over(at + timedelta(days=2))
    assert exam.choose(mock, 0, ("a",), at + timedelta(hours=1)) == mock
    on = exam.resume(mock, at + timedelta(days=2))
    assert on.left(at + timedelta(days=2)) == WHOLE - timedelta(minutes=10)
    assert mock.over(at + exam.LONGEST_PAUSE + timedelta(seconds=1))


def test_handed_in_nothing_changes_any_more() -> None:
    """Not even its flags."""
    done = exam.end(fresh(), START + timedelta(minutes=5))
    for verb in ("choose", "flag", "go", "pause", "resume", "end"):
        assert carry_out(done, verb, 3, START + timedelta(minutes=6)) == done
    assert replace(done) == restarted(done)

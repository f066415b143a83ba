"""The breaker: opens after five failures in a row of time, looks now and then, closes at the first success."""

from __future__ import annotations

from bot import metrics
from bot.breaker import PROBE_EVERY, Breaker


class Watch:
    """Seconds, as a test says."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_it_opens_looks_and_closes() -> None:
    """Six calls at most reach a part that is down; then one in fifteen seconds."""
    watch = Watch()
    breaker = Breaker("a part", watch)
    for _ in range(5):
        assert breaker.allows()
        breaker.failed()
    assert breaker.open
    assert not breaker.allows()
    watch.at += PROBE_EVERY
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    watch.at += PROBE_EVERY
    assert breaker.allows()
    breaker.succeeded()
    assert not breaker.open
    assert breaker.allows()


def test_failures_far_apart_are_only_failures() -> None:
    """Five within an hour say nothing about now."""
    watch = Watch()
    breaker = Breaker("a part", watch)
    for _ in range(9):
        watch.at += 10
        breaker.failed()
    assert not breaker.open


def test_its_state_can_be_read() -> None:
    """At ``/metrics``."""
    breaker = Breaker("gauged", Watch())
    for _ in range(5):
        breaker.failed()
    assert b'studyhall_breaker_open{part="gauged"} 1.0' in metrics.page()
    breaker.succeeded()
    assert b'studyhall_breaker_open{part="gauged"} 0.0' in metrics.page()

"""When an item comes back: FSRS for each learner and item, bent to the exam date.

The rules that hold here:

- a wrong answer comes back soonest; a right one that was slow or unsure comes back sooner than one
  that was quick and sure, because in an exam a hesitation is half a gap;
- nothing is due after the eve of the exam, and the nearer the exam the surer the memory is kept;
- an item is due from the *beginning* of a local day, so that "comes back Thursday" holds on the tram
  at eight, but never within 20 hours of the last answer, when it would not count as a new one.

Cards are plain JSON.  FSRS runs without its steps of minutes (a chat tutor works in days) and without
fuzz: the same answers give the same dates.  ``fsrs.Card`` is always built with an id, because without
one its constructor sleeps.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, TypedDict, cast

from fsrs import Card, Rating, Scheduler, State

from bot.progress.days import DAY_START, ONE_DAY, first_instant, local_day
from bot.progress.facts import Answer

SLOW_SECONDS = 120.0  # the exam's own pace: two hours for sixty questions
NEW_ANSWER_AFTER = timedelta(hours=20)
RETENTION = 0.90
RETENTION_NEAR_EXAM = 0.95
NEAR_EXAM = (42, 7)  # days before the exam between which retention rises
LAST_WEEK = 7
DAILY_CAP = 20


class ReviewCard(TypedDict):
    """What a learner's memory of one item is believed to be.  Instants are ISO strings in UTC."""

    item: str
    stability: float
    difficulty: float
    last: str
    due: str
    tz: str
    right: bool


def rate(answer: Answer) -> Rating:
    """How well the item was known: outcome first, then hesitation."""
    if not answer.correct:
        return Rating.Again
    hesitated = answer.confidence == "unsure" or (answer.elapsed is not None and answer.elapsed > SLOW_SECONDS)
    return Rating.Hard if hesitated else Rating.Good


def review(
    card: Mapping[str, Any] | None, answer: Answer, exam: date | None = None, *, day_start: time = DAY_START
) -> ReviewCard:
    """The card after an answer.  ``exam`` is the learner's exam date, if they have one."""
    at = answer.at.astimezone(UTC)
    after, _ = _scheduler(_retention(answer.day, exam)).review_card(_known(card, at), rate(answer), at)
    assert after.stability is not None
    assert after.difficulty is not None
    return ReviewCard(
        item=answer.item,
        stability=after.stability,
        difficulty=after.difficulty,
        last=at.isoformat(),
        due=_due(answer.item, at, (after.due - at).days, answer.tz, exam, day_start).isoformat(),
        tz=answer.tz,
        right=answer.correct,
    )


def refit(card: Mapping[str, Any], exam: date | None, day_start: time = DAY_START) -> ReviewCard:
    """The same card under a new exam date."""
    known = cast(ReviewCard, dict(card))
    at = datetime.fromisoformat(known["last"])
    retention = _retention(local_day(at, known["tz"], day_start), exam)
    days = max(1, round(_days_until(known["stability"], retention)))
    due = _due(known["item"], at, days, known["tz"], exam, day_start)
    return ReviewCard(**{**known, "due": due.isoformat()})


def fitted(
    cards: Mapping[str, Mapping[str, Any]], exam: date | None, day_start: time = DAY_START
) -> dict[str, ReviewCard]:
    """All cards of one learner under the exam date they have now (``None``: none lies ahead)."""
    return {item: refit(card, exam, day_start) for item, card in cards.items()}


def review_cards(
    answers: Iterable[Answer], exam: date | None = None, day_start: time = DAY_START
) -> dict[str, ReviewCard]:
    """Every card of one learner, from their answers in the order they were given."""
    cards: dict[str, ReviewCard] = {}
    for answer in answers:
        cards[answer.item] = review(cards.get(answer.item), answer, exam, day_start=day_start)
    return cards


def due(cards: Iterable[Mapping[str, Any]], now: datetime, cap: int = DAILY_CAP, done: int = 0) -> list[ReviewCard]:
    """What to review now, weakest memory first, at most ``cap`` a day of which ``done`` are behind us.

    After days away the pile is thereby spread over the days ahead instead of presented at once.
    """
    waiting = [cast(ReviewCard, card) for card in cards if datetime.fromisoformat(card["due"]) <= now]
    waiting.sort(key=lambda card: (recall(card, now), card["item"]))
    return waiting[: max(0, cap - done)]


def missed(cards: Iterable[Mapping[str, Any]]) -> list[str]:
    """Items whose last answer was wrong, longest ago first."""
    wrong = sorted((card["last"], card["item"]) for card in cards if not card["right"])
    return [item for _, item in wrong]


def recall(card: Mapping[str, Any], at: datetime) -> float:
    """How likely the learner still knows it at ``at``."""
    return _scheduler(RETENTION).get_card_retrievability(_known(card, at), at.astimezone(UTC))


def comes_back(card: Mapping[str, Any], now: datetime, day_start: time = DAY_START) -> str:
    """When a card is due, as one says it: "today", "tomorrow", "Thursday", "12 March"."""
    day = local_day(datetime.fromisoformat(card["due"]), card["tz"], day_start)
    ahead = (day - local_day(now, card["tz"], day_start)).days
    if ahead <= 1:
        return "tomorrow" if ahead == 1 else "today"
    return f"{day:%A}" if ahead < 7 else f"{day.day} {day:%B}"


@cache
def _scheduler(retention: float) -> Scheduler:
    return Scheduler(desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def _known(card: Mapping[str, Any] | None, at: datetime) -> Card:
    if card is None:
        return Card(card_id=0, due=at)
    last = datetime.fromisoformat(card["last"])
    return Card(0, State.Review, None, card["stability"], card["difficulty"], last, last)


def _retention(day: date, exam: date | None) -> float:
    if exam is None or exam <= day:
        return RETENTION
    far, near = NEAR_EXAM
    nearness = min(1.0, max(0.0, (far - (exam - day).days) / (far - near)))
    return round(RETENTION + nearness * (RETENTION_NEAR_EXAM - RETENTION), 2)


def _days_until(stability: float, retention: float) -> float:
    """Days until recall has fallen to ``retention``: FSRS's own forgetting curve, solved for time."""
    decay = -_scheduler(RETENTION).parameters[20]
    factor = 0.9 ** (1 / decay) - 1
    return float(stability / factor * (retention ** (1 / decay) - 1))


def _due(item: str, at: datetime, days: int, tz: str, exam: date | None, day_start: time) -> datetime:
    today = local_day(at, tz, day_start)
    day = today + ONE_DAY * days
    if exam is not None and today < (eve := exam - ONE_DAY) < day:
        # What would fall after the exam is spread over the last week, so that the eve is no pile.
        day = eve - ONE_DAY * (zlib.crc32(item.encode()) % min(LAST_WEEK, (eve - today).days))
    return max(first_instant(day, day_start, tz).astimezone(UTC), at + NEW_ANSWER_AFTER)

"""What a learner's own card says of their practising, and the one question about the board."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from rigs.quiz_hall import Hall

from bot.progress.facts import Answer
from bot.quizzing.courses import BUNDLED, open_course
from bot.quizzing.desk import QuizDesk
from bot.quizzing.practice import mixups

NOON = datetime(2026, 11, 17, 12, tzinfo=UTC)


async def letter_of(hall: Hall, option: str) -> str:
    """Where an option stands in the newest question."""
    key = next(reply.key for _, _, reply in reversed(hall.seen) if reply.key)
    delivery = await hall.world.deliveries.get(hall.tenant, key)
    assert delivery is not None
    return "ABCDEF"[delivery.order.index(option)]


async def test_what_is_due_and_what_catches_again_and_again(hall: Hall) -> None:
    """Two wrong answers of one kind are a habit; what was taken out is not due."""
    await hall.says("ana", "/quiz monitoring 2")
    for _ in range(2):
        await hall.answers("ana", await letter_of(hall, "a"))
    stands = await hall.quizzing.practice(hall.learner("ana"))
    assert (stands.due, stands.habit) == (0, "your trap: works, but not built for it, 2 of 2 times")
    hall.later(days=2)
    assert (await hall.quizzing.practice(hall.learner("ana"))).due == 2
    assert (await hall.quizzing.practice(hall.learner("bo"))).due == 0


def test_products_that_are_mixed_up_are_named() -> None:
    """The one picked and the one that fits, twice out of twice."""
    course = open_course(BUNDLED / "pmle")
    item = course.items["torch-model-for-sql-analysts"]
    (wrong, *_) = [option for option in item.wrong if "BigQuery ML" in option.text]
    answers = [
        Answer("ana", f"d{n}", item.id, item.version, (wrong.id,), False, NOON, NOON.date(), "UTC", n == 0, 0)
        for n in range(2)
    ]
    found = mixups(course, answers)
    assert {(one.times, one.chances) for one in found} <= {(2, 2)}
    assert mixups(course, answers[:1]) == [], "once is chance"


async def test_the_board_is_asked_about_once_privately_before_it_shows_anybody(hall: Hall) -> None:
    """With the first points, not before and not again."""
    hall.world = replace(hall.world, asks=lambda tenant: True)
    hall.quizzing = QuizDesk(hall.world)
    await hall.says("ana", "/quiz monitoring 3")
    wrong = await hall.answers("ana", *await hall.wrong_letters("ana"))
    assert not any("board" in reply.text for reply in wrong)
    right = await hall.answers("ana", *await hall.right_letters("ana"))
    asked = right[1]  # before the next question, which stands last
    assert ([button.label for button in asked.buttons], asked.private) == (["Show me", "Keep me off"], True)
    third = await hall.answers("ana", *await hall.right_letters("ana"))
    assert not any("Shall the board" in reply.text for reply in third)

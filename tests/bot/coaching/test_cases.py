"""Cases: steps in their order, outcomes told, answers that count like any other."""

from __future__ import annotations

from rigs.coach_hall import CoachHall

from bot.progress.facts import Answer
from bot.quizzing.courses import Course


async def whole_case(hall: CoachHall, name: str) -> list[str]:
    """Every text of a case played to its end, all answers right."""
    said = await hall.says("ana", f"/case {name}")
    texts = [reply.text for reply in said]
    while any(button.label == "A" for button in said[-1].buttons):
        said = await hall.answers("ana", *await hall.right_letters("ana"))
        texts += [reply.text for reply in said]
    return texts


async def test_facts_unfold_step_by_step(hall: CoachHall) -> None:
    """The opening first; each outcome after its own step and before the next; the lesson at the end."""
    case = hall.course.cases["shop-recommender"]
    texts = await whole_case(hall, "shop")
    told = "\n".join(texts)
    names = hall.course.names("2026-06")
    places = [told.index(names.plainly(part)) for part in (case.opening, *(step.outcome for step in case.steps))]
    assert places == sorted(places)
    assert case.steps[0].outcome not in texts[0]
    assert case.lesson in texts[-1]
    assert f"step {len(case.steps)} of {len(case.steps)}" in told
    assert f"**{len(case.steps)} of {len(case.steps)}.**" in texts[-1]


async def test_answers_of_a_case_count_and_come_back(hall: CoachHall) -> None:
    """A first answer earns its points, and what was missed is reviewed outside the case."""
    await hall.says("ana", "/case fraud")
    verdict, *_ = await hall.answers("ana", *await hall.wrong_letters("ana"))
    assert verdict.data["counted"] is True
    facts = [fact for fact in await hall.world.ledger.facts(hall.tenant, "ana") if isinstance(fact, Answer)]
    assert [fact.item for fact in facts] == ["fraud-which-number"]
    hall.later(days=3)
    review = await hall.says("ana", "/review")
    delivery = await hall.world.deliveries.get(hall.tenant, review[0].key or "")
    assert delivery is not None
    assert delivery.item == "fraud-which-number"


async def test_a_case_goes_on_where_it_was_left(hall: CoachHall) -> None:
    """After a restart and two days; bare ``/quiz`` takes it up, too, within one."""
    await hall.says("ana", "/case hospital")
    await hall.answers("ana", *await hall.right_letters("ana"))
    hall.restart()
    resumed = await hall.says("ana", "/quiz")
    assert "step 2 of 7 · where you left off" in resumed[0].text
    hall.later(days=2)
    again = await hall.says("ana", "/case hospital")
    assert "step 2 of 7" in again[0].text
    assert hall.course.cases["hospital-diagnosis"].steps[0].outcome in again[0].text


async def test_a_case_that_ended_says_so_again(hall: CoachHall) -> None:
    """It does not begin anew in the same month; next month it does."""
    texts = await whole_case(hall, "inquiries")
    again = await hall.says("ana", "/case inquiries")
    assert again[0].text == texts[-1]
    hall.later(days=31)
    anew = await hall.says("ana", "/case inquiries")
    assert "step 1 of 7" in anew[0].text


async def test_the_list_has_a_button_for_each(hall: CoachHall) -> None:
    """One press begins; what was answered is said."""
    said = await hall.says("ana", "/case")
    assert len(said[0].buttons) == 4
    begun = await hall.presses("ana", "A bank")
    assert "A bank’s fraud detection** · step 1 of 7" in begun[0].text
    await hall.answers("ana", *await hall.right_letters("ana"))
    assert "7 steps, 1 answered" in (await hall.says("ana", "/case"))[0].text


async def test_a_name_that_fits_none_or_several_shows_the_list(hall: CoachHall) -> None:
    """Nobody is put into another case."""
    said = await hall.says("ana", "/case a")
    assert "I can't tell which case" in said[0].text
    assert len(said[0].buttons) == 4


async def test_no_quiz_spoils_a_case(hall: CoachHall) -> None:
    """Its items are not dealt before they were met there."""
    apart = {item.id for item in hall.course.set_apart}
    assert not apart & {item.id for item in hall.course.served}
    await hall.says("ana", "/quiz recommenders 10")
    for reply in [reply for *_, reply in hall.seen if reply.key]:
        delivery = await hall.world.deliveries.get(hall.tenant, reply.key or "")
        assert delivery is None or delivery.item.removesuffix("~flip") not in apart


def test_every_case_is_a_sitting(course: Course) -> None:
    """Four of them, six to eight steps each, every step with options that can be dealt."""
    assert len(course.cases) == 4
    for case in course.cases.values():
        assert 6 <= len(case.steps) <= 8
        assert all(item.id in course.items and item.series == case.id for item in case.items)

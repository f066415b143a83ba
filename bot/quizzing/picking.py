"""Which item a run deals next, and in which words.

What is due or queued comes first, then the learner's weakest objective by the weight their exam gives
it, then something new (:mod:`bot.progress.choosing`).  When the unseen ones are used up, flips follow;
an item that comes back is worded differently every other time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.progress.choosing import Candidate, Situation, choose, runs_low
from bot.progress.mastery import by_objective
from bot.progress.review import NEW_ANSWER_AFTER, due, missed
from bot.progress.skill import ability
from bot.quizzing.courses import Course
from bot.quizzing.elsewhere import Elsewhere
from bot.quizzing.items import FLIPPED, Item
from bot.quizzing.run import LISTED, Run
from bot.quizzing.student import Student

EMPHASIS = 1.5
NOWHERE = Elsewhere()
FIRST_WORDS = 110
"""The longest a learner's very first question is, if any is so short: they are to see soon what an answer gives."""


@dataclass(frozen=True, slots=True)
class Pick:
    """An item to deal; ``practice`` ends in ``~flip`` when its flip is meant."""

    item: Item
    practice: str
    variant: bool = False


def pick(
    course: Course, student: Student, run: Run, seed: str, elsewhere: Elsewhere = NOWHERE, *, gently: bool = False
) -> Pick | None:
    """The next one, or ``None`` when there is nothing left to ask.

    What the learner has open ``elsewhere`` is left out while there is something else: twice it counts once.
    What an open paper asks, and its flips, which give it away, are not asked at all.  ``gently``: a short
    one with one option to choose, where there is such.
    """
    asked = [one for one in candidates(course, student, run.pool) if one.item not in run.dealt]
    offered = [one for one in asked if one.item.removesuffix(FLIPPED) not in elsewhere.paper]
    if run.kind not in LISTED:
        offered = [one for one in offered if one.item not in elsewhere.open] or offered
    known = {one.item for one in offered}
    practice = next((item for item in run.queue if item in known), None)
    if practice is None and run.kind not in LISTED:
        inviting = [one for one in offered if gently and _inviting(course, one)]
        chosen = choose(inviting or offered, _situation(course, student, seed))
        practice = chosen.item if chosen else _longest_ago(offered, student)
    item = course.item(practice) if practice else None
    if practice is None or item is None:
        return None
    times = sum(answer.item == practice for answer in student.answers)
    return Pick(item, practice, variant=item.variant is not None and times % 2 == 1)


def candidates(course: Course, student: Student, pool: Iterable[str] = ()) -> list[Candidate]:
    """What may be asked: served, not withdrawn, within the pool and for this learner's track.

    An item of a case or of the assessment is among them once it was asked there, or where it is meant.
    """
    wanted = frozenset(pool)
    met = {answer.item.removesuffix(FLIPPED) for answer in student.answers}
    apart = [item for item in course.set_apart if item.id in wanted or item.id in met]
    items = [
        item
        for item in (*course.served, *apart)
        if item.id not in student.withdrawn and (item.id in wanted if wanted else not _skipped(item, student))
    ]
    plain = [Candidate(item.id, item.objectives, item.difficulty) for item in items]
    flips = [
        Candidate(item.id + FLIPPED, item.objectives, item.difficulty, variant=True) for item in items if item.flip
    ]
    return plain + flips


def to_review(course: Course, student: Student, pool: Iterable[str] = ()) -> tuple[str, ...]:
    """What is due, weakest memory first, then what was missed and has rested; only what may be asked."""
    rested = [item for item in missed(student.cards.values()) if _rested(item, student)]
    asked = {one.item for one in candidates(course, student, pool)}
    return tuple(item for item in dict.fromkeys([*waiting(student), *rested]) if item in asked)


def waiting(student: Student) -> list[str]:
    """What is due for the rest of today, weakest memory first: less what was reviewed today already."""
    today = sum(answer.day == student.today and not answer.first for answer in student.answers)
    return [card["item"] for card in due(student.cards.values(), student.now, done=today)]


def low_notice(course: Course, student: Student, run: Run) -> str | None:
    """A sentence when few unseen items are left."""
    seen = {answer.item for answer in student.answers}
    return runs_low(candidates(course, student, run.pool), seen, run.topic)


def _weights(course: Course, student: Student) -> dict[str, float]:
    """The blueprint's shares by section, leaning towards what the learner's track needs most."""
    track = course.track(student.profile.track)
    leaning = {objective.split(".")[0] for objective in track.emphasise} if track else set()
    shares = student.blueprint.shares()
    return {section: share * (EMPHASIS if section in leaning else 1) for section, share in shares.items()}


def _situation(course: Course, student: Student, seed: str) -> Situation:
    answers = student.answers
    return Situation(
        due=[card["item"] for card in due(student.cards.values(), student.now)],
        seen={answer.item for answer in answers},
        standing=by_objective(student.facts, student.today),
        weights=_weights(course, student),
        ability=ability(answers),
        seed=f"{seed}/{student.learner.id}",
    )


def _inviting(course: Course, one: Candidate) -> bool:
    """Whether it can be somebody's first: quickly read, with one option to choose."""
    item = None if one.variant else course.item(one.item)
    return item is not None and len(item.key) == 1 and item.words <= FIRST_WORDS


def _skipped(item: Item, student: Student) -> bool:
    """Made for another track, or on an objective this learner's track leaves out."""
    track = student.course.track(student.profile.track)
    if item.tracks and (track is None or track.id not in item.tracks):
        return True
    return track is not None and item.objectives[0] in track.skip


def _longest_ago(offered: Sequence[Candidate], student: Student) -> str | None:
    """Everything was seen: the one answered longest ago, if it may count again."""
    last = {answer.item: answer.at for answer in student.answers}
    rested = [one.item for one in offered if one.item in last and _rested(one.item, student)]
    return min(rested, key=lambda item: (last[item], item), default=None)


def _rested(item: str, student: Student) -> bool:
    return all(student.now - answer.at >= NEW_ANSWER_AFTER for answer in student.answers if answer.item == item)

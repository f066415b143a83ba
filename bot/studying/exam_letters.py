"""The two letters somebody asked for: on the eve of the exam, and the morning after.

The rule that holds here: a person gets at most one unsolicited message a day, whatever it is about,
because the day is its key.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.conversation import Learner, Place, Reply
from bot.groups.claims import Slot
from bot.groups.once import Letter, Once
from bot.groups.ports import Errands, Posting, Pushes
from bot.groups.ticking import Done
from bot.ports import Clock, Ledger, Profiles
from bot.progress.days import ONE_DAY, first_instant
from bot.progress.exam_days import outcome, phase
from bot.progress.present import local_now
from bot.records import Errand

LATEST = timedelta(hours=4)
EVE, MORNING = time(18), time(9)


@dataclass(frozen=True, slots=True)
class PlanLetters:
    """Plans the letters of somebody who asked for them; those of a date the exam had before are not sent."""

    errands: Errands
    clock: Clock

    async def __call__(self, learner: Learner, exam: date, tz: str) -> None:
        """On the eve of ``exam`` and the morning after, as far as these lie ahead; ``tz`` is where they live."""
        for kind, day, at in (("eve", exam - ONE_DAY, EVE), ("after", exam + ONE_DAY, MORNING)):
            due, key = first_instant(day, at, tz), f"{kind}/{exam.isoformat()}"
            if due > self.clock.now():
                await self.errands.plan(Errand("letter", learner.platform, learner.tenant, learner.id, due, key))


@dataclass(frozen=True)
class ExamLetters:
    """Handles the errand ``letter``; ``around`` says what the day is about."""

    pushes: Pushes
    posting: Posting
    clock: Clock
    ledger: Ledger
    profiles: Profiles
    around: Callable[[Learner, Place], Awaitable[Reply]]

    async def letter(self, errand: Errand) -> Done | None:
        """Send it, unless the exam was moved or told about since, or the wish taken back."""
        profile = await self.profiles.get(errand.tenant, errand.subject)
        facts = await self.ledger.facts(errand.tenant, errand.subject)
        _, today, zone = local_now(self.clock, profile, facts)
        kind, _, day = errand.key.partition("/")
        exam = profile.exam_date
        meant = exam is not None and exam.isoformat() == day and phase(exam, today) == kind and profile.letters
        if exam is None or not meant or outcome(facts, exam):
            return Done()
        place = Place(errand.platform, errand.tenant)

        async def write() -> Letter | None:
            learner = Learner(errand.platform, errand.tenant, errand.subject, profile.name, tz=zone)
            return Letter(place, await self.around(learner, place), learner.id)

        slot = Slot(errand.tenant, errand.subject, today.isoformat(), own=True)
        once = Once(self.pushes, self.posting, self.clock)
        return Done() if (await once.say(slot, errand.at, errand.at + LATEST, write)).settled else None

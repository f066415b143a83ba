"""A person's own reminder: due reviews, or a question, privately, at most once on one of their days.

The rules that hold here: only people who asked for reminders get them, never in their quiet hours, while
they snooze or around their exam, and none says "your streak is in danger".  With nothing due nothing is
said, and after three reminders without an answer there are none until the person answers again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from bot.conversation import Button, Command, Learner, Place, Replies, Reply
from bot.groups.claims import Slot
from bot.groups.once import Letter, Once
from bot.groups.ports import Posting, Pushes
from bot.groups.ticking import Done
from bot.ports import Clock, Ledger, MintToken, Profiles, Reviews
from bot.progress import review
from bot.progress.days import ONE_DAY, first_instant
from bot.progress.exam_days import silent
from bot.progress.facts import Answer, Choice
from bot.progress.zones import is_zone, zone
from bot.quizzing.wording import counted
from bot.records import Errand, Profile

GRACE = timedelta(hours=4)
UNHEARD = 3
NEVER = datetime.min.replace(tzinfo=UTC)

Ask = Callable[[Command], Awaitable[Replies]]


@dataclass(frozen=True, slots=True)
class Nudges:
    """Handles the errand ``nudge``.  ``ask`` deals a question as ``/quiz 1`` does."""

    profiles: Profiles
    ledger: Ledger
    reviews: Reviews
    pushes: Pushes
    posting: Posting
    clock: Clock
    mint: MintToken
    ask: Ask

    async def nudge(self, errand: Errand) -> Done | None:
        """Remind a person, if they still want it and something is due."""
        profile = await self.profiles.get(errand.tenant, errand.subject)
        if not profile.reminders:
            return Done()
        now = self.clock.now()
        wanted = next_nudge(profile, errand.at - timedelta(seconds=1))
        if wanted > now:
            return Done(wanted)
        day = errand.at.astimezone(zone(zone_of(profile))).date()
        if now - errand.at <= GRACE and not (silent(profile.exam_date, day) or await self._unheard(errand)):
            learner = Learner(errand.platform, errand.tenant, errand.subject, profile.name, tz=profile.tz)

            async def write() -> Letter | None:
                reply = await self._words(learner, profile, day.isoformat())
                return Letter(Place(learner.platform, learner.tenant), reply, learner.id) if reply else None

            once = Once(self.pushes, self.posting, self.clock)
            slot = Slot(errand.tenant, errand.subject, day.isoformat(), own=True)
            if not (await once.say(slot, errand.at, errand.at + GRACE, write)).settled:
                return None
        return Done(next_nudge(profile, max(now, errand.at)))

    async def _unheard(self, errand: Errand) -> bool:
        """Whether :data:`UNHEARD` reminders were sent since the person last answered anything."""
        facts = await self.ledger.facts(errand.tenant, errand.subject)
        acted = max((fact.at for fact in facts if isinstance(fact, Answer | Choice)), default=NEVER)
        sent = await self.pushes.history(errand.tenant, errand.subject, own=True)
        return sum(push.state == "SENT" and (push.at or NEVER) > acted for push in sent.values()) >= UNHEARD

    async def _words(self, learner: Learner, profile: Profile, day: str) -> Reply | None:
        place = Place(learner.platform, learner.tenant)
        if profile.nudge == "question":
            replies = await self.ask(Command(f"nudge-{day}", learner, place, "quiz", "1"))
            asked = next((reply for reply in replies if reply.buttons), None)
            return replace(asked, private=True) if asked else None
        waiting = len(review.due((await self.reviews.cards(learner.tenant, learner.id)).values(), self.clock.now()))
        if not waiting:
            return None
        are = "is" if waiting == 1 else "are"
        return Reply(
            f"{counted(waiting, 'review')} {are} due. A few minutes now?",
            buttons=(Button("Review", self.mint("again", "review", day, place=place), style="primary"),),
            private=True,
        )


def zone_of(profile: Profile) -> str:
    """The zone reminders go by."""
    return profile.tz if profile.tz and is_zone(profile.tz) else "UTC"


def next_nudge(profile: Profile, after: datetime) -> datetime:
    """The first instant later than ``after`` at which a reminder may come."""
    tz, at = zone_of(profile), _outside(profile)
    day = max(after.astimezone(zone(tz)).date() - ONE_DAY, profile.snoozed or after.date() - ONE_DAY)
    while (instant := first_instant(day, at, tz)) <= after:
        day += ONE_DAY
    return instant.astimezone(UTC)


def _outside(profile: Profile) -> time:
    """The chosen time, or the end of the quiet hours it falls into."""
    at, begins, ends = profile.nudge_at, profile.quiet_from, profile.quiet_to
    if begins is None or ends is None:
        return at
    quiet = begins <= at < ends if begins <= ends else (at >= begins or at < ends)
    return ends if quiet else at

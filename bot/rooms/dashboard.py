"""``/me`` and ``/streak``: how a learner stands, on one card, with the reasons one press away.

Everything shown is derived from the facts at the moment it is asked for; nothing here is stored.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.conversation import Button, Command, Image, Learner, Place, Press, Replies, Reply, Submit
from bot.ports import Clock, Ledger, MintToken, Profiles
from bot.progress import mastery
from bot.progress.exam_days import outcome
from bot.progress.facts import Fact
from bot.progress.present import local_now
from bot.progress.readiness import readiness
from bot.progress.streak import Streak, streak
from bot.quizzing.practice import Practice
from bot.quizzing.wording import counted as quantity
from bot.records import Profile

ENOUGH_WORDS = 14


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A learner's own numbers.

    ``practice`` tells what is due and which trap catches; ``weights`` gives the exam's section weights in
    force on a date, ``titles`` the sections' names; ``picture`` draws the streak's calendar.
    """

    ledger: Ledger
    profiles: Profiles
    practice: Callable[[Learner], Awaitable[Practice]]
    clock: Clock
    mint: MintToken
    weights: Callable[[date], Mapping[str, float]]
    titles: Mapping[str, str]
    picture: Callable[[Streak, date], Image]

    async def me(self, turn: Command) -> Replies:
        """The one card: streak, due, mistakes fixed, exam date, settings."""
        return (await self.card(turn.learner, turn.place),)

    async def card(self, learner: Learner, place: Place) -> Reply:
        """``/me`` as a reply, also shown where a platform has a home view."""
        profile, facts, counted = await self._standing(learner)
        _, today, _ = local_now(self.clock, profile, facts)
        stands = await self.practice(learner)
        waiting = stands.due
        fixed, missed = mastery.mistakes_fixed(facts)
        lines = [
            _run(counted),
            f"Due now: {waiting}" + (" · `/review` takes them" if waiting else ""),
            f"Mistakes fixed: {fixed} of {missed}" if missed else "Mistakes fixed: none made yet",
            *self._exam(profile, facts, today),
        ]
        lines += [said[0].upper() + said[1:] for said in (mastery.calibration(facts).words(), stands.habit) if said]
        buttons = (
            Button("Show why", self.mint("why", "streak", place=place)),
            *(self._towards_the_exam(place) if self.titles else ()),
            Button("Settings", self.mint("me", "settings", place=place)),
        )
        data = {"streak": _data(counted), "due": waiting, "fixed": fixed, "missed": missed}
        images = (self.picture(counted, today),) if counted.calendar else ()
        return Reply("\n".join(lines), buttons=buttons, images=images, private=True, data=data)

    def _towards_the_exam(self, place: Place) -> tuple[Button, ...]:
        return (
            Button("Where I stand", self.mint("go", "ready", place=place)),
            Button("Plan", self.mint("go", "plan", place=place)),
            Button("Mock exam", self.mint("go", "mock", place=place)),
            Button("More", self.mint("more", place=place)),
        )

    async def streak(self, turn: Command) -> Replies:
        """``/streak``: the number, a calendar, and why on request."""
        return (await self._streak(turn.learner, turn.place),)

    async def _streak(self, learner: Learner, place: Place) -> Reply:
        profile, facts, counted = await self._standing(learner)
        if not counted.calendar:
            text = "No day yet: the first answer of a day counts it, right or wrong. `/quiz 1` takes a minute."
        else:
            open_today = "Today counts already." if counted.today else "Today is still open."
            run = f"**{quantity(counted.days, 'day')} in a row.** {open_today}"
            run = run if counted.days else "**Your next answer begins a new row.**"
            text = f"{run} Best {counted.best}, {_freezes(counted.freezes)}."
        if profile.tz is None:
            text += "\nI don't know your time zone yet and use UTC: `/settings zone Lisbon`."
        why = (Button("Show why", self.mint("why", "streak", place=place)),)
        _, today, _ = local_now(self.clock, profile, facts)
        images = (self.picture(counted, today),) if counted.calendar else ()
        return Reply(text, buttons=why if counted.calendar else (), images=images, private=True, data=_data(counted))

    async def why(self, turn: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Show why``: the streak, or where somebody stands, in words."""
        profile, facts, counted = await self._standing(turn.learner)
        if ids[:1] == ("streak",):
            words = ", ".join(counted.explain[-ENOUGH_WORDS:]) or "No day counts yet"
            return (Reply(f"{words}.", private=True, data=_data(counted)),)
        _, today, _ = local_now(self.clock, profile, facts)
        stands = readiness(facts, self.weights(profile.exam_date or today), today)
        return (Reply("\n".join(stands.words(self.titles)), private=True),)

    async def _standing(self, learner: Learner) -> tuple[Profile, list[Fact], Streak]:
        profile = await self.profiles.get(learner.tenant, learner.id)
        facts = await self.ledger.facts(learner.tenant, learner.id)
        now, today, _ = local_now(self.clock, profile, facts)
        return profile, facts, streak(facts, today, now, profile.day_start)

    def _exam(self, profile: Profile, facts: list[Fact], today: date) -> list[str]:
        if profile.exam_date is None:
            return ["Exam: no date yet · `/settings exam 2026-12-10`"]
        left = (profile.exam_date - today).days
        when = "today" if left == 0 else f"in {quantity(left, 'day')}"
        if left < 0 or outcome(facts, profile.exam_date):
            when = "behind you"
        stands = readiness(facts, self.weights(profile.exam_date), today)
        known = f"{stands.overall.words()}" if stands.enough else "not enough answers yet to say where you stand"
        return [f"Exam {when} ({profile.exam_date:%d %b}) · {known}"]


def _run(counted: Streak) -> str:
    """The first line of the card; somebody new has no zeros to look at."""
    if not counted.calendar:
        return "**Your first day is open:** one answer counts it. `/quiz 1` takes a minute."
    if not counted.days:
        return f"**Your next answer begins a new row** · best {counted.best}"
    still = "" if counted.today else " · today is still open"
    return f"**{quantity(counted.days, 'day')} in a row** · best {counted.best} · freezes {counted.freezes}{still}"


def _data(counted: Streak) -> dict[str, object]:
    return {"days": counted.days, "best": counted.best, "freezes": counted.freezes, "today": counted.today}


def _freezes(count: int) -> str:
    return f"{quantity(count, 'freeze')} held" if count else "no freeze yet"

"""The daily question of a channel: posted at its time, counted, closed.

The rules that hold here: a channel gets one question for each of its local dates, however many
processes there are and whatever became of them; one that is late by more than :data:`GRACE` is left out
and recorded so; of several missed dates only the latest is made up for.  At the close the message is
edited; no other one follows it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from bot.conversation import Place, Post, Reply
from bot.groups.ahead import Ahead
from bot.groups.asked_before import asked_more_often, few_left
from bot.groups.claims import Slot
from bot.groups.once import Around, Letter, Once, Then
from bot.groups.pins import Pins, closing_of
from bot.groups.ports import Errands, Posting, Pushes, Schedules
from bot.groups.schedules import Jitter, Occurrence, closes_at, first_after, is_last_of_week, occurrences
from bot.groups.ticking import Done
from bot.groups.weekboard import WeekBoard
from bot.ports import Clock, Deliveries, Groups
from bot.progress.zones import city, zone
from bot.quizzing.daily import Daily, Due
from bot.records import Delivery, Errand, Push, Schedule

GRACE = timedelta(hours=4)
CLOSED_WITHIN = timedelta(days=2)
FORGOTTEN = timedelta(days=30)
"""By then the outbox knows nothing of a post any more."""
TITLE = "Question of the day"


@dataclass(frozen=True)
class DailyPushes:
    """Handles the errands ``push`` and ``close``."""

    schedules: Schedules
    pushes: Pushes
    errands: Errands
    deliveries: Deliveries
    groups: Groups
    posting: Posting
    clock: Clock
    daily: Daily
    board: WeekBoard
    jitter: Jitter

    @property
    def ahead(self) -> Ahead | None:
        """Questions that platforms post by themselves; ``None`` where no platform does."""
        calendar = self.posting.calendar
        return Ahead(self.pushes, calendar, self.clock) if calendar else None

    @property
    def pins(self) -> Pins:
        """The pins of channels."""
        return Pins(self.pushes, self.posting)

    @property
    def _once(self) -> Once:
        return Once(self.pushes, self.posting, self.clock)

    async def push(self, errand: Errand) -> Done | None:
        """Post what is due in a channel: the latest date; earlier ones are recorded as left out."""
        schedule = await self.schedules.get(errand.tenant, errand.subject)
        if schedule is None:
            return Done()
        now, last = self.clock.now(), errand.at
        due = occurrences(schedule, errand.at, now, self.jitter)
        for missed in due[:-1]:
            if not await self._missed(schedule, missed):
                return None
        if due:
            last = due[-1].at
            if not await self._settled(schedule, due[-1]):
                return None
        following = first_after(schedule, last, self.jitter)
        return Done(following.at if following else None)

    async def close(self, errand: Errand) -> Done | None:
        """Close a question by an edit; one of which it never became known that it was posted is left alone."""
        push = await self.pushes.get(errand.tenant, errand.subject, errand.key)
        if push is None or push.closes is None:
            return Done()
        now = self.clock.now()
        if now < push.closes:
            return Done(push.closes)
        if not push.settled:
            return None if now < push.closes + FORGOTTEN else Done()
        if push.state == "SENT":
            for number, question in enumerate(push.questions):
                if not await self._closed(errand, push, number, question):
                    return None
        return Done()

    async def learn(self, tenant: str, question: str, message: str) -> bool:
        """Note that a press shows ``question`` to be posted as ``message``; whether that was news."""
        delivery = await self.deliveries.get(tenant, question)
        if delivery is None or delivery.kind != "daily" or delivery.session is None or delivery.place.channel is None:
            return False
        key = delivery.session.partition("@")[0]
        push = await self.pushes.get(tenant, delivery.place.channel, key)
        if push is None or push.seen or question not in push.questions[:1]:
            return False
        if push.state == "SCHEDULED":  # pressed before anybody had come to see that it stands there
            known = replace(push, messages=(message,))
            return await self.pushes.move(tenant, delivery.place.channel, key, known, fence=push.fence)
        if push.state not in ("UNKNOWN", "SENT"):
            return False
        pinned, reason = await self._pinned_late(delivery.place, key, push, message)
        messages = (message, *push.messages[1:])
        seen = replace(push, state="SENT", messages=messages, pinned=pinned, reason=reason or "seen by a press")
        return await self.pushes.move(tenant, delivery.place.channel, key, seen)

    async def _pinned_late(self, place: Place, key: str, push: Push, message: str) -> tuple[bool, str]:
        """Pin a question whose message has only now become known: whether it is pinned, and if not, why."""
        schedule, now = await self.schedules.get(place.tenant, place.channel or ""), self.clock.now()
        if schedule is None or not schedule.pin or push.closes is None or now >= push.closes:
            return False, ""
        cannot = await self.pins.move(schedule, date.fromisoformat(key), message, now)
        return not cannot, cannot

    async def _settled(self, schedule: Schedule, due: Occurrence) -> bool:
        """Post the question of a date, unless the platform has posted it; ``False``: try again."""

        async def write() -> Letter | None:
            return await self.question(schedule, due)

        async def then(message: str) -> Around:
            return await self._around(schedule, due, message)

        slot, until = _slot(schedule, due.day), due.at + GRACE
        if (arrived := await self._arrived(schedule, due, then)) is not None:
            return arrived.settled
        return (await self._once.say(slot, due.at, until, write, then)).settled

    async def _missed(self, schedule: Schedule, due: Occurrence) -> bool:
        """Record what became of an earlier date: posted by the platform, posted in part, or left out."""
        if (arrived := await self._arrived(schedule, due, _nothing)) is not None:
            return arrived.settled
        slot = _slot(schedule, due.day)
        push = await self.pushes.get(slot.tenant, slot.subject, slot.key)
        if push is not None and push.state == "SENDING":  # by a process that died in the middle of it
            return (await self._once.say(slot, due.at, due.at, partial(self.question, schedule, due), _nothing)).settled
        await self._once.skip(slot, due.at, "I was away until the next one was due")
        return True

    async def overtaken(self, place: Place, key: str, due: datetime) -> bool:
        """Record a question that the platform posted although its schedule was changed just before."""
        slot, ahead = Slot(place.tenant, place.channel or "", key), self.ahead
        if ahead is None:
            return True
        push = await ahead.arrive(slot, place, due, due + GRACE, _nothing)
        return push.settled or push.state == "CLAIMED"

    async def _arrived(self, schedule: Schedule, due: Occurrence, then: Then) -> Push | None:
        """The push of a question that was scheduled at the platform; ``None`` if it certainly posted none."""
        slot, ahead = _slot(schedule, due.day), self.ahead
        push = await self.pushes.get(slot.tenant, slot.subject, slot.key)
        if ahead is None or push is None or push.ahead is None or push.settled:
            return None
        push = await ahead.arrive(slot, schedule.place, due.at, due.at + GRACE, then)
        return None if push.state == "CLAIMED" else push

    async def question(self, schedule: Schedule, due: Occurrence) -> Letter | None:
        """The questions of a date, dealt once; the first one is the message of the channel."""
        place, asked = schedule.place, await self._asked(schedule, due)
        if not asked:
            return None
        closes = asked[0][1].closes
        if closes is not None:
            closing = Errand("close", place.platform, place.tenant, place.channel or "", closes, due.day.isoformat())
            await self.errands.plan(closing)
        questions = tuple(delivery.id for _, delivery in asked)
        return Letter(place, asked[0][0], None, questions, tuple(delivery.item for _, delivery in asked), closes)

    async def _asked(self, schedule: Schedule, due: Occurrence) -> list[tuple[Reply, Delivery]]:
        place, name = schedule.place, due.day.isoformat()
        history = await self.pushes.history(place.tenant, place.channel or "")
        if (push := history.pop(name, None)) is not None and push.plan:
            name = f"{name}@{push.plan}"  # what was taken back is not asked again as it was
        pool = await self.daily.pool(place.tenant, schedule.topic)
        seen = asked_more_often(history, pool)
        group = await self.groups.of_channel(place.tenant, place.channel or "")
        closes = closes_at(schedule, due.day, max(due.at, self.clock.now()))
        last = next((push.items[-1] for push in reversed(history.values()) if push.items), None)
        asked: list[tuple[Reply, Delivery]] = []
        for number in range(1, schedule.items + 1):
            key = f"{name}/{number}" if number > 1 else name
            wanted = Due(
                place,
                key,
                closes,
                group.id if group else None,
                seen,
                pool,
                last,
                _until(schedule, closes),
                opens=due.at,
            )
            if (dealt := await self.daily.ask(wanted)) is None:
                break
            asked.append(dealt)
            last = dealt[1].item
            seen.add(last)
        return asked

    async def _around(self, schedule: Schedule, due: Occurrence, message: str) -> Around:
        """Open a thread under the question, post the day's other questions in it, pin the first if wished."""
        slot, until = _slot(schedule, due.day), due.at + GRACE
        thread, cannot = None, "where it stands is not known yet"
        if message:
            thread = await self.posting.open_thread(slot.name, schedule.place, message, _title(due.day), until=until)
            cannot = await self.pins.move(schedule, due.day, message, until) if schedule.pin else ""
        more = (await self._asked(schedule, due))[1:]
        messages = []
        for number, (reply, _) in enumerate(more, start=2):
            post = Post(f"{slot.name}/{number}", thread or schedule.place, reply)
            messages.append((await self.posting.post(post, until=self.clock.now() + GRACE)).message)
        return Around(tuple(messages), schedule.pin and not cannot, cannot if schedule.pin else "")

    async def _closed(self, errand: Errand, push: Push, number: int, question: str) -> bool:
        schedule = await self.schedules.get(errand.tenant, errand.subject)

        async def write() -> Letter | None:
            delivery = await self.deliveries.get(errand.tenant, question)
            reply = await self.daily.close(errand.tenant, question)
            if delivery is None or reply is None:
                return None
            message = push.messages[number] if number < len(push.messages) else ""
            place = delivery.place
            if number and push.seen:
                # It stands where the others were asked: in the thread under the first, the same one every time.
                first, day = push.messages[0], date.fromisoformat(errand.key)
                until = now + CLOSED_WITHIN
                place = await self.posting.open_thread(slot.name, place, first, _title(day), until=until) or place
            if schedule is not None and number == 0:
                reply = await self._with_the_week(reply, schedule, date.fromisoformat(errand.key))
            # Where nobody knows the message, how it ended is a new one: an edit by name could be made twice.
            named = None if push.state == "SENT" and not message else reply.replaces
            return Letter(place, replace(reply, replaces=message or named))

        async def then(message: str) -> Around:
            if push.pinned and number == 0:
                await self.pins.take_off(errand.place, push.messages[0], closes + CLOSED_WITHIN)
            return Around()

        slot = Slot(errand.tenant, errand.subject, closing_of(errand.key) + (f"/{number + 1}" if number else ""))
        now = self.clock.now()
        closes = push.closes or now
        return (await self._once.say(slot, closes, now + CLOSED_WITHIN, write, then)).settled

    async def _with_the_week(self, reply: Reply, schedule: Schedule, day: date) -> Reply:
        """Add how many questions are left, and on the last day of the week the board."""
        place = schedule.place
        history = await self.pushes.history(place.tenant, place.channel or "")
        pool = await self.daily.pool(place.tenant, schedule.topic)
        if low := few_left(history, pool):
            reply = replace(reply, text=f"{reply.text}\n\n*{low}*")
        if is_last_of_week(schedule, day):
            reply = await self.board.under(reply, place, day)
        return reply


async def _nothing(message: str) -> Around:
    """No thread and no pin, for a question of a date that is over."""
    return Around()


def _slot(schedule: Schedule, day: date) -> Slot:
    return Slot(schedule.place.tenant, schedule.place.channel or "", day.isoformat())


def _title(day: date) -> str:
    return f"{TITLE}, {day:%d %b}"


def _until(schedule: Schedule, closes: datetime) -> str:
    return f"open until {closes.astimezone(zone(schedule.tz)):%H:%M} ({city(schedule.tz)})"

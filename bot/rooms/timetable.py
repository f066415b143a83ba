"""``/schedule``: the daily question of a channel, set and changed where it is asked.

The rule that holds here: what was set is said back with the first date, and nothing is sent to a channel
before somebody there asked for it.
"""

from __future__ import annotations

import re
from calendar import day_abbr
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import time, timedelta

from bot.conversation import Button, Command, Field, Form, Learner, Place, Press, Pressed, Replies, Reply, Submit, Turn
from bot.groups.mondays import next_monday
from bot.groups.ports import Errands, Pushes, Schedules
from bot.groups.schedule_dates import Slip
from bot.groups.schedule_said import fields_of, said, spelled
from bot.groups.schedule_words import EXAMPLE, WEEKDAYS, TopicOf, read_schedule
from bot.groups.schedules import SPREAD_SECONDS, first_after
from bot.ports import Clock, MintToken, Profiles
from bot.progress.zones import is_zone, zone
from bot.records import Errand, Schedule

NINE = time(9)
FIELDS = (
    ("at", "Time", "09:00", ()),
    ("days", "Days", "weekdays, daily, or mon wed fri", ()),
    ("tz", "Time zone", "a city or a name like Europe/Berlin", ()),
    ("closes", "Open until", "17:00, or none: twelve hours", ()),
    ("topic", "Topic", "monitoring, or any: what helps this channel most", ()),
    ("items", "Questions a day", "", tuple((str(number), str(number)) for number in range(1, 6))),
    ("holidays", "Leave out public holidays", "DE or DE-BE; or none", ()),
    ("pin", "Pin it while it is open", "", (("no pin", "No"), ("pin", "Yes"))),
)
"""The dialog's fields: name, label, hint, choices."""

OFF = re.compile(
    r"(?:please )?(?:turn |switch )?(?:it )?(?:off|stop|none|never|cancel|pause|end|disable|delete|remove)(?: it)?(?: please)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Timetable:
    """The desk for schedules.

    ``allowed`` says who may set one, ``known_topic`` what a topic is called, if there are questions on it;
    ``titles`` names the exam's sections.
    """

    schedules: Schedules
    pushes: Pushes
    errands: Errands
    profiles: Profiles
    clock: Clock
    mint: MintToken
    known_topic: TopicOf
    allowed: Callable[[Learner], bool]
    titles: Mapping[str, str]

    @property
    def presses(self) -> Mapping[str, Pressed]:
        """Its buttons; the one that stands for the dialog is called like the skill."""
        return {
            "daily": self.pressed,  # yes, off, or lead: on or off
            "schedule": self.pressed,  # change, form
            "focus": self.focus,  # channel, section
        }

    async def schedule(self, turn: Command) -> Replies:
        """``/schedule``, ``/schedule 09:00 weekdays Europe/Berlin``, ``/schedule off``."""
        if turn.place.channel is None:
            return (await self._elsewhere(turn.learner),)
        words = turn.argument.strip()
        if words.casefold() in {"", "show", "list"}:
            return (await self._shown(turn.learner, turn.place),)
        if words.casefold() in {"help", "?"}:
            return (self._how(turn.learner, turn.place),)
        return (await self._change(turn.learner, turn.place, words),)

    async def form(self, turn: Turn) -> Form | None:
        """The dialog behind ``Change``, with what is set now; the bare command says that in a sentence instead."""
        if isinstance(turn, Command) or turn.place.channel is None or not self.allowed(turn.learner):
            return None
        return self._dialog(turn.place, await self.schedules.get(turn.place.tenant, turn.place.channel))

    def _dialog(self, place: Place, now: Schedule | None) -> Form:
        set_now = fields_of(now) if now else {}
        return Form(
            "Daily question",
            self.mint("schedule", "form", place=place),
            tuple(
                Field(name, label, set_now.get(name, ""), hint=hint, choices=choices)
                for name, label, hint, choices in FIELDS
            ),
        )

    async def pressed(self, turn: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Daily question 09:00? Yes``, ``Change``, ``Turn off``, the Monday lines, or the dialog coming back."""
        if turn.place.channel is None:
            return (await self._elsewhere(turn.learner),)
        match ids[0]:
            case "yes":
                return (await self._change(turn.learner, turn.place, "09:00 weekdays"),)
            case "off":
                return (await self._change(turn.learner, turn.place, "off"),)
            case "lead":
                return (await self._lead(turn.learner, turn.place, wanted=ids[1] == "on"),)
            case "form" if isinstance(turn, Submit):
                return (await self._change(turn.learner, turn.place, _typed(turn)),)
        return (self._how(turn.learner, turn.place),)

    async def focus(self, turn: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Ask about it this week``, under Monday's lines: the lead sees them in private."""
        channel, section = ids
        schedule = await self.schedules.get(turn.place.tenant, channel)
        lead = await self.schedules.lead(turn.place.tenant, channel)
        topic = self.known_topic(self.titles.get(section, section))
        if schedule is None or topic is None or lead != turn.learner.id:
            return (Reply("That button is no longer of use.", private=True),)
        await self.schedules.save(replace(schedule, topic=topic))
        return (
            Reply(
                f"The daily questions are about {topic} from now on; `/schedule topic any` there undoes it.",
                private=True,
            ),
        )

    async def _change(self, learner: Learner, place: Place, words: str) -> Reply:
        if not self.allowed(learner):
            return Reply("Here an admin sets the daily question.", private=True)
        assert place.channel is not None
        known = await self.schedules.get(place.tenant, place.channel)
        if OFF.fullmatch(words):
            if known is None or not await self.schedules.remove(place.tenant, place.channel):
                return Reply("There was no daily question here.", private=True, data={"ended": False})
            back = f"No more daily questions here. `/schedule {spelled(known)}` has it back."
            return Reply(back, private=True, data={"ended": True})
        before = known or await self._usual(learner, place)
        try:
            today = self.clock.now().astimezone(zone(before.tz)).date()
            before = replace(before, off=tuple(day for day in before.off if day >= today))
            wanted = read_schedule(words, before.tz, self.known_topic, today)
            if known is None and wanted.at is None:
                raise Slip(f"At what time? {EXAMPLE}")
        except Slip as slip:
            return Reply(str(slip), private=True)
        return await self._saved(wanted.applied(before))

    async def _saved(self, schedule: Schedule) -> Reply:
        following = await self.schedules.save(schedule)
        when = "It has no date within a year."
        if following is not None:
            first = following.astimezone(zone(schedule.tz))
            when = f"The next one: {first:%a} {first.day} {first:%b}, {schedule.at:%H:%M}."
            sooner = first_after(schedule, self.clock.now())
            if sooner is not None and following - sooner.at > timedelta(seconds=SPREAD_SECONDS):
                when = f"Today had its question already. {when}"
        place = schedule.place
        return Reply(
            f"{said(schedule)} {when}",
            buttons=(
                Button("Change", self.mint("schedule", "change", place=place)),
                Button("Turn off", self.mint("daily", "off", place=place)),
                Button("Six lines for me on Mondays", self.mint("daily", "lead", "on", place=place)),
            ),
            private=True,
            data=_data(schedule, following.isoformat() if following else None),
        )

    async def _usual(self, learner: Learner, place: Place) -> Schedule:
        profile = await self.profiles.get(learner.tenant, learner.id)
        tz = profile.tz or learner.tz or "UTC"
        channel = replace(place, thread=None)
        return Schedule(channel, WEEKDAYS, NINE, tz if is_zone(tz) else "UTC")

    async def _shown(self, learner: Learner, place: Place) -> Reply:
        schedule = await self.schedules.get(place.tenant, place.channel or "")
        if schedule is None:
            return self._how(learner, place)
        if not self.allowed(learner):
            return Reply(said(schedule), private=True, data=_data(schedule, None))
        return Reply(
            f"{said(schedule)} `/schedule 10:00` changes it, `/schedule off` ends it.{await self._refused(place)}",
            buttons=(
                Button("Change", self.mint("schedule", "change", place=place)),
                Button("Turn off", self.mint("daily", "off", place=place)),
            ),
            private=True,
            data=_data(schedule, None),
        )

    async def _refused(self, place: Place) -> str:
        """What is to be known where the last question was not taken: nobody in the channel can see that."""
        history = await self.pushes.history(place.tenant, place.channel or "")
        last = max((key for key in history if "/" not in key), default=None)
        if last is None or history[last].state != "FAILED":
            return ""
        return (
            "\nThe last question could not be posted. Should that go on: am I in this channel, and may I write in it?"
        )

    def _how(self, learner: Learner, place: Place) -> Reply:
        if not self.allowed(learner):
            return Reply("There is no daily question here yet; an admin sets one with `/schedule`.", private=True)
        return Reply(
            f"A question in this channel at a time of its own: {EXAMPLE}. You may add `until 17:00`, `topic monitoring`, "
            "`2 questions`, `pin`, `holidays DE` or `except 2026-12-24`; `/schedule off` ends it.",
            private=True,
            form=self._dialog(place, None),
        )

    async def _elsewhere(self, learner: Learner) -> Reply:
        found = await self.schedules.all(learner.tenant)
        lines = [f"#{one.place.channel}: {said(one)}" for one in found]
        how = f"Say {EXAMPLE} in the channel that shall get a question each day; `/schedule off` there ends it."
        return Reply("\n".join([*lines, how]), private=True, data={"schedules": [_data(one, None) for one in found]})

    async def _lead(self, learner: Learner, place: Place, *, wanted: bool) -> Reply:
        if not self.allowed(learner):
            return Reply("Here an admin decides that.", private=True)
        channel = place.channel or ""
        await self.schedules.set_lead(place.tenant, channel, learner.id if wanted else None)
        if not wanted:
            return Reply("No more Monday lines.", private=True)
        schedule = await self.schedules.get(place.tenant, channel)
        if schedule is None:
            return Reply("There is no daily question here any more; set one first.", private=True)
        monday = next_monday(schedule, self.clock.now())
        await self.errands.plan(Errand("digest", place.platform, place.tenant, channel, monday))
        no = Button("No, thanks", self.mint("daily", "lead", "off", place=place))
        return Reply(
            "On Mondays you get six lines about this channel, in private; once a month, instead, what comes of it.",
            buttons=(no,),
            private=True,
        )


def _typed(turn: Submit) -> str:
    """The fields of the dialog as one line of words."""
    words = {"closes": "until {}", "topic": "topic {}", "items": "{} questions", "holidays": "holidays {}"}
    filled = [(name, value.strip()) for name, value in turn.values.items() if value.strip()]
    return " ".join(words.get(name, "{}").format(value) for name, value in filled)


def _data(schedule: Schedule, following: str | None) -> dict[str, object]:
    return {
        "channel": schedule.place.channel,
        "at": f"{schedule.at:%H:%M}",
        "days": [day_abbr[day].lower() for day in sorted(schedule.days)],
        "tz": schedule.tz,
        **({"next": following} if following else {}),
    }

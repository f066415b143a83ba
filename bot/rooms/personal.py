"""``/settings``: what a person decides about themselves.

The rules that hold here: every choice can be seen, changed and undone by the person alone; what bears
on the streak (zone, days off) is a fact under a key of the turn that caused it, so that a turn carried
out twice changes it once.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import TypeAlias

from bot.conversation import Command, Field, Form, Learner, Place, Press, Replies, Reply, Respond, Submit, Turn
from bot.ports import Clock, Ledger, MintToken, Profiles
from bot.progress.facts import Answer, Choice, DaysOff, Fact, ZoneChange
from bot.progress.present import UNKNOWN_ZONE, local_now
from bot.progress.zones import city, find_zones, is_zone, like_place, named_zone
from bot.quizzing.wording import counted
from bot.records import Profile
from bot.rooms.typed_dates import WEEKDAYS, read_day

Setter: TypeAlias = Callable[[Learner, str], Awaitable[str]]
_ZONE = re.compile(r"(?:zone|tz|timezone)\s+", re.IGNORECASE)


class Slip(ValueError):
    """What was typed cannot be used; the message says what can."""


@dataclass(frozen=True, slots=True)
class Personal:
    """The desk for a person's own choices; ``tracks`` are (id, title) of the course.

    ``reminders`` are the settings of what comes unasked, by name; ``letters`` plans those around an exam.
    """

    profiles: Profiles
    ledger: Ledger
    clock: Clock
    mint: MintToken
    tracks: Sequence[tuple[str, str]]
    reminders: Mapping[str, Setter]
    letters: Callable[[Learner, date, str], Awaitable[None]]

    @staticmethod
    def complete(typed: str) -> Sequence[tuple[str, str]]:
        """Places for what was typed so far, with ``zone`` before it or without: (value, label)."""
        return [
            (f"zone {found.zone}", f"Time zone: {found.label}") for found in find_zones(_ZONE.sub("", typed.strip(), 1))
        ]

    async def arrive(self, learner: Learner) -> None:
        """Note a name or a time zone that the platform says has changed; the first one is no change."""
        profile = await self.profiles.get(learner.tenant, learner.id)
        if learner.name and learner.name != profile.name:
            await self.profiles.change(learner.tenant, learner.id, name=learner.name)
        if learner.tz and is_zone(learner.tz) and learner.tz != profile.tz and not profile.tz_chosen:
            await self._move(learner, profile, learner.tz)

    async def settings(self, turn: Command) -> Replies:
        """``/settings``, or ``/settings exam 2026-12-10``."""
        learner = turn.learner
        # ``show me`` puts on the board; ``show`` alone is what people type to see what is set.
        if turn.argument.strip().lower() in {"", "show", "list"}:
            return (await self._overview(learner, turn.place),)
        name, _, value = turn.argument.partition(" ")
        try:
            said = await self._set(learner, name.lower(), value.strip(), turn.id)
        except Slip as slip:
            return (Reply(str(slip), private=True),)
        return (Reply(said, private=True),)

    def zone_first(self, then: Respond) -> Respond:
        """A skill to which a time zone may be said by the way: ``/streak zone Lisbon``."""

        async def respond(turn: Command) -> Replies:
            if not _ZONE.match(turn.argument):
                return await then(turn)
            return (*await self.settings(turn), *await then(replace(turn, argument="")))

        return respond

    async def form(self, turn: Turn) -> Form:
        """The settings dialog, with what is set now."""
        learner = turn.learner
        profile = await self.profiles.get(learner.tenant, learner.id)
        rests = [fact for fact in await self._facts(learner) if isinstance(fact, DaysOff)]
        off = " ".join(WEEKDAYS[day] for day in sorted(rests[-1].weekdays)) if rests else ""
        exam = profile.exam_date.isoformat() if profile.exam_date else ""
        day, boards = f"{profile.day_start:%H:%M}", (("show", "Show me"), ("hide", "Keep me off"))
        return Form(
            "Settings",
            self.mint("settings", place=turn.place),
            (
                Field("zone", "Time zone", profile.tz or "", hint="a city or a name like Europe/Berlin"),
                Field("exam", "Exam date", exam, hint="2026-12-10, or none"),
                Field("track", "Background", profile.track or "", choices=tuple(self.tracks)),
                Field("day", "My day starts at", day, hint="03:00"),
                Field("off", "Days off", off, hint="sat sun, or none"),
                Field("board", "On the board", profile.board, choices=boards),
            ),
        )

    async def opened(self, turn: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Settings`` on the card."""
        return (await self._overview(turn.learner, turn.place),)

    async def submitted(self, turn: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """The settings dialog came back: what was changed in it is set, and an empty field stays as it was."""
        said, slips = [], []
        before = {field.name: field.value for field in (await self.form(turn)).fields}
        for name, value in turn.values.items() if isinstance(turn, Submit) else ():
            if value.strip() in ("", before.get(name)):
                continue
            try:
                said.append(await self._set(turn.learner, name, value.strip(), turn.id))
            except Slip as slip:
                slips.append(str(slip))
        return (Reply("\n".join(said + slips) or "Nothing changed.", private=True),)

    async def board(self, turn: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Show me`` or ``Keep me off``, asked once before the first appearance."""
        return (Reply(await self._set(turn.learner, "board", ids[0], turn.id), private=True),)

    async def _set(self, learner: Learner, name: str, value: str, cause: str) -> str:
        """Change one setting and say what it is now; ``cause`` is the turn that asked.  Raises :class:`Slip`."""
        if name == "off":
            return await self._set_days_off(learner, value, cause)
        setters: dict[str, Setter] = {
            "tz": self._set_zone, "zone": self._set_zone, "timezone": self._set_zone,
            "exam": self._set_exam, "track": self._set_track, "day": self._set_day_start,
            "board": self._set_board, **self.reminders,
            "hide": self._hide, "show": self._show, "pseudonym": self._set_pseudonym, "cram": self._set_cram,
        }  # fmt: skip
        setter = setters.get(name)
        if setter is None:
            raise Slip(
                f"I don't know the setting {name[:30]!r}. There are: zone, exam, track, day, off, board, pseudonym, reminders, quiet, snooze, cram."
            )
        return await setter(learner, value)

    async def _set_zone(self, learner: Learner, value: str) -> str:
        if not value:
            raise Slip("Where do you live? `/settings zone Lisbon`.")
        named = named_zone(value)
        if named is None:
            near = like_place(value) or next((found.label for found in find_zones(value, 1)), None)
            meant = f"Did you mean {near}?" if near else "A city or a name like `Europe/Berlin` works."
            raise Slip(f"I don't know the place {value[:40]!r}. {meant}")
        profile = await self.profiles.get(learner.tenant, learner.id)
        await self._move(learner, profile, named, chosen=True)
        profile = await self.profiles.get(learner.tenant, learner.id)
        _, _, lived = local_now(self.clock, profile, await self._facts(learner))
        until = "" if lived == named else f", from your next day on (until then {city(lived)})"
        return f"Your time zone is {named}{until}."

    async def _move(self, learner: Learner, profile: Profile, new: str, *, chosen: bool = False) -> None:
        """Write the change down.  The first zone is no change, unless days were counted in UTC before it."""
        facts = await self._facts(learner)
        answered = any(isinstance(fact, Answer | Choice) for fact in facts)
        old = profile.tz or (UNKNOWN_ZONE if answered else new)
        if old != new:
            number = sum(isinstance(fact, ZoneChange) for fact in facts)
            change = ZoneChange(learner.id, self.clock.now(), old, new)
            await self.ledger.append(learner.tenant, change, key=f"zone:{number}:{new}")
        await self.profiles.change(learner.tenant, learner.id, tz=new, **({"tz_chosen": True} if chosen else {}))

    async def _facts(self, learner: Learner) -> list[Fact]:
        return await self.ledger.facts(learner.tenant, learner.id)

    async def _set_exam(self, learner: Learner, value: str) -> str:
        if value.lower() in {"none", "off", "clear"}:
            await self.profiles.change(learner.tenant, learner.id, exam_date=None)
            return "No exam date."
        profile = await self.profiles.get(learner.tenant, learner.id)
        _, today, lived = local_now(self.clock, profile, await self._facts(learner))
        day = read_day(value, today)
        if day is None:
            raise Slip("Write the date as 2026-12-10, 10 Dec or `in 3 weeks`, or `none`.")
        await self.profiles.change(learner.tenant, learner.id, exam_date=day)
        if profile.letters:
            await self.letters(learner, day, lived)
        left = (day - today).days
        written = " I write on its eve and the morning after." if profile.letters else ""
        if left < 0:
            return f"{day:%d %b %Y} is past; I noted it all the same. `/settings exam none` clears it."
        if left == 0:
            return f"Exam today, {day:%a %d %b %Y}. Good luck."
        return f"Exam on {day:%a %d %b %Y}, {counted(left, 'day')} to go. Reviews come back before it.{written}"

    async def _set_track(self, learner: Learner, value: str) -> str:
        known = {name.casefold(): (identifier, name) for identifier, name in self.tracks}
        known |= {identifier: (identifier, name) for identifier, name in self.tracks}
        if value.casefold() not in known:
            raise Slip("Backgrounds: " + ", ".join(identifier for identifier, _ in self.tracks) + ".")
        identifier, title = known[value.casefold()]
        await self.profiles.change(learner.tenant, learner.id, track=identifier)
        return f"Background: {title}."

    async def _set_day_start(self, learner: Learner, value: str) -> str:
        found = re.fullmatch(r"(?:start(?:s)?\s+)?(?:at\s+)?([01]?\d|2[0-3])(?::([0-5]\d))?(?: ?am)?", value.strip())
        if not found:
            raise Slip("Write the hour your day starts as 03:00.")
        start = time(int(found[1]), int(found[2] or 0))
        if start > time(12):
            raise Slip("A day starts between 00:00 and 12:00.")
        await self.profiles.change(learner.tenant, learner.id, day_start=start)
        return f"Your day starts at {start:%H:%M}: work before it counts for the day before."

    async def _set_days_off(self, learner: Learner, value: str, cause: str) -> str:
        if not value:
            raise Slip("Which days? `off sat sun`, or `off none`.")
        words = [] if value.lower() in {"none", "no"} else re.findall(r"[a-z]+", value.lower())
        if unknown := [word for word in words if word[:3] not in WEEKDAYS]:
            raise Slip(f"I don't know the day {unknown[0]!r}; write `off sat sun` or `off none`.")
        names = [word[:3] for word in words]
        if len(set(names)) > 3:
            raise Slip("At most three days off a week, or there is no streak to speak of.")
        profile = await self.profiles.get(learner.tenant, learner.id)
        now, since, _ = local_now(self.clock, profile, await self._facts(learner))
        fact = DaysOff(learner.id, now, since, frozenset(WEEKDAYS.index(name) for name in names))
        await self.ledger.append(learner.tenant, fact, key=f"off:{cause}")
        chosen = ", ".join(name.title() for name in WEEKDAYS if name in names)
        return f"Days off: {chosen}. They neither break nor lengthen a streak." if chosen else "No days off."

    async def _set_board(self, learner: Learner, value: str) -> str:
        if value.lower() in {"show", "on", "yes"}:
            return await self._show(learner, "")
        if value.lower() in {"hide", "off", "no"}:
            return await self._hide(learner, "")
        raise Slip("`/settings board show` or `/settings board hide`.")

    async def _hide(self, learner: Learner, value: str) -> str:
        await self.profiles.change(learner.tenant, learner.id, board="hide")
        return "You are off every board. Your own numbers stay in `/me`."

    async def _show(self, learner: Learner, value: str) -> str:
        await self.profiles.change(learner.tenant, learner.id, board="show")
        return "You are on the board."

    async def _set_pseudonym(self, learner: Learner, value: str) -> str:
        if not value:
            raise Slip("Which name? `/settings pseudonym Owl`, or `pseudonym none` for your own.")
        if value.lower() in {"none", "off"}:
            hidden = (await self.profiles.get(learner.tenant, learner.id)).board == "hide"
            await self.profiles.change(
                learner.tenant, learner.id, pseudonym=None, **({} if hidden else {"board": "show"})
            )
            return f"No pseudonym. You {'stay off the board' if hidden else 'are on the board under your own name'}."
        name = " ".join(re.findall(r"[\w'-]+", value))[:30]
        if not name:
            raise Slip("A name of letters and numbers, please.")
        await self.profiles.change(learner.tenant, learner.id, pseudonym=name, board="pseudonym")
        return f"You are on the board as {name}."

    async def _set_cram(self, learner: Learner, value: str) -> str:
        wanted = value.lower() in {"on", "yes", ""}
        if not wanted and value.lower() not in {"off", "no"}:
            raise Slip("`/settings cram on` or `/settings cram off`.")
        await self.profiles.change(learner.tenant, learner.id, cram=wanted)
        if wanted:
            return "Cram mode: you are off every board while it is on. `/settings cram off` brings you back, with all you earned."
        return "Cram mode is off; you stand where your answers put you."

    async def _overview(self, learner: Learner, place: Place) -> Reply:
        profile = await self.profiles.get(learner.tenant, learner.id)
        track = dict(self.tracks).get(profile.track or "", "not said")
        shown = {"ask": "not decided", "show": "shown", "hide": "off", "pseudonym": f"as {profile.pseudonym}"}[
            profile.board
        ]
        lines = (
            f"Time zone: {profile.tz or 'not said (UTC until you do)'} · day starts {profile.day_start:%H:%M}",
            f"Exam: {profile.exam_date.strftime('%a %d %b %Y') if profile.exam_date else 'no date yet'} · background: {track}",
            f"Board: {shown} · reminders: {'on' if profile.reminders else 'off'}",
            "Change one: `/settings zone Lisbon` · `exam 2026-12-10` · `track manager` · `day 04:00` · `off sat sun` · `hide`",
        )
        return Reply("\n".join(lines), private=True, form=await self.form(Command("", learner, place, "settings")))

"""What the operator's commands do: the numbers of the chat for any team, backup, restore and audit."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.assembly import UNASKED
from bot.conversation import Command, Learner, Place
from bot.groups.schedule_said import said
from bot.libraries import TERMINAL
from bot.memory.opening import Memory
from bot.progress.facts import Outage, Repair
from bot.progress.standings import implausibly_fast
from bot.progress.zones import zone
from bot.quizzing.wording import counted
from bot.records import Board, Schedule
from bot.settings import Settings
from bot.skills import Skill
from bot.wiring import StudyHall, open_study_hall

CHATS = ("slack", "discord")
CHANNEL = re.compile(r"[A-Z0-9]+")
A_YEAR = timedelta(days=366)
NEVER = "never"
END = '{"kind": "end"'

Shown = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Restored:
    """How many lines of a backup were missing here and came back; ``whole``: it still has its last one."""

    lines: int
    whole: bool


@dataclass(frozen=True)
class Operations:
    """The acts behind ``studyhall board``, ``streak``, ``learner``, ``group``, ``backup``, ``restore`` and ``audit``."""

    hall: StudyHall

    @property
    def memory(self) -> Memory:
        """Everything that lasts."""
        return self.hall.memory

    async def board(self, tenant: str, period: str) -> Shown:
        """The leaderboard as everyone sees it, and whose answers came faster than anyone reads."""
        shown = await self._said(tenant, "", "board", period)
        name = await self._tenant(tenant)
        board = Board(shown["data"]["period"], self.memory.clock.now().date())
        fast = sorted(implausibly_fast(await self.memory.ledger.facts(name), board))
        told = f"\nfaster than anyone reads, worth a question: {', '.join(fast)}" if fast else ""
        return {"text": shown["text"] + told, "data": {**shown["data"], "fast": fast}}

    async def streak(self, tenant: str, who: str) -> Shown:
        """One learner's streak."""
        await self._known(await self._tenant(tenant), who)
        return await self._said(tenant, who, "streak", "")

    async def group(self, tenant: str) -> Shown:
        """The study groups of a team."""
        name = await self._tenant(tenant)
        groups = await self.memory.groups.all(name)
        rows = [{"id": group.id, "name": group.name, "channels": list(group.channels)} for group in groups]
        text = "\n".join(f"{row['name']}: {', '.join(row['channels'])}" for row in rows)
        return {"text": text or "No groups yet.", "data": rows}

    async def schedule(self, tenant: str, channel: str, platform: str, words: str) -> Shown:
        """The daily questions of every channel and what became of the last ones; ``words`` set one, or end it."""
        if words:
            return await self._scheduled(tenant, channel, platform, words)
        planned = [one for one in await self.memory.schedules.everywhere() if tenant in ("", one.place.tenant)]
        rows = [await self._planned(one) for one in planned]
        lines = [
            f"{one.place.platform} {row['tenant']} {row['channel']}: {row['said']} Next: {_on_its_clock(one, row['next'])}. "
            f"Last: {row['last']}."
            + (f" Nobody can tell whether these were posted: {', '.join(row['unknown'])}." if row["unknown"] else "")
            for one, row in zip(planned, rows, strict=True)
        ]
        return {"text": "\n".join(lines) or "No daily questions are planned.", "data": rows}

    async def _scheduled(self, tenant: str, channel: str, platform: str, words: str) -> Shown:
        """Set or end a channel's daily question, as an admin would in that channel."""
        if not channel:
            raise LookupError("which channel? --channel ID")
        name = tenant or _only(_of_platforms(await self.memory.archive.tenants()))
        known = await self.memory.schedules.get(name, channel)
        where = Place(known.place.platform if known else platform, name, channel)
        if known is None and platform not in CHATS:
            raise LookupError(f"{channel} has no daily question yet; for a first one: --platform {' or '.join(CHATS)}")
        if known is None and not CHANNEL.fullmatch(channel):
            raise LookupError(f"{channel!r} is no channel's id, such as C061EG9T2 in Slack or 1038291746 in Discord")
        operator = Learner(where.platform, name, "", "", admin=True)
        (reply,) = await self._skill("schedule").respond(Command("operator", operator, where, "schedule", words))
        if not reply.data:  # a slip: nothing was changed
            raise LookupError(reply.text.replace("`", ""))
        return {"text": reply.text, "data": dict(reply.data)}

    async def learner(self, tenant: str, who: str) -> Shown:
        """Everything kept about one person."""
        name = await self._tenant(tenant)
        await self._known(name, who)
        kept = await self.memory.people.export(name, who)
        lines = [f"{who}: {counted(len(kept['facts']), 'fact')}, {counted(len(kept['reviews']), 'review')}"]
        lines += [f"  {setting}: {value}" for setting, value in kept["settings"].items()]
        return {"text": "\n".join(lines), "data": kept}

    async def excuse(self, tenant: str, day: date, reason: str, who: str) -> Shown:
        """Excuse a date for one learner or for the whole team; the same date again changes nothing."""
        name, now = await self._tenant(tenant), self.memory.clock.now()
        if abs(day - now.date()) > A_YEAR:
            raise ValueError(f"{day.isoformat()} is more than a year away: is that the date?")
        if who:
            await self._known(name, who)
        fact = Repair(who, now, day, reason) if who else Outage(now, day, reason)
        wrote = await self.memory.ledger.append(name, fact, key=f"excused:{day.isoformat()}")
        words = (
            f"{day.isoformat()} is excused for {who or 'everyone'}"
            if wrote
            else f"{day.isoformat()} was excused before"
        )
        return {"text": words, "data": {"day": day.isoformat(), "who": who or None, "new": wrote}}

    async def backup(self, file: Path, tenant: str) -> int:
        """Write every entry to a file that only its owner may read; whole or not at all."""
        wrote = 0
        partial = file.with_name(f"{file.name}.partial")
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        try:
            with partial.open("w", encoding="utf-8") as out:
                async for line in self.memory.archive.lines(tenant):
                    out.write(line + "\n")
                    wrote += 1
                if tenant and not wrote:
                    raise LookupError(f"nothing is kept of {tenant!r}")
                out.write(_end(wrote) + "\n")
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)
        return wrote

    async def restore(self, file: Path) -> Restored:
        """Read a backup back.  Raises ``ValueError`` naming a line that is none."""
        try:
            lines = await asyncio.to_thread(file.read_text, "utf-8")
        except UnicodeDecodeError:
            raise ValueError(f"{file} is no backup; nothing was restored") from None
        entries, whole = _entries(lines.removesuffix("\n").split("\n"))
        return Restored(await self.memory.archive.restore(entries), whole)

    async def audit(self, tenant: str) -> Shown:
        """Compute everything that is derived from facts again, for one team or all, and list what differs."""
        names = [await self._tenant(tenant)] if tenant else await self.memory.archive.tenants()
        drift = [{"tenant": name, **row} for name in names for row in await self.memory.archive.audit(name)]
        facts = sum([len(await self.memory.ledger.facts(name)) for name in names])
        found = counted(len(drift), "difference") if drift else "no difference"
        text = f"{counted(facts, 'fact')} of {counted(len(names), 'team')} reckoned again; {found}."
        text += "".join(
            f"\n  {row['tenant']} {row['learner'] or 'everyone'}: "
            + (
                f"fact {row['fact']} is not what was written, or one before it is gone"
                if "fact" in row
                else f"{row['shown']} shown, {row['counted']} counted"
            )
            for row in drift
        )
        return {"text": text, "drift": drift, "facts": facts, "tenants": names}

    async def _said(self, tenant: str, who: str, name: str, argument: str) -> Shown:
        """What the chat command says, without its pictures and buttons."""
        team = await self._tenant(tenant)
        profile = await self.memory.profiles.get(team, who)
        learner = Learner(TERMINAL, team, who, profile.name)
        turn = Command("operator", learner, Place(TERMINAL, team), name, argument)
        (reply, *_) = await self._skill(name).respond(turn)
        rows = ["  ".join(row) for card in reply.cards for row in card.rows]
        return {"text": "\n".join([reply.text, *rows]), "data": dict(reply.data)}

    def _skill(self, name: str) -> Skill:
        """The skill of that name.  Raises ``LookupError`` where the course it needs is missing."""
        found = self.hall.tutor.skills.get(name)
        if found is None:
            raise LookupError(f"there is no {name} without a course: STUDYHALL_COURSE names one")
        return found

    async def _planned(self, schedule: Schedule) -> Shown:
        place = schedule.place
        following = await self.memory.schedules.following(schedule)
        history = await self.memory.pushes.history(place.tenant, place.channel or "")
        key, last = next(((key, push) for key, push in reversed(history.items()) if "/" not in key), ("", None))
        return {
            "platform": place.platform,
            "tenant": place.tenant,
            "channel": place.channel,
            "said": said(schedule),
            "next": following.at.isoformat(timespec="minutes") if following else NEVER,
            "last": f"{key} {last.state.lower()}" if last else "none",
            "unknown": [key for key, push in history.items() if push.state == "UNKNOWN"],
        }

    async def _tenant(self, named: str) -> str:
        """The named team, or the only one there is.  Raises ``LookupError`` where it is unknown or not clear."""
        known = await self.memory.archive.tenants()
        if named and named not in known:
            raise LookupError(f"nobody has answered anything in {named!r}")
        return named or _only(_of_platforms(known) or known)

    async def _known(self, tenant: str, who: str) -> None:
        if who not in await self.memory.ledger.learners(tenant):
            raise LookupError(f"nobody called {who!r} has answered anything in {tenant}")


def _of_platforms(tenants: Sequence[str]) -> list[str]:
    """The teams of Slack and Discord; the terminal's people and those of a story are nobody's team."""
    return [tenant for tenant in tenants if tenant not in UNASKED]


def _only(teams: Sequence[str]) -> str:
    """The one team there is.  Raises ``LookupError``."""
    if len(teams) > 1:
        raise LookupError(f"which team? --tenant one of {', '.join(teams)}")
    if not teams:
        raise LookupError("nobody has answered anything yet; --tenant names a workspace or server by its id")
    return teams[0]


def _end(lines: int) -> str:
    """What the last line of a backup says, so that one that was cut short is known."""
    return json.dumps({"kind": "end", "lines": lines})


def _entries(lines: Sequence[str]) -> tuple[list[str], bool]:
    """What stands in a backup, or in several put together, and whether each has its last line."""
    entries: list[str] = []
    since, whole = 0, True
    for line in lines:
        if line.startswith(END):
            whole, since = whole and line == _end(since), 0
        else:
            entries.append(line)
            since += 1
    return entries, whole and since == 0


def _on_its_clock(schedule: Schedule, following: str) -> str:
    """``Mon 23 Nov, 09:00`` in the schedule's own time zone."""
    if following == NEVER:
        return following
    at = datetime.fromisoformat(following).astimezone(zone(schedule.tz))
    return f"{at:%a} {at.day} {at:%b}, {at:%H:%M}"


@asynccontextmanager
async def open_operations(settings: Settings) -> AsyncIterator[Operations]:
    """Open the study hall for an operator's command."""
    async with open_study_hall(settings) as hall:
        yield Operations(hall)

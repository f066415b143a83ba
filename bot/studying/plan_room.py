"""``/plan``: what to do until the exam, ticked off by what was done and made anew each time it is shown."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.conversation import Button, Call, Command, File, Learner, Place, Press, Replies, Reply, Source, Submit
from bot.progress.facts import Parked
from bot.progress.mastery import by_objective
from bot.progress.plan import Span
from bot.quizzing.deal import make_id
from bot.quizzing.plan_templates import PlanBlock
from bot.quizzing.student import Student, read_student
from bot.quizzing.wording import counted
from bot.quizzing.world import World
from bot.studying.calendar import Entry, icalendar
from bot.studying.library import Library
from bot.studying.prospect import Prospect, prospect
from bot.studying.ticks import DRILLED

Documents = Callable[[Learner, Place, str], Awaitable[Sequence[Source]]]
"""Documents or notebooks of the team's own that fit some words."""

CALENDAR = "study-plan.ics"
HOURS = (10, 20, 30, 40)
MOST_HOURS = 400
NOTES_SHOWN = 5
SAYS = "`/plan`, `/plan 25 h` in all, `/plan 6 h a week`, `/plan calendar`, `/plan parked` or `/plan restart`"
_HOURS = re.compile(r"(?P<hours>\d{1,3})\s*(?:h|hours?)?(?P<weekly>\s*(?:a|per|each|every|/)\s*week)?")


class PlanRoom:
    """The plan, its blocks, its calendar, and what is parked."""

    def __init__(self, world: World, library: Library, documents: Documents) -> None:
        self._world = world
        self._library = library
        self._documents = documents

    async def plan(self, command: Command) -> Replies:
        """``/plan``, ``/plan 40 h``, ``/plan 6 h a week``, ``/plan calendar``, ``/plan parked``, ``/plan restart``."""
        return await self._do(command, command.argument.strip().lower())

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """A button of the plan: the same words, or ``block`` and which."""
        if ids[:1] == ("block",):
            return await self._block(press, ids[1])
        return await self._do(press, " ".join(ids))

    async def _do(self, turn: Call, wanted: str) -> Replies:
        learner = turn.learner
        if wanted == "parked":
            return (self._parked(await read_student(self._world, learner), turn.place),)
        if wanted == "hours":
            return (self._ask_hours(turn.place),)
        found = _HOURS.fullmatch(wanted)
        if not found and wanted not in ("", "calendar", "restart"):
            return (Reply(f"I know {SAYS}.", private=True),)
        settings: dict[str, int | date] = {}
        student = await read_student(self._world, learner)
        if not wanted and _served_its_exam(student):
            return (self._refreshing(student, turn.place),)
        if found:
            settings["plan_hours"] = max(1, min(MOST_HOURS, _in_all(student, found)))
        if student.profile.plan_from is None or wanted == "restart":
            settings["plan_from"] = student.today
        if settings:
            await self._world.profiles.change(learner.tenant, learner.id, **settings)
            student = await read_student(self._world, learner)
        made = prospect(student)
        if made is None:
            return (Reply("This course has no study plan to start from.", private=True),)
        return (self._calendar(made),) if wanted == "calendar" else (self._shown(made, turn.place),)

    def _parked(self, student: Student, place: Place) -> Reply:
        return self._library.parked([fact.note for fact in student.facts if isinstance(fact, Parked)], place)

    def _refreshing(self, student: Student, place: Place) -> Reply:
        """After the exam: what was parked, and a plan only on request."""
        parked = self._parked(student, place)
        anew = Button("New plan", self._world.tokens.mint("plan", "restart", place=place))
        return replace(parked, text=f"Your exam is behind you.\n\n{parked.text}", buttons=(*parked.buttons, anew))

    def _shown(self, made: Prospect, place: Place) -> Reply:
        exam, plan = made.student.exam, made.plan
        date_said = f"exam {exam:%a} {_day(exam)}" if exam else "no exam date yet: `/exam 2026-12-10`"
        if exam is None and made.student.profile.exam_date:
            date_said = "your exam is behind you"
        title = made.template.title if made.as_named else f"{counted(plan.hours, 'hour')} until {_day(made.last)}"
        if made.last < made.student.today:
            title = "Your plan"
        ahead = [f"{plan.left} of {plan.hours} h left"] if plan.spans else []
        head = " · ".join([f"**{title}**", date_said, *ahead])
        lines = [f"- ✓ {block.title}" for block in made.blocks if made.progress[block.id].done]
        lines += [self._line(made, span, current=span is made.current) for span in plan.spans]
        if plan.spans and plan.spare:
            titles = [block.title for block in made.blocks if block.id in plan.spare]
            lines.append(f"- If there is time: {' · '.join(titles)}")
        if not plan.spans:
            over = "No day is left to plan: rest." if exam else "Its days are over; `/plan restart` begins anew."
            lines.append(f"- {over if plan.spare else 'Nothing is left to plan.'}")
        text = "\n\n".join((head, "\n".join(lines)))
        return Reply(text, buttons=self._buttons(made, place), private=True, data=_data(made))

    def _line(self, made: Prospect, span: Span, *, current: bool) -> str:
        block, done = made.block(span.theme), made.progress[span.theme]
        title = block.title if block else span.theme
        named = f"- ▸ **{title}**" if current else f"- {title}"
        steps = f" · {min(done.answers, DRILLED)} of {DRILLED} answered" if done.answers else ""
        return f"{named} {_days(span)}, {span.hours} h{steps}"

    def _buttons(self, made: Prospect, place: Place) -> tuple[Button, ...]:
        mint = self._world.tokens.mint
        current = made.current
        first = (
            (Button("Start now", mint("plan", "block", current.theme, place=place), style="primary"),)
            if current
            else ()
        )
        return (
            *first,
            Button("Hours", mint("plan", "hours", place=place)),
            Button("Calendar", mint("plan", "calendar", place=place)),
            Button("Parked", mint("plan", "parked", place=place)),
            Button("What changed", mint("changed", place=place)),
        )

    def _ask_hours(self, place: Place) -> Reply:
        mint = self._world.tokens.mint
        buttons = tuple(Button(f"{hours} h", mint("plan", str(hours), place=place)) for hours in HOURS)
        text = "How many hours do you have in all? Any other number: `/plan 25 h`, or `/plan 6 h a week`."
        return Reply(text, buttons=buttons, private=True)

    def _calendar(self, made: Prospect) -> Reply:
        learner = made.student.learner
        blocks = {block.id: block for block in made.blocks}
        entries = [
            Entry(
                make_id(learner.tenant, learner.id, "plan", span.theme),
                span.first,
                span.last,
                f"{blocks[span.theme].title} ({span.hours} h)",
                f"{blocks[span.theme].drill}\n{blocks[span.theme].check}",
            )
            for span in made.plan.spans
        ]
        if exam := made.student.exam:
            entries.append(
                Entry(make_id(learner.tenant, learner.id, "exam"), exam, exam, made.student.course.outline.title)
            )
        text = icalendar(entries, made.student.now)
        return Reply(
            f"Open `{CALENDAR}` with your calendar; opened again later, it replaces what was there.",
            files=(File(CALENDAR, text.encode(), "text/calendar", "Your study plan"),),
            private=True,
            data={"calendar": text},
        )

    async def _block(self, press: Press | Submit, block_id: str) -> Replies:
        student = await read_student(self._world, press.learner)
        made = prospect(student)
        block = made.block(block_id) if made else None
        if made is None or block is None:
            return (Reply("Your plan has changed; `/plan` shows it as it is now.", private=True),)
        notes = [note for slug in block.notes[:NOTES_SHOWN] if (note := self._world.course.notes.get(slug))]
        done, place = made.progress[block.id], press.place
        documents = await self._documents(press.learner, place, f"{block.title} {notes[0].title if notes else ''}")
        sources = [
            self._library.source(note, note.sections[0], at, place, block.id) for at, note in enumerate(notes, 1)
        ]
        read = [f"[{at}] {note.title}{' ✓' if note.slug in done.read else ''}" for at, note in enumerate(notes, 1)]
        also = [replace(one, number=len(read) + at) for at, one in enumerate(documents, 1)]
        lines = [
            f"**{block.title}** · {_standing(block, student)}",
            f"- Read: {' · '.join(read)}",
            *([f"- From your documents: {' · '.join(f'[{one.number}]' for one in also)}"] if also else []),
            f"- Drill: `{block.drill}` · {min(done.answers, DRILLED)} of {DRILLED} answered{' ✓' if done.drilled else ''}",
            f"- Check: {block.check}{' ✓' if done.sits else ''}",
        ]
        return (
            Reply("\n".join(lines), buttons=self._steps(block, place), sources=(*sources, *also), private=True,
                  data={"block": block.id, "done": done.done}),
        )  # fmt: skip

    def _steps(self, block: PlanBlock, place: Place) -> tuple[Button, ...]:
        mint = self._world.tokens.mint
        reading = [slug for slug in block.notes if slug in self._world.course.notes][:NOTES_SHOWN]
        return (
            *(
                Button(f"Read {at}", mint("note", slug, "0", block.id, place=place))
                for at, slug in enumerate(reading, 1)
            ),
            Button("Drill", mint("go", *block.drill.removeprefix("/").split(" "), place=place), style="primary"),
            Button("Say the check", mint("say", "check", block.id, place=place)),
        )


def _in_all(student: Student, said: re.Match[str]) -> int:
    """The hours of the whole plan, from what somebody said: in all, or for each week that is left."""
    made, hours = prospect(student), int(said["hours"])
    if made is None or not said["weekly"]:
        return hours
    left = (made.last - student.today).days + 1
    return made.plan.hours - made.plan.left + round(hours * left / 7)


def _served_its_exam(student: Student) -> bool:
    """Whether their exam is over and no plan was begun since."""
    exam, since = student.profile.exam_date, student.profile.plan_from
    return student.exam is None and exam is not None and (since is None or since <= exam)


def _standing(block: PlanBlock, student: Student) -> str:
    """How its objectives stand, weakest first said."""
    known = by_objective(student.facts, student.today)
    found = [known[objective] for objective in block.objectives if objective in known and known[objective].enough]
    return min(found, key=lambda one: one.share).words() if found else "not enough answers yet"


def _days(span: Span) -> str:
    if span.first == span.last:
        return _day(span.first)
    begins = str(span.first.day) if span.first.month == span.last.month else _day(span.first)
    return f"{begins}–{_day(span.last)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b}"


def _data(made: Prospect) -> dict[str, object]:
    done = [block.id for block in made.blocks if made.progress[block.id].done]
    spans = [[one.theme, one.first.isoformat(), one.last.isoformat(), one.hours] for one in made.plan.spans]
    return {
        "template": made.template.id,
        "hours": made.plan.hours,
        "left": made.plan.left,
        "done": done,
        "spans": spans,
    }

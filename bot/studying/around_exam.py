"""What there is to say about an exam on the days before it, on its eve, on its day and afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bot.conversation import Button, Learner, Place, Reply
from bot.progress.exam_days import RETAKE_AFTER, last_outcome, outcome, phase
from bot.progress.facts import HowTold
from bot.quizzing.placing import EXAM_IN
from bot.quizzing.student import Student, read_student
from bot.quizzing.wording import counted
from bot.quizzing.world import World

HOW: Mapping[HowTold, str] = {"passed": "I passed", "again": "Not this time", "quiet": "Rather not say"}


class AroundExam:
    """Replies about an exam, by how far it is away; nothing is stored here."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def around(self, learner: Learner, place: Place) -> Reply:
        """The reply for today: the question for a date, what to prepare, the eve, the day, or how it was."""
        student = await read_student(self._world, learner)
        exam, mint = student.profile.exam_date, self._world.tokens.mint
        if exam and exam >= student.today and outcome(student.facts, exam):
            return self.after(student, exam, place)
        match phase(exam, student.today):
            case "eve":
                return self._quiet(
                    "**Tomorrow.** Ten minutes, your five traps, then rest. I'll be quiet until you write.",
                    Button("Warm up", mint("exam", "warm", place=place), style="primary"),
                    Button("My five traps", mint("exam", "traps", place=place)),
                    place=place,
                )
            case "day":
                text = "**Today.** Nothing to do here. Read the last sentence of each scenario first. Good luck."
                return self._quiet(text, place=place)
            case "after" if exam:
                return self.after(student, exam, place)
            case "ahead" if exam:
                left = counted((exam - student.today).days, "day")
                text = f"Exam on {exam:%a %d %b %Y}, {left} to go. It follows: *{student.blueprint.title}*."
                return Reply(text, buttons=self.towards(student, place), private=True)
        buttons = tuple(Button(words, mint("exam", "in", days, place=place)) for days, words in EXAM_IN.items())
        past = last_outcome(student.facts)
        known = f"Your last exam was on {past.exam:%d %b %Y}. " if past else ""
        return Reply(f"{known}When is your exam? `/exam 2026-12-10`, or roughly:", buttons=buttons, private=True)

    def _quiet(self, text: str, *buttons: Button, place: Place) -> Reply:
        """A reply of few words; everything else stays one press away."""
        more = Button("Everything else", self._world.tokens.mint("more", place=place))
        return Reply(text, buttons=(*buttons, more), private=True)

    def after(self, student: Student, exam: date, place: Place) -> Reply:
        """The question how it went; once that is told, what to do next."""
        told, mint = outcome(student.facts, exam), self._world.tokens.mint
        if told is None:
            buttons = tuple(
                Button(words, mint("exam", "how", exam.isoformat(), how, place=place)) for how, words in HOW.items()
            )
            return Reply(
                "**How was it?** Only you see this; leads see a count, and only from five people on.",
                buttons=buttons,
                private=True,
            )
        parked = Button("What I parked", mint("plan", "parked", place=place))
        if told.how == "again":
            earliest = exam + timedelta(days=RETAKE_AFTER)
            again = Button(f"Exam on {earliest:%d %b}", mint("exam", "on", earliest.isoformat(), place=place))
            ready = Button("Where I stand", mint("ready", place=place), style="primary")
            return Reply(
                f"Thank you for telling me. A second attempt is possible from about {earliest:%d %b} on (look up your "
                "provider's rule). Your plan then begins with what was weak.",
                buttons=(ready, again, parked), private=True,
            )  # fmt: skip
        text = "**Well done.** " if told.how == "passed" else "Noted, and kept to yourself. "
        text += "From here it is refreshing: what you parked, and a few reviews when they come back."
        return Reply(text, buttons=(parked, Button("Review", mint("go", "review", place=place))), private=True)

    def towards(self, student: Student, place: Place) -> tuple[Button, ...]:
        """Buttons to prepare with."""
        mint = self._world.tokens.mint
        buttons = [
            Button("Plan", mint("plan", place=place), style="primary"),
            Button("Mock exam", mint("go", "mock", place=place)),
            Button("Where I stand", mint("ready", place=place)),
        ]
        if not student.profile.letters:
            buttons.append(Button("Write to me on the eve and after", mint("exam", "letters", place=place)))
        return tuple(buttons)

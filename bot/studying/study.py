"""Studying with a goal: what ``/exam``, ``/plan``, ``/mock``, ``/ready``, ``/guide``, ``/say`` and ``/together`` do.

``presses`` is the whole table of buttons; each row is (verb, what it does), with a button's ids beside it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.conversation import Button, Command, Form, Learner, Press, Reply, Submit, Turn
from bot.groups.ports import Errands
from bot.quizzing.desk import QuizDesk
from bot.studying.changes import ChangesRoom
from bot.studying.exam_room import ExamRoom, Respond
from bot.studying.guided import GuidedRoom
from bot.studying.library import Library
from bot.studying.mock_room import MockRoom
from bot.studying.plan_room import Documents, PlanRoom
from bot.studying.ready_room import ReadyRoom
from bot.studying.say_room import Read, SayRoom
from bot.studying.together_room import TogetherRoom
from bot.studying.trail import TrailRoom

Replies = tuple[Reply, ...]
Arrive = Callable[[Learner], Awaitable[None]]
Pressed = Callable[[Press | Submit, tuple[str, ...]], Awaitable[Replies]]

MORE = {
    "Exam": "exam", "Review": "review", "Guided": "guide", "Cards": "cards", "Maps": "map",
    "Cases": "case", "For leads": "kit", "Together": "together",
}  # fmt: skip
"""What else there is, one press further: label and skill."""


class Study:
    """Everything that leads to a date."""

    def __init__(self, desk: QuizDesk, errands: Errands, settings: Respond, read: Read, documents: Documents) -> None:
        world = desk.world
        self._tokens = world.tokens
        library = Library(world)
        saying = SayRoom(world, library, read)
        self._exam = ExamRoom(desk, errands, settings)
        self._library = library
        self._plan = PlanRoom(world, library, documents)
        self._mock = MockRoom(world)
        self._ready = ReadyRoom(desk)
        self._trail = TrailRoom(world, library)
        self._saying = saying
        self._together = TogetherRoom(world, saying)
        self._guided = GuidedRoom(desk, saying)
        self._changes = ChangesRoom(desk)

    @property
    def presses(self) -> Mapping[str, Pressed]:
        """Every verb a button of ours may carry."""
        return {
            "exam": self._exam.press,  # what, and what that takes
            "plan": self._plan.press,  # words as after /plan; or block, which
            "note": self._library.note,  # note, section, block?
            "park": self._library.park,  # note
            "changed": self._changes.press,  # again?
            "mock": self._mock.press,  # begin, count; or what, exam, question?, choice?
            "ready": self._ready.press,  # why?
            "trail": self._trail.press,  # delivery
            "say": self._saying.press,  # kind, about
            "said": self._saying.submitted,  # kind, about
            "guided": self._guided.press,  # item, step
            "together": self._together.press,  # part; or thanks, delivery
            "more": self.more,
        }

    def arriving(self, then: Arrive) -> Arrive:
        """What happens when somebody is here: ``then``, and what an exam, real or rehearsed, left to do."""

        async def arrive(learner: Learner) -> None:
            await then(learner)
            await self._exam.arrive(learner)
            await self._mock.arrive(learner)

        return arrive

    def first(self, then: Respond) -> Respond:
        """A skill above which stands what these days are about, around an exam."""

        async def respond(command: Command) -> Replies:
            return await self._exam.first(command, then)

        return respond

    async def more(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``More``, on a learner's own card."""
        buttons = tuple(
            Button(label, self._tokens.mint("go", skill, place=press.place)) for label, skill in MORE.items()
        )
        return (Reply("What else there is:", buttons=buttons, private=True),)

    async def exam(self, command: Command) -> Replies:
        """``/exam``."""
        return await self._exam.exam(command)

    async def plan(self, command: Command) -> Replies:
        """``/plan``."""
        return await self._plan.plan(command)

    async def mock(self, command: Command) -> Replies:
        """``/mock``."""
        return await self._mock.mock(command)

    async def ready(self, command: Command) -> Replies:
        """``/ready``."""
        return await self._ready.ready(command)

    async def guide(self, command: Command) -> Replies:
        """``/guide``."""
        return await self._guided.guide(command)

    async def say(self, command: Command) -> Replies:
        """``/say``."""
        return await self._saying.say(command)

    async def together(self, command: Command) -> Replies:
        """``/together``."""
        return await self._together.together(command)

    def form(self, turn: Turn) -> Form | None:
        """The box for a sentence."""
        return self._saying.form(turn)

"""Studying with a goal: the rooms of ``/exam``, ``/plan``, ``/mock``, ``/ready``, ``/guide``, ``/say``, ``/together``.

``presses`` is the whole table of buttons; each row is (verb, what it does), with a button's ids beside it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.conversation import Button, Learner, Press, Pressed, Replies, Reply, Respond, Submit
from bot.groups.ports import Errands
from bot.quizzing.desk import QuizDesk
from bot.studying.changes import ChangesRoom
from bot.studying.exam_room import ExamRoom
from bot.studying.guided import GuidedRoom
from bot.studying.library import Library
from bot.studying.mock_room import MockRoom
from bot.studying.plan_room import Documents, PlanRoom
from bot.studying.ready_room import ReadyRoom
from bot.studying.say_room import Read, SayRoom
from bot.studying.together_room import TogetherRoom
from bot.studying.trail import TrailRoom

Arrive = Callable[[Learner], Awaitable[None]]

MORE = {
    "Exam": "exam", "Review": "review", "Guided": "guide", "Cards": "cards", "Maps": "map",
    "Cases": "case", "For leads": "kit", "Together": "together",
}  # fmt: skip
"""What else there is, one press further: label and skill."""


class Study:
    """The rooms of studying towards an exam, and their buttons."""

    def __init__(self, desk: QuizDesk, errands: Errands, settings: Respond, read: Read, documents: Documents) -> None:
        world = desk.world
        self._tokens = world.tokens
        self._library = Library(world)
        self._trail = TrailRoom(world, self._library)
        self._changes = ChangesRoom(desk)
        self.exam = ExamRoom(desk, errands, settings)
        self.plan = PlanRoom(world, self._library, documents)
        self.mock = MockRoom(world)
        self.ready = ReadyRoom(desk)
        self.saying = SayRoom(world, self._library, read)
        self.together = TogetherRoom(world, self.saying)
        self.guided = GuidedRoom(desk, self.saying)

    @property
    def presses(self) -> Mapping[str, Pressed]:
        """Every verb a button of ours may carry."""
        return {
            "exam": self.exam.press,  # what, and what that takes
            "plan": self.plan.press,  # words as after /plan; or block, which
            "note": self._library.note,  # note, section, block?
            "park": self._library.park,  # note
            "changed": self._changes.press,  # again?
            "mock": self.mock.press,  # begin, count; or what, exam, question?, choice?
            "ready": self.ready.press,  # why?
            "trail": self._trail.press,  # delivery
            "say": self.saying.press,  # kind, about
            "said": self.saying.submitted,  # kind, about
            "guided": self.guided.press,  # item, step
            "together": self.together.press,  # part; or thanks, delivery
            "more": self.more,
        }

    def arriving(self, then: Arrive) -> Arrive:
        """What to do when somebody writes: ``then``, and whatever their exam or mock exam left undone."""

        async def arrive(learner: Learner) -> None:
            await then(learner)
            await self.exam.arrive(learner)
            await self.mock.arrive(learner)

        return arrive

    async def more(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``More``, on a learner's own card."""
        buttons = tuple(
            Button(label, self._tokens.mint("go", skill, place=press.place)) for label, skill in MORE.items()
        )
        return (Reply("What else there is:", buttons=buttons, private=True),)

"""``/guide``: a scenario in four steps: the problem, what decides, an approach, and only then the options.

The rule that holds here: what somebody writes at a step is not marked and stands above the options; what
was meant is said once they have chosen, because naming the constraint before would give the choice away.
"""

from __future__ import annotations

from bot.conversation import Button, Call, Command, Press, Replies, Reply, Submit
from bot.quizzing.deal import make_id
from bot.quizzing.desk import QuizDesk
from bot.quizzing.elsewhere import elsewhere
from bot.quizzing.items import FLIPPED, Item
from bot.quizzing.picking import pick
from bot.quizzing.run import Run
from bot.quizzing.student import Student, read_student
from bot.quizzing.topics import find, nearest
from bot.studying.say_room import SayRoom

STEPS = (
    ("The problem", "Which goal should this move? Say it without naming a product."),
    (
        "What decides this?",
        "Of everything in the text, which constraint rules out most? Name it before you see any option.",
    ),
    ("An approach", "In one sentence: what would you build?"),
)


class GuidedRoom:
    """One scenario at a time, step by step."""

    def __init__(self, desk: QuizDesk, saying: SayRoom) -> None:
        self._desk = desk
        self._world = desk.world
        self._saying = saying
        saying.hears["guide"] = self._heard

    async def guide(self, command: Command) -> Replies:
        """``/guide [topic]``."""
        student = await read_student(self._world, command.learner)
        subject = find(student.course, command.argument) if command.argument else None
        if command.argument and subject is None:
            close = ", ".join(f"`/guide {name}`" for name in nearest(student.course, command.argument))
            return (Reply(f"I have nothing on “{command.argument[:40]}”. Try {close}.", private=True),)
        pool = tuple(sorted(subject.items)) if subject else ()
        run = Run("quiz", student.now, student.now, pool=pool, want=1)
        others = await elsewhere(self._world, command.learner, student.now)
        chosen = pick(student.course, student, run, f"{self._world.seed}/guide", others)
        if chosen is None:
            return (Reply("You have met every question there is; `/review` has what comes back.", private=True),)
        return (await self._step(command, chosen.item, 0, student),)

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``Next step``: item and step."""
        return await self._go(press, ids[0], int(ids[1]))

    async def _heard(self, turn: Call, about: str, words: str) -> Replies:
        """A sentence at a step; the next step follows, with what was said above it."""
        item_id, _, step = about.partition(".")
        replies = await self._go(turn, item_id, int(step) + 1)
        return (Reply(f"Noted: “{words}”", private=True), *replies)

    async def _go(self, turn: Call, item_id: str, step: int) -> Replies:
        student = await read_student(self._world, turn.learner)
        item = student.course.item(item_id)
        if item is None:
            return (Reply("That question was taken out. `/guide` has another.", private=True),)
        if step < len(STEPS):
            return (await self._step(turn, item, step, student),)
        await self._saying.expect_nothing(turn)
        head = Reply(
            "**Step 4 of 4: the choice.** One option fits best. Choose it, and say to yourself which number would show that it works.",
            private=True,
        )
        asked = await self._desk.listed(turn, "review", f"guided {make_id(turn.learner.id, item.id)}", [item.id])
        return (head, *asked)

    async def _step(self, turn: Call, item: Item, step: int, student: Student) -> Reply:
        title, asked = STEPS[step]
        await self._saying.expect(turn, "guide", f"{item.id}.{step}")
        mint, place = self._world.tokens.mint, turn.place
        (scenario,) = student.names.write(item.scenario)
        text = "\n\n".join(part for part in (
            f"**Step {step + 1} of {len(STEPS) + 1}: {title}**", scenario if step == 0 else "", asked,
        ) if part)  # fmt: skip
        buttons = (
            Button("Say it in one sentence", mint("say", "guide", f"{item.id}.{step}", place=place), style="primary"),
            Button("Next step", mint("guided", item.id.removesuffix(FLIPPED), str(step + 1), place=place)),
        )
        return Reply(text, buttons=buttons, private=True, data={"step": step + 1, "item": item.id})

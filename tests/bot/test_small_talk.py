"""What is no question costs none, and a name that is no skill's is read like plain words."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.conversation import Command, Learner, Message, Place, Reply
from bot.records import Wait
from bot.skills import Skill
from bot.tokens import SignedTokens
from bot.tutor import Tutor

LEARNER, PLACE = Learner("slack", "T1", "U1", "Ana"), Place("slack", "T1")


class Talk:
    """Says what it heard."""

    async def message(self, message: Message, aloud: object = None) -> tuple[Reply, ...]:
        return (Reply(f"heard {message.text}"),)

    async def opened(self, opened: object) -> tuple[Reply, ...]:
        return ()


@dataclass
class UsedUp:
    """No question is left to anybody; ``asked`` are the turns that wanted one."""

    asked: list[str] = field(default_factory=list)

    async def take(self, tenant: str, learner: str, *, turn: str) -> Wait:
        self.asked.append(turn)
        return Wait("10 a minute each", 60)


async def nobody(_: Learner) -> None: ...


async def nothing(_: Message) -> tuple[Reply, ...]:
    return ()


async def settings(command: Command) -> tuple[Reply, ...]:
    return (Reply(f"set {command.argument}"),)


def tutor(limits: UsedUp) -> Tutor:
    skill = Skill("settings", "/settings", "", settings)
    tokens = SignedTokens.of(["secret"])
    return Tutor([skill], {}, Talk(), tokens=tokens, limits=limits, arrive=nobody, afterwards=nothing)


async def test_small_talk_is_not_limited() -> None:
    """Whoever used up their questions is still greeted and thanked; a question has to wait."""
    limits = UsedUp()
    for said in ("hi", "thanks", "ok", "👍", "bye"):
        (reply,) = await tutor(limits).handle(Message(said, LEARNER, PLACE, said))
        assert reply.text == f"heard {said}"
    (reply,) = await tutor(limits).handle(Message("a question", LEARNER, PLACE, "what is drift?"))
    assert (reply.data["reason"], limits.asked) == ("limit", ["a question"])


async def test_a_name_that_is_no_skills_is_read_like_plain_words() -> None:
    """``/remind off`` is what its words say; what says nothing is told the nearest name."""
    for name, argument, said in (("remind", "off", "set reminders off"), ("setings", "", "Did you mean `/settings`?")):
        (reply,) = await tutor(UsedUp()).handle(Command("1", LEARNER, PLACE, name, argument))
        assert said in reply.text

"""The team workshop: a scenario, roles that know different things, timed rounds, a debrief.

The rules that hold here: the host opens each round; what a role knows is told to its player alone; who
takes part is shown because they pressed for it, and nothing anybody says is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot import codec
from bot.coaching.reading import Reading
from bot.conversation import Button, Call, Learner, Place, Press, Replies, Reply, Submit
from bot.quizzing.deal import make_id
from bot.quizzing.kit import Role, Workshop
from bot.quizzing.wording import counted
from bot.quizzing.world import World
from bot.records import Session

TRIES = 8
APART = "workshop"
"""Under whose name its session is current: not the channel's, whose open question stays what it is."""


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody who takes part."""

    learner: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class State:
    """``round`` is the one that is on, from 1; 0 before the first; ``turn`` is the press that opened it."""

    host: str
    host_name: str
    players: tuple[Player, ...] = ()
    round: int = 0
    turn: str = ""

    def player(self, learner: str) -> Player | None:
        """What this person plays."""
        return next((player for player in self.players if player.learner == learner), None)


class Workshops:
    """Workshops in channels."""

    def __init__(self, world: World, reading: Reading) -> None:
        self._world = world
        self._reading = reading

    async def open(self, turn: Call, workshop: Workshop) -> Replies:
        """In a channel the lobby; in a private chat what it is and what it needs."""
        if turn.place.private:
            return (_outline(workshop),)
        session_id = make_id(turn.learner.tenant, turn.id, APART)
        known = await self._world.sessions.get(turn.learner.tenant, session_id)
        state = codec.decode(State, known.state) if known else State(turn.learner.id, turn.learner.name)
        if known is None:
            await self._world.sessions.save(Session(session_id, turn.place, APART, codec.encode(state)))
        return (self._lobby(workshop, session_id, state, turn.place),)

    async def press(self, press: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """``I'm in``, and the host's ``Round 1`` and so on."""
        action, session_id, *number = ids
        workshop = self._world.course.kit.workshop
        session = await self._world.sessions.get(press.learner.tenant, session_id)
        if session is None or workshop is None:
            return (Reply("That workshop is over. `/kit workshop` opens another.", private=True),)
        if action == "join":
            return await self._join(workshop, session_id, press)
        return await self._next(workshop, session, int(number[0]), press)

    async def _join(self, workshop: Workshop, session_id: str, press: Press | Submit) -> Replies:
        learner = press.learner
        state = await self._change(learner.tenant, session_id, lambda state: _with(state, learner, workshop))
        player = state.player(learner.id) if state else None
        if state is None or player is None:
            full = f"All {workshop.most} places are taken. Listen in: every round is told here."
            return (Reply(full, private=True),)
        role = next(role for role in workshop.roles if role.id == player.role)
        lobby = self._lobby(workshop, session_id, state, press.place)
        lobby = replace(lobby, replaces=session_id, version=len(state.players))
        return (_told(role), lobby) if state.round == 0 else (_told(role),)

    async def _next(self, workshop: Workshop, session: Session, number: int, press: Press | Submit) -> Replies:
        state = codec.decode(State, session.state)
        if press.learner.id != state.host and not press.learner.admin:
            return (Reply(f"{state.host_name} leads this one and opens the rounds.", private=True),)
        if state.round >= number:
            again = state.round == number and state.turn == press.id
            return (self._round(workshop, session.id, number, press.place),) if again else (_on_already(),)
        if len(state.players) < workshop.least:
            needed = f"{workshop.least} people are needed; {counted(len(state.players), 'person')} pressed *I'm in*."
            return (Reply(needed.replace("persons", "people"), private=True),)
        changed = await self._change(
            press.learner.tenant, session.id,
            lambda now: replace(now, round=number, turn=press.id) if now.round == number - 1 else now,
        )  # fmt: skip
        if changed is None or changed.turn != press.id:
            return (_on_already(),)
        return (self._round(workshop, session.id, number, press.place),)

    async def _change(self, tenant: str, session_id: str, change: Callable[[State], State]) -> State | None:
        """Carry a change out on the newest state; ``None`` when the workshop is gone."""
        for _ in range(TRIES):
            session = await self._world.sessions.get(tenant, session_id)
            if session is None:
                return None
            before = codec.decode(State, session.state)
            after = change(before)
            if after == before or await self._world.sessions.save(replace(session, state=codec.encode(after))):
                return after
        return None

    def _lobby(self, workshop: Workshop, session_id: str, state: State, place: Place) -> Reply:
        names = {
            role.id: [player.name for player in state.players if player.role == role.id] for role in workshop.roles
        }
        roles = [
            f"- {role.title}" + (f": {', '.join(names[role.id])}" if names[role.id] else "") for role in workshop.roles
        ]
        people = f"{workshop.least} to {workshop.most} people, {workshop.minutes} minutes"
        mint = self._world.tokens.mint
        return Reply(
            "\n".join([f"**Workshop: {workshop.title}** · led by {state.host_name} · {people}", workshop.scenario, *roles]),
            buttons=(
                Button("I'm in", mint("shop", "join", session_id, place=place), style="primary"),
                Button("Round 1", mint("shop", "next", session_id, "1", place=place)),
            ),
            key=session_id,
            data={"workshop": session_id, "people": len(state.players)},
        )  # fmt: skip

    def _round(self, workshop: Workshop, session_id: str, number: int, place: Place) -> Reply:
        if number > len(workshop.rounds):
            return self._debrief(workshop, place)
        part = workshop.rounds[number - 1]
        last = number == len(workshop.rounds)
        onward = self._world.tokens.mint("shop", "next", session_id, str(number + 1), place=place)
        lines = [
            f"**Round {number} of {len(workshop.rounds)}: {part.title}** · {part.minutes} minutes",
            part.news,
            f"**Do:** {part.task}",
            f"**Bring:** {part.result}",
        ]
        return Reply("\n".join(lines), buttons=(Button("Debrief" if last else f"Round {number + 1}", onward),))

    def _debrief(self, workshop: Workshop, place: Place) -> Reply:
        source = self._reading.source(workshop.note, workshop.heading, workshop.scenario, place)
        lines = ["**Debrief.** One after the other, a minute each. [1]", *(f"- {asked}" for asked in workshop.debrief)]
        return Reply("\n".join(lines), sources=(source,))


def _with(state: State, learner: Learner, workshop: Workshop) -> State:
    """With one more player, in the role fewest play; unchanged for somebody who is in, or when it is full."""
    if state.player(learner.id) or len(state.players) >= workshop.most:
        return state
    taken = Counter(player.role for player in state.players)
    role = min(workshop.roles, key=lambda role: taken[role.id])
    return replace(state, players=(*state.players, Player(learner.id, learner.name, role.id)))


def _told(role: Role) -> Reply:
    text = (
        f"You are **{role.title}**.\nYou want: {role.wants[:1].lower()}{role.wants[1:]}.\nOnly you know: {role.knows}"
    )
    return Reply(text, private=True, data={"role": role.id})


def _on_already() -> Reply:
    return Reply("That round is on already.", private=True)


def _outline(workshop: Workshop) -> Reply:
    rounds = [f"- {part.title}, {part.minutes} minutes: {part.result}" for part in workshop.rounds]
    people = f"{workshop.least} to {workshop.most} people, {workshop.minutes} minutes"
    lines = [
        f"**Workshop: {workshop.title}** · {people}",
        workshop.about,
        *rounds,
        "",
        "Say `/kit workshop` in the channel where your team is; everybody gets a part.",
    ]
    return Reply("\n".join(lines), private=True)

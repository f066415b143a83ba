"""What a learner has open in other places: a question asked twice counts once, and an exam's paper stays closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.conversation import Learner
from bot.quizzing.world import World


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Items by their id: ``open`` ones are asked right now, ``paper`` is all that an open mock exam asks."""

    open: frozenset[str] = frozenset()
    paper: frozenset[str] = frozenset()


async def elsewhere(world: World, learner: Learner, now: datetime, *, but: str = "") -> Elsewhere:
    """Read from the sessions that are current for the learner, ``but`` for the one that asks.

    A session says in its state which delivery is ``open``, and as ``paper`` what may be asked nowhere else.
    """
    others = [one for one in await world.sessions.everywhere(learner.tenant, learner.id) if one.id != but]
    opened = [other.state.get("open") for other in others]
    shown = [await world.deliveries.get(learner.tenant, one) for one in opened if one]
    asked = frozenset(one.item for one in shown if one and (one.closes is None or now < one.closes))
    return Elsewhere(asked, frozenset(item for other in others for item in other.state.get("paper") or ()))

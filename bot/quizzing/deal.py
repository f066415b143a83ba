"""Deals an item: one showing, with its own order of options, to one learner or one place.

The rules that hold here: letters belong to a showing and option ids to the item, so a press is graded
by ids whatever letter stood beside them.  A showing's id is made from what caused it (a turn, a
session and a position), so a turn that is carried out twice deals the same question, in the same
order, once.
"""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.conversation import Place
from bot.quizzing.items import FLIPPED, Item
from bot.quizzing.products import Names
from bot.quizzing.wording import LETTERS, joined
from bot.records import Delivery

ID_LENGTH = 12
OTHER_WORDS = "+variant"


def make_id(*causes: str) -> str:
    """Twelve base32 characters that follow from what caused them."""
    digest = hashlib.sha256("\x1f".join(causes).encode()).digest()
    return base64.b32encode(digest).decode().lower()[:ID_LENGTH]


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why and where something is dealt.  ``learner`` is ``None`` when anyone in the place may answer."""

    place: Place
    opened: datetime
    kind: str = "quiz"
    closes: datetime | None = None
    learner: str | None = None
    group: str | None = None
    session: str | None = None
    sealed: bool = False


def deal(
    item: Item, practice: str, delivery_id: str, occasion: Occasion, seed: str = "", *, variant: bool = False
) -> Delivery:
    """The showing of ``item`` (of its flip, if ``practice`` says so) on this occasion."""
    order = [option.id for option in item.options]
    if not item.ordered:
        random.Random(f"{seed}/{delivery_id}").shuffle(order)
    return Delivery(
        id=delivery_id,
        item=practice,
        version=item.version,
        order=tuple(order),
        place=occasion.place,
        opened=occasion.opened,
        closes=occasion.closes,
        learner=occasion.learner,
        group=occasion.group,
        kind=occasion.kind + (OTHER_WORDS if variant else ""),
        sealed=occasion.sealed,
        session=occasion.session,
    )


@dataclass(frozen=True, slots=True)
class Question:
    """A showing as one learner reads it: product names filled in, options in the order dealt."""

    item: Item
    delivery: Delivery
    goal: str
    scenario: str
    ask: str
    texts: Mapping[str, str]

    @property
    def flipped(self) -> bool:
        """Whether one constraint is changed."""
        return self.delivery.item.endswith(FLIPPED)

    @property
    def key(self) -> tuple[str, ...]:
        """The ids that are right here."""
        return self.item.flip.right if self.flipped and self.item.flip else self.item.key

    @property
    def reason(self) -> str:
        """Why the key is right, as the author wrote it."""
        if self.flipped and self.item.flip:
            return self.item.flip.why
        return self.item.option(self.key[0]).why

    @property
    def choose(self) -> int:
        """How many options are to be chosen."""
        return len(self.key) if self.flipped else self.item.choose

    def letter(self, option_id: str) -> str:
        """The letter an option stood beside."""
        return LETTERS[self.delivery.order.index(option_id)]

    def letters(self, option_ids: tuple[str, ...]) -> list[str]:
        """The letters of several options, in alphabetical order."""
        return sorted(self.letter(option_id) for option_id in option_ids if option_id in self.delivery.order)


def as_shown(item: Item, delivery: Delivery, names: Names) -> Question:
    """What the learner of this showing reads."""
    variant = item.variant if delivery.kind.endswith(OTHER_WORDS) else None
    scenario, ask = (variant.scenario, variant.ask) if variant else (item.scenario, item.ask)
    if delivery.item.endswith(FLIPPED) and item.flip:
        ask = f"{item.flip.change} {_still(item, delivery) if delivery.kind == 'flip' else ask}"
    reworded = variant.texts if variant else {}
    options = [reworded.get(one, item.option(one).text) for one in delivery.order]
    scenario, ask, *options = names.write(scenario, ask, *options)
    texts = dict(zip(delivery.order, options, strict=True))
    return Question(item, delivery, names.plainly(item.goal), scenario, ask, texts)


def _still(item: Item, delivery: Delivery) -> str:
    """``Still B?``, for somebody who has just been told that it was B."""
    return f"Still {joined(sorted(LETTERS[delivery.order.index(one)] for one in item.key))}?"

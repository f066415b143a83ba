"""A question as a reply: the options stand in the text, a button carries a letter and its meaning.

The rule that holds here: what is chosen so far travels in the buttons, so nothing is remembered between
two presses and a press that arrives twice means the same twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.conversation import Button, Card, Place, Reply
from bot.progress.facts import Confidence
from bot.quizzing.deal import Question
from bot.quizzing.wording import LETTERS, count_word, joined

NOTHING = "0"
_CONFIDENCE: dict[Confidence | None, str] = {None: "0", "sure": "s", "unsure": "u"}
_SAID = {short: said for said, short in _CONFIDENCE.items()}

Copy = Literal["public", "own", "final"]


class Mint(Protocol):
    """Makes tokens; see :class:`bot.tutor.Tokens`."""

    def mint(self, verb: str, *ids: str, place: Place) -> str: ...


@dataclass(frozen=True, slots=True)
class Picked:
    """What a learner has chosen so far and how sure they say they are."""

    options: tuple[str, ...] = ()
    confidence: Confidence | None = None

    def ids(self) -> tuple[str, str]:
        """As two short ids for a button."""
        return ".".join(self.options) or NOTHING, _CONFIDENCE[self.confidence]

    def toggled(self, option: str) -> Picked:
        """After one more press; a second press of the same letter takes it back."""
        kept = tuple(one for one in self.options if one != option)
        return Picked(kept if option in self.options else (*kept, option), self.confidence)


UNDECIDED = Picked()


def read_picked(options: str, confidence: str) -> Picked:
    """The inverse of :meth:`Picked.ids`."""
    return Picked(() if options == NOTHING else tuple(options.split(".")), _SAID.get(confidence))


def ask(question: Question, mint: Mint, *, head: str = "", picked: Picked = UNDECIDED, copy: Copy) -> Reply:
    """The question with its buttons.

    ``copy`` tells how a letter is meant: ``public`` (others press here too; each gets a private copy),
    ``own`` (only this learner sees it; choosing is followed by locking in) or ``final`` (a single
    choice is the answer).
    """
    own = copy != "public"
    return Reply(
        "\n\n".join(part for part in (head, *_body(question), *options(question), status(question, picked)) if part),
        cards=code_of(question),
        buttons=(*_choosing(question, mint, picked, copy), *(_personal(question, mint, picked) if own else ())),
        private=own,
        key=question.delivery.id,
    )


def confirm(question: Question, mint: Mint, picked: Picked) -> Reply:
    """A learner's own copy of their choice, beside a question that stays in the channel."""
    complete = len(picked.options) == question.choose
    final = " Locking in is final." if complete else ""
    return Reply(status(question, picked) + final, buttons=_choosing(question, mint, picked, "own"), private=True)


def choose_again(question: Question, mint: Mint) -> Reply:
    """The letters once more, for somebody who wants to change their choice."""
    return Reply("Which one instead?", buttons=_letters(question, mint, UNDECIDED, "own"), private=True)


def options(question: Question) -> list[str]:
    """The options with their letters, one a paragraph."""
    return [f"**{question.letter(one)}** {text}" for one, text in question.texts.items()]


def code_of(question: Question) -> tuple[Card, ...]:
    """The code that a question is about, if it has any."""
    return (Card(code=question.item.code, language=question.item.language),) if question.item.code else ()


def asked(question: Question) -> str:
    """What is asked, and how many options are to be chosen."""
    return " ".join(part for part in (f"**{question.ask}**", how_many(question.choose)) if part)


def how_many(choose: int) -> str:
    """``Choose two.``; nothing where one is meant."""
    return f"Choose {count_word(choose)}." if choose > 1 else ""


def _body(question: Question) -> Sequence[str]:
    if question.delivery.kind == "flip":
        return (asked(question),)
    return (f"*Goal: {question.goal}*", question.scenario, asked(question))


def status(question: Question, picked: Picked) -> str:
    """What is chosen so far, and how many more are to be; empty before anything is."""
    said = f" ({picked.confidence})" if picked.confidence else ""
    if picked.options:
        left = question.choose - len(picked.options)
        more = f"; choose {count_word(left)} more" if left > 0 else ""
        return f"Your choice{said}: **{joined(question.letters(picked.options))}**{more}."
    return f"You are {picked.confidence}. Now choose {count_word(question.choose)}." if picked.confidence else ""


def _choosing(question: Question, mint: Mint, picked: Picked, copy: Copy) -> tuple[Button, ...]:
    """The letters while something is left to choose, then locking in or changing."""
    if len(picked.options) < question.choose:
        return _letters(question, mint, picked, copy)
    place, delivery = question.delivery.place, question.delivery.id
    label = "Lock in" if question.delivery.sealed else "Lock in & see why"
    lock = Button(label, mint.mint("answer", delivery, *picked.ids(), place=place), style="primary")
    return lock, Button("Change", mint.mint("change", delivery, *picked.ids(), place=place))


def _letters(question: Question, mint: Mint, picked: Picked, copy: Copy) -> tuple[Button, ...]:
    verb = {"public": "choose", "own": "adjust"}.get(copy) or ("answer" if question.choose == 1 else "adjust")
    place, delivery = question.delivery.place, question.delivery.id
    return tuple(
        Button(
            LETTERS[number],
            mint.mint(verb, delivery, *picked.toggled(option).ids(), place=place),
            style="primary" if option in picked.options else "plain",
        )
        for number, option in enumerate(question.delivery.order)
    )


def _personal(question: Question, mint: Mint, picked: Picked) -> tuple[Button, ...]:
    place, delivery = question.delivery.place, question.delivery.id
    if question.delivery.kind == "flip" or question.delivery.learner is None:
        return ()
    marks = tuple(
        Button(
            said.capitalize(),
            mint.mint("adjust", delivery, *Picked(picked.options, said).ids(), place=place),
            style="primary" if picked.confidence == said else "plain",
        )
        for said in ("sure", "unsure")
    )
    return (*marks, Button("Skip", mint.mint("skip", delivery, place=place)))

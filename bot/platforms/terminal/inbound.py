"""Typed lines become turns."""

from __future__ import annotations

from bot.conversation import Command, Learner, Message, Place, Turn

PLATFORM = "terminal"


def turn_from_line(line: str, learner: Learner, channel: str | None, turn_id: str) -> Turn:
    """``/name argument`` is a command, everything else a message addressed to the tutor."""
    place = Place(learner.platform, learner.tenant, channel)
    if line.startswith("/") and len(line) > 1 and line[1].isalpha():
        name, _, argument = line[1:].partition(" ")
        return Command(turn_id, learner, place, name.lower(), argument.strip())
    return Message(turn_id, learner, place, line)

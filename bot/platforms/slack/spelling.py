"""Skills as they are called here: ``/settings zone Lisbon`` is ``/study settings zone Lisbon``.

Slack gives an app only the commands its manifest registers, and keeps some names (``/me``, ``/help``) for
itself.  The tutor writes commands as code, so only code is looked at, and only for names of skills.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from bot.conversation import Card, Reply
from bot.platforms.slack.manifest import COMMANDS, FRONT

_CODE = re.compile(r"`[^`\n]+`")
_COMMAND = re.compile(r"(?<![\w/.])/([a-z]+)(?![\w/.])")


def spelled(reply: Reply, skills: Collection[str]) -> Reply:
    """``reply`` with every skill called by a command that exists."""
    cards = tuple(_card(card, skills) for card in reply.cards)
    return replace(reply, text=_text(reply.text, skills), cards=cards)


def _card(card: Card, skills: Collection[str]) -> Card:
    rows = tuple(tuple(_text(cell, skills) for cell in row) for row in card.rows)
    return replace(card, lines=tuple(_text(line, skills) for line in card.lines), rows=rows)


def _text(text: str, skills: Collection[str]) -> str:
    def called(command: re.Match[str]) -> str:
        known = command[1] in skills and command[0] not in COMMANDS
        return f"{FRONT} {command[1]}" if known else command[0]

    return _CODE.sub(lambda code: _COMMAND.sub(called, code[0]), text)

"""What Discord accepts, in one place.  The renderer stays inside by construction."""

from __future__ import annotations

COMPONENTS = 40
"""Components in one message, nested ones included."""

TEXT = 4000
"""Characters over all text of one message."""

ROW = 5
BUTTONS = 25
BUTTON_LABEL = 80
CUSTOM_ID = 100
PICTURES = 9
"""Ten files fit in a message; one place stays free for the rest of a long answer."""

ALT_TEXT = 1024
UPLOAD = 8 * 1024 * 1024
"""Bytes over all files of one message; servers without boosts take ten megabytes."""

NONCE = 25
THREAD_TITLE = 100
URL = 1000
LITERAL = 200
"""Characters of a title; ours, so that a source and its link always stay in one piece."""

FORM_FIELDS = 5
FORM_TITLE = 45
FIELD_LABEL = 45
FIELD_HINT = 100
FIELD_VALUE = 4000
RADIO_CHOICES = 10
SELECT_CHOICES = 25
CHOICE = 100

COMMAND_DESCRIPTION = 100
SUGGESTIONS = 25

ENQUEUE_SECONDS = 2.0
ACKNOWLEDGE_SECONDS = 2.8
"""An interaction dies three seconds after it was made."""

TOKEN_SECONDS = 14.5 * 60
"""An interaction can be answered for fifteen minutes; the last half is left for the way there."""


def size(text: str) -> int:
    """Characters as Discord's strictest counter sees them: one beyond the basic plane is two."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def fit(text: str, limit: int, *, empty: str = "…") -> str:
    """``text`` on one line inside ``limit``, the cut marked and between two words if it can be; ``empty`` if nothing is."""
    line = " ".join(text.split()) or empty
    if size(line) <= limit:
        return line
    kept = line[: limit - 1]
    while size(kept) > limit - 1:
        kept = kept[:-1]
    if line[len(kept)] != " ":
        kept = kept[: kept.rfind(" ", limit // 2) + 1] or kept
    return kept.rstrip() + "…"

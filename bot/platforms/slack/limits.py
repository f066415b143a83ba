"""What Slack accepts, as numbers: every constructor in this package cuts to these.

The SDK validates its model classes but not the plain dictionaries we send, and the sum over one
message (``msg_blocks_too_long``) is documented nowhere: about 13,200 characters, block containers
included.  ``MESSAGE_CHARS`` counts the serialised blocks, so it holds however Slack counts.
"""

from __future__ import annotations

import json

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARS = 11_000
BLOCK_CHARS = 2_800
FALLBACK_CHARS = 3_900
ACTION_ID = 255
BUTTON_TEXT = 75
BUTTONS = 25
BUTTON_VALUE = 2_000
STREAM_CHARS = 12_000
URL = 3_000
ALT_TEXT = 2_000
CONTEXT_ELEMENTS = 10
TABLE_ROWS = 100
TABLE_CELLS = 20
TABLE_CHARS = 9_000
VIEW_TITLE = 24
PRIVATE_METADATA = 3_000
INPUT_LABEL = 2_000
INPUT_VALUE = 3_000
OPTIONS = 100
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTION_GROUPS = 100


def fit(text: str, limit: int) -> str:
    """``text`` in at most ``limit`` characters; the cut is marked with an ellipsis, and between two words if it can be."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    if not text[limit - 1].isspace():
        kept = kept[: kept.rfind(" ", limit // 2) + 1] or kept
    return kept.rstrip() + "…"


def weight(block: object) -> int:
    """What a block counts against ``MESSAGE_CHARS``."""
    return len(json.dumps(block, ensure_ascii=False))

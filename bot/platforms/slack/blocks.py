"""Block Kit, built inside its limits.

Prose goes into ``rich_text``, whose text elements are literal: no mention, link or emoji code in
them is ever read.  Only :func:`context` is parsed by Slack, so only it escapes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from bot.conversation import Button
from bot.platforms.slack import limits
from bot.platforms.slack.dialect import Bullets, Code, Grid, Paragraph, Piece, Quoted, Span, Spans
from bot.platforms.slack.escaping import literal
from bot.platforms.slack.limits import fit, weight

Block: TypeAlias = dict[str, Any]
Links: TypeAlias = Mapping[int, str]
"""The address behind each ``[n]`` mark that has one."""

ACTION_PREFIX = "tutor:"


def rich_text(pieces: Iterable[Piece], links: Links) -> Iterator[Block]:
    """Consecutive pieces as few blocks as fit; each piece is already small enough for one."""
    elements: list[Block] = []
    size = 0
    for piece in pieces:
        element = _element(piece, links)
        cost = weight(element)
        if elements and size + cost > limits.BLOCK_CHARS:
            yield {"type": "rich_text", "elements": elements}
            elements, size = [], 0
        if elements and _same_list(elements[-1], element):
            elements[-1]["elements"] += element["elements"]
        else:
            _set_apart(elements, element)
            elements.append(element)
        size += cost
    if elements:
        yield {"type": "rich_text", "elements": elements}


def _element(piece: Piece, links: Links) -> Block:
    match piece:
        case Paragraph(spans):
            return {"type": "rich_text_section", "elements": _run(spans, links)}
        case Quoted(spans):
            return {"type": "rich_text_quote", "elements": _run(spans, links)}
        case Bullets(items):
            rows = [{"type": "rich_text_section", "elements": _run(item, links)} for item in items]
            return {"type": "rich_text_list", "style": "bullet", "elements": rows}
        case Code(text):
            return {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text or " "}]}
        case Grid(rows):
            return _element(Code(aligned(rows)), links)


def _same_list(last: Block, element: Block) -> bool:
    return bool(last["type"] == element["type"] == "rich_text_list")


def _set_apart(elements: list[Block], element: Block) -> None:
    """Slack puts no space between two sections of one block; an empty line reads as a paragraph."""
    if elements and elements[-1]["type"] == element["type"] == "rich_text_section":
        elements[-1]["elements"].append({"type": "text", "text": "\n"})


def _run(spans: Spans, links: Links) -> list[Block]:
    return [_inline(span, links) for span in spans if span.text] or [{"type": "text", "text": " "}]


def _inline(span: Span, links: Links) -> Block:
    looks = {"bold": span.bold, "italic": span.italic, "code": span.code}
    style = {look: True for look, on in looks.items() if on}
    url = links.get(span.source) if span.source is not None else None
    element: Block = {"type": "link", "url": url} if url else {"type": "text"}
    return {**element, "text": span.text, **({"style": style} if style else {})}


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """A table in a fixed-width font, for surfaces that have no table block."""
    shown = [[literal(cell).replace("\n", " ") for cell in row] for row in rows]
    columns = max(map(len, shown), default=0)
    widths = [max((len(row[i]) for row in shown if i < len(row)), default=0) for i in range(columns)]
    lines = ("  ".join(cell.ljust(widths[i]) for i, cell in enumerate(row)).rstrip() for row in shown)
    return "\n".join(lines) or " "


def table(rows: Sequence[Sequence[str]]) -> Block | None:
    """A table block, or ``None`` for a table that does not fit into one."""
    columns = max(map(len, rows), default=0)
    if not 0 < columns <= limits.TABLE_CELLS or len(rows) > limits.TABLE_ROWS:
        return None
    cells = [[literal(cell) or " " for cell in (*row, *[""] * (columns - len(row)))] for row in rows]
    block: Block = {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": cell} for cell in row] for row in cells],
    }
    return block if weight(block) <= limits.TABLE_CHARS else None


def context(mrkdwn: str) -> Block:
    """Small grey text; ``mrkdwn`` is escaped already."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": mrkdwn, "verbatim": True}]}


def actions(buttons: Iterable[Button]) -> Iterator[Block]:
    """Rows of buttons; Slack wants each ``action_id`` once in a message."""
    once = {button.token: button for button in reversed(tuple(buttons))}
    shown = [_button(button) for button in reversed(once.values())]
    for start in range(0, len(shown), limits.BUTTONS):
        yield {"type": "actions", "elements": shown[start : start + limits.BUTTONS]}


def _button(button: Button) -> Block:
    label = fit(literal(button.label).replace("\n", " ").strip() or "…", limits.BUTTON_TEXT)
    block = {
        "type": "button",
        "text": plain_text(label),
        "action_id": ACTION_PREFIX + button.token,
        "value": button.token,
    }
    return block if button.style == "plain" else {**block, "style": button.style}


def feedback(good: Button, bad: Button) -> Block:
    """The two thumbs under an answer, in Slack's own look."""
    pair = {
        name: {"text": plain_text(button.label), "value": button.token, "accessibility_label": said}
        for name, button, said in (
            ("positive_button", good, "This answer helped"),
            ("negative_button", bad, "This answer did not help"),
        )
    }
    return {
        "type": "context_actions",
        "elements": [{"type": "feedback_buttons", "action_id": f"{ACTION_PREFIX}feedback", **pair}],
    }


def image(file: str, alt: str) -> Block:
    """A picture already uploaded to Slack."""
    return {"type": "image", "slack_file": {"id": file}, "alt_text": alternative(alt)}


def alternative(alt: str) -> str:
    """What is read out instead of a picture."""
    return fit(literal(alt).strip() or "picture", limits.ALT_TEXT)


def plain_text(text: str) -> Block:
    """A text object without any formatting; emoji codes stay letters."""
    return {"type": "plain_text", "text": text, "emoji": False}

"""What a person reads on a Slack message, a view or a stream, taken from its payload."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

Block = Mapping[str, Any]
_LINK = re.compile(r"<(https?://[^|>]+)\|([^>]*)>")


def words(blocks: Sequence[Block]) -> str:
    """Every word, block by block."""
    return "\n".join(filter(str.strip, map(_words, blocks)))


def links(blocks: Sequence[Block]) -> list[str]:
    """Every address that a click opens."""
    found = [
        run["url"] for block in blocks if block["type"] == "rich_text" for run in runs(block) if run["type"] == "link"
    ]
    for block in blocks:
        if block["type"] == "context":
            found += [unescape(url) for url, _ in _LINK.findall(block["elements"][0]["text"])]
    return found


def buttons(blocks: Sequence[Block]) -> list[tuple[str, str]]:
    """(label, token) of everything that can be pressed."""
    found = []
    for block in blocks:
        for element in block.get("elements", ()):
            if element.get("type") == "button":
                found.append((element["text"]["text"], element["value"]))
            if element.get("type") == "feedback_buttons":
                pair = (element["positive_button"], element["negative_button"])
                found += [(one["text"]["text"], one["value"]) for one in pair]
    return found


def runs(block: Block) -> Iterator[Mapping[str, Any]]:
    """The text runs of a rich text block, in order."""
    for element in block["elements"]:
        yield from runs(element) if "elements" in element else (element,)


def _parts(block: Block) -> Iterator[Block]:
    """Its paragraphs, each item of a list for itself."""
    for part in block["elements"]:
        yield from part["elements"] if part["type"] == "rich_text_list" else (part,)


def _words(block: Block) -> str:
    match block["type"]:
        case "rich_text":
            return "\n".join("".join(run["text"] for run in runs({"elements": [part]})) for part in _parts(block))
        case "table":
            return "\n".join(" · ".join(cell["text"] for cell in row) for row in block["rows"])
        case "context":
            return unescape(_LINK.sub(r"\2", block["elements"][0]["text"]))
        case "image":
            return str(block["alt_text"])
        case "input":
            chosen = block["element"].get("initial_option", {}).get("text", {}).get("text", "")
            return f"{block['label']['text']} {block['element'].get('initial_value', chosen)}"
        case "actions" | "context_actions":
            return ""
    return ""

"""What Discord accepts of a message, written down a second time and apart from the renderer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rigs.by_colour import COLOURED, by_colour_alone

V2, SUPPRESSED, EPHEMERAL = 1 << 15, 1 << 2, 1 << 6
FIELDS = {"content", "embeds", "components", "attachments", "flags", "tts", "allowed_mentions", "poll", "sticker_ids"}
FIELDS |= {"nonce", "enforce_nonce", "message_reference"}
PRIMARY = 1


def wrong_with(body: dict[str, Any], files: int = 0) -> list[str]:
    """Everything Discord would refuse about a message, and every missing safety of ours."""
    parts = list(_walk(body.get("components", ())))
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    texts = [part["content"] for part in parts if part["type"] == 10]
    buttons = [(part["label"], part["style"] == PRIMARY) for part in parts if part["type"] == 2]
    marks = [part["id"] for part in parts if part.get("id")]
    shown = {part["file"]["url"] for part in parts if part["type"] == 13}
    shown |= {item["media"]["url"] for part in parts if part["type"] == 12 for item in part["items"]}
    attached = {f"attachment://{file['filename']}" for file in body.get("attachments", ())}
    rules = {
        "not components v2": body.get("flags", 0) & V2,
        "legacy content beside components": not (body.get("content") or body.get("embeds")),
        "no component": parts,
        "over 40 components": len(parts) <= 40,
        "over 4000 characters": sum(len(text.encode("utf-16-le")) // 2 for text in texts) <= 4000,
        "blank text": all(text.strip() for text in texts),
        "open fence": all(text.count("```") % 2 == 0 for text in texts),
        "custom id": all(1 <= len(one) <= 100 for one in ids) and len(set(ids)) == len(ids),
        "label": all(1 <= len(part["label"]) <= 80 for part in parts if part["type"] == 2),
        "row": all(1 <= len(part["components"]) <= 5 for part in parts if part["type"] == 1),
        "gallery": all(1 <= len(part["items"]) <= 10 for part in parts if part["type"] == 12),
        "alt text": all(1 <= len(item["description"]) <= 1024 for p in parts if p["type"] == 12 for item in p["items"]),
        "file": {part["file"]["url"] for part in parts if part["type"] == 13} <= attached,
        "attachments": len(body.get("attachments", ())) == files <= 10,
        "allowed_mentions": body.get("allowed_mentions") in ({"parse": [], "replied_user": False}, {"parse": []}),
        "embeds not suppressed": body.get("flags", 0) & SUPPRESSED,
        "nonce": len(body.get("nonce", "")) <= 25 and bool(body.get("nonce")) == body.get("enforce_nonce", False),
        "by colour alone": not [*by_colour_alone(buttons, "\n".join(texts))],
        "a colour of its own": not any(name in part for part in parts for name in COLOURED),
        "component ids": len(marks) == len(set(marks)) and all(0 < mark < 1 << 31 for mark in marks),
        "flags": not body.get("flags", 0) & ~(V2 | SUPPRESSED | EPHEMERAL),
        "unknown fields": set(body) <= FIELDS,
        "nesting": not any(part["type"] == 17 for outer in parts for part in outer.get("components", ())),
        "file not shown": attached <= shown,
        "encoding": not re.search("[\ud800-\udfff\x00]", "".join(texts)),
    }
    return [name for name, kept in rules.items() if not kept]


def _walk(components: Any) -> Iterator[dict[str, Any]]:
    for part in components:
        yield part
        yield from _walk(part.get("components", ()))

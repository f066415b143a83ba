"""What Slack would refuse, written down apart from the code under test.

Each check names the place in the payload; an empty list means Slack would take it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from rigs.by_colour import by_colour_alone

BROADCAST = re.compile(r"<!|<@|<#|@(?:here|channel|everyone)\b", re.IGNORECASE)
PINGS = re.compile(r"<!(?:here|channel|everyone|subteam)|<@[UW]|@(?:here|channel|everyone)\b", re.IGNORECASE)
ENTITY = re.compile(r"<(?!(?:https?)://[^<>|\s]+\|[^<>|]*>)")
_STAMP, _NOW = re.compile(r"\d{10}\.\d{6}"), "1700000000.000000"
PARTS = {
    "rich_text": {"elements"},
    "context": {"elements"},
    "actions": {"elements"},
    "context_actions": {"elements"},
    "image": {"slack_file", "alt_text"},
    "table": {"rows"},
    "input": {"label", "element", "optional", "hint"},
    "button": {"text", "action_id", "value", "style"},
    "static_select": {"action_id", "options", "option_groups", "initial_option"},
    "plain_text_input": {"action_id", "multiline", "initial_value"},
    "plain_text": {"text", "emoji"},
    "mrkdwn": {"text", "verbatim"},
    "raw_text": {"text"},
    "text": {"text", "style"},
    "link": {"url", "text", "style"},
    "rich_text_list": {"style", "elements"},
}
"""What may stand in each part of a message, of what Slack describes and we use; anything more is refused."""
STREAMS = {"chat.startStream", "chat.appendStream", "chat.stopStream"}
STREAM_NEEDS = ("channel", "thread_ts", "recipient_user_id", "recipient_team_id")
POSTS = {"chat.postMessage", "chat.scheduleMessage", "chat.postEphemeral", "chat.update", "response_url"}
UNFURLING = {"chat.postMessage", "chat.scheduleMessage", "response_url"}


def problems(method: str, body: Mapping[str, Any]) -> list[str]:
    """Everything wrong with a call."""
    if method in POSTS:
        return list(_message(method, body))
    if method in ("views.open", "views.publish", "views.update"):
        return list(_view(body["view"]))
    if method == "files.completeUploadExternal":
        return list(_sharing(body))
    if method in STREAMS:
        return list(_stream(method, body))
    return []


def _sharing(body: Mapping[str, Any]) -> Iterator[str]:
    """A file is shared with a conversation, never with a person's id, and not every block may stand beside it."""
    if (body.get("channel_id") or "C")[0] not in "CGDZ":
        yield "channel_id is no conversation"
    if any(block["type"] not in ("rich_text", "section") for block in body.get("blocks", ())):
        yield "blocks that are not taken beside a file"
    if any(len(block.get("block_id", "")) > 255 for block in body.get("blocks", ())):
        yield "block_id is too long"


def _stream(method: str, body: Mapping[str, Any]) -> Iterator[str]:
    text = body.get("markdown_text", "")
    if len(text) > 12_000:
        yield f"markdown_text has {len(text)} characters"
    if BROADCAST.search(text) or "](" in text or "![" in text or "://" in text:
        yield "markdown_text holds something that acts"
    if method == "chat.startStream":
        yield from (f"{name} is missing" for name in STREAM_NEEDS if not body.get(name))
    elif not body.get("ts"):
        yield "ts is missing"
    yield from _blocks(body.get("blocks", []))


def _message(method: str, body: Mapping[str, Any]) -> Iterator[str]:
    text = body.get("text", "")
    if not text.strip():
        yield "text is empty"
    if len(text) > 4_000:
        yield f"text has {len(text)} characters"
    if BROADCAST.search(text) or ENTITY.search(text):
        yield "text holds an entity"
    if text.count("```") % 2:
        yield "text leaves a fence open"
    if method == "chat.scheduleMessage" and "metadata" in body:
        yield "with metadata it is never posted"
    if method in UNFURLING and (body.get("unfurl_links") is not False or body.get("unfurl_media") is not False):
        yield "unfurling is on"
    yield from (
        f"{name} is {body[name]!r}" for name in ("ts", "thread_ts") if not _STAMP.fullmatch(body.get(name) or _NOW)
    )
    if body.get("parse") not in (None, "none") or body.get("link_names"):
        yield "names are turned into mentions"
    found = body.get("blocks", [])
    if len(found) > 50:
        yield f"{len(found)} blocks"
    if len(json.dumps(found, ensure_ascii=False)) > 13_000:
        yield "msg_blocks_too_long"
    if sum(block["type"] == "table" for block in found) > 1:
        yield "only_one_table_allowed"
    if "attachments" in body:
        yield "attachments, of which a coloured bar is all that says what they are"
    yield from _blocks(found)
    buttons = [one for block in found if block["type"] == "actions" for one in block["elements"]]
    read = [block for block in found if block["type"] != "actions"]
    words = f"{text}\n{json.dumps(read, ensure_ascii=False)}"
    yield from by_colour_alone([(one["text"]["text"], "style" in one) for one in buttons], words)


def _view(view: Mapping[str, Any]) -> Iterator[str]:
    if len(view["blocks"]) > 100:
        yield f"{len(view['blocks'])} blocks"
    if view["type"] == "modal":
        for part in ("title", "submit", "close"):
            if not 0 < len(view[part]["text"]) <= 24:
                yield f"{part} has {len(view[part]['text'])} characters"
        if len(view["private_metadata"]) > 3_000 or len(view["callback_id"]) > 255:
            yield "ids too long"
    if any(block["type"] == "table" for block in view["blocks"]):
        yield "no tables in views"
    yield from _blocks(view["blocks"])


def _blocks(found: list[Any]) -> Iterator[str]:
    acting = [block for block in found if block["type"] in ("actions", "context_actions")]
    actions = [element["action_id"] for block in acting for element in block["elements"]]
    if len(set(actions)) != len(actions):
        yield "action_id is not unique"
    names = [block["block_id"] for block in found if "block_id" in block]
    if len(set(names)) != len(names) or any(not 0 < len(name) <= 255 for name in names):
        yield "block_id is not unique, or too long"
    yield from _parts(found)
    for number, block in enumerate(found):
        for problem in _BLOCKS.get(block["type"], _unknown)(block):
            yield f"block {number} ({block['type']}): {problem}"


def _parts(found: Any) -> Iterator[str]:
    """Every part that holds something Slack does not describe, however deep it stands."""
    if isinstance(found, list):
        for one in found:
            yield from _parts(one)
    elif isinstance(found, dict):
        known = PARTS.get(found.get("type", ""))
        if known is not None and (more := set(found) - known - {"type", "block_id"}):
            yield f"{found['type']} with {sorted(more)}"
        for one in found.values():
            yield from _parts(one)


def _unknown(block: Mapping[str, Any]) -> Iterator[str]:
    yield "unknown type"


def _rich_text(block: Mapping[str, Any]) -> Iterator[str]:
    if not block["elements"]:
        yield "no elements"
    for element in block["elements"]:
        if element["type"] == "rich_text_list":
            for item in element["elements"]:
                yield from _rich_text({"elements": [item]})
            continue
        if element["type"] not in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
            yield f"unknown element {element['type']}"
        if not element["elements"]:
            yield "an empty section"
        for run in element["elements"]:
            yield from _run(run)


def _run(run: Mapping[str, Any]) -> Iterator[str]:
    if run["type"] not in ("text", "link"):
        yield f"a {run['type']} element"
    if not run["text"]:
        yield "an empty text"
    if "\x00" in run["text"] or re.search("[\ud800-\udfff]", run["text"]):
        yield "characters that JSON cannot carry"
    if run["type"] == "link" and not (run["url"].startswith(("http://", "https://")) and len(run["url"]) <= 3_000):
        yield f"a link to {run['url'][:40]}"
    if PINGS.search(run["text"]):
        yield "a broadcast word"


def _context(block: Mapping[str, Any]) -> Iterator[str]:
    if not 0 < len(block["elements"]) <= 10:
        yield f"{len(block['elements'])} elements"
    for element in block["elements"]:
        text = element["text"]
        if not 0 < len(text) <= 3_000:
            yield f"{len(text)} characters"
        if BROADCAST.search(text) or ENTITY.search(text):
            yield "an entity"


def _actions(block: Mapping[str, Any]) -> Iterator[str]:
    if not 0 < len(block["elements"]) <= 25:
        yield f"{len(block['elements'])} buttons"
    for element in block["elements"]:
        if not 0 < len(element["text"]["text"]) <= 75:
            yield "a label of the wrong length"
        if len(element["action_id"]) > 255 or len(element["value"]) > 2_000:
            yield "ids too long"
        if element.get("style") not in (None, "primary", "danger"):
            yield f"style {element['style']}"


def _context_actions(block: Mapping[str, Any]) -> Iterator[str]:
    (element,) = block["elements"]
    if element["type"] != "feedback_buttons" or not 0 < len(element["action_id"]) <= 255:
        yield "no feedback buttons"
    for name in ("positive_button", "negative_button"):
        if not 0 < len(element[name]["text"]["text"]) <= 75 or len(element[name]["value"]) > 2_000:
            yield f"{name} of the wrong length"
        if not element[name].get("accessibility_label"):
            yield f"{name} has no accessibility label"


def _image(block: Mapping[str, Any]) -> Iterator[str]:
    if not 0 < len(block["alt_text"]) <= 2_000:
        yield "alt text of the wrong length"
    if "slack_file" not in block:
        yield "no file"


def _table(block: Mapping[str, Any]) -> Iterator[str]:
    rows = block["rows"]
    if not 0 < len(rows) <= 100 or not all(0 < len(row) <= 20 for row in rows):
        yield "too large"
    if len({len(row) for row in rows}) != 1:
        yield "ragged"
    if not all(cell["type"] == "raw_text" and cell["text"] for row in rows for cell in row):
        yield "an empty cell"
    if sum(len(cell["text"]) for row in rows for cell in row) > 10_000:
        yield "too many characters"


def _input(block: Mapping[str, Any]) -> Iterator[str]:
    element = block["element"]
    if not 0 < len(block["label"]["text"]) <= 2_000 or len(block["block_id"]) > 255:
        yield "label or block_id of the wrong length"
    if element["type"] == "plain_text_input":
        return
    groups = element.get("option_groups") or [{"options": element["options"], "label": {"text": "-"}}]
    if len(groups) > 100 or any(not 0 < len(group["options"]) <= 100 for group in groups):
        yield "too many or no options"
    options = [option for group in groups for option in group["options"]]
    if any(not 0 < len(option["text"]["text"]) <= 75 or not 0 < len(option["value"]) <= 150 for option in options):
        yield "an option of the wrong length"
    if any(len(group["label"]["text"]) > 75 for group in groups):
        yield "a group label is too long"
    if "initial_option" in element and element["initial_option"] not in options:
        yield "the initial option is none of the options"


_BLOCKS = {
    "rich_text": _rich_text,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "image": _image,
    "table": _table,
    "input": _input,
}

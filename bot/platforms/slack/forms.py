"""A form as a modal, and what was filled in as plain values.

Where the form was opened travels in ``private_metadata``, so that the answer lands in that place.
Choice values carry a ``=`` in front: Slack refuses empty ones, the tutor does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.conversation import Field, Form
from bot.platforms.slack import limits
from bot.platforms.slack.blocks import ACTION_PREFIX, Block, plain_text
from bot.platforms.slack.escaping import literal
from bot.platforms.slack.limits import fit

_INPUT = "value"


def modal(form: Form, origin: Mapping[str, str]) -> Block:
    """The view that asks for ``form``; ``origin`` comes back with what was filled in."""
    return {
        "type": "modal",
        "callback_id": ACTION_PREFIX + form.token,
        "private_metadata": json.dumps({key: value for key, value in origin.items() if value}),
        "title": plain_text(fit(literal(form.title) or "Studyhall", limits.VIEW_TITLE)),
        "submit": plain_text(fit(literal(form.submit) or "Save", limits.VIEW_TITLE)),
        "close": plain_text("Cancel"),
        "blocks": [_input(field) for field in form.fields[: limits.VIEW_BLOCKS]],
    }


def _input(field: Field) -> Block:
    block = {
        "type": "input",
        "block_id": field.name,
        "optional": field.optional,
        "label": plain_text(fit(literal(field.label) or field.name, limits.INPUT_LABEL)),
        "element": _select(field) if field.choices else _line(field),
    }
    return {**block, "hint": plain_text(fit(literal(field.hint), limits.INPUT_LABEL))} if field.hint else block


def _line(field: Field) -> Block:
    element = {"type": "plain_text_input", "action_id": _INPUT, "multiline": field.long}
    value = literal(field.value)[: limits.INPUT_VALUE]
    return {**element, "initial_value": value} if value else element


def _select(field: Field) -> Block:
    options = [_option(value, label) for value, label in field.choices]
    element: Block = {"type": "static_select", "action_id": _INPUT}
    if len(options) <= limits.OPTIONS:
        element["options"] = options
    else:
        element["option_groups"] = _groups(options)
    chosen = next((option for option in options if option["value"] == "=" + field.value), None)
    return {**element, "initial_option": chosen} if chosen else element


def _option(value: str, label: str) -> Block:
    shown = fit(literal(label).replace("\n", " ").strip() or "–", limits.OPTION_TEXT)
    return {"text": plain_text(shown), "value": ("=" + value)[: limits.OPTION_VALUE]}


def _groups(options: Sequence[Block]) -> list[Block]:
    """More choices than one list takes, such as all time zones, under headings "first – last"."""
    chunks = [options[start : start + limits.OPTIONS] for start in range(0, len(options), limits.OPTIONS)]
    return [
        {
            "label": plain_text(fit(f"{chunk[0]['text']['text'][:34]} – {chunk[-1]['text']['text'][:34]}", 75)),
            "options": chunk,
        }
        for chunk in chunks[: limits.OPTION_GROUPS]
    ]


def submitted(view: Mapping[str, Any]) -> dict[str, str]:
    """Field names and what was typed or chosen; fields left empty are empty strings."""
    values = (view.get("state") or {}).get("values") or {}
    return {name: _value(next(iter(inputs.values()), {})) for name, inputs in values.items()}


def _value(state: Mapping[str, Any]) -> str:
    if "selected_option" in state:
        return str((state["selected_option"] or {}).get("value", "="))[1:]
    return str(state.get("value") or "")


def origin(view: Mapping[str, Any]) -> dict[str, str]:
    """Where the form was opened, as :func:`modal` was told."""
    try:
        found = json.loads(view.get("private_metadata") or "{}")
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}

"""Message components as Discord wants them on the wire, and how much of its limits they use.

Plain mappings and not discord.py's view objects: those need a running loop and remember what they
sent, and a renderer should be a pure function.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

from discord import ButtonStyle, ComponentType, Message, MessageFlags, TextDisplay

from bot.platforms.discord.limits import COMPONENTS, ROW, TEXT, size

Component: TypeAlias = dict[str, Any]

FLAGS = MessageFlags(components_v2=True, suppress_embeds=True).value
SILENT: Mapping[str, Any] = {"parse": [], "replied_user": False}
"""``allowed_mentions`` of every message: nobody is ever pinged."""

_STYLES = {"plain": ButtonStyle.secondary, "primary": ButtonStyle.primary, "danger": ButtonStyle.danger}


FIRST_MARK = 0x40000000
"""Ids from here on are marks; Discord numbers what has none from one."""


def text(content: str) -> Component:
    return {"type": ComponentType.text_display.value, "content": content}


def container(children: Sequence[Component]) -> Component:
    return {"type": ComponentType.container.value, "components": list(children)}


def button(label: str, custom_id: str, style: str) -> Component:
    shade = _STYLES[style].value
    return {"type": ComponentType.button.value, "style": shade, "label": label, "custom_id": custom_id}


def rows(buttons: Sequence[Component]) -> list[Component]:
    """Buttons in as few rows as hold them."""
    return [
        {"type": ComponentType.action_row.value, "components": list(buttons[start : start + ROW])}
        for start in range(0, len(buttons), ROW)
    ]


def gallery(pictures: Iterable[tuple[str, str]]) -> Component:
    """Uploaded pictures by file name, with their alternative text."""
    items = [{"media": {"url": f"attachment://{name}"}, "description": alt} for name, alt in pictures]
    return {"type": ComponentType.media_gallery.value, "items": items}


def attachment(name: str) -> Component:
    return {"type": ComponentType.file.value, "file": {"url": f"attachment://{name}"}}


def walk(components: Iterable[Component]) -> Iterator[Component]:
    """Every component, nested ones included."""
    for component in components:
        yield component
        yield from walk(component.get("components", ()))


def count(components: Iterable[Component]) -> int:
    return sum(1 for _ in walk(components))


def characters(components: Iterable[Component]) -> int:
    return sum(size(component.get("content", "")) for component in walk(components))


def marked(components: Sequence[Component], mark: int) -> list[Component]:
    """The same components, the first one carrying ``mark`` as its id."""
    return [{**component, "id": mark} if index == 0 else component for index, component in enumerate(components)]


def bears(components: Iterable[Component], mark: int) -> bool:
    """Whether a message on the platform is the one that was sent with ``mark``."""
    return any(component.get("id") == mark for component in components)


def exchanged(components: Sequence[Component], custom_id: str, part: Sequence[Component]) -> list[Component] | None:
    """A response of several answers, each from its mark to the next, with ``part`` for the one that has this button."""
    starts = [at for at, component in enumerate(components) if component.get("id", 0) >= FIRST_MARK]
    answers = [components[start:end] for start, end in pairwise((*starts, len(components)))]
    pressed = [any(one.get("custom_id") == custom_id for one in walk(answer)) for answer in answers]
    if not any(pressed):
        return None
    return together(part if here else answer for answer, here in zip(answers, pressed, strict=True))


def together(parts: Iterable[Sequence[Component]]) -> list[Component] | None:
    """Several answers as one message, if it can hold them."""
    joined = [component for part in parts for component in part]
    ids = [component["custom_id"] for component in walk(joined) if "custom_id" in component]
    fits = count(joined) <= COMPONENTS and characters(joined) <= TEXT and len(set(ids)) == len(ids)
    return joined if fits else None


def words(message: Message) -> str:
    """What a message on the platform says, whether in plain content or in components."""
    said = [message.content, *(embed.description or "" for embed in message.embeds)]
    said += [part.content for part in _inside(message.components) if isinstance(part, TextDisplay)]
    return "\n".join(part for part in said if part)


def _inside(components: Iterable[object]) -> Iterator[object]:
    for component in components:
        yield component
        yield from _inside(getattr(component, "children", ()))

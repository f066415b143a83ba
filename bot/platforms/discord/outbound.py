"""A reply as Discord messages: one pure function, inside every limit whatever it is given.

Everything is built from message components (version 2), one look for all: text, a frame around
each card, small print for sources, pictures, buttons last.  Where another message can follow, a
long reply continues there; where none can (an edit, an answer that only one person sees) the rest
travels as a file with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.conversation import Button, Card, Image, Reply, Source
from bot.platforms.discord.components import (
    FLAGS,
    SILENT,
    Component,
    attachment,
    button,
    characters,
    container,
    count,
    gallery,
    marked,
    rows,
    text,
)
from bot.platforms.discord.limits import (
    ALT_TEXT,
    BUTTON_LABEL,
    BUTTONS,
    COMPONENTS,
    CUSTOM_ID,
    PICTURES,
    TEXT,
    UPLOAD,
    fit,
    size,
)
from bot.platforms.discord.markup import Block, Fence, Line, link, literal, pack, prose, read, silent, table

PRESS = "t:"
"""Every custom id of ours begins so; what follows is the tutor's token."""

CONTINUES = "-# continues in the next message"
ATTACHED = "-# the rest is in answer.md"
TOO_MUCH = "Discord takes no files of this size, so here is what they say."

_PIECE = TEXT - 400
"""Characters of one text component; what is left over leaves room for a notice and small print."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that travels with a message."""

    name: str
    content: bytes
    description: str
    media: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Payload:
    """One message, ready to send."""

    components: tuple[Component, ...]
    files: tuple[Upload, ...] = ()

    def body(self, mark: int) -> dict[str, Any]:
        """What goes over the wire, recognisable later by ``mark``."""
        return {
            "components": marked(self.components, mark),
            "flags": FLAGS,
            "allowed_mentions": dict(SILENT),
            "attachments": [
                {"id": index, "filename": file.name, "description": file.description}
                for index, file in enumerate(self.files)
            ],
        }


def render(reply: Reply, *, alone: bool) -> tuple[Payload, ...]:
    """The messages that say ``reply``; exactly one where it must stand ``alone``."""
    if len(reply.files) > PICTURES or sum(len(file.content) for file in reply.files) > UPLOAD:
        reply = reply.spelled_out(TOO_MUCH)
    kept = tuple(Upload(file.name, file.content, fit(silent(file.title), ALT_TEXT), file.media) for file in reply.files)
    pictures, unshown = _pictures(reply.images, kept)
    tail = [*([gallery((file.name, file.description) for file in pictures)] if pictures else []),
            *(attachment(file.name) for file in kept), *rows(_buttons(reply))]  # fmt: skip
    pages = _pages([*_body(reply), *(text(alt) for alt in unshown)], tail)
    if len(pages) == 1:
        return (Payload((*pages[0], *tail), (*pictures, *kept)),)
    if alone:
        file = Upload("answer.md", _whole(reply).encode("utf-8", "ignore"), "The whole answer", "text/markdown")
        first = (*pages[0], text(ATTACHED), attachment(file.name), *tail)
        return (Payload(first, (*pictures, *kept, file)),)
    return (
        *(Payload((*page, text(CONTINUES))) for page in pages[:-1]),
        Payload((*pages[-1], *tail), (*pictures, *kept)),
    )


def _pages(sections: Iterable[Component], tail: Sequence[Component]) -> list[list[Component]]:
    """Sections spread over as many messages as they need, with room left for notice, file and tail."""
    pages: list[list[Component]] = [[]]
    room = COMPONENTS - count(tail) - 2
    for section in sections:
        page = pages[-1]
        full = characters(page) + characters([section]) > TEXT - len(CONTINUES)
        if page and (full or count(page) + count([section]) > room):
            pages.append([])
        pages[-1].append(section)
    if not pages[0]:
        pages[0] = [text("Done.")] if not tail else []
    return pages


def _body(reply: Reply) -> Iterator[Component]:
    for piece in pack(read(reply.text), _PIECE):
        yield text(piece)
    for card in reply.cards:
        for piece in pack(_card(card), _PIECE):
            yield container([text(piece)])
    for piece in pack((Line(_source(source)) for source in reply.sources), _PIECE):
        yield text(piece)


def _card(card: Card) -> Iterator[Block]:
    if card.title.strip():
        yield Line(f"### {literal(card.title)}")
    for line in card.lines:
        yield from (Line(prose(part)) for part in line.splitlines() or [""])
    if card.rows:
        yield table(card.rows)
    if card.code.strip():
        yield Fence(card.language, card.code)


def _source(source: Source) -> str:
    title = " › ".join(part for part in (source.title, source.heading) if part)
    said = [link(title, source.url), literal(source.where), literal(source.label)]
    if source.as_of:
        said.append(f"as of {literal(source.as_of)}")
    return f"-# [{source.number}] " + " · ".join(part for part in said if part)


def _buttons(reply: Reply) -> list[Component]:
    """The reply's buttons, one a token; a form and sources without an address get one of their own."""
    unlinked = (Button(f"Show source {s.number}", s.token) for s in reply.sources if s.token and s.url is None)
    wanted = [*reply.buttons, *unlinked]
    if reply.form is not None:
        wanted.append(Button(reply.form.title, reply.form.token, "primary"))
    by_id = {PRESS + one.token: one for one in reversed(wanted) if len(PRESS + one.token) <= CUSTOM_ID}
    kept = [one for one in wanted if by_id.get(PRESS + one.token) is one][:BUTTONS]
    return [button(fit(silent(one.label), BUTTON_LABEL), PRESS + one.token, one.style) for one in kept]


def _pictures(images: Sequence[Image], kept: Sequence[Upload]) -> tuple[tuple[Upload, ...], list[str]]:
    """The pictures that fit beside the files that are ``kept``, and in words what the others, or a cut alternative text, would have said."""
    shown: list[Upload] = []
    words: list[str] = []
    room = UPLOAD - sum(len(file.content) for file in kept)
    for number, image in enumerate(images, start=1):
        alt = silent(image.alt).strip() or f"Picture {number}"
        if len(shown) + len(kept) < PICTURES and len(image.png) <= room:
            shown.append(Upload(f"picture-{number}.png", image.png, fit(alt, ALT_TEXT), "image/png"))
            room -= len(image.png)
            if size(alt) <= ALT_TEXT:
                continue
        words += pack(read(alt), _PIECE)
    return tuple(shown), words


def _whole(reply: Reply) -> str:
    """The reply as one plain Markdown document."""
    parts = [reply.text]
    for card in reply.cards:
        grid = ["  ".join(row) for row in card.rows]
        parts.append("\n".join(part for part in (card.title, *card.lines, *grid, card.code) if part))
    parts += [f"[{s.number}] {s.title} {s.heading} {s.url or ''}".rstrip() for s in reply.sources]
    parts += [image.alt for image in reply.images]
    return "\n\n".join(parts)


def sentence(words: str) -> Payload:
    """A short sentence of the platform's own."""
    return replace(render(Reply(words), alone=True)[0], files=())

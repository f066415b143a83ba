"""Replies become messages: pure, and inside every limit by construction.

A reply is built as blocks first, then the blocks are dealt out to as few messages as hold them; all
but the last end with a notice.  Images must have been uploaded; ``files`` holds their ids in order,
``None`` where that failed, and then the alternative text stands in for the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape

from bot.conversation import Button, Card, Reply, Source
from bot.platforms.slack import blocks, limits
from bot.platforms.slack.blocks import Block
from bot.platforms.slack.dialect import Code, Grid, Paragraph, Piece, Span, pieces, spans
from bot.platforms.slack.escaping import escaped, literal, web_address
from bot.platforms.slack.limits import fit, weight
from bot.platforms.slack.splitting import bounded

_PIECE_CHARS = limits.BLOCK_CHARS - 300
_NOTICE_CHARS = 120
_HALF_ENTITY = re.compile(r"&\w*$")
_DETAILS = re.compile(r"^(\[\d+\] [^·\n]*) · .*$", re.MULTILINE)
_THUMBS = ("👍", "👎")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: ``text`` is what notifications and screen readers get."""

    text: str
    blocks: tuple[Block, ...]


def render(reply: Reply, files: Sequence[str | None] = ()) -> tuple[Message, ...]:
    """The messages that say ``reply``, in order; nearly always one."""
    dealt = list(_dealt([*_body(reply, tables=True), *_pictures(reply, files), *_tail(reply)]))
    if not dealt:
        return (Message("…", ()),)
    return tuple(
        Message(_fallback(part), (*part, *_notice(number, len(dealt)))) for number, part in enumerate(dealt, 1)
    )


def home(reply: Reply, files: Sequence[str | None] = ()) -> Block:
    """The view of the Home tab: one page, no table blocks."""
    shown = [*_body(reply, tables=False), *_pictures(reply, files), *_tail(reply)]
    return {"type": "home", "blocks": shown[: limits.VIEW_BLOCKS]}


def closing_blocks(reply: Reply) -> list[Block]:
    """What stands under a streamed answer: its sources, what one may do next, and 👍 👎 as Slack shows them."""
    thumbs = {button.label: button for button in reply.buttons if button.label in _THUMBS}
    if len(thumbs) < len(_THUMBS):
        return list(_tail(reply))
    others = tuple(button for button in reply.buttons if button.label not in thumbs)
    return [*_tail(replace(reply, buttons=others)), blocks.feedback(*(thumbs[label] for label in _THUMBS))]


def _body(reply: Reply, *, tables: bool) -> Iterator[Block]:
    links = {source.number: url for source in reply.sources if (url := web_address(source.url))}
    waiting: list[Piece] = []
    for piece in (*pieces(reply.text), *(piece for card in reply.cards for piece in _card(card))):
        block = blocks.table(piece.rows) if isinstance(piece, Grid) and tables else None
        if block is None:
            waiting += bounded(Code(blocks.aligned(piece.rows)) if isinstance(piece, Grid) else piece, _PIECE_CHARS)
            continue
        yield from blocks.rich_text(waiting, links)
        yield block
        waiting, tables = [], False  # Slack takes one table a message
    yield from blocks.rich_text(waiting, links)


def _card(card: Card) -> Iterator[Piece]:
    lines: list[Span] = [Span(literal(card.title) + "\n", bold=True)] if card.title.strip() else []
    for line in card.lines:
        lines += (*spans(literal(line)), Span("\n"))
    if lines:
        yield Paragraph((*lines[:-1], Span(lines[-1].text.rstrip("\n"), bold=lines[-1].bold)))
    if any(any(cell.strip() for cell in row) for row in card.rows):
        yield Grid(card.rows)
    if card.code:
        yield Code(literal(card.code))


def _pictures(reply: Reply, files: Sequence[str | None]) -> Iterator[Block]:
    for number, picture in enumerate(reply.images):
        file = files[number] if number < len(files) else None
        if file:
            yield blocks.image(file, picture.alt)
        else:
            yield blocks.context(escaped(blocks.alternative(picture.alt)))


def _tail(reply: Reply) -> Iterator[Block]:
    lines: list[str] = []
    for source in reply.sources:
        line = _source(source)
        if lines and len(line) + sum(map(len, lines)) > limits.BLOCK_CHARS:
            yield blocks.context("\n".join(lines))
            lines = []
        lines.append(line)
    if lines:
        yield blocks.context("\n".join(lines))
    offered = {button.token for button in reply.buttons}
    opened = (
        Button(f"Show source {source.number}", source.token)
        for source in reply.sources
        if source.token and source.token not in offered and not web_address(source.url)
    )
    form = (Button(reply.form.title, reply.form.token, "primary"),) if reply.form else ()
    yield from blocks.actions((*form, *reply.buttons, *opened))


def _source(source: Source) -> str:
    title = f"[{source.number}] {fit(_one_line(source.title), 150)}".strip()
    rest = (source.heading, source.where, source.label, f"as of {source.as_of}" if source.as_of else "")
    url = web_address(source.url)
    name = (
        f"<{url.replace('&', '&amp;')}|{escaped(title).replace('|', '¦')}>"
        if url and len(url) < 2_000
        else escaped(title)
    )
    return " · ".join((name, *(escaped(fit(_one_line(part), 120)) for part in rest if part.strip())))


def _one_line(text: str) -> str:
    return " ".join(literal(text).split())


def _dealt(shown: Sequence[Block]) -> Iterator[list[Block]]:
    """Blocks dealt out to messages, each inside the limits of one."""
    part: list[Block] = []
    size = 0
    for block in shown:
        cost = weight(block)
        if part and (size + cost > limits.MESSAGE_CHARS - _NOTICE_CHARS or len(part) == limits.MESSAGE_BLOCKS - 1):
            yield part
            part, size = [], 0
        part.append(block)
        size += cost
    if part:
        yield part


def _notice(number: int, count: int) -> tuple[Block, ...]:
    return (blocks.context(f"Part {number} of {count} · continues below"),) if number < count else ()


def _fallback(part: Sequence[Block]) -> str:
    """The same words without looks, escaped, and cut where Slack advises to end."""
    words = "\n".join(filter(str.strip, (_words(block) for block in part if block["type"] != "actions")))
    text = escaped(words.replace("```", "ʼʼʼ"))
    if len(text) > limits.FALLBACK_CHARS:
        text = _HALF_ENTITY.sub("", fit(text, limits.FALLBACK_CHARS)[:-1]) + "…"
    return text.strip() or "…"


def _words(block: Block) -> str:
    match block["type"]:
        case "table":
            return "\n".join(" · ".join(cell["text"] for cell in row) for row in block["rows"])
        case "context":
            named = unescape(re.sub(r"<[^|>]*\|([^>]*)>", r"\1", block["elements"][0]["text"]))
            return _DETAILS.sub(r"\1", named)  # in a notification a source is its title
        case "image":
            return str(block["alt_text"])
        case "rich_text" | "rich_text_list":
            return "\n".join(_words(element) for element in block["elements"])
        case _:
            return "".join(element["text"] for element in block["elements"]).strip("\n")

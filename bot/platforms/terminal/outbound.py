"""Replies become lines a person reads, or the objects a script reads."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.conversation import Card, Image, Reply, Source

if TYPE_CHECKING:
    from rich.console import Console

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """Without control characters: documents and names must not drive the reader's terminal."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


def as_json(reply: Reply, private_to: str | None, pictures: Path | None) -> dict[str, Any]:
    """One reply as interfaces promise it to scripts; pictures are written to ``pictures``."""
    return {
        "text": harmless(reply.text),
        "cards": [
            {
                "title": card.title,
                "lines": list(card.lines),
                "rows": [list(row) for row in card.rows],
                "code": card.code,
            }
            for card in reply.cards
        ],
        "buttons": [{"label": button.label, "token": button.token} for button in reply.buttons],
        "sources": [_source(source) for source in reply.sources],
        "images": [_picture(image, pictures) for image in reply.images],
        "private_to": private_to,
        "data": dict(reply.data),
        **({"replaces": reply.replaces} if reply.replaces else {}),
        **({"form": reply.form.title} if reply.form else {}),
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "number": source.number,
        "title": source.title,
        "heading": source.heading,
        "url": source.url,
        "quote": source.quote,
        "where": source.where,
        "as_of": source.as_of,
    }


def _picture(image: Image, pictures: Path | None) -> dict[str, Any]:
    shown: dict[str, Any] = {"name": image.name, "alt": image.alt}
    if pictures is not None:
        pictures.mkdir(parents=True, exist_ok=True)
        path = pictures / image.name
        path.write_bytes(image.png)
        shown["path"] = str(path)
    return shown


def show(reply: dict[str, Any], console: Console) -> None:
    """Print one reply (in its script form) for a reader; never interprets its text as markup."""
    from rich.markdown import Markdown
    from rich.padding import Padding
    from rich.text import Text

    body: list[Any] = [Markdown(reply["text"], hyperlinks=False)] if reply["text"] else []
    for card in reply["cards"]:
        body += _card_lines(Card(card["title"], tuple(card["lines"]), tuple(map(tuple, card["rows"])), card["code"]))
    for source in reply["sources"]:
        body.append(Text(_source_line(source), style="dim"))
    for image in reply["images"]:
        body.append(Text(f"[{image.get('path', image['name'])}] {image['alt']}", style="dim italic"))
    if reply["buttons"]:
        body.append(Text("  ".join(f"‹{button['label']}›" for button in reply["buttons"]), style="cyan"))
    for part in body:
        console.print(Padding(part, (0, 0, 0, 2)))


def _card_lines(card: Card) -> list[Any]:
    from rich.table import Table
    from rich.text import Text

    parts: list[Any] = []
    if card.title:
        parts.append(Text(card.title, style="bold"))
    parts += [Text(line) for line in card.lines]
    if card.rows:
        table = Table(box=None, pad_edge=False)
        for cell in card.rows[0]:
            table.add_column(Text(cell))
        for row in card.rows[1:]:
            table.add_row(*[Text(cell) for cell in row])
        parts.append(table)
    if card.code:
        parts.append(Text(card.code, style="green"))
    return parts


def _source_line(source: dict[str, Any]) -> str:
    where = " · ".join(part for part in (source["title"], source["heading"], source["where"]) if part)
    link = f" · {source['url']}" if source["url"] else ""
    return harmless(f"[{source['number']}] {where}{link}")


def json_line(step: int, who: str | None, replies: list[dict[str, Any]]) -> str:
    """The object a script reads for one step."""
    return json.dumps({"step": step, "who": who, "replies": replies}, ensure_ascii=False)

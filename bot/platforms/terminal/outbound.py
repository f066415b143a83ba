"""Replies become lines a person reads, or the objects a script reads."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from bot.conversation import Card, File, Image, Reply, Source

if TYPE_CHECKING:
    from rich.console import Console

ALT_SHOWN = 160
"""Characters of a picture's description that are shown beside its path; ``--json`` has all of it."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str) -> str:
    """Without control characters: documents and names must not drive the reader's terminal."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


def as_json(reply: Reply, private_to: str | None, pictures: Path | None, files: Path | None = None) -> dict[str, Any]:
    """One reply as interfaces promise it to scripts; pictures are written to ``pictures``.

    Files are written there too, the same name again in its place; or to ``files``, a person's own folder,
    where nothing is ever written over.
    """
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
        **({"files": [_file(file, pictures, files) for file in reply.files]} if reply.files else {}),
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
    return {"name": image.name, "alt": image.alt, **_written(pictures, image.name, image.png)}


def _file(file: File, pictures: Path | None, own: Path | None) -> dict[str, Any]:
    shown = {"name": file.name, "title": file.title}
    if own is None:
        return shown | _written(pictures, file.name, file.content)
    try:
        return shown | {"path": str(_saved(own, file))}
    except OSError as refused:
        return shown | {"unsaved": refused.strerror or str(refused)}


def _written(folder: Path | None, name: str, content: bytes) -> dict[str, str]:
    if folder is None:
        return {}
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return {"path": str(path)}


def _saved(folder: Path, file: File) -> Path:
    """Written under its name, or the first with a number that is free."""
    stem, _, ending = file.name.partition(".")
    path, number = folder / file.name, 1
    while True:
        with suppress(FileExistsError), path.open("xb") as free:
            free.write(file.content)
            return path
        number += 1
        path = folder / f"{stem}-{number}.{ending}"


def show(reply: dict[str, Any], console: Console) -> None:
    """Print one reply (in its script form) for a reader; never interprets its text as markup."""
    from rich.markdown import Markdown
    from rich.padding import Padding
    from rich.text import Text

    body: list[Any] = [Markdown(_lines_kept(reply["text"]), hyperlinks=False)] if reply["text"] else []
    for card in reply["cards"]:
        body += _card_lines(Card(card["title"], tuple(card["lines"]), tuple(map(tuple, card["rows"])), card["code"]))
    for source in reply["sources"]:
        body.append(Text(_source_line(source), style="dim"))
    for image in reply["images"]:
        seen = shorten(image["alt"], ALT_SHOWN, placeholder=" …")
        body.append(Text(f"[{image.get('path', image['name'])}] {seen}", style="dim italic"))
    for file in reply.get("files", ()):
        body.append(Text(_file_line(file), style="bold"))
    if reply["buttons"]:
        body.append(Text("  ".join(f"‹{button['label']}›" for button in reply["buttons"]), style="cyan"))
    for part in body:
        console.print(Padding(part, (0, 0, 0, 2)))


def _lines_kept(text: str) -> str:
    """A line of a reply is a line here too, as in a chat; Markdown by itself would run them together."""
    return text.replace("\n", "  \n")


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


def _file_line(file: dict[str, str]) -> str:
    if "unsaved" in file:
        return f"{file['name']} could not be saved here: {file['unsaved']}"
    return f"Saved: {file['path']}" if "path" in file else file["name"]


def json_line(step: int, who: str | None, replies: list[dict[str, Any]], data: Path) -> str:
    """The object a script reads for one step; paths are told from the folder ``data``, so that none names a machine."""
    for shown in (one for reply in replies for one in (*reply["images"], *reply.get("files", ()))):
        shown["path"] = str(Path(shown["path"]).relative_to(data))
    return json.dumps({"step": step, "who": who, "replies": replies}, ensure_ascii=False)

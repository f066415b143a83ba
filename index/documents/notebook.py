"""Notebooks: cells in order, as Markdown; code in fences, outputs cut to a few lines of text, pictures left out."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from index.documents.document import Document, Unreadable
from index.documents.front_matter import FrontMatter
from index.documents.markdown import as_document
from index.documents.sniffing import decoded

OUTPUT_LINES = 12
OUTPUT_WIDTH = 160
COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
BASE64 = re.compile(r"(?:data:[\w/+.-]+;base64,)?[A-Za-z0-9+/]{200,}={0,2}")
LICENSE = re.compile(r"Licensed under the Apache License|SPDX-License-Identifier", re.IGNORECASE)


def read(data: bytes, path: str) -> Document:
    import nbformat

    try:
        notebook = nbformat.reads(decoded(data), as_version=4)
    except (
        nbformat.reader.NotJSONError,
        json.JSONDecodeError,
        nbformat.ValidationError,
        KeyError,
        AttributeError,
    ) as problem:
        raise Unreadable("it is not a notebook that can be opened") from problem
    language = (notebook.metadata.get("kernelspec") or {}).get("language") or "python"
    parts: list[str] = []
    cells: list[tuple[int, int]] = []
    line = 1
    for number, cell in enumerate(notebook.cells, 1):
        text = _cell(cell, language)
        if not text:
            continue
        cells.append((line, number))
        parts.append(text)
        line += text.count("\n") + 2
    front = FrontMatter(fields=dict(notebook.metadata.get("front_matter") or {}))
    document = as_document(
        "\n\n".join(parts) + "\n", path, "notebook", front, str(notebook.metadata.get("title") or "")
    )
    return replace(document, cells=tuple(cells))


def _cell(cell: Any, language: str) -> str:
    source = BASE64.sub("", str(cell.source)).strip("\n")
    if cell.cell_type == "markdown":
        return source
    if not source.strip() or LICENSE.search(source):
        return ""
    if cell.cell_type != "code":
        return source
    shown = [_fenced(source, language)]
    shown.extend(_fenced(output, "output") for output in map(_output, cell.get("outputs", ())) if output)
    return "\n\n".join(shown)


def _output(output: Any) -> str:
    """The short text of an output: what was printed or returned, never a picture, a widget or a traceback."""
    if output.output_type == "stream":
        text = output.get("text", "") if output.get("name") == "stdout" else ""
    elif output.output_type in ("execute_result", "display_data"):
        text = output.get("data", {}).get("text/plain", "")
    else:
        text = ""
    text = BASE64.sub("", COLOUR.sub("", "".join(text)))
    lines = [line.rsplit("\r", 1)[-1].rstrip()[:OUTPUT_WIDTH] for line in text.strip().split("\n") if line.strip()]
    if not lines or (len(lines) == 1 and re.fullmatch(r"<.*>", lines[0])):
        return ""
    return "\n".join(lines[:OUTPUT_LINES] + ["…"] * (len(lines) > OUTPUT_LINES))


def _fenced(text: str, language: str) -> str:
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`{3,}", text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}"

"""``ask``: one grounded answer, or many."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.failing import stop
from bot.quizzing.wording import counted

EXAMPLES = """Examples:

  studyhall ask "what is training-serving skew?"

  studyhall ask "and how do I detect it?" --history thread.json --json

  studyhall ask --batch questions.jsonl --out answers.jsonl
"""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(epilog=EXAMPLES)(ask)


def ask(
    question: Annotated[str | None, typer.Argument(help="the question, in plain words")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the whole answer as one object")] = False,
    history: Annotated[Path | None, typer.Option(help="what was said before: a JSON list of {role, text}")] = None,
    batch: Annotated[Path | None, typer.Option(help="many questions: a file of {id, question, history?} lines")] = None,
    out: Annotated[Path | None, typer.Option(help="where the answers of --batch go, in the same order")] = None,
) -> None:
    """Answer from the indexed documents, each sentence with the line that says so."""
    if batch is not None:
        if out is None:
            raise stop("--batch needs --out FILE for the answers")
        asyncio.run(_many(batch, out))
    elif question is None:
        raise stop('what do you want to know? studyhall ask "what is training-serving skew?"', 2)
    else:
        asyncio.run(_one(question, _history(history), as_json))


async def _one(question: str, history: list[tuple[str, str]], as_json: bool) -> None:
    from bot.answering import open_asking
    from bot.settings import Settings

    async with open_asking(Settings()) as asking:
        answer = await asking(question, history)
    if as_json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        _print(answer)
    if answer["outcome"] == "failed":
        raise typer.Exit(1)


def _print(answer: dict[str, Any]) -> None:
    from rich.console import Console

    from bot.platforms.terminal.outbound import show

    show(answer["shown"] if "shown" in answer else {**answer, "cards": [], "images": [], "buttons": [], "sources": [
        {**citation, "where": _where(citation)} for citation in answer["citations"] or answer["nearest"]
        if f"[{citation['number']}]" in answer["text"]
    ]}, Console())  # fmt: skip


def _where(citation: dict[str, Any]) -> str:
    if citation.get("page"):
        return f"p. {citation['page']}"
    first, last = citation["lines"]
    return f"{citation['document']}:{first}" if first == last else f"{citation['document']}:{first}-{last}"


async def _many(batch: Path, out: Path) -> None:
    from rich.progress import track

    from bot.answering import open_asking
    from bot.settings import Settings

    asked = list(_questions(batch))
    async with open_asking(Settings()) as asking:
        with out.open("w", encoding="utf-8") as answers:
            for line in track(asked, description="answering", disable=not sys.stderr.isatty()):
                answer = await asking(line["question"], _turns(line.get("history") or [], str(line["id"])))
                answers.write(json.dumps({"id": line["id"], **answer}, ensure_ascii=False) + "\n")
    print(f"{counted(len(asked), 'answer')} in {out}", file=sys.stderr)


def _questions(batch: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = batch.read_text(encoding="utf-8").splitlines()
    except OSError as missing:
        raise stop(f"{batch} cannot be read: {missing.strerror}") from None
    except UnicodeDecodeError:
        raise stop(f"{batch} is not text in UTF-8") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            if not isinstance(entry["question"], str) or "id" not in entry:
                raise KeyError
        except (ValueError, KeyError, TypeError):
            raise stop(f"{batch}, line {number}: expected an object with `id` and `question`") from None
        yield entry


def _history(path: Path | None) -> list[tuple[str, str]]:
    if path is None:
        return []
    try:
        return _turns(json.loads(path.read_text(encoding="utf-8")), str(path))
    except OSError as missing:
        raise stop(f"{path} cannot be read: {missing.strerror}") from None
    except ValueError:
        raise stop(f"{path} is not JSON; expected a list of {{role, text}}") from None


def _turns(entries: Any, where: str) -> list[tuple[str, str]]:
    """(role, text) pairs; plain strings are the learner's, ``content`` is accepted for ``text``."""
    turns: list[tuple[str, str]] = []
    for entry in entries if isinstance(entries, list) else []:
        match entry:
            case str():
                turns.append(("user", entry))
            case {"role": str(role), "text": str(text)} | {"role": str(role), "content": str(text)}:
                turns.append((role, text))
            case {"question": str(text), **rest}:
                turns.append(("user", text))
                if isinstance(answer := rest.get("answer") or rest.get("text"), str):
                    turns.append(("assistant", answer))
            case _:
                raise stop(f"{where}: a history is a list of {{role, text}}")
    return turns

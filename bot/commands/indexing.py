"""``index``: editions of a library: build, look, go back."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.failing import said_plainly, stop
from bot.commands.options import Json
from bot.quizzing.wording import counted

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.editions import Shelf, Standing

index_app = typer.Typer(
    help="Build, look at and roll back the index of a library.",
    epilog="Example: studyhall index build ./docs",
    no_args_is_help=True,
)

LIBRARY = re.compile(r"(?:\w[\w.-]*)?")


def _a_name(library: str) -> str:
    """A library is a folder of ours: its name leads nowhere else."""
    if not LIBRARY.fullmatch(library):
        raise typer.BadParameter(f"{library!r} is not a name: letters, digits, '-', '_' and '.' make one")
    return library


Library = Annotated[str, typer.Option("--library", help="which library", callback=_a_name)]


@index_app.command(epilog="Example: studyhall index build ./docs https://example.com/sitemap.xml")
def build(
    sources: Annotated[
        list[str] | None, typer.Argument(help="folders, files, URLs or sitemaps; default STUDYHALL_DOCS")
    ] = None,
    library: Library = "home",
    as_json: Json = False,
) -> None:
    """Build a new edition from SOURCE; unchanged passages are never embedded again."""
    from bot.commands.progress import BuildBar
    from bot.libraries import build_library
    from bot.settings import Settings
    from index.__main__ import summary

    settings = Settings()
    wanted = tuple(sources or settings.docs)
    if not wanted:
        raise stop("nothing to index: name a folder (studyhall index build ./docs) or set STUDYHALL_DOCS")
    with said_plainly(*cannot_build()), BuildBar(quiet=as_json) as bar:
        report = build_library(settings, wanted, library, bar)
    print(json.dumps(asdict(report), ensure_ascii=False) if as_json else summary(report))


@index_app.command("list", epilog="Example: studyhall index list --library home")
def list_editions(library: Library = "home", as_json: Json = False) -> None:
    """The editions kept, newest first; the current one is marked."""
    rows = [_row(standing) for standing in _shelf(library).editions()]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    if not rows:
        print(_nothing_in(library))
    for row in rows:
        inside = (
            f"{counted(row['documents'], 'document')}  {counted(row['passages'], 'part')}"
            if row["created"]
            else row["trouble"]
        )
        print(f"{'*' if row['current'] else ' '} {row['name']}  {inside}")


@index_app.command(epilog="Example: studyhall index status --json")
def status(library: Library = "home", as_json: Json = False) -> None:
    """The current edition: what is in it, which model made it, when."""
    shelf = _shelf(library)
    with said_plainly(*_missing()):
        manifest = asdict(shelf.current().manifest)
    facts = {name: value for name, value in manifest.items() if name not in {"checksums", "format", "rules"}}
    facts["library"], facts["trouble"] = library, shelf.trouble
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
        return
    unreadable = facts.pop("unreadable")
    for name, value in facts.items():
        if value not in (None, (), {}, []):
            print(f"{name:12} {', '.join(value) if isinstance(value, tuple) else value}")
    for document, reason in unreadable:
        print(f"not read: {document}: {reason}")


@index_app.command(epilog="Example: studyhall index show guides/monitoring.md")
def show(
    document: Annotated[str, typer.Argument(help="path inside the indexed folder")] = "",
    library: Library = "",
    as_json: Json = False,
) -> None:
    """The extracted text of DOCUMENT, which quotes and line numbers refer to; without it, the documents there are."""
    from bot.settings import Settings

    settings = Settings()
    names = [library] if library else [name for name in ("home", settings.course_library) if name]
    if not document:
        _print_documents({name: _documents(_shelf(name, settings)) for name in names}, as_json)
        return
    for name in names:
        found = _text(_shelf(name, settings), document)
        if found is None:
            continue
        edition, text = found
        if as_json:
            print(
                json.dumps(
                    {"document": document, "library": name, "edition": edition, "text": text}, ensure_ascii=False
                )
            )
        else:
            print(text, end="" if text.endswith("\n") else "\n")
        return
    raise stop(f"no document {document!r} in {' or '.join(map(repr, names))}; studyhall index show names what is there")


@index_app.command(epilog="Example: studyhall index verify --library home")
def verify(library: Library = "home", as_json: Json = False) -> None:
    """Read every file of every edition again and compare it with its checksum."""
    rows = [_row(standing) for standing in _shelf(library).verify()]
    if not rows:
        raise stop(_nothing_in(library))
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            print(f"{'*' if row['current'] else ' '} {row['name']}: {row['trouble'] or 'whole'}")
    if any(row["trouble"] for row in rows):
        raise typer.Exit(1)


@index_app.command(epilog="Example: studyhall index rollback")
def rollback(library: Library = "home") -> None:
    """Point back to the edition before the current one; nothing is deleted."""
    with said_plainly(*_missing()):
        edition = _shelf(library).rollback()
    print(f"{library}: now {edition.name}, {counted(edition.manifest.documents, 'document')}")


def _shelf(library: str, settings: Settings | None = None) -> Shelf:
    from bot.libraries import shelf_of
    from bot.settings import Settings

    return shelf_of(settings or Settings(), library)


def _text(shelf: Shelf, document: str) -> tuple[str, str] | None:
    """The name of the edition and the text of the document, where the library holds it."""
    from index.editions import DamagedEdition, NoEdition

    try:
        edition = shelf.current()
        return edition.name, edition.document_text(document)
    except (NoEdition, DamagedEdition, KeyError):
        return None


def _documents(shelf: Shelf) -> list[str]:
    from index.editions import DamagedEdition, NoEdition

    try:
        return list(shelf.current().documents)
    except (NoEdition, DamagedEdition):
        return []


def _print_documents(documents: dict[str, list[str]], as_json: bool) -> None:
    if as_json:
        print(json.dumps(documents, ensure_ascii=False))
        return
    if not any(documents.values()):
        raise stop(_nothing_in(next(iter(documents))))
    for listed in documents.values():
        for path in listed:
            print(" ".join(path.splitlines()))


def _nothing_in(library: str) -> str:
    return f"The library {library!r} has no documents yet: studyhall index build FOLDER --library {library}"


def _row(standing: Standing) -> dict[str, Any]:
    manifest = standing.manifest
    return {
        "name": standing.name,
        "current": standing.current,
        "created": manifest.created if manifest else None,
        "documents": manifest.documents if manifest else 0,
        "passages": manifest.passages if manifest else 0,
        "trouble": standing.trouble,
    }


def _missing() -> tuple[type[Exception], ...]:
    from index.editions import DamagedEdition, NoEdition

    return NoEdition, DamagedEdition


def cannot_build() -> tuple[type[Exception], ...]:
    """What a build may come to instead of an index; each says what to do."""
    from index.builder import BuildFailed
    from index.editions import Busy
    from index.embedding import NoEmbedder
    from index.sources import NoSource

    return BuildFailed, Busy, NoEmbedder, NoSource

"""``index``: editions of a library: build, look, go back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.failing import said_plainly, stop

if TYPE_CHECKING:
    from bot.settings import Settings
    from index.editions import Shelf

index_app = typer.Typer(help="Build, look at and roll back the index of a library.", no_args_is_help=True)

Library = Annotated[str, typer.Option("--library", help="which library")]
Json = Annotated[bool, typer.Option("--json", help="print for a script")]


@index_app.command(epilog="Example: studyhall index build ./docs https://example.com/sitemap.xml")
def build(
    sources: Annotated[list[str] | None, typer.Argument(help="folders, files, URLs or sitemaps; default STUDYHALL_DOCS")] = None,
    library: Library = "home",
    as_json: Json = False,
) -> None:
    """Build a new edition from SOURCE; unchanged passages are never embedded again."""
    from bot.commands.progress import BuildBar
    from bot.settings import Settings
    from bot.wiring import build_library

    settings = Settings()
    wanted = tuple(sources or settings.docs)
    if not wanted:
        raise stop("nothing to index: name a folder (studyhall index build ./docs) or set STUDYHALL_DOCS")
    with BuildBar(quiet=as_json) as bar:
        report = build_library(settings, wanted, library, bar)
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        print(report.in_words())


@index_app.command("list", epilog="Example: studyhall index list --library home")
def list_editions(library: Library = "home", as_json: Json = False) -> None:
    """The editions kept, newest first; the current one is marked."""
    shelf = _shelf(library)
    rows = shelf.listing()
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    if not rows:
        print(f"The library {library!r} has no edition yet: studyhall index build FOLDER --library {library}")
    for row in rows:
        print(f"{'*' if row['current'] else ' '} {row['name']}  {row['documents']} documents  {row['passages']} passages")


@index_app.command(epilog="Example: studyhall index status --json")
def status(library: Library = "home", as_json: Json = False) -> None:
    """The current edition: what is in it, which model made it, when."""
    edition = _current(_shelf(library))
    facts = edition.manifest.summary()
    if as_json:
        print(json.dumps(facts, ensure_ascii=False))
        return
    for name, value in facts.items():
        print(f"{name:12} {value}")


@index_app.command(epilog="Example: studyhall index show guides/monitoring.md")
def show(document: Annotated[str, typer.Argument(help="path inside the indexed folder")], library: Library = "", as_json: Json = False) -> None:
    """The extracted text of DOCUMENT, which quotes and line numbers refer to."""
    from bot.settings import Settings

    settings = Settings()
    names = [library] if library else [name for name in ("home", settings.course_library) if name]
    for name in names:
        try:
            edition = _shelf(name, settings).current()
            text = edition.document_text(document)
        except _missing():
            continue
        if as_json:
            print(json.dumps({"document": document, "library": name, "edition": edition.name, "text": text}, ensure_ascii=False))
        else:
            print(text, end="" if text.endswith("\n") else "\n")
        return
    raise stop(f"no document {document!r} in {' or '.join(map(repr, names))}; studyhall index status names what is there")


@index_app.command(epilog="Example: studyhall index verify --library home")
def verify(library: Library = "home", as_json: Json = False) -> None:
    """Read every file of every edition again and compare it with its checksum."""
    found = _shelf(library).verify()
    broken = {name: problem for name, problem in found.items() if problem}
    if as_json:
        print(json.dumps({"editions": list(found), "damaged": broken}, ensure_ascii=False))
    else:
        for name, problem in found.items():
            print(f"{name}: {problem or 'whole'}")
    if broken:
        raise typer.Exit(1)


@index_app.command(epilog="Example: studyhall index rollback")
def rollback(library: Library = "home") -> None:
    """Point back to the edition before the current one; nothing is deleted."""
    with said_plainly(*_missing()):
        edition = _shelf(library).rollback()
    print(f"{library}: now {edition}")


def _shelf(library: str, settings: Settings | None = None) -> Shelf:
    from bot.settings import Settings
    from bot.wiring import shelf_of

    return shelf_of(settings or Settings(), library)


def _current(shelf: Shelf) -> Any:
    with said_plainly(*_missing()):
        return shelf.current()


def _missing() -> tuple[type[Exception], ...]:
    from index.editions import DamagedEdition, NoEdition

    return NoEdition, DamagedEdition, KeyError



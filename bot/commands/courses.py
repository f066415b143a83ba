"""``course``: items, notes and blueprints as data: list, check, show, make, bring in, take out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.failing import said_plainly, stop

course_app = typer.Typer(help="Items, notes and blueprints of a course.", no_args_is_help=True)

Course = Annotated[str, typer.Option("--course", help="which course; default STUDYHALL_COURSE")]
Json = Annotated[bool, typer.Option("--json", help="print for a script")]


@course_app.command("list", epilog="Example: studyhall course list")
def list_courses(as_json: Json = False) -> None:
    """The courses here: the bundled ones and those under the data folder."""
    from bot.wiring import courses

    rows = courses()
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row['id']:12} {row['title']} · {row['items']} items · {row['notes']} notes")


@course_app.command(epilog="Example: studyhall course check --course pmle")
def check(
    path: Annotated[Path | None, typer.Argument(help="a course folder; default: the course in use")] = None,
    course: Course = "",
    as_json: Json = False,
) -> None:
    """The linter: every finding names file, entry and field.  Exit code 1 when something must be fixed."""
    from bot.wiring import check_course

    with said_plainly(LookupError, ValueError):
        report = check_course(path, course)
    print(json.dumps(report.as_json(), ensure_ascii=False) if as_json else report.in_words())
    if report.errors:
        raise typer.Exit(1)


@course_app.command(epilog="Example: studyhall course show bqml-churn-baseline")
def show(item: str, course: Course = "", as_json: Json = False) -> None:
    """One item with its key, reasons and sources."""
    from bot.wiring import show_item

    with said_plainly(LookupError, ValueError):
        shown = show_item(item, course)
    print(json.dumps(shown["data"], ensure_ascii=False, default=str) if as_json else shown["text"])


@course_app.command(epilog="Example: studyhall course new onboarding")
def new(name: str, folder: Annotated[Path | None, typer.Option(help="where; default: the data folder")] = None) -> None:
    """A scaffold for a course of your own, with one worked item."""
    from bot.wiring import new_course

    with said_plainly(ValueError, FileExistsError):
        made = new_course(name, folder)
    print(f"{made} is ready: look at items/, then studyhall course check {made}")


@course_app.command("import", epilog="Example: studyhall course import bank.gift --course onboarding")
def import_items(file: Path, course: Course = "") -> None:
    """Items from CSV, Moodle GIFT, Anki or JSON; what is missing is named, nothing is guessed."""
    from bot.wiring import import_items as bring_in

    if not file.is_file():
        raise stop(f"{file} is not there")
    with said_plainly(LookupError, ValueError):
        print(bring_in(file, course))


@course_app.command(epilog="Example: studyhall course export deck.apkg")
def export(file: Path, course: Course = "") -> None:
    """Items as CSV, Moodle GIFT, Anki or JSON, by the file's ending."""
    from bot.wiring import export_items

    with said_plainly(LookupError, ValueError):
        print(export_items(file, course))

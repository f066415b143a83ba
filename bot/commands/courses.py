"""``course``: items, notes and blueprints as data: list, check, show, make, bring in, take out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.failing import said_plainly, stop
from bot.commands.options import Json
from bot.quizzing.wording import counted

if TYPE_CHECKING:
    from bot.quizzing.bank_rules import Embed
    from bot.quizzing.courses import Course
    from bot.quizzing.exchange import Format
    from bot.quizzing.items import Item

course_app = typer.Typer(
    help="Items, notes and blueprints of a course.", epilog="Example: studyhall course check", no_args_is_help=True
)

Which = Annotated[str, typer.Option("--course", help="which course; default STUDYHALL_COURSE")]


@course_app.command("list", epilog="Example: studyhall course list")
def list_courses(as_json: Json = False) -> None:
    """The courses here: the bundled ones and those under the data folder."""
    from bot.quizzing.courses import read_course

    rows: list[dict[str, Any]] = []
    for name, folder in _folders().items():
        course, _ = read_course(folder)
        title, items, notes = (
            (course.outline.title, len(course.items), len(course.notes)) if course else ("broken", 0, 0)
        )
        rows.append({"id": name, "title": title, "items": items, "notes": notes})
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row['id']:12} {row['title']} · {counted(row['items'], 'item')} · {counted(row['notes'], 'note')}")


@course_app.command(epilog="Example: studyhall course index")
def index() -> None:
    """Index the course's notes now instead of at the first start; nothing to do where that is done."""
    from bot.commands.firsttime import course_ready
    from bot.settings import Settings

    course_ready(Settings())


@course_app.command(epilog="Example: studyhall course check --course pmle")
def check(
    path: Annotated[Path | None, typer.Argument(help="a course folder or its name; default: the course in use")] = None,
    course: Which = "",
    by_meaning: Annotated[bool, typer.Option(help="find near-duplicates by meaning, not only by words")] = True,
    as_json: Json = False,
) -> None:
    """The linter: every finding names file, entry and field.  Exit code 1 when something must be fixed."""
    from bot.quizzing.linter import check as look

    named = path is not None and not path.exists() and str(path) in _folders()
    folder = folder_of(str(path)) if named else path or folder_of(course)
    if folder.name == "course.toml":
        folder = folder.parent
    if not (folder / "course.toml").is_file():
        raise stop(f"{folder} holds no course.toml; studyhall course new NAME makes a scaffold")
    report = look(folder, _today(), _embed() if by_meaning else None)
    print(json.dumps(report.as_data(), ensure_ascii=False, default=str) if as_json else "\n".join(report.lines()))
    if not report.clean:
        raise typer.Exit(1)


@course_app.command(epilog="Example: studyhall course show bqml-churn-baseline")
def show(item: str, course: Which = "", as_json: Json = False) -> None:
    """One item with its key, reasons and sources."""
    from dataclasses import asdict

    opened = _open(course)
    found = opened.items.get(item)
    if found is None:
        near = [name for name in opened.items if item in name][:3]
        raise stop(f"there is no item {item!r}" + (f"; perhaps {', '.join(near)}" if near else ""))
    if as_json:
        print(json.dumps(asdict(found), ensure_ascii=False, default=str))
    else:
        print("\n".join(_told(found, opened)))


@course_app.command(epilog="Example: studyhall course new onboarding")
def new(
    name: str,
    folder: Annotated[Path | None, typer.Option(help="where; default: the data folder")] = None,
    title: Annotated[str, typer.Option(help="what people see")] = "",
) -> None:
    """A scaffold for a course of your own, with one worked item."""
    from bot.quizzing.scaffold import new_course
    from bot.settings import Settings

    parent = folder or Settings().data / "courses"
    with said_plainly(ValueError, FileExistsError):
        new_course(parent, name, title, _today())
    print(f"{parent / name} is ready: look at items/, then studyhall course check {parent / name}")


@course_app.command("import", epilog="Example: studyhall course import bank.gift --course onboarding")
def import_items(
    file: Path, course: Which = "", out: Annotated[Path | None, typer.Option(help="the items file to write")] = None
) -> None:
    """Items from CSV, Moodle GIFT, Anki or JSON; what is missing is named by `course check`, nothing is guessed."""
    from bot.quizzing.item_table import as_toml

    if not file.is_file():
        raise stop(f"there is no file {file}")
    target = out or folder_of(course) / "items" / f"{file.stem}.toml"
    if target.exists():
        raise stop(f"{target} is there already; name another with --out")
    try:
        tables = _format(file).read(file.read_bytes())
        text = as_toml(tables).encode()
    except ValueError as unreadable:
        raise stop(f"{file}: {unreadable}") from None
    if not tables:
        raise stop(f"{file} holds no items; nothing was written")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text)
    print(f"{counted(len(tables), 'item')} in {target}; studyhall course check names what they still lack")


@course_app.command(epilog="Example: studyhall course export deck.apkg")
def export(file: Path, course: Which = "") -> None:
    """Items as CSV, Moodle GIFT, Anki or JSON, by the file's ending."""
    opened = _open(course)
    items = list(opened.items.values())
    with said_plainly(ValueError):
        file.write_bytes(_format(file).write(opened, items))
    print(f"{counted(len(items), 'item')} in {file}")


@course_app.command(epilog="Example: studyhall course checklist > checklist.md")
def checklist(course: Which = "") -> None:
    """The project-oversight checklist as Markdown: what to ask in each phase, and the evidence for it."""
    from bot.coaching.kit_text import as_markdown

    opened = _open(course)
    if not opened.kit.checklist:
        raise stop(f"{opened.id} has no checklist; kit/checklist.toml would hold it")
    print(as_markdown(opened.kit.checklist), end="")


def _format(file: Path) -> Format:
    from bot.quizzing.exchange import FORMATS

    for form in FORMATS.values():
        if form.ending == file.suffix.lower():
            return form
    raise stop(f"{file.name}: the ending says the format, one of {', '.join(form.ending for form in FORMATS.values())}")


def _folders() -> dict[str, Path]:
    from bot.quizzing.courses import courses_in
    from bot.settings import Settings

    return courses_in(Settings().data / "courses")


def folder_of(name: str) -> Path:
    """Where a course lives; without a name the one in use."""
    from bot.settings import Settings

    wanted = name or Settings().course_library or "pmle"
    found = _folders()
    if wanted not in found:
        raise stop(f"there is no course {wanted!r}; there is: {', '.join(found)}")
    return found[wanted]


def _embed() -> Embed | None:
    """Sentences to vectors, where the embedder can be opened; else near-duplicates are found by words."""
    from bot.settings import Settings
    from index.embedders import query_embedder
    from index.embedding import NoEmbedder

    settings = Settings()
    try:
        embedder = query_embedder(settings.data, settings.embedder)
    except (NoEmbedder, ImportError, OSError):
        return None
    return lambda texts: [[float(part) for part in vector] for vector in embedder.encode(list(texts))]


def _open(name: str) -> Course:
    from bot.quizzing.courses import open_course
    from bot.quizzing.findings import CourseBroken

    with said_plainly(CourseBroken):
        return open_course(folder_of(name))


def _told(item: Item, course: Course) -> list[str]:
    names = course.names(course.newest.id)
    lines = [f"{item.id} · version {item.version} · {', '.join(item.objectives)} · {item.file}", f"Goal: {item.goal}"]
    lines += ["", *names.write(item.scenario, item.ask), ""]
    for option in item.options:
        mark = "+" if option.right else "-"
        lines += [
            f"{mark} {option.id}: {names.write(option.text)[0]}",
            f"     {names.write(option.why)[0]} [{option.source.note} › {option.source.heading}]",
        ]
    return [*lines, "", f"Deciding: {item.deciding_constraint}"]


def _today() -> date:
    return datetime.now(UTC).date()

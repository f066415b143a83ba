"""``course``, the part for whoever keeps one: accept sources, read reports, withdraw or regrade an item."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.failing import said_plainly, stop
from bot.commands.options import AllTenants, Json
from bot.quizzing.wording import counted

if TYPE_CHECKING:
    from bot.operations import Operations
    from bot.quizzing.corrections import Corrections
    from bot.quizzing.courses import Course
    from bot.quizzing.items import Item
    from bot.settings import Settings

Correct = Callable[["Corrections", str, "Item"], Awaitable[tuple[str, ...]]]

Reason = Annotated[str, typer.Option(help="one sentence that the learners read")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: studyhall course accept bqml-churn-baseline")(accept)
    app.command(epilog="Example: studyhall course reports --json")(reports)
    app.command(epilog="Example: studyhall course withdraw bqml-churn-baseline --reason 'Two options fit.'")(withdraw)
    app.command(epilog="Example: studyhall course regrade bqml-churn-baseline --key b --reason 'The note was wrong.'")(
        regrade
    )


def accept(
    items: Annotated[list[str] | None, typer.Argument(help="item ids; default: all")] = None,
    course: Annotated[str, typer.Option("--course", help="which course; default STUDYHALL_COURSE")] = "",
) -> None:
    """Say that items were checked against their sections as these read now; held-back ones are served again."""
    from bot.commands.courses import folder_of
    from bot.quizzing.courses import open_course
    from bot.quizzing.findings import CourseBroken
    from bot.quizzing.reviewed import accept as write_lock

    folder = folder_of(course)
    with said_plainly(CourseBroken):
        opened = open_course(folder)
    if unknown := [name for name in items or () if name not in opened.items]:
        raise stop(f"there is no item {unknown[0]!r}")
    with said_plainly(OSError):
        count = write_lock(folder, opened.items, opened.notes, items or ())
    print(f"{counted(count, 'item')} accepted as {'it is' if count == 1 else 'they are'}")


def reports(tenant: AllTenants = "", as_json: Json = False) -> None:
    """What learners say is wrong with questions, most often named first."""
    from bot.quizzing.asides import REASONS

    found = asyncio.run(_reported(tenant))
    times = Counter((report.item, report.version, report.reason) for report in found)
    rows = [
        {"item": item, "version": version, "reason": REASONS.get(reason, reason), "times": number}
        for (item, version, reason), number in times.most_common()
    ]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        print(f"{row['times']} × {row['item']} (version {row['version']}): {row['reason']}")
    if not rows:
        print("Nobody has reported a question.")


def withdraw(item: str, reason: Reason = "It was ambiguous.", tenant: AllTenants = "") -> None:
    """Serve an item no more; its answers stop counting, the days they credited stay."""

    async def correct(corrections: Corrections, name: str, found: Item) -> tuple[str, ...]:
        return await corrections.withdraw(name, found, reason)

    _correct(item, tenant, correct)


def regrade(
    item: str,
    key: Annotated[str, typer.Option(help="the right option ids, as b or a,c")],
    reason: Reason = "The key was wrong.",
    version: Annotated[int | None, typer.Option(help="which version of the item; default: the newest")] = None,
    tenant: AllTenants = "",
) -> None:
    """Judge every answer to an item by another key; all points and reviews follow."""
    right = tuple(part.strip() for part in key.split(",") if part.strip())

    async def correct(corrections: Corrections, name: str, found: Item) -> tuple[str, ...]:
        return await corrections.regrade(name, found, right, reason, version)

    _correct(item, tenant, correct)


def _correct(item: str, tenant: str, correct: Correct) -> None:
    with said_plainly(LookupError, ValueError):
        changed = asyncio.run(_corrected(item, tenant, correct))
    people = "1 learner's result changes" if changed == 1 else f"{changed} learners' results change"
    print(f"{item}: {people}; they hear of it when they come by")


async def _corrected(item: str, tenant: str, correct: Correct) -> int:
    from bot.operations import open_operations
    from bot.quizzing.corrections import Corrections
    from bot.settings import Settings

    settings = Settings()
    async with open_operations(settings) as operations:
        found = _course(settings).items.get(item)
        if found is None:
            raise LookupError(f"there is no item {item!r}")
        corrections = Corrections(operations.memory.ledger, operations.memory.clock)
        changed = [await correct(corrections, name, found) for name in await _tenants(operations, tenant)]
    return sum(map(len, changed))


async def _reported(tenant: str) -> list[Any]:
    from bot.operations import open_operations
    from bot.settings import Settings

    async with open_operations(Settings()) as operations:
        names = await _tenants(operations, tenant)
        return [report for name in names for report in await operations.memory.reports.all(name)]


async def _tenants(operations: Operations, tenant: str) -> list[str]:
    return [tenant] if tenant else await operations.memory.archive.tenants()


def _course(settings: Settings) -> Course:
    from bot.courseware import open_current_course

    course = open_current_course(settings)
    if course is None:
        raise LookupError("no course is in use")
    return course

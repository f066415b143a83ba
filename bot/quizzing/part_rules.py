"""What can be wrong with the parts around the items: cases, maps, the manager's kit, study plans."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.quizzing.courses import Course
from bot.quizzing.findings import Finding, Severity
from bot.quizzing.kit import Kit
from bot.quizzing.likeness import plain
from bot.quizzing.plan_templates import PlanTemplate
from bot.quizzing.products import placeholders
from bot.quizzing.references import no_note, no_section, renamed_products

FEWEST_STEPS, MOST_STEPS = 4, 9
FILLED = frozenset({"of100", "rest100", "value"})


def check_parts(course: Course) -> Iterator[Finding]:
    """Everything the rules say about what stands beside the items."""
    yield from _cases(course)
    yield from _maps(course)
    yield from _kit(course)
    yield from _plans(course)


def _cases(course: Course) -> Iterator[Finding]:
    for case in course.cases.values():
        if not FEWEST_STEPS <= len(case.steps) <= MOST_STEPS:
            says = f"there are {len(case.steps)}; {FEWEST_STEPS} to {MOST_STEPS} make a sitting"
            yield _said("warning", case.file, case.id, "step", says)
        for says in no_note(case.note, course):
            yield _said("error", case.file, case.id, "note", says)
        told = [case.title, case.about, case.opening, case.lesson, *(step.outcome for step in case.steps)]
        yield from _names(told, course, case.file, case.id)


def _maps(course: Course) -> Iterator[Finding]:
    rows = [(drawn, row) for drawn in course.maps.values() for row in drawn.rows]
    ids = Counter(row.id for _, row in rows)
    patterns = Counter(plain(row.pattern) for _, row in rows)
    known = {part.id for part in course.newest.objectives}
    for drawn, row in rows:
        if ids[row.id] > 1:
            yield _said("error", drawn.file, row.id, "id", "another row has it too")
        if patterns[plain(row.pattern)] > 1:
            yield _said("error", drawn.file, row.id, "pattern", "another row has the same")
        if row.objective not in known:
            yield _said("error", drawn.file, row.id, "objective", f"{row.objective!r} is not in course.toml")
        yield from _anchor(row.note, row.heading, course, drawn.file, row.id)
        yield from _names([row.pattern, row.service, row.constraint, *row.rivals], course, drawn.file, row.id)
    for missing in sorted(known - {row.objective for _, row in rows}) if rows else ():
        yield _said("warning", "maps", "", missing, "no row has it as its objective")


def _kit(course: Course) -> Iterator[Finding]:
    kit, file = course.kit, "kit/checklist.toml"
    for phase in kit.checklist:
        for check in phase.checks:
            yield from _anchor(check.note, check.heading, course, file, phase.id)
            yield from _names([check.ask, check.evidence], course, file, phase.id)
    for one in kit.translations:
        yield from _anchor(one.note, one.heading, course, "kit/metrics.toml", one.id)
        fields = {name for _, name, _, _ in string.Formatter().parse(one.says) if name}
        for unknown in sorted(fields - FILLED):
            yield _said("error", "kit/metrics.toml", one.id, "says", f"nothing fills {{{unknown}}}")
        if fields & {"of100", "rest100"} and not 0 <= one.example <= 1:
            yield _said("error", "kit/metrics.toml", one.id, "example", "a share between 0 and 1 is meant")
    if kit.workshop:
        yield from _anchor(kit.workshop.note, kit.workshop.heading, course, "kit/workshop.toml", "")
        if not kit.workshop.least <= len(kit.workshop.roles) <= kit.workshop.most:
            yield _said("error", "kit/workshop.toml", "", "role", "there are more or fewer roles than people")
    yield from _areas(kit)


def _areas(kit: Kit) -> Iterator[Finding]:
    if kit.assessment is None:
        return
    file, named = "kit/assessment.toml", Counter(item for area in kit.assessment.areas for item in area.items)
    items = {item.id for item in kit.assessment.items}
    for unknown in sorted(set(named) - items):
        yield _said("error", file, unknown, "area", "there is no such item")
    for item in sorted(items):
        if named[item] != 1:
            yield _said("error", file, item, "area", f"it belongs to {named[item]} areas; one is meant")


def _plans(course: Course) -> Iterator[Finding]:
    defaults = [plan.id for plan in course.plans.values() if plan.default]
    if course.plans and len(defaults) != 1:
        yield _said(
            "error", "plans", "", "default", f"one plan is the default; {', '.join(defaults) or 'none'} says so"
        )
    for plan in course.plans.values():
        yield from _plan(plan, course)


def _plan(plan: PlanTemplate, course: Course) -> Iterator[Finding]:
    total = sum(block.hours for block in plan.blocks)
    if total != plan.hours:
        yield _said("error", plan.file, plan.id, "hours", f"the blocks add up to {total}, not {plan.hours}")
    if {block.week for block in plan.blocks} != set(range(1, plan.weeks + 1)):
        yield _said("error", plan.file, plan.id, "week", f"every week from 1 to {plan.weeks} has a block")
    known = {part.id for part in course.newest.objectives}
    own = {block.id: block for block in plan.blocks}
    for block in (*plan.blocks, *(block for blocks in plan.variants.values() for block in blocks)):
        for note in block.notes:
            for says in no_note(note, course):
                yield _said("error", plan.file, block.id, "notes", says)
        for unknown in sorted(set(block.objectives) - known):
            yield _said("error", plan.file, block.id, "objectives", f"{unknown!r} is not in course.toml")
        same = own.get(block.id)
        if same is None or (same.hours, same.week) != (block.hours, block.week):
            yield _said("error", plan.file, block.id, "block", "a variant keeps id, week and hours of a block")
    for track in sorted(set(plan.variants) - {track.id for track in course.outline.tracks}):
        yield _said("error", plan.file, plan.id, "variant", f"there is no track {track!r}")
    covered = {objective.split(".")[0] for block in plan.blocks for objective in block.objectives}
    for section in course.newest.sections:
        if section.number not in covered:
            yield _said("warning", plan.file, plan.id, "objectives", f"nothing of section {section.number}")


def _anchor(note: str, heading: str, course: Course, file: str, entry: str) -> Iterator[Finding]:
    yield from (_said("error", file, entry, "note", says) for says in no_note(note, course))
    yield from (_said("error", file, entry, "heading", says) for says in no_section(note, heading, course))


def _names(texts: Iterable[str], course: Course, file: str, entry: str) -> Iterator[Finding]:
    """Products that the course does not know, or whose name was written out although it changed."""
    written = list(texts)
    known = {product.id for product in course.products}
    for unknown in sorted(set(placeholders(written)) - known):
        yield _said("error", file, entry, "text", f"{unknown!r} is no product in course.toml")
    yield from (_said("warning", file, entry, "text", says) for says in renamed_products(written, course))


def _said(severity: Severity, file: str, entry: str, field: str, says: str) -> Finding:
    return Finding(severity, file, entry, field, says, "parts")

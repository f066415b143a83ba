"""Steps, lists and table rows: shown as such, from their beginning, after the sentence that leads them in.

A list may run over several passages of one section.  Only its outermost items are said, because the inner
ones explain them; what does not fit is counted, never left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from textwrap import dedent

from bot.asking.choosing import ASIDE, FIELD
from bot.asking.grounding import SOURCES, Sentence, places_of
from bot.asking.rebuilding import readable
from bot.asking.runs import Item, Listed, runs_of
from bot.asking.sections import Section
from bot.asking.spans import Span, leans
from bot.asking.units import BOILERPLATE, INTRODUCES, Shape, Unit, code_after, columns_of, row_text
from index.passages import SEPARATOR
from index.stores.lexical import terms
from retrieval.confidence import share
from retrieval.hits import Hit

ITEMS = 8
LISTS = 8  # hits that are looked through for a list
FULL, FEW = 3, 2  # items that make a list, and steps, worth showing to somebody who asked for them
ABOUT = 0.72  # of the question that its heading and lead must hold
LONGEST_ITEM, LONGEST_LEAD, LONGEST_CODE = 240, 200, 500
NAMED_FOR = 0.2
SAYS = 2  # stems a lead needs to say anything


def around(best: Unit, section: Section, shape: Shape, room: int) -> list[Sentence]:
    """The list the best piece belongs to or stands before, item by item, after the sentence that leads it in."""
    runs = _worth_showing(section(best.span.hit), best.span.rank, shape)
    here = _place(best.span)
    holding = [run for run in runs if any(_place(item.span) == here for item in run.items)]
    after = [run for run in runs if _place(run.items[0].span) >= here and _near(run, best)]
    fitting = holding or after
    if not fitting:
        return []
    run = fitting[0]
    opens = best.shape == "prose" and not holding and (not best.introduces or _introduces(best, run))
    return _said(run, best if opens else run.lead, shape, room)


def introduced(best: Unit, section: Section, room: int) -> list[Sentence]:
    """The list or table that the best piece introduces, after that piece; nothing if it introduces something else."""
    parts = section(best.span.hit)
    shapes: tuple[Shape, ...] = ("item", "step", "row")
    for shape in shapes:
        for run in _worth_showing(parts, best.span.rank, shape):
            if _introduces(best, run):
                return _said(run, best, shape, room)
    if best.introduces and (inner := _under(best, parts)):
        return _said(inner, best, "item", room)
    return []


def _under(best: Unit, parts: Sequence[Hit]) -> Listed | None:
    """The items under the item whose sentence leads them in."""
    for run in runs_of(parts, best.span.rank, "item"):
        here = [item for item in run.items if item.span.hit.passage.id == best.span.hit.passage.id]
        before = [item for item in here if item.span.start <= best.span.start]
        after = [item for item in run.items if item not in before and _place(item.span) > _place(best.span)]
        if before and after:
            end = next((place for place, item in enumerate(after) if item.depth <= before[-1].depth), len(after))
            return Listed(tuple(after[:end]), best) if end >= FEW else None
    return None


def _introduces(best: Unit, run: Listed) -> bool:
    return run.lead is not None and _place(run.lead.span) == _place(best.span)


def _named_for(run: Listed, asked: Mapping[str, float]) -> float:
    """How nearly the page's title is what was asked for, and nothing else: "list groups" is not "list things in a group"."""
    title = set(terms(run.items[0].span.hit.passage.title))
    return len(title & asked.keys()) / len(title | asked.keys()) if title else 0.0


def _worth_showing(parts: Sequence[Hit], rank: int, shape: Shape) -> list[Listed]:
    """The lists of a section that have more than one item and tell something about what was asked."""
    return [run for run in runs_of(parts, rank, shape) if len(run.outermost) > 1 and not _preparing(run)]


def steps_of(parts: Sequence[Hit], rank: int, room: int) -> list[Sentence]:
    """The first steps that a section tells from their beginning."""
    for run in _worth_showing(parts, rank, "step"):
        if run.items[0].number in (None, 1) and (said := _said(run, run.lead, "step", room)):
            return said
    return []


def items_of(parts: Sequence[Hit], rank: int, room: int) -> list[Sentence]:
    """The first list that a sentence of a section leads in."""
    for run in _worth_showing(parts, rank, "item"):
        if run.lead and run.lead.introduces and not _fields(run):
            return _said(run, run.lead, "item", room)
    return []


def asked_for(hits: Sequence[Hit], section: Section, asked: Mapping[str, float], room: int) -> list[Sentence]:
    """The list or table whose heading and lead are what was asked for; nothing if none is."""
    found: list[tuple[float, Listed, Shape]] = []
    top = hits[0].score if hits else 0.0
    shapes: tuple[Shape, ...] = ("item", "row")
    for rank, hit in enumerate(hits[:LISTS]):
        for shape in shapes:
            for run in runs_of(section(hit), rank, shape):
                about = share(_heading(run, shape), asked)
                if len(run.outermost) >= FULL and about >= ABOUT and not _fields(run) and not _preparing(run):
                    found.append((about + NAMED_FOR * _named_for(run, asked) + hit.score - top, run, shape))
    if not found:
        return []
    _, run, shape = max(found, key=lambda one: one[0])
    return _said(run, run.lead, shape, room)


def _told(run: Listed) -> list[Item]:
    """The outermost items; where each of them only leads to its own steps, those of the first."""
    outermost = run.outermost
    if not all(INTRODUCES.search(readable(item.span.quote)) for item in outermost):
        return outermost
    below = run.items[1 : run.items.index(outermost[1]) if len(outermost) > 1 else None]
    inner = [item for item in below if item.depth == min(one.depth for one in below)]
    return inner if len(inner) >= FEW else outermost


def _said(run: Listed, lead: Unit | None, shape: Shape, room: int) -> list[Sentence]:
    lead = lead if lead and _leads(lead, shape) else None
    said = [Sentence(_led(lead.text), (lead.span,), "new")] if lead else []
    room -= len(lead.text) if lead else 0
    items = _told(run) if shape == "step" else run.outermost
    shown = 0
    spare = room - sum(len(item.span.quote) for item in items)  # what is left for what stands under a step
    for item in items[:ITEMS]:
        text = row_text(item.span) if shape == "row" else BOILERPLATE.sub("", readable(item.span.quote))
        if len(text) > (room if shown > 1 else LONGEST_ITEM) or _crowded(said, item.span):
            break
        room -= len(text)
        shown += 1
        leading = bool(INTRODUCES.search(text))
        code = code_after(item.span) if leading else None
        inner = _inner(run, item, spare) if leading and not code and shape == "step" else []
        text = f"{text.rstrip(' .:')} …" if leading and not (code or inner) else text
        said.append(Sentence(f"{shown}. {text}" if shape == "step" else f"- {text}", (item.span,), "item"))
        said += inner
        spare -= sum(len(one.text) for one in inner)
        if code and len(code.quote) <= LONGEST_CODE:
            said.append(Sentence(dedent(code.quote), (code,), "code"))
    left = len(items) - shown
    if shown < FEW:
        return []
    if left:
        said[-1] = replace(said[-1], aside=f"({left} more there)")
    return said


def _inner(run: Listed, item: Item, room: int) -> list[Sentence]:
    """What stands under a step that only leads to it, if all of that has room and stands in the step's own passage."""
    place = run.items.index(item)
    end = next((at for at in range(place + 1, len(run.items)) if run.items[at].depth <= item.depth), len(run.items))
    below = [one for one in run.items[place + 1 : end] if one.depth == run.items[place + 1].depth]
    said = [Sentence(f"- {BOILERPLATE.sub('', readable(one.span.quote))}", (one.span,), "item") for one in below]
    whole = all(one.span.hit.passage.id == item.span.hit.passage.id for one in below)
    return said if whole and sum(len(one.text) for one in said) <= room else []


def _crowded(said: Sequence[Sentence], span: Span) -> bool:
    """Whether a reader has as many sources as are shown, and this would be another."""
    places = places_of(said)
    return len(places) >= SOURCES and span.hit.passage.id not in places


def _leads(lead: Unit, shape: Shape) -> bool:
    """Whether a sentence says what the list is of: short, of words that mean something, and nothing it leans on."""
    means = len(lead.text) <= LONGEST_LEAD and len(lead.stems) >= SAYS and not leans(lead.text)
    return means and (lead.introduces or shape != "step")


def _place(span: Span) -> tuple[int, int]:
    return span.hit.passage.lines[0], span.start


def _near(run: Listed, best: Unit) -> bool:
    return run.items[0].span.hit.passage.id == best.span.hit.passage.id


def _preparing(run: Listed) -> bool:
    """Whether it tells what to do before, or where to go after, what was asked for."""
    heading = run.items[0].span.hit.passage.heading.split(SEPARATOR)[-1]
    return bool(ASIDE.search(heading) or (run.lead and ASIDE.search(run.lead.text)))


def _fields(run: Listed) -> bool:
    """Whether it explains the fields of a request or the words to replace in a command."""
    return sum(bool(FIELD.match(item.span.quote)) for item in run.items) > len(run.items) // 2


def _heading(run: Listed, shape: Shape) -> set[str]:
    first = run.items[0].span
    passage = first.hit.passage
    columns = columns_of(first) if shape == "row" else passage.context
    return set(terms(f"{passage.title} {passage.heading} {columns} {run.lead.text if run.lead else ''}"))


def _led(text: str) -> str:
    return text if text[-1:] in ".!?:…" else f"{text}:"

"""What can be wrong with one item, beyond its form.  Each rule is a function; ``RULES`` is the list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import combinations

from bot.quizzing.courses import Course
from bot.quizzing.findings import Finding, Severity
from bot.quizzing.items import Item
from bot.quizzing.likeness import overlap, plain, stems
from bot.quizzing.products import placeholders
from bot.quizzing.references import STALE, no_note, no_section, renamed_products

ABSOLUTE = re.compile(r"\b(always|never|only|must|impossible|guarantees?)\b", re.IGNORECASE)
CATCH_ALL = re.compile(
    r"\b(all|none|both|neither) of (the above|these (options|answers))\b|^[A-F] and [A-F]$", re.IGNORECASE
)
HEDGED = re.compile(
    r"\b(also (works?|valid|correct|right)|equally|could (also )?be right|just as (well|good)|acceptable too"
    r"|arguably|either would)\b",
    re.IGNORECASE,
)
LONGEST_RATIO, GIVEAWAY_WORDS, OVERLAPPING, SAME_IDEA = 1.4, 3, 0.75, 0.5


@dataclass(frozen=True, slots=True)
class Looking:
    """What a rule may look at."""

    course: Course
    today: date


Said = Iterator[tuple[Severity, str, str]]
Rule = Callable[[Item, Looking], Said]


def unknown_names(item: Item, at: Looking) -> Said:
    """An objective, track, trap or product that the course does not have."""
    outline = at.course.outline
    known: list[tuple[str, Iterable[str], Iterable[str]]] = [
        ("objectives", item.objectives, [part.id for part in at.course.newest.objectives]),
        ("tracks", item.tracks, [track.id for track in outline.tracks]),
        *((f"option {o.id}.trap", [o.trap], [t.id for t in outline.traps]) for o in item.options if o.trap),
        ("text", placeholders(_texts(item)), [product.id for product in outline.products]),
    ]
    for field, named, allowed in known:
        choices = list(allowed)
        for name in sorted(set(named) - set(choices)):
            near = get_close_matches(name, choices, n=1)
            yield "error", field, f"{name!r} is not in course.toml" + (f"; {near[0]!r} is" if near else "")


def unresolved_source(item: Item, at: Looking) -> Said:
    """A source that points at no note or at no heading."""
    for option in item.options:
        source, field = option.source, f"option {option.id}.source"
        for says in (*no_note(source.note, at.course), *no_section(source.note, source.heading, at.course)):
            yield "error", field, says
        if source.url and source.as_of is None:
            yield "warning", field, f"{source.url} has no as_of date"


def alike_options(item: Item, _: Looking) -> Said:
    """Two options that say the same, or nearly."""
    for left, right in combinations(item.options, 2):
        field = f"option {left.id}, {right.id}"
        if plain(left.text) == plain(right.text):
            yield "error", field, "both say the same"
        elif overlap(stems(left.text), stems(right.text)) >= OVERLAPPING:
            yield "warning", field, "they share most of their words; a reader may not see the difference"
        elif left.right != right.right and overlap(stems(left.text), stems(right.text)) >= SAME_IDEA:
            yield "hint", field, "a wrong option is close to a right one; make sure that one constraint divides them"


def tell_words(item: Item, _: Looking) -> Said:
    """Words that give a wrong option away."""
    for option in item.options:
        field = f"option {option.id}.text"
        if found := CATCH_ALL.search(option.text):
            yield "error", field, f"{found[0]!r} tests reading, not judgement"
        elif not option.right and (found := ABSOLUTE.search(option.text)):
            yield "warning", field, f"the absolute {found[0]!r} tells that it is wrong"


def longest_is_right(item: Item, _: Looking) -> Said:
    """A key that stands out by its length."""
    longest_wrong = max((len(option.text) for option in item.wrong), default=0)
    for option in item.options:
        if option.right and longest_wrong and len(option.text) > LONGEST_RATIO * longest_wrong:
            yield "warning", f"option {option.id}.text", "the right option is far longer than every wrong one"


def answers_itself(item: Item, _: Looking) -> Said:
    """Words of the stem that come back in the key and in no other option."""
    stem = stems(f"{item.scenario} {item.ask}")
    wrong: frozenset[str] = frozenset().union(*(stems(option.text) for option in item.wrong))
    for option in item.options:
        shared = sorted((stems(option.text) & stem) - wrong)
        most = max((len(stems(other.text) & stem) for other in item.wrong), default=0)
        if option.right and len(shared) >= GIVEAWAY_WORDS and len(stems(option.text) & stem) > most:
            yield "warning", f"option {option.id}.text", f"the stem gives it away by {', '.join(shared)}…"


def idle_flip(item: Item, _: Looking) -> Said:
    """A flip that does not turn the key, or a variant that changes nothing."""
    if item.flip and set(item.flip.right) == set(item.key):
        yield "error", "flip.right", "the key is the same as before; a flip has to turn it"
    if item.flip and item.choose == 1 and len(item.flip.right) == 1 and plain(item.flip.change) in plain(item.scenario):
        yield "error", "flip.change", "the scenario says this already"
    if item.variant and plain(item.variant.scenario) == plain(item.scenario):
        yield "error", "variant.scenario", "it is the scenario itself, not other words for it"


def two_keys(item: Item, _: Looking) -> Said:
    """A reason that admits that a wrong option would do."""
    for option in item.wrong:
        if found := HEDGED.search(option.why):
            yield "hint", f"option {option.id}.why", f"{found[0]!r}: name the constraint that rules it out"
    reasons = [plain(option.why) for option in item.options]
    for option in item.options:
        if reasons.count(plain(option.why)) > 1:
            yield "warning", f"option {option.id}.why", "another option has the very same reason"


def missing_constraint(item: Item, _: Looking) -> Said:
    """A deciding constraint that the scenario does not state."""
    told = stems(f"{item.goal} {item.scenario} {item.ask} {item.code}")
    if not stems(item.deciding_constraint) & told:
        yield "hint", "deciding_constraint", "no word of it stands in the scenario"


def plain_product_names(item: Item, at: Looking) -> Said:
    """A renamed product written out, which would read wrong under another blueprint."""
    for says in renamed_products(_texts(item), at.course):
        yield "warning", "text", says
    for product_id in placeholders([item.code]):
        yield "error", "code", f"{{{{{product_id}}}}} would be read as code"


def stale(item: Item, at: Looking) -> Said:
    """A review that is overdue, in the future, or overtaken by a change of a source."""
    if item.reviewed > at.today:
        yield "error", "reviewed", f"{item.reviewed.isoformat()} lies in the future"
    elif item.kind == "detail" and at.today - item.reviewed > STALE:
        yield "warning", "reviewed", "details were last checked more than a year ago"
    if reason := at.course.held_back.get(item.id):
        yield "warning", "source", f"not served: {reason}; look again and accept it"


RULES: tuple[Rule, ...] = (
    unknown_names,
    unresolved_source,
    alike_options,
    tell_words,
    longest_is_right,
    answers_itself,
    idle_flip,
    two_keys,
    missing_constraint,
    plain_product_names,
    stale,
)


def check_item(item: Item, at: Looking) -> Iterator[Finding]:
    """Everything the rules say about one item."""
    for rule in RULES:
        for severity, field, says in rule(item, at):
            yield Finding(severity, item.file, item.id, field, says, rule.__name__)


def _texts(item: Item) -> list[str]:
    flip = [item.flip.change, item.flip.why] if item.flip else []
    variant = [item.variant.scenario, item.variant.ask, *item.variant.texts.values()] if item.variant else []
    options = [text for option in item.options for text in (option.text, option.why)]
    return [item.goal, item.scenario, item.ask, item.deciding_constraint, *options, *flip, *variant]

"""What is said around an answer, in our own words: how sure it is, what a product is called now, what is old."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.asking import expecting
from bot.asking.grounding import Checked
from bot.asking.outcomes import Citation
from bot.asking.rebuilding import harmless
from retrieval import figures, superlatives
from retrieval.aliases import Aliases
from retrieval.hits import Found

CLOSEST = "The closest your documents come: "
NOTHING = "Your documents don't say."
LEFT = "I found nothing on “{question}”"
ABSENT = "I found nothing about {name} in your documents."
UNSAID = "There is more about {name}: ask about it by itself."
STANDS_ALONE = re.compile(r"(?:- |\d{1,2}\. |\d+ of \d+:|```|~~~|\*\*)")
TURNED = "Please read {marks} itself: it may say the opposite of a sentence above."
OLD = ("deprecated", "legacy")
HOW_MUCH = re.compile(r"\bhow (?:many|much|often|large|big)\b|\bhow long (?:is|are|do|does|can|may)\b", re.IGNORECASE)
PRICED = re.compile(
    r"\b(?:how much|what) (?:is|are|does|do|did|would|will|must)\b[^?]*\b(?:cost|price|fee)\b|\b(?:price|fee) (?:of|for)\b",
    re.IGNORECASE,
)
AMOUNT = re.compile(
    r"(?<![A-Za-z_])\d|\bfree\b|\bnothing\b|\bno (?:\w+ )?(?:cost|charge|fee)s?\b|\binclud", re.IGNORECASE
)
OPTION = re.compile(r"\b[A-Za-z]\w*_\w+\b")
MARK = re.compile(r"\[\d+\]")
SO_MUCH = re.compile(
    r"(?<!\w)\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|million|half|once|twice|every|each|"
    r"per|hourly|daily|weekly|monthly|single|no|none|not|never|cannot|unlimited|any|as (?:many|much|long|often)|free)\b|n['’]t\b",
    re.IGNORECASE,
)


def framed(
    checked: Checked,
    found: Found,
    aliases: Aliases,
    unanswered: Sequence[str] = (),
    absent: Sequence[str] = (),
    unsaid: Sequence[str] = (),
) -> str:
    """The answer, said as carefully as the evidence allows.

    ``unanswered`` are parts of the question it leaves open, ``absent`` the things compared that no document tells of,
    ``unsaid`` those for which there was no room.
    """
    turned = [TURNED.format(marks=checked.denials[0].marks)] if checked.denials else []
    left = [LEFT.format(question=harmless(question)) for question in unanswered]
    left += [ABSENT.format(name=harmless(name)) for name in absent]
    left += [UNSAID.format(name=harmless(name)) for name in unsaid]
    return "\n".join([begun(checked, found, aliases), *left, *_standing(checked.citations), *turned])


def begun(checked: Checked, found: Found, aliases: Aliases) -> str:
    """The answer as far as it is known to stand, before what can be said only at its end."""
    careful = found.confidence < found.thresholds.get("sure", 0.0) or _owes(found.question, checked)
    before = (CLOSEST if careful else "") or _renamed(found, checked, aliases)
    if before and STANDS_ALONE.match(checked.text):
        before = before.rstrip() + "\n"
    return before + checked.text


def beside_the_point(question: str, checked: Checked) -> bool:
    """Whether an answer never speaks of the option or variable that was asked for, or a price is asked for and it has none."""
    said = MARK.sub("", checked.text)
    told = " ".join([said, *(f"{one.passage.title} {one.passage.heading} {one.quote}" for one in checked.citations)])
    if any(name.casefold() not in told.casefold() for name in OPTION.findall(question)):
        return True
    return bool(PRICED.search(question)) and not AMOUNT.search(figures.without_those_of(question, said))


def _owes(question: str, checked: Checked) -> bool:
    """Whether it was asked how many, how much or how often, what the default is, yes or no, and no word of the answer says so."""
    said = MARK.sub("", checked.text)
    if superlatives.left_open(question, said):
        return True
    if HOW_MUCH.search(question) and not SO_MUCH.search(figures.without_those_of(question, said)):
        return True
    return expecting.left_open(question, said)


def not_there(nearest: tuple[Citation, ...]) -> str:
    """That the documents do not say, with the nearest places to look."""
    if not nearest:
        return NOTHING
    places = "; ".join(f"*{harmless(named(citation))}* [{citation.number}]" for citation in nearest)
    return f"{NOTHING} Closest: {places}."


def named(citation: Citation) -> str:
    """A place as a reader would call it."""
    passage = citation.passage
    name = passage.heading.split(" › ")[-1] or passage.title
    page = passage.page_at(citation.lines[0])
    return name if page is None else f"{name} (p. {page})"


def _renamed(found: Found, checked: Checked, aliases: Aliases) -> str:
    """``On NEW (formerly OLD):`` for the most specific product asked for by an older name that the sources speak of."""
    cited = " ".join(f"{one.passage.title} {one.passage.heading} {one.passage.text}" for one in checked.citations)
    spoken = [pair for pair in found.renamed if aliases.speaks_of(pair[0], cited)]
    if not spoken:
        return ""
    old, new = max(spoken, key=lambda pair: len(pair[1]))
    known = new.casefold() in found.question.casefold() or f"formerly {old}".casefold() in checked.text.casefold()
    return "" if known else f"On {new} (formerly {old}): "


def _standing(citations: tuple[Citation, ...]) -> list[str]:
    """One line for each kind of old page among the sources."""
    lines = []
    for status in OLD:
        marks = "".join(f"[{citation.number}]" for citation in citations if citation.passage.status == status)
        if marks:
            lines.append(f"{marks} is marked {status}." if marks.count("[") == 1 else f"{marks} are marked {status}.")
    return lines

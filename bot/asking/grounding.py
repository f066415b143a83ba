"""The gate: nothing is said that no cited span backs.

What is checked, exactly: the quote stands in the document word for word (white space collapsed), and
every number, identifier and product name of the sentence occurs in it.  What is not checked: that the
sentence follows from the quote.  The output is rebuilt from allowed parts (cleaned sentences and marks
``[n]`` of citations that passed), never filtered from what a model wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.asking.outcomes import Citation
from bot.asking.spans import Span, collapsed, harmless
from index.markup import plain

NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:[.,]\d+)*(?:\s?%)?|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
                    r"hundred|thousand|million|billion|half|twice|double|zero)\b", re.IGNORECASE)  # fmt: skip
IDENTIFIER = re.compile(r"\b(?:[A-Za-z]+[_.][A-Za-z][\w.]*|[A-Z]{2,}[\w-]*|[A-Za-z]+\d[\w-]*|[a-z]+[A-Z]\w*)\b")
PROPER = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][a-z]+(?:\s+[A-Z][a-z]+)*\b")
WORD = re.compile(r"[a-z0-9]+")
NEGATION = re.compile(r"\b(?:not|no|never|none|neither|nor|without|cannot|can't|don't|doesn't|isn't|aren't|won't)\b", re.I)


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to say with the spans that back it.  ``raw`` parts (code, lists) are laid out as given."""

    text: str
    spans: tuple[Span, ...]
    layout: str = "prose"


@dataclass(slots=True)
class Checked:
    """What passed the gate: the text, its one citation table, and how many sentences were dropped."""

    text: str = ""
    citations: tuple[Citation, ...] = ()
    dropped: int = 0
    negations: int = 0
    kept: list[str] = field(default_factory=list)


def check(sentences: Iterable[Sentence], document_text: Callable[[str, str], str]) -> Checked:
    """Let sentences through the gate and number their citations once, in order of appearance.

    ``document_text`` gives the extracted text of (library, document).
    """
    table: dict[tuple[str, str], int] = {}
    cited: list[Span] = []
    checked = Checked()
    blocks: list[str] = []
    for sentence in sentences:
        spans = [span for span in sentence.spans if _verbatim(span, document_text)]
        if not spans or not backed(sentence.text, [span.quote for span in spans]):
            checked.dropped += 1
            continue
        checked.negations += negates(sentence.text) != any(negates(span.quote) for span in spans)
        for span in spans:
            key = (span.hit.passage.id, collapsed(span.quote))
            if key not in table:
                table[key] = len(cited) + 1
                cited.append(span)
        marks = "".join(f"[{table[(span.hit.passage.id, collapsed(span.quote))]}]" for span in spans)
        checked.kept.append(sentence.text)
        _lay_out(blocks, sentence, marks)
    checked.text = "\n".join(blocks).strip()
    checked.citations = tuple(citation(span, number) for number, span in enumerate(cited, start=1))
    return checked


def citation(span: Span, number: int) -> Citation:
    """The row of the citation table for a span."""
    return Citation(number, span.hit.passage, span.hit.library, span.quote, span.lines, span.hit.score)


def backed(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether every number, identifier and name of ``sentence`` occurs in what it cites."""
    held = " ".join(f"{quote} {plain(quote)}" for quote in quotes).casefold()
    numbers = {_number(found) for found in NUMBER.findall(held)}
    if any(_number(found) not in numbers for found in NUMBER.findall(sentence)):
        return False
    if any(found.casefold() not in held for found in IDENTIFIER.findall(sentence)):
        return False
    words = set(WORD.findall(held))
    return all(set(WORD.findall(name.casefold())) <= words for name in PROPER.findall(sentence))


def negates(text: str) -> bool:
    """Whether a negation stands in ``text``: reported, because words alone cannot judge it."""
    return bool(NEGATION.search(text))


def _number(text: str) -> str:
    return re.sub(r"[,\s]", "", text.casefold()).lstrip("+").rstrip(".")


def _verbatim(span: Span, document_text: Callable[[str, str], str]) -> bool:
    quote = collapsed(span.quote)
    return bool(quote) and quote in collapsed(document_text(span.hit.library, span.hit.passage.document))


def _lay_out(blocks: list[str], sentence: Sentence, marks: str) -> None:
    match sentence.layout:
        case "code":
            fence = "```" if "```" not in sentence.text else "~~~"
            blocks.append(f"{fence}\n{sentence.text}\n{fence}\n{marks}")
        case "item":
            blocks.append(f"{harmless_item(sentence.text)} {marks}")
        case "new":
            blocks.append(f"{harmless(sentence.text)} {marks}")
        case _:
            line = f"{harmless(sentence.text)} {marks}"
            if blocks and not blocks[-1].startswith(("- ", "```", "~~~")) and not blocks[-1][:1].isdigit():
                blocks[-1] += f" {line}"
            else:
                blocks.append(line)


def harmless_item(text: str) -> str:
    """A list item, its own mark kept."""
    found = re.match(r"(\d{1,2}\.|-)\s+", text)
    return f"{found[1]} {harmless(text[found.end():])}" if found else f"- {harmless(text)}"

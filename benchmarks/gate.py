"""Does the gate hold with a real model client?  Faithful paraphrases in, altered ones out.

    python -m benchmarks.gate

Sentences of the course notes are reworded by rule (synonyms, clauses turned round, figures spelled
differently, products under their other name) and sent by a stub of a provider's wire format to the real
client.  Then the same with one figure or one name changed, and with a denial put in or taken out.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.asking import claims
from bot.asking.grounding import Checked, Gate
from bot.asking.rebuilding import readable
from bot.asking.writing import ModelWriter, Tally
from bot.courseware import aliases_of
from bot.quizzing.courses import open_course
from index.documents import load
from index.passages import Passage, split
from retrieval.aliases import Aliases
from retrieval.hits import Hit
from tests.rigs.openai_stub import OpenAIStub

COURSE = Path(__file__).parents[1] / "bot" / "courses" / "pmle"
WANTED = 200
SYNONYMS = {
    "uses": "relies on", "use": "rely on", "shows": "makes visible", "keeps": "retains", "keep": "retain", "needs": "requires",
    "need": "require", "large": "big", "often": "frequently", "gives": "returns", "costs": "is charged at", "because": "since",
    "start": "begin", "starts": "begins", "choose": "pick", "change": "alter", "changes": "alters", "only": "just", "whole": "entire",
    "fast": "quick", "wrong": "incorrect", "right": "correct", "help": "assist", "lets": "allows", "let": "allow", "usually": "as a rule",
    "same": "identical", "must": "has to", "before": "ahead of", "many": "numerous", "small": "little", "rare": "uncommon",
    "build": "construct", "check": "verify", "watch": "observe", "means": "signifies", "so": "therefore", "people": "persons",
    "buys": "purchases", "and": "as well as", "but": "though", "each": "every", "answers": "replies to", "where": "in which",
}  # fmt: skip
TURNED = re.compile(r"^(If|When|Where|Unless|Because|After|Before) ([^,]{8,120}), ([a-z][^.]{8,200})\.$")
RENAMED = ("Vertex AI", "Agent Platform", "Gemini Enterprise Agent Platform")
AUXILIARY = re.compile(r"\b(is|are|can|does|do|will|must|should|has|have)\b")
DENIAL = re.compile(r"\b(is|are|can|does|do|will|must|should|has|have) not\b|\bcannot\b")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence a model might write about a passage."""

    passage: Passage
    text: str


def main() -> None:
    """Print the shares."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    aliases = aliases_of(open_course(COURSE))
    passages = list(_passages())
    sentences = [(p, readable(p.text[a:b])) for p in passages if p.kind in ("prose", "list") for a, b in p.sentences]
    sentences = [(p, text) for p, text in sentences if 40 <= len(text) <= 320 and text.endswith(".")]
    faithful = list(_spread([Case(p, new) for p, text in sentences if (new := reworded(text, aliases))]))
    numbers = _spread([Case(c.passage, new) for c in _all(sentences, aliases) if (new := other_number(c.text))])
    foreign = _names(passages)
    names = _spread([Case(c.passage, new) for c in _all(sentences, aliases) if (new := other_name(c, foreign))])
    denied = _spread([Case(c.passage, new) for c in _all(sentences, aliases) if (new := turned_over(c.text))])
    print(f"{'':32}{'n':>5}{'kept':>8}{'dropped':>9}{'reported':>10}")
    for title, cases in (
        ("faithful paraphrase", faithful), ("one figure changed", numbers),
        ("one name changed", names), ("a denial put in or taken out", denied),
    ):  # fmt: skip
        checked = asyncio.run(judge(cases, passages, aliases))
        kept = sum(bool(one.citations) for one in checked) / len(cases)
        reported = sum(bool(one.denials) for one in checked) / len(cases)
        print(f"{title:32}{len(cases):5}{kept:8.3f}{1 - kept:9.3f}{reported:10.3f}")


async def judge(cases: Sequence[Case], passages: Sequence[Passage], aliases: Aliases) -> list[Checked]:
    """Each case said by the stub, heard by the provider's client, and held against its passage."""
    texts = {passage.document: (COURSE / "notes" / passage.document).read_text("utf-8") for passage in passages}
    said: list[str] = []
    checked = []
    async with OpenAIStub(reply=lambda _: said[-1]).serving() as stub:
        writer = ModelWriter.of("openai:gpt-4o-mini", api_key="none", base_url=stub.url)
        for number, case in enumerate(cases):
            others = [passages[(number * 17 + step) % len(passages)] for step in (1, 2)]
            hits = [Hit(passage, 1.0, "notes") for passage in (others[0], case.passage, others[1])]
            said.append(f"{case.text.rstrip('.')} [2].")
            ordinary = {word for hit in hits for word in re.findall(r"(?<![\w.])[a-z][a-z-]+", hit.passage.text)}
            gate = Gate(lambda _, path: texts[path], aliases, frozenset(ordinary))
            async for sentence in writer.write("What do the notes say?", hits, (), Tally()):
                gate.admit(sentence)
            checked.append(gate.checked())
    return checked


def reworded(text: str, aliases: Aliases) -> str | None:
    """The sentence in other words, or ``None`` if fewer than two changes are to be made."""
    changes = 0
    if turned := TURNED.match(text):
        text = f"{turned[3][0].upper()}{turned[3][1:]} {turned[1].lower()} {turned[2]}."
        changes += 1
    for word, other in SYNONYMS.items():
        text, count = re.subn(rf"(?<![\w-]){word}(?![\w-])", other, text, count=1)
        changes += count
    text, count = re.subn(r"\b(two|three|four|five|six|ten)\b", lambda found: claims.WORDS_FOR[found[0]], text, count=1)
    changes += count
    for spelled, product in aliases.named_in(text):
        if len(product.names) > 1 and spelled == product.current:
            text, changes = text.replace(spelled, product.names[-2], 1), changes + 1
            break
    return text if changes >= 2 else None


def other_number(text: str) -> str | None:
    """The sentence with its first figure changed."""
    if found := re.search(r"(?<![\w.-])(\d{1,6})(?![\w.,-]\w)", text):
        return text[: found.start()] + str(int(found[1]) * 2 + 1) + text[found.end() :]
    if found := re.search(r"\b(two|three|four|five)\b", text):
        return text[: found.start()] + "seven" + text[found.end() :]
    return None


def other_name(case: Case, foreign: Sequence[str]) -> str | None:
    """The sentence with one product exchanged for one its passage does not know."""
    text = case.text
    found = next((name for name in foreign if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)), None)
    held = f"{case.passage.title} {case.passage.heading} {case.passage.text}"
    other = next((name for name in foreign[len(text) % 20 :] if name not in held and name not in RENAMED), None)
    return text.replace(found, other, 1) if found and other else None


def turned_over(text: str) -> str | None:
    """The sentence denying what it said, or saying what it denied."""
    if DENIAL.search(text):
        return DENIAL.sub(lambda found: found[1] or "can", text, count=1)
    return AUXILIARY.sub(r"\1 not", text, count=1) if AUXILIARY.search(text) and not claims.negations(text) else None


def _all(sentences: Sequence[tuple[Passage, str]], aliases: Aliases) -> Iterator[Case]:
    return (Case(passage, reworded(text, aliases) or text) for passage, text in sentences)


def _names(passages: Sequence[Passage]) -> list[str]:
    """Product-like names the notes use, the common ones first."""
    counts: dict[str, int] = {}
    for passage in passages:
        for name in re.findall(r"(?<=[a-z,] )(?:[A-Z][a-zA-Z]+)(?: [A-Z][a-zA-Z]+)*", passage.text):
            counts[name] = counts.get(name, 0) + 1
    return sorted((name for name, count in counts.items() if count >= 4), key=lambda name: -counts[name])


def _passages() -> Iterator[Passage]:
    for file in sorted((COURSE / "notes").glob("*.md")):
        yield from split(load(file, COURSE / "notes"), lambda texts: [len(text) // 4 for text in texts])


def _spread(cases: Sequence[Case]) -> list[Case]:
    """``WANTED`` of them, evenly over all notes."""
    count = min(WANTED, len(cases))
    return [cases[place * len(cases) // count] for place in range(count)]


if __name__ == "__main__":
    main()

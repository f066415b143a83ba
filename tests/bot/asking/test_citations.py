"""Whatever is asked of whatever documents: each quote stands in its document, word for word, on the lines it names."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from rigs.asking_desk import desk_over

from bot.asking.grounding import SOURCES, Gate, Sentence
from bot.asking.outcomes import Answered, Citation, NotFound
from bot.asking.spans import Span, collapsed
from index.editions import Edition
from retrieval.hits import Hit

WORDS = ("skew", "drift", "vault", "replica", "gateway", "token", "Bigtable", "ML.PREDICT", "threshold", "pipeline")
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(lambda words: f"The {' '.join(words)} is kept.")
NUMBERED = st.tuples(SENTENCE, st.integers(1, 900)).map(lambda pair: f"{pair[0][:-1]} for {pair[1]} days.")
PARAGRAPH = st.lists(SENTENCE | NUMBERED, min_size=1, max_size=4).map(" ".join)
LIST = st.lists(SENTENCE, min_size=2, max_size=5).map(lambda items: "\n".join(f"- {item}" for item in items))
STEPS = st.lists(SENTENCE, min_size=2, max_size=5).map(lambda items: "\n".join(f"1.  {item}\n" for item in items))
TABLE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(
    lambda names: "\n".join(["| Name | Value |", "| --- | --- |", *(f"| **{name}** | {len(name)} |" for name in names)])
)
CODE = st.sampled_from(WORDS).map(lambda word: f"Run this:\n\n```\nshow {word.lower()} --all\n```")
SECTION = st.tuples(
    st.sampled_from(WORDS), st.lists(PARAGRAPH | LIST | STEPS | TABLE | CODE, min_size=1, max_size=4)
).map(lambda section: "\n\n".join([f"## {section[0]}", *section[1]]))
PAGES = st.lists(st.lists(SECTION, min_size=1, max_size=3).map("\n\n".join), min_size=1, max_size=3)
QUESTION = st.tuples(
    st.sampled_from(
        ["What is the {}?", "How do I show the {}?", "list the {}", "{} versus {}?", "Show me the command for {}",
         "What is the {} and how do I keep the {}?", "For how many days is the {} kept?",
         "What is the difference between the {} and the {}?", "Compare {}, {}, token, vault and replica."]
    ),
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
).map(lambda asked: asked[0].format(asked[1], asked[2]))  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(PAGES, st.lists(QUESTION, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
async def test_every_quote_can_be_looked_up(pages: list[str], questions: list[str], newline: str) -> None:
    """In an answer and among the nearest, at most three, numbered in the order of the text, each mark with its row."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "the documents"
        folder.mkdir()
        for number, page in enumerate(pages):
            (folder / f"page {number}.md").write_bytes(f"# Page {number}\n\n{page}\n".replace("\n", newline).encode())
        desk = desk_over(folder, Path(work) / "data")
        thread: list[tuple[str, str]] = []
        for question in (*questions, "What about it?"):
            outcome = await desk.ask(question, *thread)
            assert isinstance(outcome, Answered | NotFound)
            cited = outcome.citations if isinstance(outcome, Answered) else outcome.nearest
            named = outcome.citations if isinstance(outcome, Answered) else outcome.named
            verify(cited, desk.edition)
            assert marks_in(outcome.text) == [citation.number for citation in named]
            assert len(cited) <= SOURCES
            thread += [("user", question), ("assistant", outcome.text)]


@given(st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=4, unique=True), min_size=1, max_size=8))
def test_whatever_a_model_cites(hit_on: Callable[..., Hit], cited: list[list[int]]) -> None:
    """Its sentences stand on three passages at most, each mark with its row and each row with its mark."""
    text = "The vault keeps every token."
    hits = [hit_on(text, f"page {number}.md") for number in range(7)]
    gate = Gate(lambda library, document: text)
    for places in cited:
        gate.admit(Sentence(text, tuple(Span(hits[place], place, 0, len(text)) for place in places)))
    checked = gate.checked()
    assert marks_in(checked.text) == [citation.number for citation in checked.citations]
    assert 0 < len(checked.citations) <= SOURCES


def marks_in(text: str) -> list[int]:
    """The numbers of its marks, each once, in counting order."""
    return [number for number in range(1, 40) if f"[{number}]" in text]


def verify(cited: tuple[Citation, ...], edition: Edition) -> None:
    """As somebody would do who has only the printed document."""
    assert [citation.number for citation in cited] == list(range(1, len(cited) + 1))
    for citation in cited:
        lines = edition.document_text(citation.passage.document).split("\n")
        first, last = citation.lines
        assert collapsed(citation.quote) in collapsed("\n".join(lines[first - 1 : last]))
        assert not Path(citation.passage.document).is_absolute()

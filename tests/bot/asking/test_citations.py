"""Whatever is asked of whatever documents: each quote stands in its document, word for word, on the lines it names."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from rigs.asking_desk import desk_over

from bot.asking.outcomes import Answered, Citation, NotFound
from bot.asking.spans import collapsed
from index.editions import Edition

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
         "What is the {} and how do I keep the {}?", "For how many days is the {} kept?"]
    ),
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
).map(lambda asked: asked[0].format(asked[1], asked[2]))  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(PAGES, st.lists(QUESTION, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
async def test_every_quote_can_be_looked_up(pages: list[str], questions: list[str], newline: str) -> None:
    """In an answer and among the nearest, numbered from one in the order of the text, each mark with its row."""
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "the documents"
        folder.mkdir()
        for number, page in enumerate(pages):
            (folder / f"page {number}.md").write_bytes(f"# Page {number}\n\n{page}\n".replace("\n", newline).encode())
        desk = desk_over(folder, Path(work) / "data")
        for question in questions:
            outcome = await desk.ask(question)
            assert isinstance(outcome, Answered | NotFound)
            cited = outcome.citations if isinstance(outcome, Answered) else outcome.nearest
            verify(cited, desk.edition)
            marks = [number for number in range(1, 40) if f"[{number}]" in outcome.text]
            assert marks == [citation.number for citation in cited]


def verify(cited: tuple[Citation, ...], edition: Edition) -> None:
    """As somebody would do who has only the printed document."""
    assert [citation.number for citation in cited] == list(range(1, len(cited) + 1))
    for citation in cited:
        lines = edition.document_text(citation.passage.document).split("\n")
        first, last = citation.lines
        assert collapsed(citation.quote) in collapsed("\n".join(lines[first - 1 : last]))
        assert not Path(citation.passage.document).is_absolute()

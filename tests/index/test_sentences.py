"""Sentences: what reads as one is one, and not a character is lost, moved or changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import LONGEST, spans

WORDS = st.sampled_from(
    [
        "Drift", "drift", "is", "e.g.", "i.e.", "Fig.", "3.14", "v1.2", "https://a.example/b.c?d=e.", "`ML.PREDICT`",
        "`a. B`", "Dr.", "U.S.", "etc.", "**bold.**", "[link](https://x.example/y).", "What?", "No!", "…", "(See", "it.)",
        "1.", "\n", "\n\n", "“Quoted.”", "end.", "漢字。", "🙂", "\t", "-", "|",
    ]
)  # fmt: skip


@given(st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=60).map(" ".join)))
def test_spans_are_ordered_inside_the_text_and_lose_no_word(text: str) -> None:
    found = spans(text)
    position = 0
    for first, last in found:
        assert position <= first < last <= len(text)
        assert not any(character.isalnum() for character in text[position:first])
        assert not text[first].isspace()
        assert not text[last - 1].isspace()
        position = last
    assert not any(character.isalnum() for character in text[position:])


@given(st.text(max_size=200), st.integers(0, 10_000))
def test_a_shift_only_shifts(text: str, shift: int) -> None:
    assert spans(text, shift) == [(first + shift, last + shift) for first, last in spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two.", ["One.", "Two."]),
        ("Skew is caught early. drift is not.", ["Skew is caught early. drift is not."]),
        ("Use a metric, e.g. Precision, to judge.", ["Use a metric, e.g. Precision, to judge."]),
        ("It grew by 3.5 points. Then it fell.", ["It grew by 3.5 points.", "Then it fell."]),
        ("Call ML.PREDICT first. Then read.", ["Call ML.PREDICT first.", "Then read."]),
        ("Write `a. B` here. Done.", ["Write `a. B` here.", "Done."]),
        ("See https://x.example/a.b. Next one.", ["See https://x.example/a.b.", "Next one."]),
        ("Ask Dr. Chen. She knows.", ["Ask Dr. Chen.", "She knows."]),
        ("He said “stop.” Then he left.", ["He said “stop.”", "Then he left."]),
        ("(It works.) It does.", ["(It works.)", "It does."]),
        ("Is it drift? No! It is skew.", ["Is it drift?", "No!", "It is skew."]),
        ("A line that\nwraps once. Another\nline.", ["A line that\nwraps once.", "Another\nline."]),
        ("See the [guide](https://x.example) . Then go on.", ["See the [guide](https://x.example) .", "Then go on."]),
        ("漂移。偏斜。", ["漂移。", "偏斜。"]),
        ("...", []),
    ],
)
def test_sentences_as_a_reader_takes_them(text: str, expected: list[str]) -> None:
    assert [text[first:last] for first, last in spans(text)] == expected


def test_text_without_a_full_stop_is_cut_at_a_break() -> None:
    text = ", ".join(f"item {number}" for number in range(600))
    found = spans(text)
    assert len(found) > 3
    assert all(last - first <= LONGEST for first, last in found)
    assert all(text[first:].startswith("item ") for first, _ in found)

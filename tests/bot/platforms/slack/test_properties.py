"""Any reply at all: what reaches Slack is valid, closed and harmless."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rigs.by_colour import LETTER
from rigs.slack_checks import problems

from bot.conversation import Button, Card, Field, Form, Image, Reply, Source
from bot.platforms.slack.forms import modal
from bot.platforms.slack.outbound import home, render
from bot.platforms.slack.splitting import lines_of
from bot.platforms.slack.streaming import marked_down

TRICKS = st.sampled_from(
    ["```", "```py\n", "~~~", "**", "*", "`", "[1]", "[999]", "\n", "\n\n", "- ", "> ", "<!channel>", "@here", "<@U1>", "&amp;",
     "\x00", "\u202e", "שלום", "👩🏽‍💻", "é́́", "|", "](", "https://evil.example", "\ud800", " ", "word ", "x" * 3_000]
)  # fmt: skip
TEXT = st.lists(st.one_of(TRICKS, st.text(max_size=40)), max_size=40).map("".join)
LONG = st.builds(lambda text, times: text * times, TEXT, st.integers(1, 60)).map(lambda text: text[:100_000])
SHORT = st.one_of(TRICKS, st.text(max_size=30))
TOKENS = st.text("abcdefghij/-_0123456789", min_size=1, max_size=90)
URLS = st.one_of(
    st.none(), st.just("https://docs.example/a?b=1&c=2"), SHORT, SHORT.map(lambda text: "https://d.example/" + text)
)
CARDS = st.builds(
    Card, SHORT, st.lists(TEXT, max_size=5).map(tuple), st.lists(st.lists(SHORT, max_size=25).map(tuple), max_size=8).map(tuple), TEXT
)  # fmt: skip
SOURCES = st.builds(
    Source,
    st.integers(0, 999),
    SHORT,
    SHORT,
    URLS,
    SHORT,
    SHORT,
    st.one_of(st.none(), SHORT),
    SHORT,
    st.one_of(st.none(), TOKENS),
)
BUTTONS = st.builds(Button, SHORT, TOKENS, st.sampled_from(["plain", "primary", "danger"])).filter(
    lambda button: button.style == "plain" or not LETTER.fullmatch(button.label)
)  # a chosen letter stands out only beside words that say so, which random words do not
REPLIES = st.builds(
    Reply,
    st.one_of(TEXT, LONG),
    st.lists(CARDS, max_size=4).map(tuple),
    st.lists(BUTTONS, max_size=30).map(tuple),
    st.lists(SOURCES, max_size=15).map(tuple),
    st.lists(st.builds(Image, st.just(b""), TEXT), max_size=2).map(tuple),
)
FORMS = st.builds(
    Form,
    SHORT,
    TOKENS,
    st.lists(
        st.builds(
            Field, TOKENS, SHORT, TEXT,
            st.lists(st.tuples(TOKENS, SHORT), max_size=230, unique_by=lambda choice: choice[0]).map(tuple), st.booleans(), st.booleans(), SHORT,
        ),
        max_size=5,
        unique_by=lambda field: field.name,
    ).map(tuple),
    SHORT,
)  # fmt: skip


def check(reply: Reply) -> None:
    for message in render(reply, ["F1"]):
        assert problems("chat.update", {"text": message.text, "blocks": list(message.blocks)}) == []
    assert problems("views.publish", {"view": home(reply)}) == []
    said = {"channel": "C1", "ts": "1", "markdown_text": marked_down(reply.text)[:12_000]}
    assert problems("chat.appendStream", said) == []


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(REPLIES)
def test_any_reply_is_valid(reply: Reply) -> None:
    """Every limit holds by construction."""
    check(reply)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(REPLIES)
def test_ten_thousand_replies_are_valid(reply: Reply) -> None:
    """The same, for as long as it takes."""
    check(reply)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(FORMS)
def test_any_form_is_a_valid_view(form: Form) -> None:
    """Hundreds of choices and labels of any length included."""
    assert problems("views.open", {"view": modal(form, {"channel": "C1"})}) == []


@settings(max_examples=100, deadline=None)
@given(LONG, st.integers(20, 3_000))
def test_cutting_loses_nothing(text: str, room: int) -> None:
    """The parts, put together again, are the text, and each fits."""
    parts = list(lines_of(text, room))
    assert "".join(parts) == text
    assert all(0 < len(part) <= room for part in parts)

"""What a reply looks like, and that nothing given to the renderer leaves Discord's limits."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rigs.by_colour import LETTER
from rigs.discord_rules import wrong_with

from bot.conversation import Button, Card, Field, Form, Image, Reply, Source
from bot.platforms.discord.components import walk
from bot.platforms.discord.outbound import render

GOLDEN = Path(__file__).parent / "golden"

REPLIES = {
    "answer": Reply(
        "**Skew** is training against serving, *drift* is over time [1][2].\n\n- log both\n- compare `p` values",
        sources=(
            Source(
                1,
                "Monitor feature skew",
                "Alerts",
                "https://example.org/skew?a=(b)#x",
                "…",
                as_of="2026-10-01",
            ),
            Source(2, "runbook_[old].md", "On call", None, "…", where="line 12", token="src/9"),
        ),
        buttons=(Button("Quiz me on this", "quiz/skew", "primary"), Button("Share with channel", "share/1")),
        private=True,
    ),
    "question": Reply(
        "A team must show lineage for every model.",
        cards=(
            Card("Which fits best?", ("**A** Pipelines", "**B** A cron job", "**C** Composer")),
            Card(code="SELECT *\nFROM `features`", language="sql"),
        ),
        buttons=(
            Button("A", "p/1/a"),
            Button("B", "p/1/b"),
            Button("C", "p/1/c"),
            Button("Skip", "s/1", "danger"),
        ),
    ),
    "board": Reply(
        "Friday's board",
        cards=(Card("This week", rows=(("#", "Who", "Points"), ("=2", "Ana_Lu", "90"), ("=2", "<@1> @here", "90"))),),
        images=(Image(b"png", "Bars: Ana 90, Bo 90"),),
    ),
    "form": Reply("Settings", form=Form("Your settings", "settings", (Field("zone", "Zone"),))),
    "nothing": Reply(""),
}

TRICKS = (
    "@everyone", "@here", "@Everyone", "<@123456789012345678>", "<@!123456789012345678>", "<@&123456789012345678>",
    "<#123456789012345678>", "<@\u200b123456789012345678>", "@\u200beveryone", "<<@123456789012345678>>",
    "</ask:123456789012345678>", "<id:customize>", "<id:guide>", "<t:1700000000:R>", "<:x:123456789012345678>",
    "<a:x:123456789012345678>", "[click](https://evil.example/x)", "[a](<https://evil.example>)",
    "https://evil.example/steal?q=1", "<https://evil.example>", "# Heading", "### Heading", "-# small", "> # quoted",
    ">>> everything", "||spoiler||", "__under__", "~~gone~~", "`` ` ``", "```", "````", "```py", "\\[x](http://e.x)",
    "\\\\[x](http://e.x)", "`[x](http://e.x)", "a ` b `` [x](http://e.x) `", "\u202eright to left", "\x00\ud800",
    "👩‍👩‍👧‍👦" * 40, "مرحبا", "x" * 5000, "[1](http://e.x)", "- [ ] # x", "1. # x", "www.evil.example", "\r\n# x",
    "`code` @here", "é" * 900, "**[b](http://e.x)**", "](http://e.x)", "discord://x", "javascript:alert(1)", "ftp://e.x/y",
)  # fmt: skip

words = st.one_of(
    st.text(max_size=300),
    st.text(st.characters(), max_size=40),
    st.lists(st.sampled_from(TRICKS), max_size=6).map(" ".join),
    st.lists(st.sampled_from(TRICKS), max_size=6).map("\n".join),
)
long_words = st.one_of(words, st.builds(lambda part, times: (part * times)[:20_000], words, st.integers(1, 100)))
tokens = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=90)
replies = st.builds(
    Reply,
    text=long_words,
    cards=st.lists(
        st.builds(
            Card,
            title=words,
            lines=st.lists(words, max_size=4).map(tuple),
            rows=st.lists(st.lists(words, max_size=3).map(tuple), max_size=4).map(tuple),
            code=long_words,
            language=words,
        ),
        max_size=6,
    ).map(tuple),
    buttons=st.lists(
        st.builds(Button, label=words, token=tokens, style=st.sampled_from(["plain", "primary", "danger"])).filter(
            lambda button: button.style == "plain" or not LETTER.fullmatch(button.label)
        ),
        max_size=40,
    ).map(tuple),
    sources=st.lists(
        st.builds(
            Source,
            number=st.integers(1, 99),
            title=words,
            heading=words,
            url=st.one_of(st.none(), words.map(lambda text: "https://example.org/" + text), words),
            quote=words,
            where=words,
            as_of=st.one_of(st.none(), words),
            label=words,
            token=st.one_of(st.none(), tokens),
        ),
        max_size=12,
    ).map(tuple),
    images=st.lists(st.builds(Image, png=st.binary(max_size=20), alt=long_words), max_size=12).map(tuple),
    private=st.booleans(),
)


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_looks_as_agreed(name: str) -> None:
    """The agreed payloads; a change of looks is a change of these files."""
    made = [payload.body(1) for payload in render(REPLIES[name], alone=False)]
    assert made == json.loads((GOLDEN / f"{name}.json").read_text())


def proper(reply: Reply) -> None:
    for alone in (True, False):
        payloads = render(reply, alone=alone)
        assert payloads
        assert len(payloads) == 1 or not alone
        for payload in payloads:
            body = payload.body(1 << 30)
            assert wrong_with(body, len(payload.files)) == []
            json.dumps(body).encode()
            assert "\n# " not in "\n" + seen(body)


def seen(body) -> str:
    """What is shown outside of code, unescaped mentions and links of strangers included."""
    texts = "\n".join(part["content"] for part in walk(body["components"]) if part["type"] == 10)
    return re.sub(r"```.*?```|`[^`\n]*`", "", texts, flags=re.DOTALL)


@settings(max_examples=60, deadline=None)
@given(replies)
def test_whatever_is_said_fits(reply: Reply) -> None:
    """No payload that Discord would refuse, no fence left open."""
    proper(reply)


@pytest.mark.long
@settings(max_examples=10_000, deadline=None)
@given(replies)
def test_whatever_is_said_fits_ten_thousand_times(reply: Reply) -> None:
    """The same, at length."""
    proper(reply)


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("around", ["{}", "x {} y", "`a` {}", "- {}", "> {}", "**{}**", "```\n{}", "a\n{}\nb"])
def test_nothing_resolves(trick: str, around: str) -> None:
    """No mention, no timestamp, no link, no heading comes out of what somebody else wrote."""
    text = around.format(trick)
    reply = Reply(
        text,
        cards=(Card(trick, (trick,), ((trick, trick),), trick, trick),),
        sources=(
            Source(1, trick, trick, "https://example.org/ok", trick, trick, trick, trick),
            Source(1, trick, trick, f"https://example.org/ok {trick}", trick),
        ),
        buttons=(Button(trick, "t"),),
    )
    proper(reply)
    for payload in render(reply, alone=False):
        everything = "\n".join(part.get("content", "") for part in walk(payload.components))
        assert not re.search(r"@(everyone|here|[!&]?\d)|<(@|#|/|a?:|t:|id:)", everything, re.IGNORECASE)
        shown = seen(payload.body(1))
        links = re.findall(r"(?<!\\)\]\(([^)\s]*)\)", shown)
        assert all(link.startswith("https://example.org/ok") for link in links)
        assert "://" not in re.sub(r"\]\(https://example\.org/[^)\s]*\)", "", shown)
        assert not re.search(r"^[\s>*+-]*(?:\d+\. )?(#{1,3} |-# )", strangers(shown), re.M)


def strangers(text: str) -> str:
    """The text without the headings and small print the renderer itself makes."""
    return re.sub(r"^(### |-# (?=\[1\] |continues))", "", text, flags=re.MULTILINE)


def test_what_does_not_fit_travels_along() -> None:
    """A private answer is one message; the rest comes as a file, with all of it."""
    text = "\n".join(f"line {number}" for number in range(2000))
    (payload,) = render(Reply(text, buttons=(Button("A", "a"),)), alone=True)
    (file,) = payload.files
    assert file.name == "answer.md"
    assert file.content.decode() == text
    assert payload.components[-1]["components"][0]["custom_id"] == "t:a"


def test_a_long_code_block_is_closed_and_opened_again() -> None:
    """Every part is complete in itself and keeps its language."""
    code = "\n".join(f"step({number})" for number in range(1000))
    payloads = render(Reply(f"Look:\n```python\n{code}\n```\nThat is all."), alone=False)
    texts = [payload.components[0]["content"] for payload in payloads]
    inside = [line for text in texts for block in re.findall(r"```python\n(.*?)\n```", text, re.DOTALL)
              for line in block.split("\n")]  # fmt: skip
    assert inside == code.split("\n")
    assert texts[-1].endswith("That is all.")


def test_pictures_that_are_too_heavy_are_told_in_words() -> None:
    """Nothing is refused for its weight; the numbers of a picture are in its words."""
    heavy = Image(b"x" * (9 << 20), "Bars: A 3, B 5")
    (payload,) = render(Reply("Look", images=(heavy, Image(b"png", "Light"))), alone=True)
    assert [file.description for file in payload.files] == ["Light"]
    assert payload.components[1]["content"] == "Bars: A 3, B 5"


def test_a_source_is_opened_by_one_button() -> None:
    """Where the reply brings the one that opens it, whatever that is called, none is added."""
    notes, guide = (Source(n, "Notes", "On call", None, "…", token=f"src/{n}") for n in (1, 2))
    reply = Reply("Right [1], says [2].", (), (Button("Where it stands", "src/1"),), (notes, guide))
    (page,) = render(reply, alone=True)
    labels = [part["label"] for part in walk(page.components) if "label" in part]
    assert labels == ["Where it stands", "Show source 2"]

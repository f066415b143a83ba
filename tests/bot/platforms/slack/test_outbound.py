"""Replies as Slack gets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rigs.slack_checks import problems

from bot.conversation import Button, Card, Image, Reply, Source
from bot.platforms.slack.escaping import escaped, literal, spoken, web_address
from bot.platforms.slack.outbound import home, render

GOLDEN = Path(__file__).parent / "golden"

ANSWER = Reply(
    "Skew is a difference between **training** and *serving* [1].\n\n"
    "- detect it with `monitoring` [2]\n- alert on it\n\n> values drift apart\n\n```python\nif a < b & c:\n    pass\n```",
    sources=(
        Source(
            1, "Monitor feature skew", "Set a threshold", "https://docs.example/skew?a=1&b=2", "…", "p. 3", "21 Nov"
        ),
        Source(2, "runbook.md", "Alerts", None, "…", token="src/2/tag"),
    ),
    buttons=(Button("Quiz me on this", "q/1/tag", "primary"),),
)
QUESTION = Reply(
    "A team must prove which data trained each model.",
    cards=(Card(lines=("**A** Vertex AI Pipelines", "**B** A cron job", "**C** A notebook")),),
    buttons=tuple(Button(letter, f"ans/d1/{letter}/tag") for letter in "ABC"),
)
BOARD = Reply(
    "This week",
    cards=(Card("Points", rows=(("#", "Who", "Points"), ("1", "Ada", "42"), ("2", "Bo", "")), lines=("3 private",)),),
    images=(Image(b"", "Ada 42, Bo 40"),),
)


@pytest.mark.parametrize(("name", "reply"), [("answer", ANSWER), ("question", QUESTION), ("board", BOARD)])
def test_a_reply_looks_like_this(name: str, reply: Reply) -> None:
    """The whole payload, block by block; a change of looks is a change of the golden file."""
    shown = [{"text": message.text, "blocks": list(message.blocks)} for message in render(reply, ["F1"])]
    assert shown == json.loads((GOLDEN / f"{name}.json").read_text())


def test_the_home_tab_has_one_page_and_no_table_blocks() -> None:
    """Views take other blocks than messages; the board is set in a fixed-width font there."""
    view = home(BOARD, ["F1"])
    assert problems("views.publish", {"view": view}) == []
    (table,) = (part for part in view["blocks"][0]["elements"] if part["type"] == "rich_text_preformatted")
    assert table["elements"][0]["text"].splitlines()[1] == "1  Ada  42"


def test_nothing_of_a_long_answer_is_lost() -> None:
    """Parts end at a safe point and say that there is more."""
    sentences = [f"Sentence {number} ends here." for number in range(1_500)]
    parts = render(Reply(" ".join(sentences)))
    assert len(parts) > 1
    prose = [
        run["text"]
        for part in parts
        for block in part.blocks
        if block["type"] == "rich_text"
        for element in block["elements"]
        for run in element["elements"]
    ]
    assert "".join(prose).replace("\n", " ").split() == " ".join(sentences).split()
    assert all(text.rstrip().endswith(".") for text in prose if text.strip())
    assert parts[0].blocks[-1]["elements"][0]["text"] == f"Part 1 of {len(parts)} · continues below"


def test_a_code_block_is_whole_in_every_part() -> None:
    """Each part opens and closes its own, also when the fence of the reply never closes."""
    parts = render(Reply("```\n" + "\n".join(f"line {number} <b>" for number in range(3_000))))
    kinds = {element["type"] for part in parts for block in part.blocks[:1] for element in block["elements"]}
    assert kinds == {"rich_text_preformatted"}
    assert len(parts) > 1


MENTIONS = [
    "<!channel>", "<!here>", "<!everyone>", "<!here|here>", "<<!here>>", "<!subteam^S1>", "<!subteam^S1|@all>",
    "<@U123>", "<@U123|ada>", "<@W1>", "<#C1>", "<#C1|general>", "@here", "@channel", "@everyone", "@Here", "@CHANNEL",
    "(@here)", "**@here**", "*@channel*", "`<!here>`", "`@here`", "[@here](x)", "<!date^0^{date}|x>", "&lt;!here&gt;",
    "<\u200b!here>", "<!he\u200bre>", "@\u200bhere", "@\u200dhere", "<!\x00here>", "<\x00!channel>", "\u202e<!here>",
    "<http://x|<!here>>", "<mailto:a@b|x>", "<javascript:alert(1)|x>", "[x](javascript:alert(1))", "![x](https://e.x/p)",
    "<https://evil.example|click>", "[click](https://evil.example)", "[r]: https://evil.example", "slack://open",
    "> <!here>", "- <!here>", "```\n<!here>\n```", "```<!here>", "~~~\n<@U1>\n~~~", "#<#C1>", "<!here", "!here>", "&<!here>&",
]  # fmt: skip


@pytest.mark.parametrize("spelling", MENTIONS)
def test_no_words_of_others_become_a_mention_or_a_link(spelling: str) -> None:
    """Wherever they stand: text, card, table, source, button, alternative text, name."""
    reply = Reply(
        f"{spelling} and {spelling}",
        cards=(Card(spelling, (spelling,), ((spelling,), (spelling,)), spelling),),
        buttons=(Button(spelling, "t"),),
        sources=(Source(1, spelling, spelling, "https://docs.example/", spelling, spelling),),
        images=(Image(b"", spelling),),
    )
    for message in render(reply):
        assert problems("chat.update", {"text": message.text, "blocks": list(message.blocks)}) == []
        links = [part["url"] for part in _walk(message.blocks) if part.get("type") == "link"]
        assert set(links) <= {"https://docs.example/"}


def _walk(found):
    if isinstance(found, dict):
        yield found
        found = found.values()
    if not isinstance(found, str) and hasattr(found, "__iter__"):
        for inner in found:
            yield from _walk(inner)


def test_only_web_addresses_are_links() -> None:
    """And in a spelling that cannot end the link early."""
    assert web_address("https://a.example/x?y=1&z=2#top") == "https://a.example/x?y=1&z=2#top"
    assert web_address("https://a.example/a b|c>d") == "https://a.example/a%20b%7Cc%3Ed"
    for bad in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.example",
        "https://",
        "http://[",
        "x" * 9,
        None,
        "",
        "https://a.example/\n",
    ):
        assert web_address(bad) is None


def test_what_people_type_arrives_as_they_typed_it() -> None:
    """Slack's encoding is undone on the way in and applied on the way out."""
    assert spoken("is <https://a.example|this> &lt;b&gt; for <@U1|ada> in <#C1|general>, <!here>?") == (
        "is this <b> for @ada in #general, @here?"
    )
    assert spoken("<@U2> what is skew? cc <@U3>") == "what is skew? cc"  # an id is a word in no document
    assert escaped("a<b>&c") == "a&lt;b&gt;&amp;c"
    assert literal("a\x00b\u202ec\r\nd") == "abc\nd"

"""What leaves is made of words: nothing in it makes a chat client act."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.asking.rebuilding import harmless, harmless_code, readable

ACTS = re.compile(
    r"!\[|\]\(|\]\[|<[@#!/?a-z]|(?<!gs)(?<!s3)(?<!bq)(?<!hdfs)://|\bwww\.\w|javascript:|mailto:|@\s*(?:everyone|here|channel|group)\b",
    re.IGNORECASE,
)
PIECES = st.sampled_from(
    [
        "<!channel>",
        "<!here>",
        "<@U123>",
        "<#C9|general>",
        "<!subteam^S1>",
        "@everyone",
        "@here",
        "@",
        "everyone",
        "[text](https://evil.example/x)",
        "[a][b]",
        "![pic](http://evil.example/p.png)",
        "<img",
        "src=x>",
        "<https://evil.example|click>",
        "https://evil.example",
        "www.evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.c",
        "<",
        ">",
        "[",
        "]",
        "(",
        ")",
        "!",
        "@",
        "#",
        "here",
        "everyone",
        "`code",
        "<!here>`",
        "`https://x.y`",
        "words,",
        "drift",
        "[1]",
        "](",
        "![",
        "://",
        "http",
        "s://",
        "\u200b",
        "\u202e",
        "\n",
        "[b]:",
    ]
)


@example(["<", "!"], " ")
@example(["<!here>`", "`code", "[text](https://evil.example/x)", "`code"], "")
@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12), st.sampled_from(["", " "]))
def test_nothing_that_acts_is_left(pieces: list[str], glue: str) -> None:
    """Whatever mentions, links, images and tags are put together, none comes out, in code spans neither."""
    for said in (harmless(glue.join(pieces)), readable(glue.join(pieces))):
        assert not ACTS.search(re.sub(r"`[^`]*`", "`x`", said)), said
        assert not re.search(r"<[@#]|<!(?:channel|here|everyone)|https?://", said, re.IGNORECASE), said


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12))
def test_code_pings_nobody_and_links_nowhere(pieces: list[str]) -> None:
    """Code keeps its signs, but no mention and no scheme that a client would make a link of."""
    said = harmless_code(" ".join(pieces))
    assert not re.search(
        r"<[@#]|<!(?:channel|here|everyone|subteam)|https?://|@(?:everyone|here|channel)\b", said, re.IGNORECASE
    )


@given(st.text())
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    """A second pass changes nothing."""
    assert harmless(harmless(text)) == harmless(text)


@pytest.mark.parametrize(
    ("quote", "read"),
    [
        ("Use `ML.PREDICT` and **bold** [docs](https://x.example/a_(b)).", "Use `ML.PREDICT` and bold docs."),
        ("p < 0.05 where a <= b", "p < 0.05 where a <= b"),
        ("Set <PROJECT_ID> in gs://bucket/path.", "Set PROJECT_ID in gs://bucket/path."),
        ("training data: the rows", "training data: the rows"),
        ("See https://evil.example/x?y=1.", "See (link)."),
        ("{{% alert %}}Note: it `is_set`.{{% /alert %}}", "Note: it `is_set`."),
    ],
)
def test_a_quote_reads_like_a_sentence(quote: str, read: str) -> None:
    """Markup goes, words, code and comparisons stay."""
    assert readable(quote) == read


@pytest.mark.parametrize("text", ["Hotel: up to €90 a night", "Das Kältemittel: R-290", "Kapitel: Anfang"])
def test_a_word_that_ends_like_a_scheme_is_a_word(text: str) -> None:
    """Only `tel:` itself is an address."""
    assert harmless(text) == text
    assert harmless("call tel:+4512345678") == "call (link)"


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("Call {func}`~pkg.log.bind` first.", "Call `pkg.log.bind` first."),
        ("See :class:`Renderer <pkg.dev.Renderer>` for that.", "See `Renderer` for that."),
        (":::{note} It is slow.", "It is slow."),
        (".. warning:: It is slow.", "It is slow."),
        ("a fork of `retrying <https://example.org/r>`_ that", "a fork of retrying that"),
        (": What a definition list says of its term.", "What a definition list says of its term."),
    ],
)
def test_the_marks_of_sphinx_are_taken_away(quote: str, said: str) -> None:
    """Roles, directives and named links of reStructuredText and MyST."""
    assert readable(quote) == said

"""However a mention is spelled and wherever it stands, it calls nobody: in whatever is handed to Slack."""

from __future__ import annotations

import time
from itertools import product

import pytest
from rigs.hostile import strings
from rigs.slack_checks import PINGS, problems
from rigs.slack_stub import SlackStub

from bot.conversation import Button, Card, Field, File, Form, Image, Place, Reply, Source
from bot.platforms.slack.connection import SlackPlatform
from bot.platforms.slack.forms import modal
from bot.platforms.slack.outbound import closing_blocks, home, render
from bot.platforms.slack.streaming import continued

MENTIONS = (
    "<!channel>", "<!here|here>", "<<!everyone>>", "<!subteam^S1|@all>", "<@U0BOSS>", "<@W1|ada>", "<#C1|general>", "@here", "@Channel",
    "@everyone", "<\u200b!here>", "@\u200bhere", "<!he\u200bre>", "\u202e<!here>", "<!\x00channel>",
)  # fmt: skip
AROUND = (
    "{}",
    "**{}**",
    "`{}`",
    "[{}](https://docs.example)",
    "> {}",
    "- {}\n- {}",
    "```\n{}\n```",
    "(\u2060{}\u2060)",
    "a{}b",
)
SPELLINGS = [around.replace("{}", mention) for mention, around in product(MENTIONS, AROUND)]
CHANNEL = Place("slack", "slack:T1", "C1", "1700000000.000001")


def saying(spelling: str) -> Reply:
    """It stands wherever words can stand."""
    return Reply(
        f"{spelling} and {spelling}",
        cards=(Card(spelling, (spelling,), ((spelling, "1"), (spelling, "2")), spelling),),
        buttons=(Button(spelling, "t"), Button("👍", "u"), Button("👎", "d")),
        sources=(Source(1, spelling, spelling, "https://docs.example/", spelling, spelling, spelling, spelling),),
        images=(Image(b"", spelling),),
        form=Form(spelling, "f", (Field("name", spelling, spelling, (("a", spelling),), hint=spelling),), spelling),
    )


def calling(body: object) -> list[str]:
    return [f"{name}: {text}" for name, text in strings(body) if PINGS.search(text)]


def test_there_are_spellings_enough() -> None:
    assert len(set(SPELLINGS)) >= 60


@pytest.mark.parametrize("mention", MENTIONS)
def test_no_spelling_calls_anybody(mention: str) -> None:
    """In a message, on the Home tab, in a dialog, under a stream and in its words."""
    for around in AROUND:
        reply = saying(around.replace("{}", mention))
        for message in render(reply):
            body = {"text": message.text, "blocks": list(message.blocks)}
            assert (problems("chat.update", body), calling(body)) == ([], [])
        assert reply.form is not None
        for method, view in (("views.publish", home(reply)), ("views.open", modal(reply.form, {}))):
            assert (problems(method, {"view": view}), calling(view)) == ([], [])
        stream = {"ts": "1", "markdown_text": continued("", reply.text), "blocks": closing_blocks(reply)}
        assert (problems("chat.stopStream", stream), calling(stream)) == ([], [])


async def test_neither_does_what_is_sent_with_files_or_ahead(platform: SlackPlatform, stub: SlackStub) -> None:
    """Titles of files, their message, and a question that Slack posts by itself."""
    for number, spelling in enumerate(SPELLINGS[::6]):
        reply = saying(spelling)
        file = File("plan.ics", b"x", "text/calendar", spelling)
        await platform.deliver(CHANNEL, {}, Reply(spelling, files=(file,), cards=reply.cards), f"n{number}")
        question = Reply(spelling, cards=(Card(spelling, (spelling,)),), buttons=(Button(spelling, "t"),))
        await platform.deliver(CHANNEL, {"at": str(int(time.time()) + 3600)}, question, f"a{number}")
    sent = [call for call in stub.calls if call.method.startswith(("chat.", "files.complete"))]
    assert {call.method for call in sent} >= {"chat.scheduleMessage", "files.completeUploadExternal"}
    assert [found for call in sent for found in calling(call.body)] == []
    assert stub.refused == []

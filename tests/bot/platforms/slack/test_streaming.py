"""A streamed answer: everything once, whatever happens to the stream."""

from __future__ import annotations

import asyncio

import pytest
from rigs.slack_checks import problems
from rigs.slack_reading import buttons, links, words
from rigs.slack_stub import SlackStub, Trouble

from bot.conversation import Button, Place, Reply, Source
from bot.platforms import NotDelivered
from bot.platforms.slack.connection import SlackPlatform
from bot.platforms.slack.streaming import marked_down

THREAD = Place("slack", "slack:T1", "C1", "1700000000.000100")
ASKED = {"team": "T1", "user": "U1", "home": "T2", "channel": "C1", "thread": "1700000000.000100"}
GROWN = ("Skew is a difference [1].", "Skew is a difference [1]. An alert is sent at 0.3 [1].")
ANSWER = Reply(
    GROWN[1] + " The job runs daily [1].",
    sources=(Source(1, "Monitoring guide", "Skew", "https://docs.example.com/m", "a difference"),),
    buttons=(Button("Quiz me on this", "about/x/t"), Button("👍", "thumb/up/x/t"), Button("👎", "thumb/down/x/t")),
)


async def streamed(
    platform: SlackPlatform, stub: SlackStub, texts: tuple[str, ...] = GROWN, reply: Reply = ANSWER
) -> str:
    """Grow a draft to each of ``texts``, then say the reply."""
    draft = await platform.begin(THREAD, ASKED, "n1")
    assert draft is not None
    for text in texts:
        await draft.grow(text)
        async with asyncio.timeout(5):
            while not (stub.said("chat.appendStream") or stub.refused):
                await asyncio.sleep(0.001)
    address = {**ASKED, "draft": draft.message}
    try:
        return await platform.deliver(THREAD, address, reply, "n1")
    except NotDelivered as refused:
        assert not refused.final
        return await platform.deliver(THREAD, address, reply, "n1")  # as the outbox does a moment later


def final(stub: SlackStub, message: str) -> str:
    """What stands in the message at last."""
    edits = [body for body in stub.said("chat.update") if body["ts"] == message]
    if edits:
        return words(edits[-1]["blocks"])
    return f"{stub.streams[message]['said']}\n{words(stub.streams[message]['blocks'])}"


async def test_an_answer_grows_and_ends_with_its_sources(platform: SlackPlatform, stub: SlackStub) -> None:
    """One message, in the thread, for the person who asked; sources, buttons and thumbs stand under it at the end."""
    message = await streamed(platform, stub)
    (started,) = stub.said("chat.startStream")
    assert started["thread_ts"] == ASKED["thread"]
    assert (started["recipient_user_id"], started["recipient_team_id"]) == ("U1", "T2")
    assert stub.streams[message]["said"] == ANSWER.text
    assert not stub.streams[message]["open"]
    ending = stub.streams[message]["blocks"]
    assert links(ending) == ["https://docs.example.com/m"]
    assert [label for label, _ in buttons(ending)] == ["Quiz me on this", "👍", "👎"]
    assert stub.said("chat.postMessage") == stub.said("chat.update") == []


@pytest.mark.parametrize("when", ["chat.appendStream", "chat.stopStream"])
@pytest.mark.parametrize(
    "kind", [Trouble.STREAM_STALLED, Trouble.SERVER_ERROR, Trouble.REPLY_LOST, Trouble.RATE_LIMITED]
)
async def test_a_stream_that_fails_is_put_right_by_an_edit(
    platform: SlackPlatform, stub: SlackStub, when: str, kind: Trouble
) -> None:
    """Nothing lost, nothing doubled: the whole answer in the one message."""
    stub.trouble(when, kind)
    message = await streamed(platform, stub)
    assert final(stub, message).startswith(ANSWER.text)
    assert final(stub, message).count("The job runs daily") == 1
    assert stub.said("chat.postMessage") == []


async def test_words_that_turn_out_otherwise_are_replaced(platform: SlackPlatform, stub: SlackStub) -> None:
    """The answer does not begin with what was shown of it: an edit says the answer alone."""
    message = await streamed(platform, stub, reply=Reply("Your documents don't say."))
    assert final(stub, message) == "Your documents don't say."


async def test_a_draft_of_a_process_that_died_is_completed(platform: SlackPlatform, stub: SlackStub) -> None:
    """Another process ends the stream and puts the whole answer in its place."""
    draft = await platform.begin(THREAD, ASKED, "n1")
    assert draft is not None
    other = SlackPlatform(platform.options, picture_waits=(0.0,))
    assert await other.deliver(THREAD, {**ASKED, "draft": draft.message}, ANSWER, "n1") == draft.message
    assert not stub.streams[draft.message]["open"]
    assert final(stub, draft.message).startswith(ANSWER.text)


async def test_where_there_is_no_thread_replies_come_whole(platform: SlackPlatform, stub: SlackStub) -> None:
    """A stream is always a reply in a thread."""
    assert await platform.begin(Place("slack", "slack:T1"), {"user": "U1", "channel": "D1"}, "n") is None
    assert stub.calls == []


async def test_a_stream_that_cannot_begin_says_so(platform: SlackPlatform, stub: SlackStub) -> None:
    """The outbox then lets the reply come whole."""
    stub.trouble("chat.startStream", Trouble.SERVER_ERROR)
    with pytest.raises(NotDelivered):
        await platform.begin(THREAD, ASKED, "n1")


@pytest.mark.parametrize(
    "text",
    [
        "<!channel> @here",
        "[a](javascript:alert(1))",
        "![p](https://evil.example/p)",
        "https://evil.example",
        "<@U1> & <b>",
    ],
)
def test_streamed_words_lead_nowhere(text: str) -> None:
    """Slack reads a stream as Markdown; no link, picture or mention survives in it."""
    body = {"channel": "C1", "ts": "1", "markdown_text": marked_down(text)}
    assert problems("chat.appendStream", body) == []


async def test_a_long_answer_is_streamed_in_steps(platform: SlackPlatform, stub: SlackStub) -> None:
    """No call is longer than Slack takes, and the parts together are the answer."""
    long = Reply(" ".join(f"Sentence {number} & more [1]." for number in range(1_500)))
    message = await streamed(platform, stub, (long.text,), long)
    assert stub.streams[message]["said"] == marked_down(long.text)
    assert len(stub.said("chat.appendStream")) > 5

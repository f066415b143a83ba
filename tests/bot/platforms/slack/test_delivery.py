"""The way out: which call carries a reply, and what its outcome is called."""

from __future__ import annotations

import pytest
from rigs.slack_stub import SlackStub, Trouble

from bot.conversation import Button, Card, Image, Place, Reply
from bot.platforms import NotDelivered, NotThere, OutcomeUnknown, RateLimited
from bot.platforms.slack.connection import SlackPlatform
from bot.platforms.slack.options import Options

CHANNEL = Place("slack", "slack:T1", "C1", "1700000000.000001")
CHAT = Place("slack", "slack:T1")
HERE = {"team": "T1", "user": "U1", "channel": "C1"}


async def test_a_public_reply_goes_into_the_thread(platform: SlackPlatform, stub: SlackStub) -> None:
    """With its words as text, without previews, and with the nonce it can be found by."""
    ts = await platform.deliver(CHANNEL, HERE, Reply("Skew is …"), "n1")
    (said,) = stub.said("chat.postMessage")
    assert (said["channel"], said["thread_ts"], said["text"]) == ("C1", CHANNEL.thread, "Skew is …")
    assert said["metadata"] == {"event_type": "studyhall", "event_payload": {"nonce": "n1"}}
    assert await platform.find(CHANNEL, "n1") == ts
    assert await platform.find(CHANNEL, "n2") is None
    stub.scopes = "chat:write,channels:history"
    with pytest.raises(NotThere):
        await platform.find(CHANNEL, "n2")


async def test_a_private_reply_is_a_whisper(platform: SlackPlatform, stub: SlackStub) -> None:
    """Through the interaction's own address while it works, else as an ephemeral message."""
    address = {**HERE, "response_url": stub.response_url(), "thread": CHANNEL.thread}
    await platform.deliver(CHANNEL, address, Reply("Only you.", private=True), "n1")
    (said,) = stub.said("response_url")
    assert (said["response_type"], said["replace_original"], said["thread_ts"]) == ("ephemeral", False, CHANNEL.thread)
    stub.trouble("response_url", "channel_is_archived")
    await platform.deliver(CHANNEL, address, Reply("Only you.", private=True), "n2")
    (whispered,) = stub.said("chat.postEphemeral")
    assert (whispered["user"], whispered["channel"], whispered["thread_ts"]) == ("U1", "C1", CHANNEL.thread)
    await platform.deliver(CHANNEL, HERE, Reply("Only you.", private=True), "n3")  # what was said in the channel itself
    assert "thread_ts" not in stub.said("chat.postEphemeral")[1]
    assert stub.messages == []


async def test_in_a_private_chat_everything_is_private(platform: SlackPlatform, stub: SlackStub) -> None:
    """A message there lasts; an ephemeral one would not.  A push reaches a person by their id."""
    await platform.deliver(CHAT, {**HERE, "channel": "D1"}, Reply("Hi.", private=True), "n1")
    await platform.deliver(CHAT, {"user": "U1"}, Reply("Your day.", private=True), "n2")
    assert [said["channel"] for said in stub.said("chat.postMessage")] == ["D1", "U1"]


async def test_the_pressed_message_is_replaced(platform: SlackPlatform, stub: SlackStub) -> None:
    """A message by an edit, a whisper through its address; never a public one by a private reply."""
    pressed = {**HERE, "message": "1700000000.000005", "response_url": stub.response_url()}
    await platform.deliver(CHANNEL, pressed, Reply("5 answered", replaces="pressed"), "n1")
    await platform.deliver(CHANNEL, {**pressed, "ephemeral": "yes"}, Reply("Not B.", replaces="pressed"), "n2")
    await platform.deliver(CHANNEL, pressed, Reply("Not B.", replaces="pressed", private=True), "n3")
    (edited,) = stub.said("chat.update")
    assert (edited["ts"], edited["text"]) == ("1700000000.000005", "5 answered")
    assert [said["replace_original"] for said in stub.said("response_url")] == [True, False]


async def test_an_earlier_message_is_replaced_by_its_id(platform: SlackPlatform, stub: SlackStub) -> None:
    """The outbox knows which message a key stands for; its id says it all."""
    await platform.deliver(CHANNEL, {}, Reply("Closed.", replaces="1700000000.000005"), "n1")
    assert stub.said("chat.update")[0]["ts"] == "1700000000.000005"


async def test_the_home_tab(platform: SlackPlatform, stub: SlackStub) -> None:
    """Opened: published.  Pressed there: published again if it replaces, else said in the private chat."""
    dashboard = Reply("**Day 12**", cards=(Card("Board", rows=(("#", "Name"), ("1", "Ada"))),))
    await platform.deliver(CHAT, {"team": "T1", "user": "U1", "view": "home"}, dashboard, "n1")
    pressed = {"team": "T1", "user": "U1", "surface": "home"}
    await platform.deliver(CHAT, pressed, Reply("Saved.", replaces="pressed"), "n2")
    await platform.deliver(CHAT, pressed, Reply("A question …"), "n3")
    assert [view["user_id"] for view in stub.said("views.publish")] == ["U1", "U1"]
    assert [said["channel"] for said in stub.said("chat.postMessage")] == ["U1"]


async def test_a_command_where_the_app_is_no_member(platform: SlackPlatform, stub: SlackStub) -> None:
    """The answer comes through the command's own address."""
    stub.trouble("chat.postMessage", "channel_not_found")
    address = {**HERE, "response_url": stub.response_url()}
    await platform.deliver(CHANNEL, address, Reply("Here."), "n1")
    assert stub.said("response_url")[0]["response_type"] == "in_channel"
    for reason in ("not_in_channel", "is_archived", "restricted_action_read_only_channel"):
        stub.trouble("chat.postMessage", reason)
        stub.trouble("response_url", "expired_url")
        await platform.deliver(CHANNEL, address, Reply("Here."), reason)
    assert [said["channel"] for said in stub.messages] == ["U1"] * 3  # whoever asked is told somewhere


@pytest.mark.parametrize(
    ("kind", "outcome"),
    [
        (Trouble.RATE_LIMITED, RateLimited),
        (Trouble.SERVER_ERROR, NotDelivered),
        (Trouble.REPLY_LOST, OutcomeUnknown),
        (Trouble.A_PAGE, OutcomeUnknown),
        (Trouble.A_PAGE_THAT_REFUSES, NotDelivered),
        ("message_limit_exceeded", NotDelivered),
        ("channel_not_found", NotDelivered),
    ],
)
async def test_outcomes_are_honest(platform: SlackPlatform, stub: SlackStub, kind, outcome) -> None:
    """One attempt, and the exception says what is known of it; only Slack's own refusal is final."""
    stub.trouble("chat.postMessage", kind)
    with pytest.raises(outcome) as raised:
        await platform.deliver(CHANNEL, {}, Reply("Once."), "n1")
    assert len(stub.said("chat.postMessage")) == 1
    if outcome is RateLimited:
        assert raised.value.seconds == 7
    if outcome is NotDelivered:
        assert raised.value.final is (kind == "channel_not_found")


async def test_what_slack_took_before_it_failed_is_not_said_again(platform: SlackPlatform, stub: SlackStub) -> None:
    """A server error after the message was applied is found out by looking."""
    stub.trouble("chat.postMessage", Trouble.ERROR_AFTER_APPLYING)
    assert await platform.deliver(CHANNEL, HERE, Reply("Once."), "n1") == stub.messages[0]["ts"]


async def test_a_lost_reply_is_found_by_its_nonce(platform: SlackPlatform, stub: SlackStub) -> None:
    """The outbox asks before it decides."""
    stub.trouble("chat.postMessage", Trouble.REPLY_LOST)
    with pytest.raises(OutcomeUnknown):
        await platform.deliver(CHANNEL, HERE, Reply("Once."), "n1")
    assert await platform.find(CHANNEL, "n1") == stub.messages[0]["ts"]


async def test_nothing_listening_means_not_delivered() -> None:
    """A connection that was refused carried nothing."""
    gone = SlackPlatform(Options(mode="socket", bot_token="xoxb-1", app_token="xapp-1", api_url="http://127.0.0.1:1/"))
    with pytest.raises(NotDelivered) as raised:
        await gone.deliver(CHANNEL, HERE, Reply("x"), "n1")
    assert raised.value.final is False


async def test_a_long_answer_resumes_where_it_stopped(platform: SlackPlatform, stub: SlackStub) -> None:
    """20,000 characters in parts; the part that was taken before a limit is not repeated."""
    words = [f"word{number}" for number in range(2_500)]
    reply = Reply(" ".join(words), buttons=(Button("Quiz me on this", "q/1"),))
    stub.trouble("chat.postMessage", Trouble.NONE, Trouble.RATE_LIMITED)
    with pytest.raises(RateLimited):
        await platform.deliver(CHANNEL, HERE, reply, "n1")
    first = await platform.deliver(CHANNEL, HERE, reply, "n1")
    assert first == stub.messages[0]["ts"]
    parts = [said["blocks"] for said in stub.messages]
    assert "".join(_prose(part) for part in parts).split() == words
    assert [part[-1]["type"] for part in parts] == ["context"] * (len(parts) - 1) + ["actions"]


def _prose(part) -> str:
    texts = [block for block in part if block["type"] == "rich_text"]
    return "".join(run["text"] for block in texts for element in block["elements"] for run in element["elements"])


async def test_a_picture_is_uploaded_and_shown(platform: SlackPlatform, stub: SlackStub) -> None:
    """With its alternative text, which stands in for it when Slack does not take the picture."""
    picture = Reply("Your week.", images=(Image(b"\x89PNG", "12 days in a row"),))
    await platform.deliver(CHANNEL, HERE, picture, "n1")
    (shown,) = (block for block in stub.messages[0]["blocks"] if block["type"] == "image")
    assert (shown["slack_file"], shown["alt_text"]) == ({"id": "F1"}, "12 days in a row")
    stub.trouble("chat.postMessage", "invalid_blocks", "invalid_blocks")
    await platform.deliver(CHANNEL, HERE, picture, "n2")
    assert "12 days in a row" in stub.messages[1]["text"]
    assert not any(block["type"] == "image" for block in stub.messages[1]["blocks"])


@pytest.mark.parametrize("reason", ["invalid_blocks", "msg_too_long"])
async def test_words_go_even_when_blocks_are_refused(platform: SlackPlatform, stub: SlackStub, reason: str) -> None:
    """A refusal is certain, so the plain words may follow at once."""
    stub.trouble("chat.postMessage", reason)
    await platform.deliver(CHANNEL, HERE, Reply("Words."), "n1")
    assert (stub.messages[0]["text"], stub.messages[0]["blocks"]) == ("Words.", [])

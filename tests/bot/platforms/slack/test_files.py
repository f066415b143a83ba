"""What is handed over on Slack: as private as its reply, once, and never lost without a word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rigs.slack_reading import words
from rigs.slack_stub import SlackStub, Trouble

from bot.conversation import File, Place, Reply
from bot.platforms import NotDelivered, RateLimited
from bot.platforms.slack import files
from bot.platforms.slack.connection import SlackPlatform
from bot.platforms.slack.options import Options

CHANNEL = Place("slack", "slack:T1", "C1", "1700000000.000001")
CHAT = Place("slack", "slack:T1")
HERE = {"team": "T1", "user": "U1", "channel": "C1"}
PLAN = File("study-plan.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar", "Your study plan")
REPLY = Reply("Open it.", files=(PLAN,), private=True)
END = "files.completeUploadExternal"
READABLE = "chat:write,im:history"


def shared(stub: SlackStub) -> list[tuple[str, str, bytes]]:
    """Where a file can be seen, its name, and what it holds."""
    kept = {one["id"]: (one["name"], one["content"]) for one in stub.uploads.kept}
    return [(one["channel"], *kept[file["id"]]) for one in stub.messages for file in one.get("files", ())]


def whispered(stub: SlackStub) -> str:
    """What only the person was told in the channel."""
    (said,) = stub.said("chat.postEphemeral")
    return str(said["text"])


async def test_a_private_file_goes_to_the_private_chat(platform: SlackPlatform, stub: SlackStub) -> None:
    """A whisper carries no file, so it says where the file is; the channel sees nothing."""
    await platform.deliver(CHANNEL, HERE, REPLY, "n1")
    assert shared(stub) == [("DU1", PLAN.name, PLAN.content)]
    assert words(stub.messages[0]["blocks"]) == PLAN.title
    assert whispered(stub).splitlines() == ["Open it.", files.ELSEWHERE]
    assert stub.refused == []


@pytest.mark.parametrize("channel", ["DU1", None])
async def test_in_the_private_chat_it_is_just_there(
    platform: SlackPlatform, stub: SlackStub, channel: str | None
) -> None:
    """First the file and then the words about it, also for who pressed a button on the Home tab."""
    address = {"user": "U1", **({"channel": channel} if channel else {})}
    await platform.deliver(CHAT, address, REPLY, "n1")
    assert [len(one.get("files", ())) for one in stub.messages] == [1, 0]
    assert stub.messages[1]["text"] == "Open it."
    assert shared(stub)[0][0] == "DU1"


async def test_a_file_for_all_goes_into_the_thread(platform: SlackPlatform, stub: SlackStub) -> None:
    """Where the reply goes."""
    await platform.deliver(CHANNEL, HERE, replace(REPLY, private=False), "n1")
    (file,) = (one for one in stub.messages if one.get("files"))
    assert (file["channel"], file["thread_ts"]) == ("C1", CHANNEL.thread)
    assert stub.said("conversations.open") == []


async def test_words_that_are_said_again_do_not_send_it_again(platform: SlackPlatform, stub: SlackStub) -> None:
    """The file was there before the words were put off."""
    stub.trouble("chat.postMessage", Trouble.RATE_LIMITED)
    with pytest.raises(RateLimited):
        await platform.deliver(CHAT, {"user": "U1"}, REPLY, "n1")
    await platform.deliver(CHAT, {"user": "U1"}, REPLY, "n1")
    assert len(shared(stub)) == 1


async def test_another_process_finds_what_the_first_one_sent(platform: SlackPlatform, stub: SlackStub) -> None:
    """A process died after the file and before the words: its message is known by the mark it bears."""
    stub.scopes = READABLE
    stub.trouble("chat.postEphemeral", Trouble.RATE_LIMITED)
    with pytest.raises(RateLimited):
        await platform.deliver(CHANNEL, HERE, REPLY, "n1")
    another = SlackPlatform(Options("socket", "xoxb-1", "xapp-1", api_url=stub.api_url))
    await another.deliver(CHANNEL, HERE, REPLY, "n1")
    assert len(shared(stub)) == 1
    assert files.ELSEWHERE in stub.said("chat.postEphemeral")[-1]["text"]
    await another.deliver(CHANNEL, HERE, REPLY, "n2")
    assert len(shared(stub)) == 2


@pytest.mark.parametrize("trouble", [Trouble.REPLY_LOST, Trouble.ERROR_AFTER_APPLYING])
async def test_a_lost_answer_is_looked_up(platform: SlackPlatform, stub: SlackStub, trouble: Trouble) -> None:
    """What Slack took is not sent a second time, and nobody is made unsure."""
    stub.scopes = READABLE
    stub.trouble(END, trouble)
    await platform.deliver(CHANNEL, HERE, REPLY, "n1")
    assert len(shared(stub)) == 1
    assert files.UNSURE not in whispered(stub)


async def test_what_nobody_can_look_up_is_said(platform: SlackPlatform, stub: SlackStub) -> None:
    """The words go with an honest line, and the file is not sent blindly again."""
    stub.trouble(END, Trouble.SERVER_ERROR)
    await platform.deliver(CHANNEL, HERE, REPLY, "n1")
    assert whispered(stub).splitlines() == ["Open it.", files.UNSURE]
    assert len(stub.said(END)) == 1


@pytest.mark.parametrize("method", ["conversations.open", "files.getUploadURLExternal"])
async def test_without_the_scope_it_comes_as_text(platform: SlackPlatform, stub: SlackStub, method: str) -> None:
    """With one line why, and who can change that."""
    stub.trouble(method, "missing_scope")
    await platform.deliver(CHANNEL, HERE, REPLY, "n1")
    assert files.NOT_ALLOWED.replace("`", "") in whispered(stub).replace("`", "")
    assert "BEGIN:VCALENDAR" in whispered(stub)
    assert shared(stub) == []


async def test_what_slack_refuses_comes_as_text(platform: SlackPlatform, stub: SlackStub) -> None:
    """Whatever its reason was."""
    stub.trouble(END, "channel_not_found")
    await platform.deliver(CHANNEL, HERE, REPLY, "n1")
    assert files.REFUSED in whispered(stub)


@pytest.mark.parametrize("method", ["conversations.open", "files.getUploadURLExternal"])
async def test_an_answer_that_says_too_little_is_a_refusal(platform: SlackPlatform, stub: SlackStub, method) -> None:
    """``ok`` and nothing else: there is nowhere to send the file."""
    stub.trouble(method, Trouble.EMPTY)
    await platform.deliver(CHANNEL, HERE, REPLY, "n1")
    assert files.REFUSED in whispered(stub)


@pytest.mark.parametrize("method", ["conversations.open", "files.getUploadURLExternal", "upload"])
async def test_what_broke_unseen_is_begun_again(platform: SlackPlatform, stub: SlackStub, method: str) -> None:
    """Nothing was said and nothing shown, so the outbox may try all of it once more."""
    stub.trouble(method, Trouble.SERVER_ERROR)
    with pytest.raises(NotDelivered) as broken:
        await platform.deliver(CHANNEL, HERE, REPLY, "n1")
    assert not broken.value.final
    assert shared(stub) == []
    await platform.deliver(CHANNEL, HERE, REPLY, "n1")
    assert len(shared(stub)) == 1

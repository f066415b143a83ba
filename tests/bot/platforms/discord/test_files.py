"""What is handed over on Discord: it comes with its message, as private as that is, and once."""

from __future__ import annotations

import pytest
from rigs.discord_people import text_of
from rigs.discord_shapes import ANA, CHANNEL, GUILD
from rigs.discord_stub import EPHEMERAL, LOADING, DiscordStub, Fault

from bot.conversation import LARGEST_FILE, Button, Command, File, Image, Learner, Place, Reply
from bot.platforms import OutcomeUnknown
from bot.platforms.discord.limits import PICTURES, UPLOAD
from bot.platforms.discord.outbound import render

HALL = Place("discord", str(GUILD), str(CHANNEL))
PLAN = File("study-plan.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar", "Your study plan")
REPLY = Reply("Open it.", files=(PLAN,), buttons=(Button("A", "a"),), private=True)


def whispered(discord: DiscordStub) -> Command:
    """A turn whose answer only ana sees."""
    made = discord.interact(2, {})
    discord._callback(discord.interactions[made["token"]], {"type": 5, "data": {"flags": EPHEMERAL}}, 0)
    address = {"interaction": made["id"], "application": "111", "token": made["token"], "channel": str(CHANNEL),
               "user": str(ANA), "deferred": "quiet"}  # fmt: skip
    return Command(made["id"], Learner("discord", str(GUILD), str(ANA), "ana"), HALL, "plan", "", address)


def shown(discord: DiscordStub) -> list[str]:
    """The files that stand in finished messages."""
    finished = [one for one in discord.messages.values() if not one["flags"] & LOADING]
    return [part["file"]["url"] for one in finished for part in one["components"] if part["type"] == 13]


async def test_a_private_file_comes_with_the_private_answer(discord, worker):
    """In the response only the learner sees, with its name and kind; said again it is still one."""
    turn = whispered(discord)
    for _ in range(2):
        await worker.deliver(turn.place, turn.address, REPLY, "n")
    assert set(discord.uploads) == {(PLAN.name, PLAN.media, PLAN.content)}
    assert shown(discord) == ["attachment://study-plan.ics"]
    (message,) = discord.messages.values()
    assert message["flags"] & EPHEMERAL


async def test_a_lost_answer_does_not_make_it_two(discord, worker):
    """The nonce that makes the message one makes its file one."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", applied=True, drop=True))
    public = Reply("For all.", files=(PLAN,))
    with pytest.raises(OutcomeUnknown):
        await worker.deliver(HALL, {}, public, "n")
    await worker.deliver(HALL, {}, public, "n")
    assert shown(discord) == ["attachment://study-plan.ics"]


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (413, 40005)])
async def test_where_it_may_not_be_attached_it_is_said(discord, worker, status, code):
    """The words go, with what the file says and one line why."""
    turn = whispered(discord)
    path = rf"/webhooks/111/{turn.address['token']}/messages/@original"
    discord.faults.append(Fault("PATCH", path, status=status, code=code))
    await worker.deliver(turn.place, turn.address, REPLY, "n")
    (message,) = discord.messages.values()
    said = text_of(message)
    assert shown(discord) == []
    assert "I may not attach files here" in said
    assert "BEGIN:VCALENDAR" in said


async def test_any_other_refusal_stays_one(discord, worker):
    """Nothing is said twice because a file was with it."""
    discord.faults.append(Fault("POST", f"/channels/{CHANNEL}/messages", status=403, code=50001))
    with pytest.raises(Exception, match="403"):
        await worker.deliver(HALL, {}, Reply("For all.", files=(PLAN,)), "n")
    assert discord.counts[f"POST /channels/{CHANNEL}/messages"] == 1


def test_pictures_make_room_for_files():
    """Ten files a message, and no more bytes than it takes; what does not fit is said in words."""
    half = File("large.bin", b"\xff" * LARGEST_FILE, "application/octet-stream", "Large")
    picture = Image(b"p" * (UPLOAD - LARGEST_FILE + 1), "Bars: A 3")
    (payload,) = render(Reply("Look.", images=(picture,), files=(half,)), alone=True)
    assert [file.name for file in payload.files] == ["large.bin"]
    assert payload.components[1]["content"] == "Bars: A 3"
    (payload,) = render(Reply("Look.", images=(Image(b"p", "x"),) * 12, files=(PLAN,)), alone=True)
    assert len(payload.files) == PICTURES
    (payload,) = render(Reply("Look.", files=(half, half, half)), alone=True)
    assert payload.files == ()
    assert "`large.bin` is too long to be shown." in payload.components[0]["content"]

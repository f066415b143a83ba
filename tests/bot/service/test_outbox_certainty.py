"""Where one may look, the outbox knows: said, or certainly not; and what is too late is not begun."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rigs.clocks import SetClock
from rigs.push_wall import Wall, WallPlatform, lost

from bot.conversation import Place, Reply
from bot.platforms import NotDelivered
from bot.service.outbox import SURE_AFTER, Outbox

ROOM = Place("slack", "T1", "C1")


@pytest.fixture
def slack(clock: SetClock) -> WallPlatform:
    """Where the app may read the history."""
    return WallPlatform("slack", Wall(), clock.now, history=True)


async def test_certainly_not_there_is_said_again_when_nothing_can_be_on_its_way(
    outbox: Outbox, slack: WallPlatform, clock: SetClock
) -> None:
    """Not at once: the first call may still arrive."""
    slack.trouble.append(lost())
    assert (await outbox.send("k", slack, ROOM, {}, Reply("hello"))).state == "SENDING"
    clock.pass_(seconds=SURE_AFTER / 2)
    await outbox.attempt_due({"slack": slack})
    assert slack.wall.posts == []
    clock.pass_(seconds=SURE_AFTER)
    for _ in range(3):
        clock.pass_(seconds=1)
        await outbox.attempt_due({"slack": slack})
    assert len(slack.wall.posts) == 1
    assert (await outbox.send("k", slack, ROOM, {}, Reply("hello"))).state == "SENT"


async def test_there_after_all_is_found(outbox: Outbox, slack: WallPlatform) -> None:
    """And not said again."""
    slack.after.append(lost())
    posted = await outbox.send("k", slack, ROOM, {}, Reply("hello"))
    assert (posted.state, posted.message) == ("SENT", slack.wall.posts[0].message)


async def test_what_is_too_late_is_not_begun(outbox: Outbox, slack: WallPlatform, clock: SetClock) -> None:
    """Tried until then; what was begun before it is still settled."""
    until = clock.at + timedelta(minutes=5)
    slack.trouble += [NotDelivered("503", final=False)] * 50
    await outbox.send("k", slack, ROOM, {}, Reply("hello"), until=until)
    while clock.at < until + timedelta(minutes=10):
        clock.pass_(seconds=60)
        await outbox.attempt_due({"slack": slack})
    slack.trouble.clear()
    posted = await outbox.send("k", slack, ROOM, {}, Reply("hello"), until=until)
    assert (posted.state, slack.wall.posts) == ("FAILED", [])


async def test_a_message_that_was_seen_has_its_name(outbox: Outbox, slack: WallPlatform) -> None:
    """Edits of it find it from then on."""
    await outbox.call("the-question", "slack", ROOM, "17.42")
    await outbox.send("edit", slack, ROOM, {}, Reply("5 answered", replaces="the-question"))
    assert [message for message, _ in slack.wall.edits] == ["17.42"]

"""An answer that grows while it is checked: coarse edits, and in the end the whole of it."""

from __future__ import annotations

import asyncio

from rigs.discord_people import text_of
from rigs.discord_shapes import ANA, CHANNEL, GUILD

from bot.conversation import Button, Place, Reply, Source
from bot.platforms import RateLimited
from bot.platforms.discord.growing import Growing

HALL = Place("discord", str(GUILD), str(CHANNEL))
QUESTION = {"channel": str(CHANNEL), "message": "1", "user": str(ANA)}
WHOLE = Reply("One. Two. Three.", buttons=(Button("A", "a"),), sources=(Source(1, "T", "H", None, "q"),))


async def test_words_that_come_together_travel_together() -> None:
    """One edit at a time; the newest words go with the next."""
    said: list[str] = []
    gate = asyncio.Event()

    async def edit(text: str) -> None:
        said.append(text)
        await gate.wait()

    growing = Growing("1", edit, pause=0)
    for text in ("One.", "One. Two.", "One. Two. Three."):
        await growing.grow(text)
        await asyncio.sleep(0)
    gate.set()
    while said[-1] != "One. Two. Three.":
        await asyncio.sleep(0)
    await growing.end()
    assert said == ["One.", "One. Two. Three."]


async def test_after_the_end_nothing_is_edited() -> None:
    """The edit on its way arrives before the end is over; later words are left to the whole reply."""
    said: list[str] = []

    async def edit(text: str) -> None:
        await asyncio.sleep(0)
        said.append(text)

    growing = Growing("1", edit, pause=3600)
    await growing.grow("One.")
    await asyncio.sleep(0)
    await growing.end()
    await growing.grow("One. Two.")
    assert said == ["One."]


async def test_a_refused_edit_ends_the_growing() -> None:
    """Nobody waits for a preview."""
    tried: list[str] = []

    async def edit(text: str) -> None:
        tried.append(text)
        raise RateLimited(60)

    growing = Growing("1", edit, pause=3600)
    await growing.grow("One.")
    while not tried:
        await asyncio.sleep(0)
    await growing.grow("One. Two.")
    await growing.end()
    assert tried == ["One."]


async def test_what_was_begun_is_completed_in_place(discord, worker) -> None:
    """One message: first a sign, then words, then everything with sources and buttons."""
    draft = await worker.begin(HALL, QUESTION, "n")
    assert draft is not None
    await draft.grow("One.")
    await discord.when(lambda: "One." in discord.visible())
    message = await worker.deliver(HALL, {**QUESTION, "draft": draft.message}, WHOLE, "n")
    (only,) = discord.messages.values()
    assert only["id"] == message == draft.message
    assert text_of(only) == "One. Two. Three.\n-# [1] T › H"
    assert only["message_reference"]["message_id"] == "1"


async def test_a_long_answer_goes_on_below(discord, worker) -> None:
    """The begun message holds the first part; again the same, by another process too."""
    draft = await worker.begin(HALL, QUESTION, "n")
    text = "\n".join(f"line {number}" for number in range(1000))
    for _ in range(2):
        await worker.deliver(HALL, {**QUESTION, "draft": draft.message}, Reply(text, buttons=WHOLE.buttons), "n")
    parts = [part for part in discord.visible() if not part.startswith("-#")]
    assert "\n".join(parts) == text
    assert len(discord.messages) == 3


async def test_what_was_begun_and_removed_is_said_anew(discord, worker) -> None:
    """Somebody deleted the beginning."""
    draft = await worker.begin(HALL, QUESTION, "n")
    discord.messages.clear()
    await worker.deliver(HALL, {**QUESTION, "draft": draft.message}, WHOLE, "n")
    assert "One. Two. Three." in discord.visible()


async def test_an_interaction_is_answered_whole(discord, worker) -> None:
    """Its deferred response already says that words are coming."""
    assert await worker.begin(HALL, {**QUESTION, "token": "x", "interaction": "1"}, "n") is None

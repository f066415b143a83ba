"""Files that are handed over: names that are plain, sizes that are bounded, words where there is no file."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import codec
from bot.conversation import LARGEST_FILE, Card, Command, File, Learner, Place, Reply, file_name
from bot.records import Receipt
from bot.rooms.privacy import EXPORT, Privacy

DECK = File("missed.txt", b"front\tback\r\n", "text/plain", "What you missed")


@pytest.mark.parametrize(
    "name", ["", "..", "a", "../a.txt", "a/b.txt", "a b.txt", "A.TXT", ".bashrc", "a.txt\n", "é.md"]
)
def test_a_name_is_plain_or_there_is_no_file(name: str) -> None:
    """Nothing that leads elsewhere, hides, or reads differently on another system."""
    with pytest.raises(ValueError, match="name"):
        File(name, b"x", "text/plain", "")


@pytest.mark.parametrize("size", [0, LARGEST_FILE + 1])
def test_a_size_is_bounded(size: int) -> None:
    """Neither nothing nor more than every platform takes."""
    with pytest.raises(ValueError, match="bytes"):
        File("a.txt", b"x" * size, "text/plain", "")


@given(st.text())
def test_any_words_make_a_name(words: str) -> None:
    """Titles of courses are other people's."""
    assert File(file_name(words, "md"), b"x", "text/markdown", words)


def test_it_waits_whole_in_the_memory() -> None:
    """The bytes that come out are those that went in."""
    reply = Reply("2 cards.", files=(File("a.bin", bytes(range(256)), "application/octet-stream", "All bytes"),))
    assert codec.loads(Reply, codec.dumps(reply)) == reply


def test_where_no_file_goes_its_words_do() -> None:
    """With the reason; what is too long to be copied, or is no text, is named."""
    long = File("long.txt", b"x" * 30_000, "text/plain", "")
    packed = File("a.json.gz", gzip.compress(b"{}"), "application/gzip", "")
    said = Reply("Here.", files=(DECK, long, packed)).spelled_out("No files here.")
    assert (
        said.text == "Here.\n\nNo files here. `long.txt` is too long to be shown. `a.json.gz` is too long to be shown."
    )
    assert said.cards == (Card("missed.txt", code="front\tback\n"),)
    assert said.files == ()


class Kept:
    """What is kept about a person of many years."""

    async def export(self, tenant: str, learner: str) -> dict[str, Any]:
        return {"facts": ["x" * 1000] * (LARGEST_FILE // 1000)}

    async def forget(self, tenant: str, learner: str) -> Receipt:
        raise AssertionError("nobody asked for that")

    async def forgotten(self, tenant: str, learner: str, at: object) -> bool:
        return False


async def test_an_export_of_many_years_is_packed() -> None:
    """All of it, in one file that every platform takes."""
    desk = Privacy(Kept(), lambda *ids, place: "token", leaves_network=False)
    ana, chat = Learner("terminal", "T", "ana", "Ana"), Place("terminal", "T")
    (said,) = await desk.privacy(Command("1", ana, chat, "privacy", "export"))
    (file,) = said.files
    assert (file.name, file.media, said.private) == (f"{EXPORT}.gz", "application/gzip", True)
    assert json.loads(gzip.decompress(file.content)) == said.data["export"]

"""``/privacy``: what is kept about a person, all of it handed over, or all of it deleted.

The rule that holds here: only the person alone can see or delete what is theirs, and deletion is real
and confirmed once.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import UTC

from bot.conversation import LARGEST_FILE, Button, Command, File, Learner, Place, Press, Replies, Reply, Submit
from bot.ports import MintToken, People

EXPORT = "studyhall-export.json"


@dataclass(frozen=True, slots=True)
class Privacy:
    """The desk for what is kept; ``leaves_network`` says whether a chat model is set."""

    people: People
    mint: MintToken
    leaves_network: bool

    async def privacy(self, turn: Command) -> Replies:
        """``/privacy``, ``/privacy export``, ``/privacy delete me``."""
        wanted = turn.argument.lower().split(" ")[0]
        if wanted in {"export", "data"}:
            return (await self._export(turn.learner),)
        if wanted in {"delete", "forget", "erase"}:
            return (self._really(turn.learner, turn.place),)
        return (self._kept(turn.place),)

    async def pressed(self, turn: Press | Submit, ids: tuple[str, ...]) -> Replies:
        """A privacy button."""
        match ids:
            case ("export", *_):
                return (await self._export(turn.learner),)
            case ("delete", *_):
                return (self._really(turn.learner, turn.place),)
            case ("really", who, *_) if who == turn.learner.id:
                return (await self._forget(turn.learner),)
            case ("really", *_):
                return (Reply("That button belongs to someone else.", private=True),)
        return (Reply("All stays as it is.", private=True),)

    def _kept(self, place: Place) -> Reply:
        outside = (
            "A chat model is set, so questions, and the lines that answer them, leave your network."
            if self.leaves_network
            else "No chat model is set: nothing you type leaves this installation."
        )
        text = (
            "**Kept about you:** your answers with their time and local day, your settings, review dates, and the last turns "
            "of a thread (30 days). Not kept: the rest of the channel.\n"
            f"{outside}\n"
            "Leads see groups of five or more, never one person, unless you share. `/privacy export` · `/privacy delete me`"
        )
        buttons = (
            Button("Export my data", self.mint("privacy", "export", place=place)),
            Button("Delete me", self.mint("privacy", "delete", place=place), "danger"),
        )
        return Reply(text, buttons=buttons, private=True)

    async def _export(self, learner: Learner) -> Reply:
        kept = await self.people.export(learner.tenant, learner.id)
        whole = json.dumps(kept, ensure_ascii=False, indent=1, default=str)
        file = _file(whole.encode())
        text = f"Everything I keep about you is in `{file.name}`."
        return Reply(text, files=(file,), private=True, data={"export": kept})

    def _really(self, learner: Learner, place: Place) -> Reply:
        return Reply(
            "This deletes your answers, streak, reviews and settings for good, and takes you off every board. "
            "`/privacy export` first, if you want a copy.",
            buttons=(
                Button("Delete everything", self.mint("privacy", "really", learner.id, place=place), "danger"),
                Button("Keep", self.mint("privacy", "keep", place=place)),
            ),
            private=True,
        )

    async def _forget(self, learner: Learner) -> Reply:
        receipt = await self.people.forget(learner.tenant, learner.id)
        counted = ", ".join(f"{name} ({count})" for name, count in receipt.removed.items() if count)
        return Reply(
            f"Deleted: {counted or 'there was nothing'}. Receipt `{receipt.id}`, {receipt.at.astimezone(UTC):%d %b %Y %H:%M} UTC. "
            "If you write to me again, you start afresh.",
            private=True,
            data={"receipt": receipt.id, "removed": dict(receipt.removed)},
        )


def _file(whole: bytes) -> File:
    """The export; one of many years is packed."""
    title = "Everything kept about you"
    if len(whole) <= LARGEST_FILE:
        return File(EXPORT, whole, "application/json", title)
    return File(f"{EXPORT}.gz", gzip.compress(whole, mtime=0), "application/gzip", title)

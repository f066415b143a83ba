"""The interactive chat: a line typed is said to the tutor, a letter or label alone presses a button."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.conversation import Learner, Place, Press, Reply, Turn
from bot.platforms.terminal.inbound import PLATFORM, turn_from_line
from bot.platforms.terminal.outbound import as_json, show

GREETING = (
    "Ask about your documents in plain words, or say /quiz, /me, /board, /help. A button is pressed by typing its "
    "label, an option by its letter. Ctrl-D leaves."
)


_AS_IN_A_STORY = re.compile(r"(?:press|answer)\s+(.+?)(?:\s+again)?", re.IGNORECASE)


@dataclass
class TerminalChat:
    """One person at a keyboard.  ``files`` is where what they are handed goes: the folder they are in.

    ``earlier`` are the buttons of all messages so far: they stand above, and can be pressed (again).
    """

    handle: Callable[[Turn], Awaitable[tuple[Reply, ...]]]
    learner: Learner
    pictures: Path
    files: Path = Path()
    buttons: dict[str, str] = field(default_factory=dict)
    earlier: dict[str, str] = field(default_factory=dict)
    count: int = 0

    async def run(self) -> None:
        """Talk until the input ends."""
        console = Console(highlight=False)
        console.print(GREETING, style="dim")
        loop = asyncio.get_running_loop()
        while True:
            try:
                line = (await loop.run_in_executor(None, input, "\n› ")).strip()
            except (EOFError, KeyboardInterrupt):
                console.print("\nSee you.", style="dim")
                return
            if not line:
                continue
            with console.status("…", spinner="dots"):
                replies = await self.handle(self._turn(line))
            for reply in replies:
                shown = as_json(reply, None, self.pictures, self.files)
                self._remember(shown)
                show(shown, console)

    def _turn(self, line: str) -> Turn:
        self.count += 1
        identifier = f"{self.learner.id}-{id(self):x}-{self.count}"
        token = self._pressed(line)
        if token is not None:
            return Press(identifier, self.learner, Place(PLATFORM, self.learner.tenant), token)
        return turn_from_line(line, self.learner, None, identifier)

    def _pressed(self, line: str) -> str | None:
        told = _AS_IN_A_STORY.fullmatch(line)
        wanted = (told[1] if told else line).casefold()
        if wanted in self.earlier:
            return self.earlier[wanted]
        begun = [token for label, token in self.buttons.items() if len(wanted) > 3 and label.startswith(wanted)]
        return begun[0] if len(begun) == 1 else None

    def _remember(self, shown: dict[str, Any]) -> None:
        if shown["buttons"]:
            self.buttons = {button["label"].casefold(): button["token"] for button in shown["buttons"]}
            self.earlier |= self.buttons

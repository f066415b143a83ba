"""A story told to a reader: who speaks, where, and what each person sees."""

from __future__ import annotations

from datetime import datetime

from rich.console import Console
from rich.text import Text

from bot.platforms.terminal.outbound import show
from bot.platforms.terminal.stage import Played, Said
from bot.platforms.terminal.story import AnswerWith, MoveClock, PressLabel, Restart, Say, SetZone


class Narrator:
    """Prints each step of a story as it is played."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self._standing: set[tuple[str, str]] = set()

    def tell(self, played: Played, clock: datetime) -> None:
        """Print one step and its replies."""
        self._console.print(Text(f"\n{_line(played, clock)}", style="bold"))
        for reply in played.replies:
            if seen_by := _seen_by(reply, played.who):
                self._console.print(Text(seen_by, style="dim"))
            show(self._news(reply), self._console)

    def _news(self, reply: Said) -> Said:
        """What is new in it: of a channel's message that was edited the first line, where the rest stands above."""
        head, _, body = reply["text"].partition("\n\n")
        if reply["channel"] is None or reply["private_to"] or not body:
            return reply
        message = (reply["channel"], body)
        if reply.get("replaces") and message in self._standing:
            return {**reply, "text": head, "cards": [], "buttons": []}
        self._standing.add(message)
        return reply


def _line(played: Played, clock: datetime) -> str:
    match played.step:
        case Say(who=who, text=text, channel=channel):
            return f"{who}{f' in #{channel}' if channel else ''}: {text}"
        case PressLabel(who=who, label=label, again=again):
            return f"{who} presses ‹{label}›{' once more' if again else ''}"
        case AnswerWith(who=who, letters=letters, again=again):
            return f"{who} answers {', '.join(letters)}{' once more' if again else ''}"
        case MoveClock():
            return f"— it is now {clock:%a %d %b %Y %H:%M %Z} —"
        case SetZone(who=who, zone=zone):
            return f"— {who}'s profile now says {zone} —"
        case Restart(hard=hard):
            return "— the process is killed and started again —" if hard else "— restart —"


def _seen_by(reply: Said, who: str | None) -> str | None:
    if reply["channel"] is not None and reply["private_to"]:
        return f"  (only {reply['private_to']} sees)"
    if reply["private_to"] and reply["private_to"] != who:
        return f"  (to {reply['private_to']})"
    if who is None and reply["channel"]:
        return f"  (in #{reply['channel']})"
    return None

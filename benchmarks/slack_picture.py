"""One journey on the stub Slack, drawn from the payloads that were sent: the picture in the README.

python -m benchmarks.slack_picture docs/slack-journey.png --data .studyhall
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

RIGS = Path(__file__).parents[1] / "tests"
QUESTION = "what is the difference between training-serving skew and drift?"
FOLLOW_UP = "which baseline does each of them need?"


async def journey(data: Path, target: Path) -> None:
    """Ask, follow up, take one question and answer it; then draw what was posted."""
    sys.path.insert(0, str(RIGS))
    from rigs import slack_events as events
    from rigs.command_line import StudyhallCommand
    from rigs.slack_hall import serving, until
    from rigs.slack_picture import Said, render
    from rigs.slack_reading import buttons
    from rigs.slack_stub import SlackStub

    with TemporaryDirectory(prefix="studyhall-picture-") as name:
        (Path(name) / "libraries").symlink_to((data / "libraries").resolve())
        async with SlackStub.running() as slack, serving(StudyhallCommand(Path(name), course="pmle"), slack) as hall:

            async def answered(method: str, payload: dict[str, Any]) -> dict[str, Any]:
                before = len(slack.said(method))
                await hall.sent(payload)
                await until(lambda: len(slack.said(method)) > before)
                return slack.said(method)[-1]

            asked = events.mention(QUESTION)
            answer = await answered("chat.postMessage", asked)
            more = await answered("chat.postMessage", events.message(FOLLOW_UP, thread_ts=asked["event"]["ts"]))
            question = await answered("response_url", events.slash("/quiz", "monitoring 1", slack.response_url("q")))

            def press(said: dict[str, Any], label: str) -> dict[str, Any]:
                token = next(token for shown, token in buttons(said["blocks"]) if shown.startswith(label))
                return events.press(token, slack.response_url(label[0]), ephemeral=True)

            chosen = await answered("response_url", press(question, "B"))
            await answered("response_url", press(chosen, "Lock in"))
            judged = next(said for said in slack.said("response_url") if "Deciding" in str(said["blocks"]))
    thread, alone = "in the thread", "only visible to you"
    drawn = [
        Said("Ana", text=f"@studyhall {QUESTION}", note="#ml-cert"),
        Said("studyhall", answer["blocks"], note=thread),
        Said("Ana", text=FOLLOW_UP, note=thread),
        Said("studyhall", more["blocks"], note=thread),
        Said("Ana", text="/quiz monitoring 1"),
        Said("studyhall", question["blocks"], note=alone),
        Said("studyhall", judged["blocks"], note=f"{alone}, after B and Lock in"),
    ]
    target.parent.mkdir(exist_ok=True)
    render(drawn, target)


def main() -> None:
    """Draw it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("target", type=Path)
    options.add_argument("--data", type=Path, default=Path(".studyhall"), help="a data folder with the indexed course")
    chosen = options.parse_args()
    asyncio.run(journey(chosen.data, chosen.target))


if __name__ == "__main__":
    main()

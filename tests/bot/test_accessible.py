"""Nothing is said by colour alone, and whoever cannot see a picture is told every number in it.

The rules stand in ``rigs.by_colour``, ``rigs.slack_checks`` and ``rigs.discord_rules``, which look at every message that
any story brings to the stubs; here they are shown to find what they are for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from rigs.discord_rules import wrong_with
from rigs.slack_checks import problems

from bot.coaching.map_picture import Branch, Leaf, pattern_map
from bot.conversation import Button, Image, Reply
from bot.groups.pictures import OptionCount, areas_picture, board_picture, calendar_picture, options_picture
from bot.groups.pictures.sheet import Sheet
from bot.platforms.discord.outbound import render as for_discord
from bot.platforms.slack.outbound import render as for_slack
from bot.progress.estimate import Estimate
from bot.progress.streak import Streak
from bot.records import Board, Standing

LETTERS = (Button("A", "a/1"), Button("B", "a/2", style="primary"), Button("C", "a/3"))
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def of_colour(text: str, platform: str) -> list[str]:
    """What the rules of a platform find in such a question."""
    reply = Reply(text, buttons=LETTERS)
    if platform == "slack":
        sent = [{"text": message.text, "blocks": list(message.blocks)} for message in for_slack(reply)]
        found = [problem for body in sent for problem in problems("chat.update", body)]
    else:
        sent = [{"components": page.components} for page in for_discord(reply, alone=True)]
        found = [problem for body in sent for problem in wrong_with(body)]
    return [problem for problem in found if "colour" in problem]


@pytest.mark.parametrize("platform", ["slack", "discord"])
def test_a_choice_is_told_in_words(platform: str) -> None:
    """The chosen letter stands out, and the words say which it is; without them the rule speaks up."""
    assert of_colour("Which one?\n\nYour choice: **B**.", platform) == []
    assert of_colour("Which one?\n\nYour choice: **C**.", platform) != []
    assert of_colour("Which one?", platform) != []


DRAWN: dict[str, Callable[[], Image]] = {
    "board": lambda: board_picture(
        Board("week", date(2026, 11, 20)),
        (Standing(1, "a", 341), Standing(2, "b", 310, True), Standing(2, "c", 310, True), Standing(18, "d", 127)),
        {"a": "Ana", "b": "Ben", "c": "Cleo", "d": "Dora"},
        "d",
    ),
    "calendar": lambda: calendar_picture(
        Streak(
            days=23,
            best=57,
            freezes=2,
            calendar=(
                (date(2026, 10, 5), "counted"),
                (date(2026, 10, 6), "freeze"),
                (date(2026, 10, 7), "missed"),
                (date(2026, 10, 8), "off"),
                (date(2026, 10, 9), "excused"),
            ),
        ),
        date(2026, 10, 31),
    ),
    "areas": lambda: areas_picture({"4": Estimate(0.72, 0.61, 0.83, 34)}, {"4": "Serving", "5": "Pipelines"}),
    "options": lambda: options_picture(
        [OptionCount("A", "Pipelines", 13, True), OptionCount("B", "Composer", 26, False)], 39
    ),
    "map": lambda: pattern_map("Serving", [Branch("Batch", (Leaf("12 GB a night", "under 90 minutes", "✓"),))]),
}


@pytest.mark.parametrize("name", DRAWN)
def test_every_number_in_a_picture_is_in_its_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is written in it, but for the scale of an axis."""
    written: list[str] = []
    draw = Sheet.text

    def text(self: Sheet, x: float, y: float, words: str, *rest: object, **look: object) -> object:
        written.append(words)
        return draw(self, x, y, words, *rest, **look)

    monkeypatch.setattr(Sheet, "text", text)
    image = DRAWN[name]()
    scale = {f"{tick} %" for tick in (0, 25, 50, 75, 100)}
    numbers = {number for words in written if words not in scale for number in NUMBER.findall(words)}
    assert numbers, "a picture of numbers"
    assert numbers - set(NUMBER.findall(image.alt)) == set()


def test_every_sign_of_the_calendar_is_a_word_too() -> None:
    """What happened on a day is not told by the colour of its square."""
    alt = DRAWN["calendar"]().alt
    for words in ("counted 1", "6 Oct freeze", "7 Oct missed", "8 Oct day off", "9 Oct excused"):
        assert words in alt

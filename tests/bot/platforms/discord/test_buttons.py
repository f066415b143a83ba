"""Custom ids: ours are served from anywhere, everybody else's are refused in words."""

from __future__ import annotations

import random
import string

import pytest
from discord.http import Route

from bot.conversation import Place
from bot.platforms.discord.buttons import TutorButton
from bot.platforms.discord.components import words
from bot.platforms.discord.outbound import PRESS
from bot.tokens import Forged, SignedTokens

HERE = Place("discord", "222", "333")
TEMPLATE = TutorButton.__discord_ui_compiled_template__


def mutated(custom_id: str, chance: random.Random) -> str:
    """One to three characters changed, lost, doubled or swapped."""
    letters = list(custom_id)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(letters))
        match chance.randrange(4):
            case 0:
                letters[at] = chance.choice(string.printable)
            case 1 if len(letters) > 1:
                del letters[at]
            case 2:
                letters.insert(at, letters[at])
            case _:
                other = chance.randrange(len(letters))
                letters[at], letters[other] = letters[other], letters[at]
    return "".join(letters)


def test_ten_thousand_mutated_custom_ids_are_refused() -> None:
    """Whatever arrives, only what was minted for this place is read."""
    tokens = SignedTokens.of(["secret"])
    honest = PRESS + tokens.mint("answer", "k3j5h2", "b", "s", place=HERE)
    chance = random.Random(5)
    accepted = 0
    for _ in range(10_000):
        forged = mutated(honest, chance)
        found = TEMPLATE.fullmatch(forged)
        if forged == honest or found is None:
            continue
        try:
            tokens.read(found["token"], HERE)
            accepted += 1
        except Forged:
            pass
    assert accepted == 0


@pytest.mark.parametrize(
    "place", [Place("discord", "222", "334"), Place("discord", "dm:1"), Place("slack", "222", "333")]
)
def test_a_button_is_good_in_its_place_only(place: Place) -> None:
    """A copied custom id opens nothing elsewhere."""
    tokens = SignedTokens.of(["secret"])
    found = TEMPLATE.fullmatch(PRESS + tokens.mint("answer", "k3j5h2", place=HERE))
    assert found is not None
    with pytest.raises(Forged):
        tokens.read(found["token"], place)


def test_every_token_fits_into_a_custom_id() -> None:
    """The longest token, whatever visible characters it has."""
    longest = PRESS + "~" * 90
    assert len(longest) <= 100
    assert TEMPLATE.fullmatch(longest)


async def test_a_button_of_another_time_is_answered(simcord_env, inlet):
    """A custom id that is not ours leads to a sentence, not to silence, and to no turn."""
    room = simcord_env.create_guild().create_text_channel("ml-cert")
    ana = simcord_env.guild.add_member(simcord_env.create_user("ana"))
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Old", "custom_id": "quiz:17:b"}]}
    await simcord_env.bot.http.request(
        Route("POST", "/channels/{channel_id}/messages", channel_id=room.id),
        json={"components": [row, {"type": 10, "content": "?"}], "flags": 1 << 15},
    )
    pressed = await ana.click(room.history()[-1], label="Old")
    assert "another time" in words(pressed.response.message)
    assert pressed.response.ephemeral
    assert inlet.turns == []

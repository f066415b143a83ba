"""The environment, read; and the steps that help to set it up."""

from __future__ import annotations

import pytest
from rigs.discord_shapes import CHANNEL
from rigs.discord_stub import Fault

from bot.platforms.discord.connect import HELLO, invite_link, judge, look, say_hello
from bot.platforms.discord.connection import open_platform
from bot.platforms.discord.environment import Environment, Shards, read_environment


def test_without_any_variable_there_is_no_discord() -> None:
    """Each platform can be left out."""
    assert open_platform({"SLACK_BOT_TOKEN": "x", "DISCORD_BOT_TOKEN": ""}) is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"DISCORD_GUILD_ID": "1"}, "DISCORD_BOT_TOKEN is missing, though DISCORD_GUILD_ID is set"),
        ({"DISCORD_BOT_TOKEN": "Bot x"}, "DISCORD_BOT_TOKEN holds spaces"),
        ({"DISCORD_BOT_TOKEN": "x", "DISCORD_GUILD_ID": "team"}, "DISCORD_GUILD_ID is a server's number"),
        ({"DISCORD_BOT_TOKEN": "x", "DISCORD_MESSAGE_CONTENT": "yes"}, "DISCORD_MESSAGE_CONTENT is 0 or 1"),
        ({"DISCORD_BOT_TOKEN": "x", "DISCORD_SHARDS": "some"}, "DISCORD_SHARDS reads like 0-3/16"),
        ({"DISCORD_BOT_TOKEN": "x", "DISCORD_SHARDS": "2-4/4"}, "DISCORD_SHARDS counts from 0"),
        ({"DISCORD_BOT_TOKEN": "x", "DISCORD_API_URL": "localhost"}, "DISCORD_API_URL begins with http://"),
        (
            {"DISCORD_BOT_TOKEN": "x", "DISCORD_GATEWAY_URL": "http://x"},
            "DISCORD_GATEWAY_URL begins with ws://",
        ),
    ],
)
def test_what_is_wrong_is_named_in_one_sentence(given: dict[str, str], sentence: str) -> None:
    """Nobody has to guess which variable it was."""
    with pytest.raises(ValueError, match=sentence) as slip:
        open_platform(given)
    assert "x" not in str(slip.value).split()


def test_everything_is_read() -> None:
    """All variables at once; the token does not show."""
    env = read_environment(
        {
            "DISCORD_BOT_TOKEN": " secret ",
            "DISCORD_GUILD_ID": "42",
            "DISCORD_MESSAGE_CONTENT": "1",
            "DISCORD_SHARDS": "4-7/16",
            "DISCORD_API_URL": "http://127.0.0.1:1/api/v10/",
            "DISCORD_GATEWAY_URL": "ws://127.0.0.1:1/gateway",
        }
    )
    assert env is not None
    assert (env.token, env.guild, env.content, env.shards) == ("secret", 42, True, Shards((4, 5, 6, 7), 16))
    assert (env.api, str(env.gateway)) == ("http://127.0.0.1:1/api/v10", "ws://127.0.0.1:1/gateway")
    assert "secret" not in repr(env)


def test_the_invite_asks_for_little() -> None:
    """Six permissions and two scopes."""
    assert invite_link(1) == (
        "https://discord.com/oauth2/authorize?client_id=1&scope=bot+applications.commands&permissions=309237746688"
    )


async def test_connecting_names_what_is_missing(discord, settings) -> None:
    """In no server yet, and the intent that was asked for is on."""
    env = settings(content=True)
    steps = judge(await look(env), env)
    assert [step.ok for step in steps] == [True, False]
    assert "add it: https://discord.com/oauth2" in steps[-1].said
    assert (await say_hello(env, CHANNEL)).ok
    assert (await say_hello(env, CHANNEL)).ok
    assert discord.visible() == [HELLO]


async def test_connecting_with_a_wrong_token_is_one_sentence(discord, settings) -> None:
    """No traceback for a typing slip."""
    discord.faults.append(Fault("GET", "/users/@me", status=401))
    with pytest.raises(ValueError, match="DISCORD_BOT_TOKEN"):
        await look(settings())


async def test_a_closed_channel_is_said(discord, settings) -> None:
    """The hello says what to look at."""
    discord.faults.append(Fault("POST", ".*/messages", status=403, code=50001))
    step = await say_hello(settings(), CHANNEL)
    assert not step.ok
    assert "write there" in step.said


async def test_the_environment_alone_does_not_connect() -> None:
    """Opening a platform opens nothing yet, and so closing it closes nothing."""
    platform = open_platform({"DISCORD_BOT_TOKEN": "x"})
    assert platform is not None
    assert platform.name == "discord"
    await platform.close()
    assert Environment("x").shards is None

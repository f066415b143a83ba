"""The doctor: every variable with its state and no secret, every promise in words, exit 1 when somebody has to act."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rigs.command_line import StudyhallCommand
from rigs.slack_stub import SlackStub

from bot.looks import variables
from bot.looks.memory import promise
from bot.memory.contact import Server
from bot.settings import Settings

TOKEN = "xoxb-very-secret"
PLACED = "redis://ana:hunter2@127.0.0.1:1/0"
AWAY = "http://127.0.0.1:1/api/"
SOUND = Server("valkey", (9, 1, 2), False, True, "always", "noeviction", 0, 0)


@pytest.fixture
def command(tmp_path: Path) -> StudyhallCommand:
    return StudyhallCommand(tmp_path / "data")


def states(printed: str) -> dict[str, tuple[str, str]]:
    return {found["thing"]: (found["state"], found["words"]) for found in json.loads(printed)}


def test_it_is_content_with_a_fresh_start(command: StudyhallCommand) -> None:
    """Nothing set, nothing indexed: notes, nothing broken; what a power cut and a nap cost is said."""
    found = states(command.run("doctor", "--json"))
    assert {state for state, _ in found.values()} <= {"fine", "note"}
    assert "a power cut loses nothing that was acknowledged" in found["memory's promise"][1]
    assert "asleep" in found["daily questions"][1]
    assert found["cost"] == ("fine", "a question costs 0.00")
    assert set(variables.KNOWN) <= found.keys()


def test_secrets_are_never_shown(command: StudyhallCommand) -> None:
    """A token, a password in an address and the signing secret are only said to be set; a cable that is out makes
    no token bad, so nobody is sent to make a new one.
    """
    said = command.run(
        "doctor", "--json", code=None,
        REDIS_URL=PLACED, STUDYHALL_SECRET="one,two", SLACK_BOT_TOKEN=TOKEN, SLACK_APP_TOKEN="xapp-1",
        DISCORD_BOT_TOKEN="abc-secret", SLACK_API_URL=AWAY, DISCORD_API_URL=AWAY,
    )  # fmt: skip
    assert [secret for secret in (TOKEN, "hunter2", "abc-secret") if secret in said] == []
    assert "one" not in json.loads(said)[1]["words"].split()
    found = states(said)
    assert found["SLACK_BOT_TOKEN"][1] == "set"
    assert found["REDIS_URL"][1] == "redis://***@127.0.0.1:1/0"
    assert found["memory"][0] == "broken"
    for name in ("slack", "discord"):
        assert found[name][0] == "broken"
        assert "could not be checked" in found[name][1]
        assert "not accepted" not in found[name][1]


@pytest.mark.parametrize(
    "broken",
    [
        {
            "REDIS_URL": ("redis://127.0.0.1:1/0", "memory", "REDIS_URL says where it is"),
            "STUDYHALL_EMBEDDER": ("nowhere", "embedder", "STUDYHALL_EMBEDDER"),
            "SLACK_BOT_TOKEN": ("xoxb-1", "platforms", "SLACK_APP_TOKEN is missing"),
            "STUDYHALL_HTTP": ("nowhere", "service", "names no port"),
            "STUDYHALL_SECRET_FILE": ("nowhere", "secret", "cannot be read"),
            "STUDYHALL_MODEL": ("nobody:none", "chat model", "nobody"),
            "STUDYHALL_DOCS": ("https://example.com,./nowhere", "documents", "names ./nowhere, which is not there"),
        },
        {"STUDYHALL_LIMITS": ("user=often", "memory", "10/min")},
        {"STUDYHALL_SPEND_CAP": ("much", "settings", "STUDYHALL_SPEND_CAP")},
    ],
    ids=lambda broken: " ".join(broken),
)
def test_what_is_broken_is_named(command: StudyhallCommand, broken: dict[str, tuple[str, str, str]]) -> None:
    """Each for itself, and everything else is still looked at."""
    settings = {name: value for name, (value, _, _) in broken.items()}
    found = states(command.run("doctor", "--json", code=None, **settings))
    for _, thing, says in broken.values():
        assert found[thing][0] == "broken"
        assert says in found[thing][1]
    assert "STUDYHALL_DATA" in found


async def test_a_bad_token_names_the_way_out(command: StudyhallCommand) -> None:
    """Where Slack makes a new one."""
    async with SlackStub.running() as slack:
        said = await asyncio.to_thread(
            command.run, "doctor", "--json", code=None,
            SLACK_BOT_TOKEN="xoxb-bad", SLACK_APP_TOKEN="xapp-bad", SLACK_API_URL=slack.api_url,
        )  # fmt: skip
    assert "copy it again from OAuth & Permissions" in states(said)["slack"][1]
    assert "connections:write" in states(said)["slack"][1]


def test_what_is_not_set_is_one_line_for_people(command: StudyhallCommand) -> None:
    """A script gets each by its name."""
    lines = command.run("doctor").splitlines()
    assert [line for line in lines if "not set" in line] == lines[-1:]
    assert "DISCORD_BOT_TOKEN" in lines[-1]


def test_something_broken_is_an_exit_code(command: StudyhallCommand) -> None:
    command.run("doctor", code=1, STUDYHALL_SPEND_CAP="much")


@pytest.mark.parametrize(
    ("server", "state", "says"),
    [
        (SOUND, "fine", "nothing that was acknowledged"),
        (replace(SOUND, fsync="everysec"), "note", "at most the last second"),
        (replace(SOUND, fsync="no"), "note", "half a minute"),
        (replace(SOUND, fsync=None), "note", "ask its keeper"),
        (replace(SOUND, cluster=True), "note", "a node that fails"),
        (replace(SOUND, append_only=False), "broken", "since the last snapshot: set appendonly"),
        (replace(SOUND, eviction="allkeys-lru"), "broken", "noeviction"),
    ],
)
def test_the_promise_follows_the_settings(server: Server, state: str, says: str) -> None:
    found = promise(server)
    assert found.state == state
    assert says in found.words


@pytest.mark.parametrize(
    ("family", "version", "bad"),
    [
        ("redis", (6, 2, 14), True),
        ("redis", (7, 2, 10), True),
        ("redis", (7, 2, 11), False),
        ("redis", (7, 0, 15), None),
        ("redis", (8, 4, 0), False),
        ("valkey", (8, 0, 5), True),
        ("valkey", (9, 1, 2), False),
    ],
)
def test_known_holes_are_known(family: str, version: tuple[int, ...], bad: bool | None) -> None:
    assert replace(SOUND, family=family, version=version).known_bad is bad


def test_every_setting_is_known() -> None:
    """A new one is listed too."""
    names = {field.alias or f"STUDYHALL_{name.upper()}" for name, field in Settings.model_fields.items()}
    assert names <= set(variables.KNOWN)


def test_a_slip_of_the_pen_is_noticed(tmp_path: Path) -> None:
    """A variable that nobody reads, and a file of tokens that others may read."""
    file = tmp_path / ".env"
    file.touch(mode=0o644)
    found = {one.thing: one.words for one in variables.look({"STUDYHALL_SPENDCAP": "1"}, file)}
    assert found["STUDYHALL_SPENDCAP"].endswith("did you mean STUDYHALL_SPEND_CAP?")
    assert "chmod 600" in found[".env"]


@pytest.fixture
def newer(command: StudyhallCommand, redis_url: str) -> Iterator[dict[str, str]]:
    """A server that a later studyhall wrote to."""
    from redis import Redis

    redis = Redis.from_url(redis_url)
    redis.set("{s:00}:layout", 2)
    yield {"REDIS_URL": redis_url}
    redis.delete("{s:00}:layout")
    redis.close()


def test_what_a_newer_version_wrote_is_left_alone(command: StudyhallCommand, newer: dict[str, str]) -> None:
    """Nothing starts on it; the doctor says why."""
    assert "written by a newer studyhall" in command.run("audit", code=69, **newer)
    found = states(command.run("doctor", "--json", code=None, **newer))
    assert found["memory"][0] == "broken"
    assert "newer studyhall" in found["memory"][1]

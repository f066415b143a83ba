"""What a new operator gets wrong: each is answered by one sentence that names the thing, an exit code, no stack."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import pytest
from redis import Redis
from rigs.command_line import StudyhallCommand

from bot.memory.server import EmbeddedServer

CANNOT_START = 69
SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_APP_TOKEN": "xapp-1",
    "SLACK_API_URL": "http://127.0.0.1:1/api/",
}


@pytest.fixture
def command(redis_server: EmbeddedServer, tmp_path: Path) -> StudyhallCommand:
    """On the server of this test run, so that none has to be started."""
    return StudyhallCommand(tmp_path / "data", redis_url=redis_server.url)


def one_sentence(said: str) -> str:
    """The last line, where nothing before it is a stack."""
    assert "Traceback" not in said
    return said.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("board", "--period", "fortnight"), 2, "'fortnight' is not one of"),
        (("board", "--tenant", "T404"), 1, "nobody has answered anything in 'T404'"),
        (("backup", "/nowhere/facts.jsonl"), 1, "/nowhere/facts.jsonl cannot be written"),
        (("backup", "/proc/facts.jsonl"), CANNOT_START, "/proc/facts.jsonl.partial cannot be used"),
        (("backup", "/tmp/of-nobody.jsonl", "--tenant", "T404"), 1, "nothing is kept of 'T404'"),
        (("schedule", "09:00", "daily"), 1, "--channel ID"),
        (("schedule", "9", "daily", "--channel", "C1", "--tenant", "T1", "--platform", "slack"), 1, "without a course"),
        (("schedule", "off", "--channel", "C1", "--tenant", "T404"), 1, "C1 has no daily question yet"),
        (("schedule", "9", "--channel", "#ml", "--tenant", "T1", "--platform", "slack"), 1, "'#ml' is no channel's id"),
        (("library", "grant", "home", "T1", "--channel", "#ml"), 2, "'#ml' is a name; the channel's id is meant"),
        (("library", "revoke", "home", "T1"), 1, "there is no grant of home to T1"),
        (("index", "verify", "--library", "handbok"), 1, "The library 'handbok' has no documents yet"),
        (("index", "show"), 1, "The library 'home' has no documents yet"),
        (("restore", "/nowhere/facts.jsonl"), 1, "there is no file /nowhere/facts.jsonl"),
        (("course", "import", __file__), 1, "test_stranger.py: the ending says the format"),
        (("run", "--only", "slack,discord"), CANNOT_START, "discord is not configured: set DISCORD_BOT_TOKEN"),
    ],
)
def test_a_slip_in_a_command(command: StudyhallCommand, arguments: Sequence[str], code: int, says: str) -> None:
    assert says in one_sentence(command.run(*arguments, code=code))


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"STUDYHALL_DATA": "/dev/null"}, "/dev/null/secret cannot be used: Not a directory"),
        ({"STUDYHALL_SECRET_FILE": "nowhere"}, "STUDYHALL_SECRET_FILE: nowhere cannot be read"),
        ({"STUDYHALL_EMBEDDER": "nowhere"}, "Set STUDYHALL_EMBEDDER to a sentence-transformers folder"),
        ({"REDIS_URL": "localhost"}, "REDIS_URL: "),
        ({"REDIS_URL": "redis://127.0.0.1:1"}, "Redis cannot be reached at 127.0.0.1:1: nothing answers there."),
        ({"STUDYHALL_COURSE": "pmel"}, "STUDYHALL_COURSE='pmel' is not here; there is: pmle"),
        ({"REDIS_URL": "redis://127.0.0.1:seven"}, "write redis://HOST:PORT"),
        ({**SLACK, "STUDYHALL_HTTP": "127.0.0.1:99999999"}, "STUDYHALL_HTTP is host:port"),
    ],
)
def test_a_slip_in_a_setting(command: StudyhallCommand, settings: dict[str, str], says: str) -> None:
    """The start ends, and says which."""
    what = (
        ("run",) if "SLACK_BOT_TOKEN" in settings else ("board",) if "STUDYHALL_COURSE" in settings else ("ask", "hi")
    )
    said = command.run(*what, code=CANNOT_START, **settings)
    assert says in one_sentence(said)


def test_a_wrong_password_of_redis(command: StudyhallCommand, redis_server: EmbeddedServer) -> None:
    """Says how it is written."""
    url = f"unix://ana:wrong@{quote(str(redis_server.socket))}"
    assert "redis://NAME:PASSWORD@HOST:PORT" in one_sentence(command.run("audit", code=CANNOT_START, REDIS_URL=url))


def test_what_stopped_a_story_is_said_once(command: StudyhallCommand) -> None:
    """By the study hall behind it; the exit code is its own."""
    said = command.run("chat", "--script", "-", stdin="@ana: hello\n", code=CANNOT_START, STUDYHALL_MODEL="none")
    assert said.count("studyhall:") == 1
    assert "STUDYHALL_MODEL is 'none'" in one_sentence(said)


@pytest.fixture
def evicting(redis_server: EmbeddedServer) -> Iterator[None]:
    """A server that drops what it has no room for."""
    with Redis.from_url(redis_server.url) as redis:
        redis.config_set("maxmemory-policy", "allkeys-lru")
        yield
        redis.config_set("maxmemory-policy", "noeviction")


@pytest.mark.usefixtures("evicting")
def test_a_server_that_forgets_is_named_at_the_start(command: StudyhallCommand) -> None:
    """Whoever never asks the doctor reads it in the log."""
    started = subprocess.Popen(
        [sys.executable, "-m", "bot", "work"], stderr=subprocess.PIPE, text=True, env=command.environment({})
    )
    assert started.stderr is not None
    assert any("set maxmemory-policy noeviction" in line for line in started.stderr)
    started.terminate()
    _, rest = started.communicate()
    assert started.returncode == 0, rest


@pytest.fixture
def copying(redis_server: EmbeddedServer) -> Iterator[None]:
    """A server that became the copy of another, as after a failover."""
    with Redis.from_url(redis_server.url) as redis:
        redis.set("{s:00}:layout", 1)
        redis.replicaof("127.0.0.1", 1)
        yield
        redis.replicaof("NO", "ONE")


@pytest.mark.usefixtures("copying")
def test_a_server_that_may_only_be_read_is_named(command: StudyhallCommand) -> None:
    """Before anybody's answer meets it."""
    assert "a copy that may only be read (a replica)" in one_sentence(command.run("audit", code=CANNOT_START))


@pytest.fixture
def answered(redis_server: EmbeddedServer) -> Iterator[None]:
    """Somebody in a story has answered something."""
    with Redis.from_url(redis_server.url) as redis:
        redis.sadd("{t:story}:learners", "ana")
        yield
        redis.delete("{t:story}:learners")


@pytest.mark.usefixtures("answered")
def test_a_story_is_nobodys_workspace(command: StudyhallCommand) -> None:
    """Its people are shown where there are no others; a channel of Slack is not theirs."""
    asked = ("schedule", "09:00", "daily", "--channel", "C1", "--platform", "slack")
    assert "--tenant names a workspace or server" in one_sentence(command.run(*asked, code=1))
    assert "No groups yet" in command.run("group")


@pytest.mark.usefixtures("answered")
def test_a_backup_that_was_cut_short_is_named(command: StudyhallCommand, tmp_path: Path) -> None:
    """Between two lines, where nothing else would show it; what there is comes back."""
    file = tmp_path / "facts.jsonl"
    command.run("backup", str(file))
    assert f"nothing in {file} was missing here" in command.run("restore", str(file))
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))
    assert "was cut short" in one_sentence(command.run("restore", str(file), code=1))


def test_a_sign_the_terminal_lacks_stops_nothing(command: StudyhallCommand) -> None:
    assert "? data folder" in command.run("doctor", PYTHONIOENCODING="ascii")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'{"kind": "hash"}\n'])
def test_a_file_that_is_no_backup(command: StudyhallCommand, tmp_path: Path, content: bytes) -> None:
    """Nothing of it is taken."""
    file = tmp_path / "facts.jsonl"
    file.write_bytes(content)
    assert "nothing was restored" in one_sentence(command.run("restore", str(file), code=1))


def test_a_backup_is_its_owners(command: StudyhallCommand, tmp_path: Path) -> None:
    """It holds what people said and answered."""
    file = tmp_path / "facts.jsonl"
    command.run("backup", str(file))
    assert file.stat().st_mode & 0o077 == 0
    assert list(tmp_path.glob("*.partial")) == []

"""``.env`` as people write it: what stands in it reaches every command, and what cannot be read is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rigs.command_line import StudyhallCommand

from bot.looks import variables
from bot.memory.server import EmbeddedServer

FROM_A_WINDOWS_EDITOR = (
    "\ufeffSTUDYHALL_ADMINS=U1 # the first line\r\n"
    "export STUDYHALL_LIMITS='user=5/min'\r\n"
    "# SLACK_BOT_TOKEN=xoxb-none\r\n"
    "\r\n"
    'STUDYHALL_LINKS="./docs=https://wiki.example/{path}#{anchor}"\r\n'
    "STUDYHAL_HTTP=127.0.0.1:4000\r\n"
    "REDIS_URI=redis://nowhere\r\n"
)


@pytest.fixture
def command(redis_server: EmbeddedServer, tmp_path: Path) -> StudyhallCommand:
    """Typed in an empty folder, on the server of this test run."""
    return StudyhallCommand(tmp_path / "data", redis_url=redis_server.url, folder=tmp_path)


def write(command: StudyhallCommand, text: str) -> None:
    (command.folder / ".env").write_bytes(text.encode())


def test_it_is_read_as_it_was_meant(command: StudyhallCommand) -> None:
    """A mark at its beginning, quotes, comments, `export` and line ends of another system; a slip in a name is noticed."""
    write(command, FROM_A_WINDOWS_EDITOR)
    found = {one["thing"]: one["words"] for one in json.loads(command.run("doctor", "--json"))}
    assert found["STUDYHALL_ADMINS"] == "U1"
    assert found["STUDYHALL_LIMITS"] == "user=5/min"
    assert found["STUDYHALL_LINKS"] == "./docs=https://wiki.example/{path}#{anchor}"
    assert found["SLACK_BOT_TOKEN"] == variables.NOT_SET
    assert found["STUDYHAL_HTTP"] == "nobody reads it; did you mean STUDYHALL_HTTP?"
    assert found["REDIS_URI"] == "nobody reads it; did you mean REDIS_URL?"


def test_a_models_key_and_the_log_are_read_by_every_command(command: StudyhallCommand) -> None:
    """Not only by those that serve: the answer fails for want of documents, and not of a key."""
    write(command, "STUDYHALL_MODEL=openai:gpt-5-mini\nOPENAI_API_KEY=k\nSTUDYHALL_LOG=debug\n")
    assert "DEBUG asyncio" in command.run("ask", "what is skew?", code=1)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("STUDYHALL_LOG=info\nSTUDYHALL_ADMINS='U1\n", ".env, line 2 cannot be read: write NAME=VALUE"),
        ("SLACK BOT TOKEN=xoxb-1\n", ".env, line 1 cannot be read"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(command: StudyhallCommand, text: str, says: str) -> None:
    """Without it the start would go on without what it was meant to set; its words may be a secret."""
    write(command, text)
    said = command.run("audit", code=69)
    assert said.startswith(f"studyhall: {says}")
    assert "xoxb" not in said


def test_a_file_in_another_encoding_is_named(command: StudyhallCommand) -> None:
    (command.folder / ".env").write_bytes("STUDYHALL_ADMINS=José\n".encode("latin-1"))
    assert command.run("audit", code=69) == "studyhall: .env cannot be read: save it as UTF-8.\n"


def test_a_folder_of_that_name_is_somebody_elses(command: StudyhallCommand) -> None:
    """Some keep their Python there."""
    (command.folder / ".env").mkdir()
    command.run("audit")


def test_a_tilde_is_the_home_folder(command: StudyhallCommand) -> None:
    """No shell reads the file."""
    write(command, "STUDYHALL_SECRET_FILE=~/nowhere\n")
    assert f"{command.folder}/nowhere cannot be read" in command.run("ask", "hello", code=69, HOME=str(command.folder))


@pytest.mark.parametrize(
    "address",
    [
        "redis://ana:hunter2@127.0.0.1:1/0",
        "redis://ana:hunter2@more@127.0.0.1:1",
        "redis+cluster://:hunter2@one:1,two:2",
        "redis://127.0.0.1:1/0?password=hunter2&db=1",
        "ana:hunter2@127.0.0.1:1",
    ],
)
def test_a_password_is_never_shown(address: str) -> None:
    """Wherever it stands in the address, also where its beginning was forgotten."""
    found = {one.thing: one.words for one in variables.look({"REDIS_URL": address}, Path("nowhere"))}
    assert "hunter2" not in found["REDIS_URL"]
    assert "***" in found["REDIS_URL"]
    assert "more" not in found["REDIS_URL"]

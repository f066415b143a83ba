"""What is handed over in the terminal: written where the person is, and named in one line."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from rich.console import Console

from bot.conversation import File, Reply
from bot.platforms.terminal.outbound import as_json, show

REPLY = Reply("Your plan.", files=(File("study-plan.ics", b"BEGIN", "text/calendar", "Your study plan"),))


def told(folder: Path, pictures: Path) -> str:
    """What the person reads below the reply."""
    screen = StringIO()
    show(as_json(REPLY, None, pictures, folder), Console(file=screen, width=300))
    return screen.getvalue().splitlines()[-1].strip()


def test_it_is_saved_and_named(tmp_path: Path) -> None:
    """And nothing of the person's own is ever written over."""
    (tmp_path / "study-plan.ics").write_text("mine")
    assert told(tmp_path, tmp_path / "pictures") == f"Saved: {tmp_path}/study-plan-2.ics"
    assert told(tmp_path, tmp_path / "pictures") == f"Saved: {tmp_path}/study-plan-3.ics"
    assert (tmp_path / "study-plan.ics").read_text() == "mine"
    assert (tmp_path / "study-plan-3.ics").read_bytes() == b"BEGIN"


def test_a_folder_that_takes_nothing_is_named(tmp_path: Path) -> None:
    """In one line, and the reply is there all the same."""
    assert told(tmp_path / "gone", tmp_path).startswith("study-plan.ics could not be saved here: No such file")


def test_a_story_keeps_its_files_beside_its_pictures(tmp_path: Path) -> None:
    """The same name again takes its place, so that the same story says the same."""
    first, again = (as_json(REPLY, None, tmp_path)["files"] for _ in range(2))
    assert first == again == [
        {"name": "study-plan.ics", "title": "Your study plan", "path": str(tmp_path / "study-plan.ics")}
    ]  # fmt: skip
    assert (tmp_path / "study-plan.ics").read_bytes() == b"BEGIN"

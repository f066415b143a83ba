"""What the container promises, where no engine runs: another user, a read-only tree, settings from the environment alone."""

from __future__ import annotations

import asyncio
import json
import os
import pwd
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from rigs.slack_stub import SlackStub

ROOT = Path(__file__).parents[2]
NOBODY = pwd.getpwnam("nobody")
PATIENCE = 240.0

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.getuid() != 0, reason="only root may start a process as somebody else"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Path]:
    """A copy of the packages that nobody may write to, and a working folder without anything of ours."""
    copy = tmp_path / "opt"
    for package in ("bot", "retrieval", "index"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in tmp_path.parents[:2]:
        parent.chmod(0o755)
    tmp_path.chmod(0o755)
    yield copy
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of that user's, as the volume is."""
    folder = tmp_path / "data"
    (folder / "home").mkdir(parents=True)
    guide = tmp_path / "docs" / "guide.md"
    guide.parent.mkdir()
    guide.write_text("# Guide\n\nFeature skew is a difference between training and serving.\n", encoding="utf-8")
    for path in (folder, folder / "home"):
        os.chown(path, NOBODY.pw_uid, NOBODY.pw_gid)
    return folder


@pytest.fixture(scope="session")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This Python where others may execute it: its own place may be in somebody's home."""
    place = tmp_path_factory.mktemp("python")
    version = f"python3.{sys.version_info.minor}"
    (place / "bin").mkdir()
    shutil.copy2(Path(sys.base_prefix) / "bin" / version, place / "bin")
    left_out = shutil.ignore_patterns("__pycache__", "site-packages", "test", "idlelib", "config-*")
    shutil.copytree(sysconfig.get_path("stdlib"), place / "lib" / version, ignore=left_out)
    for library in (Path(sys.base_prefix) / "lib").glob("libpython*.so*"):
        shutil.copy2(library, place / "lib")
    for parent in (place, place.parent, place.parent.parent):
        parent.chmod(0o755)
    return place / "bin" / version


def started(python: Path, tree: Path, data: Path, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    """``studyhall …`` as nobody, with nothing but these settings in its environment."""
    libraries = f"{tree}:{sysconfig.get_path('purelib')}"
    env = {
        "PATH": os.environ["PATH"], "HOME": str(data / "home"), "PYTHONHOME": str(python.parents[1]), "LD_LIBRARY_PATH": str(python.parents[1] / "lib"), "PYTHONPATH": libraries, "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1", "STUDYHALL_DATA": str(data), "STUDYHALL_COURSE": "none", **settings,
    }  # fmt: skip
    return subprocess.Popen(
        [str(python), "-m", "bot", *arguments],
        cwd=tree, env=env, user=NOBODY.pw_uid, group=NOBODY.pw_gid, extra_groups=[],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(process: subprocess.Popen[str], code: int = 0) -> str:
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == code, err
    return out


def ready(port: int) -> dict[str, object]:
    """What /readyz says, once it answers."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2) as page:
                return dict(json.load(page))
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("it did not become ready")


def test_it_indexes_and_answers_as_another_user(python: Path, tree: Path, data: Path, tmp_path: Path) -> None:
    """Nothing is written beside the data folder; the doctor finds nothing broken."""
    docs = str(tmp_path / "docs")
    ended(started(python, tree, data, "index", "build", docs))
    answer = json.loads(ended(started(python, tree, data, "ask", "what is feature skew?", "--json")))
    assert answer["outcome"] == "answered"
    found = json.loads(ended(started(python, tree, data, "doctor", "--json")))
    assert {one["state"] for one in found} <= {"fine", "note"}
    assert not [path for path in tree.rglob("*") if path.stat().st_uid == NOBODY.pw_uid]


async def test_it_serves_becomes_ready_and_drains(python: Path, tree: Path, data: Path, unused_port: int) -> None:
    """``run`` and ``work`` share one folder; SIGTERM ends both well within the grace Compose gives."""
    async with SlackStub.running() as slack:
        settings = {
            "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "SLACK_API_URL": slack.api_url,
            "STUDYHALL_HTTP": f"127.0.0.1:{unused_port}", "STUDYHALL_DOCS": str(data.parent / "docs"),
        }  # fmt: skip
        bot = started(python, tree, data, "run", **settings)
        try:
            await asyncio.wait_for(slack.connected.wait(), PATIENCE)
            said = await asyncio.to_thread(ready, unused_port)
            assert said == {"ready": True, "memory": "fine", "documents": "fine"}
            worker = started(python, tree, data, "work", **{**settings, "STUDYHALL_HTTP": "127.0.0.1:0"})
            worker.terminate()
            worker.communicate(timeout=PATIENCE)
        finally:
            bot.terminate()
            _, err = await asyncio.to_thread(bot.communicate, timeout=PATIENCE)
        assert bot.returncode == 0, err


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

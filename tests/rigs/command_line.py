"""The real ``studyhall`` command, run as a user runs it, on a data folder of the test's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class StudyhallCommand:
    """``studyhall``, typed in ``folder``, with its data in ``data`` and nothing of the caller's settings."""

    data: Path
    course: str = "none"
    redis_url: str = ""
    folder: Path = ROOT

    def run(self, *arguments: str, stdin: str = "", code: int | None = 0, **settings: str) -> str:
        """Standard output; ``code`` is the exit code expected (``None``: any)."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            env=self.environment(settings),
            cwd=self.folder,
            check=False,
        )
        assert code is None or done.returncode == code, done.stderr or done.stdout
        return done.stdout if code in (0, None) else done.stderr

    def json(self, *arguments: str, **settings: str) -> Any:
        """What ``--json`` prints."""
        return json.loads(self.run(*arguments, "--json", **settings))

    def story(self, text: str, *options: str) -> list[dict[str, Any]]:
        """The steps of a story as a script reads them."""
        printed = self.run("chat", "--script", "-", "--json", *options, stdin=text)
        return [json.loads(line) for line in printed.splitlines()]

    def environment(self, settings: dict[str, str]) -> dict[str, str]:
        """The environment of a process of ours, with these settings."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "XDG_CACHE_HOME", "TMPDIR") if name in os.environ}
        own = {"STUDYHALL_DATA": str(self.data), "STUDYHALL_COURSE": self.course, "PYTHONPATH": str(ROOT)}
        return {**kept, **own, **({"REDIS_URL": self.redis_url} if self.redis_url else {}), **settings}

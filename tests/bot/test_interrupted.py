"""Ctrl-C at any moment is one line, not a stack: also before the command has begun."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("moment", ["typer", "bot.commands.indexing", "bot.settings", "index.builder"])
def test_an_interrupted_command_says_one_line(moment: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nSome words.\n", "utf-8")
    program = f"""
import importlib.abc, os, runpy, signal, sys

class Impatient(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == {moment!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Impatient())
sys.argv = ["studyhall", "index", "build", {str(tmp_path)!r}]
runpy.run_module("bot", run_name="__main__")
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path), "STUDYHALL_DATA": str(tmp_path / "data")},
    )
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr.endswith("studyhall: stopped\n")
    assert "Traceback" not in done.stderr

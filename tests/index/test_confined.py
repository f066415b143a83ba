"""The child that reads hostile bytes: killed by the clock, cut off from the network, replaced for the next file."""

from __future__ import annotations

import subprocess
import sys

import pytest

from index.documents import Unreadable
from index.documents.confined import Confined

PAGE = b"<html><body><article><h1>Hi</h1>" + b"<p>Enough words to be content of this page.</p>" * 4


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    with Confined(seconds=0.001) as hasty, pytest.raises(Unreadable, match="took longer"):
        hasty.read("html", PAGE, "slow.html")
    with Confined() as patient:
        assert patient.read("html", PAGE, "page.html").title == "Hi"


def test_a_child_that_dies_is_replaced() -> None:
    with Confined() as confined:
        confined.read("html", PAGE, "one.html")
        confined._child.kill()
        with pytest.raises(Unreadable, match="too much memory or time"):
            confined.read("html", PAGE, "two.html")
        assert confined.read("html", PAGE, "three.html").title == "Hi"


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "open('written-by-a-parser', 'w').write('x' * 100000)",
        "bytearray(3 << 30)",
    ],
)
def test_a_confined_process_cannot(deed: str, tmp_path) -> None:
    program = f"from index.documents.confined import confine\nconfine()\n{deed}\n"
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, env={"PYTHONPATH": ":".join(sys.path)}, capture_output=True
    )
    assert ended.returncode != 0
    assert (
        b"PermissionError" in ended.stderr
        or b"MemoryError" in ended.stderr
        or b"File too large" in ended.stderr
        or ended.returncode < 0
    )

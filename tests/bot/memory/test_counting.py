"""A bare counter counts twice when its reply is lost: none outside the memory."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[3]
BARE = {
    "incr", "incrby", "incrbyfloat", "decr", "decrby", "hincrby", "hincrbyfloat",
    "zincrby", "lpush", "rpush", "linsert", "xadd", "lpop", "rpop", "spop", "getdel",
}  # fmt: skip


def bare_calls(source: str) -> list[str]:
    return [
        f"{node.lineno}: {node.func.attr}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in BARE
    ]


def test_no_bare_counters() -> None:
    """What changes state is a script keyed by a business id, so that it may be sent again.

    Not even the memory calls one from Python: inside a script it is safe, outside it is not.
    """
    for package in ("bot", "retrieval", "index"):
        for path in (ROOT / package).rglob("*.py"):
            assert bare_calls(path.read_text("utf-8")) == [], path


def test_it_would_be_found() -> None:
    """The check sees what it is looking for."""
    assert bare_calls("async def f(r):\n    await r.zincrby('board', 10, 'ana')") == ["2: zincrby"]

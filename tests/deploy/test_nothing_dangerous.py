"""What may not stand in the code: anything that runs what it reads, and servers or programs reached without care."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "retrieval", "index", "deploy")
# Reading these formats runs what is in them, or may.
MODULES = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "joblib",
    "shelve",
    "marshal",
    "jsonpickle",
    "telnetlib",
}
CALLS = {
    "eval", "exec", "compile", "__import__", "yaml.load", "yaml.unsafe_load", "yaml.full_load", "torch.load", "torch.jit.load",
    "os.system", "os.popen", "subprocess.getoutput", "faiss.deserialize_index", "langchain_core.load.load",
    "langchain_core.load.loads", "tempfile.mktemp", "ssl._create_unverified_context",
}  # fmt: skip
ARGUMENTS = {
    ("shell", True), ("verify", False), ("allow_dangerous_deserialization", True), ("allow_pickle", True),
    ("trust_remote_code", True), ("check_hostname", False),
}  # fmt: skip


def code() -> Iterator[tuple[str, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def called(node: ast.expr) -> str:
    """``a.b.c`` of a call, as far as it is written out."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{called(value)}.{name}"
    return ""


def findings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (f"import {alias.name}" for alias in node.names if alias.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in MODULES:
            yield f"from {node.module}"
        elif isinstance(node, ast.Call):
            if called(node.func) in CALLS:
                yield f"{called(node.func)}()"
            for given in node.keywords:
                if isinstance(given.value, ast.Constant) and (given.arg, given.value.value) in ARGUMENTS:
                    yield f"{given.arg}={given.value.value}"


def test_nothing_runs_what_it_reads() -> None:
    assert [f"{path}: {found}" for path, tree in code() for found in findings(tree)] == []


@pytest.mark.parametrize(
    "hostile",
    [
        "import pickle", "from joblib import load", "eval(text)", "yaml.load(text)", "torch.load(file)",
        "run('ls', shell=True)", "FAISS.load_local(f, e, allow_dangerous_deserialization=True)", "np.load(f, allow_pickle=True)",
    ],
)  # fmt: skip
def test_the_look_sees(hostile: str) -> None:
    """Each kind, planted, is found."""
    assert list(findings(ast.parse(hostile)))


def test_the_security_rules_find_nothing() -> None:
    """Bandit's rules as ruff knows them, with nothing waved through line by line."""
    checked = [str(ROOT / package) for package in PACKAGES]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "S", "--ignore", "S101,S311", *checked],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout
    waved = [path for path, _ in code() if "noqa: S" in (ROOT / path).read_text("utf-8")]
    assert waved == []

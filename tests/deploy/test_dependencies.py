"""What is installed with us: bounded on both sides, and under licences a team may ship."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
RUNTIME: list[str] = PROJECT["project"]["dependencies"]
NAMED: list[str] = [
    *RUNTIME,
    *(line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra),
    *PROJECT["dependency-groups"]["dev"],
    *PROJECT["build-system"]["requires"],
]


@pytest.mark.parametrize("line", NAMED)
def test_each_has_a_lower_and_an_upper_bound(line: str) -> None:
    """What was tried, up to where its makers may change what we rely on."""
    signs = {each.operator for each in Requirement(line).specifier}
    assert signs == {"=="} or signs == {">=", "<"}


def closure() -> dict[str, Distribution]:
    """Everything that arrives with an installation, found on this machine."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(line) for line in RUNTIME]
    while waiting:
        wanted = waiting.pop()
        if wanted.name.lower() in found or not _applies(wanted):
            continue
        try:
            found[wanted.name.lower()] = one = distribution(wanted.name)
        except PackageNotFoundError:  # a variant that this platform leaves out
            continue
        waiting += [Requirement(line) for line in one.requires or ()]
    return found


def _applies(wanted: Requirement) -> bool:
    return wanted.marker is None or wanted.marker.evaluate({"extra": ""})


def licences(one: Distribution) -> Iterator[str]:
    """Each that may be chosen."""
    meta = one.metadata
    classified = [line.rpartition("::")[2] for line in meta.get_all("Classifier") or () if line.startswith("License")]
    said = meta.get("License-Expression") or "; ".join(classified) or (meta.get("License") or "").split("\n")[0]
    yield from said.replace(" or ", " OR ").split(" OR ")


def test_nothing_that_is_shipped_asks_for_our_source() -> None:
    """Permissive, or bound to its own files (MPL, LGPL)."""
    found = closure()
    assert len(found) > 50
    chosen = {name: list(licences(one)) for name, one in found.items()}
    strong = {name: each for name, each in chosen.items() if all("GPL" in one.replace("LGPL", "") for one in each)}
    assert strong == {}

"""The alert rules: they speak of numbers that exist and are counted, keep quiet for a moment's trouble, and lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import Counter, Histogram
from prometheus_client.metrics import MetricWrapperBase

from bot import metrics

ROOT = Path(__file__).parents[2]
RULES = yaml.safe_load((ROOT / "deploy" / "alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
NUMBERS = {name: one for name, one in vars(metrics).items() if isinstance(one, MetricWrapperBase)}


def exposed() -> dict[str, set[str]]:
    """Every name that /metrics can show, and its labels."""
    found: dict[str, set[str]] = {}
    for one in NUMBERS.values():
        name, labels = one._name, set(one._labelnames)
        if isinstance(one, Counter):
            found[f"{name}_total"] = labels
        elif isinstance(one, Histogram):
            found |= {f"{name}_bucket": labels | {"le"}, f"{name}_count": labels, f"{name}_sum": labels}
        else:
            found[name] = labels
    return found


def anchors() -> set[str]:
    headings = re.findall(r"^## (.+)$", (ROOT / "deploy" / "RUNBOOK.md").read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_a_rule_speaks_of_what_is_counted(rule: dict[str, Any]) -> None:
    """Names and labels are those of the code's own registry."""
    known = exposed()
    for name, chosen in re.findall(r"(studyhall_\w+)(?:\{([^}]*)\})?", rule["expr"]):
        assert name in known
        assert set(re.findall(r"(\w+)\s*=~?", chosen)) <= known[name]
        for grouped in re.findall(r"by \(([^)]*)\)", rule["expr"]):
            assert set(grouped.split(", ")) <= known[name]


@pytest.mark.parametrize("rule", RULES, ids=[rule["alert"] for rule in RULES])
def test_a_rule_neither_twitches_nor_flaps_and_says_what_to_do(rule: dict[str, Any]) -> None:
    assert rule["for"]
    assert rule["keep_firing_for"]
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["runbook"].removeprefix("deploy/RUNBOOK.md#") in anchors()


def test_every_number_is_counted_somewhere() -> None:
    """One that nobody moves would show a calm that is none."""
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py") if path.name != "metrics.py")
    own = (ROOT / "bot" / "metrics.py").read_text("utf-8")
    idle = [
        name
        for name in NUMBERS
        if f"metrics.{name}" not in code and not re.search(rf"^    +{name}\b", own, re.MULTILINE)
    ]
    assert idle == []

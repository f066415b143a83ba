"""Keys: one maker, one table, and no name that can forge a tag."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.memory
from bot.conversation import Place
from bot.memory import keys

MEMORY = Path(bot.memory.__file__).parent
ROOT = MEMORY.parent.parent
ids = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(ids, ids, ids)
def test_no_name_can_forge_a_tag_or_a_colon(tenant: str, learner: str, part: str) -> None:
    """Whatever an id contains, the key says whose it is."""
    mine = keys.of_learner(tenant, learner, "facts")
    assert (keys.tenant_of(mine), keys.learner_of(mine), keys.name_of(mine)) == (tenant, learner, "facts")
    ours = keys.of_tenant(tenant, "delivery", part)
    assert (keys.tenant_of(ours), keys.learner_of(ours), keys.name_of(ours)) == (tenant, None, "delivery")
    assert keys.last_part(ours) == part
    for key in (mine, ours):
        assert key.count("{") == key.count("}") == 1
        assert not set("*?[]\\ \n") & set(key), "it can stand in a pattern as it is"


@given(ids, ids, ids, ids)
def test_different_things_have_different_keys(tenant: str, one: str, other: str, channel: str) -> None:
    """No two places, learners or tenants share a key."""
    if one != other:
        assert keys.of_learner(tenant, one, "facts") != keys.of_learner(tenant, other, "facts")
        assert keys.of_tenant(one, "board", other) != keys.of_tenant(other, "board", one)
        assert keys.place_name(Place(one, tenant, channel)) != keys.place_name(Place(other, tenant, channel))
        assert keys.place_name(Place("p", tenant, one, other)) != keys.place_name(Place("p", tenant, other, one))


def test_a_shard_is_nobodys() -> None:
    """What waits for its tenant is under one of sixteen tags."""
    key = keys.of_shard(keys.shard("T1"), "turns")
    assert re.fullmatch(r"\{s:\d\d\}:turns", key)
    assert keys.tenant_of(key) is None
    assert {keys.shard(str(n)) for n in range(500)} == set(range(keys.SHARDS))


def test_what_is_not_kept_per_learner_is_refused() -> None:
    """Otherwise it would not be removed with them."""
    with pytest.raises(ValueError, match="diary"):
        keys.of_learner("T", "ana", "diary")


def made() -> set[str]:
    """The names that the code makes keys with, read from its syntax."""
    names: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
                function = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                if function in {"of_tenant", "of_shard"} and isinstance(name := node.args[1], ast.Constant):
                    names.add(f"{{{'t' if function == 'of_tenant' else 's'}}}:{name.value}")
    return names | {f"{{t}}:learner:{part}" for part in keys.LEARNER_PARTS}


def test_the_table_of_keys_is_true() -> None:
    """The docstring of ``bot.memory`` names every key that is made, and no other."""
    rows = re.findall(r"^``(\{[ts]\}:[^`]+)``", bot.memory.__doc__ or "", flags=re.M)
    told = {re.sub(r":learner:L:", ":learner:", row) for row in rows}
    told = {":".join(row.split(":")[: 3 if ":learner:" in row else 2]) for row in told}
    assert told == made()


def test_only_one_module_makes_keys() -> None:
    """A hash tag is written nowhere else."""
    for path in (ROOT / "bot").rglob("*.py"):
        if path.name == "keys.py" or path == MEMORY / "__init__.py":
            continue
        strings = [
            node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)
        ]
        made_here = [text for text in strings if isinstance(text, str) and re.match(r"\{+[ts]:[^*]", text)]
        assert made_here == [], path

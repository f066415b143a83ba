"""A good item, and ways to spoil it: (rule, how, the field at fault, what the linter says)."""

from __future__ import annotations

from collections.abc import Callable

from rigs.toy_course import item

PLANTED = item("rowan", "1.1")

Fault = tuple[str, Callable[[str], str], str, str]

FAULTS: list[Fault] = [
    ("form", lambda t: t.replace("difficulty = 2\n", ""), "difficulty", "missing"),
    ("form", lambda t: t.replace("ask =", "asks ="), "asks", "did you mean ask?"),
    ("form", lambda t: t.replace('why = "Nobody wants to run servers."\n', ""), "option d.why", "missing"),
    ("form", lambda t: t.replace('deciding_constraint = "Lineage is required"', ""), "deciding_constraint", "missing"),
    ("form", lambda t: t.replace("choose = 1", "choose = 2"), "choose", "1 are right"),
    ("form", lambda t: t.replace('trap = "cost-blind"\nsource', "source", 1), "option c.trap", "names the trap"),
    ("unknown_names", lambda t: t.replace('"works-but-not-built', '"works-but-never-built'), "option a.trap", "'works-but-not-built-for-it' is"),
    ("unknown_names", lambda t: t.replace('["1.1"]', '["1.9"]'), "objectives", "'1.9'"),
    ("unresolved_source", lambda t: t.replace("When does lineage", "Why does lineage", 1), "option a.source", "it has 'When does lineage decide?'"),
    ("alike_options", lambda t: t.replace("A cluster of servers with everything that can be installed", "The scheduler that the rowan people know from other work"), "option a, d", "the same"),
    ("tell_words", lambda t: t.replace("A cluster of servers", "Always a cluster"), "option d.text", "'Always'"),
    ("tell_words", lambda t: t.replace("A cluster of servers with everything that can be installed", "All of the above"), "option d.text", "reading, not judgement"),
    ("longest_is_right", lambda t: t.replace("with typed steps", "with typed steps and artifacts that are kept beside each of the many runs"), "option b.text", "far longer"),
    ("answers_itself", lambda t: t.replace("with typed steps for", "recording lineage of each run the auditor required for"), "option b.text", "gives it away"),
    ("idle_flip", lambda t: t + '[item.flip]\nchange = "Same case, but on Monday."\nright = ["b"]\nwhy = "Nothing."\n', "flip.right", "the same as before"),
    ("stale", lambda t: t.replace("2026-11-01", "2031-01-01"), "reviewed", "lies in the future"),
    ("plain_product_names", lambda t: t.replace("{{pipes}}", "New Pipes"), "text", "write {{pipes}}"),
    ("two_keys", lambda t: t.replace("Nobody wants to run servers.", "It would be equally right."), "option d.why", "'equally'"),
]  # fmt: skip


def a_bad_bank(names: list[str]) -> str:
    """One item a fault, each under a name of its own."""
    spoilt = [plant(PLANTED).replace("rowan", name) for name, (_, plant, _, _) in zip(names, FAULTS, strict=True)]
    return "".join(spoilt)

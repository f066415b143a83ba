"""A small course written to a folder: two blueprints, a renamed product, twelve items over four objectives."""

from __future__ import annotations

from pathlib import Path

OUTLINE = """
id = "toy"
title = "Toy course"
licence = "CC-BY-4.0"
notice = "Unofficial."

[[blueprint]]
id = "old"
title = "The old outline"
in_force = 2020-01-01
[[blueprint.section]]
number = "1"
title = "Everything"
weight = 60
[[blueprint.section.subsection]]
id = "1.1"
title = "Build"
same_as = ["1.1", "1.2"]
[[blueprint.section]]
number = "2"
title = "The rest"
weight = 40
[[blueprint.section.subsection]]
id = "2.1"
title = "Run"
same_as = ["2.1", "2.2"]

[[blueprint]]
id = "new"
title = "The new outline"
in_force = 2026-06-01
[[blueprint.section]]
number = "1"
title = "Building"
weight = 70
[[blueprint.section.subsection]]
id = "1.1"
title = "Choose the tool"
notes = ["tools"]
[[blueprint.section.subsection]]
id = "1.2"
title = "Train"
[[blueprint.section]]
number = "2"
title = "Running"
weight = 30
[[blueprint.section.subsection]]
id = "2.1"
title = "Serve"
[[blueprint.section.subsection]]
id = "2.2"
title = "Monitor"

[[grouping]]
id = "halves"
[[grouping.part]]
title = "Operations"
objectives = ["2.1", "2.2"]

[[product]]
id = "pipes"
names = [{ name = "Old Pipes", blueprint = "old" }, { name = "New Pipes", blueprint = "new" }]
also = ["the plumbing"]

[[track]]
id = "manager"
title = "Manager"
about = "Decides, does not code."
emphasise = ["2.2"]

[[trap]]
id = "works-but-not-built-for-it"
title = "Works, but not built for it"
about = "It can be made to do the job."
[[trap]]
id = "cost-blind"
title = "Blind to cost"
about = "It pays for what nobody asked for."
"""

NOTE = """---
title: Which tool?
objectives: ["1.1"]
topics: [tools]
status: current
as_of: 2026-08-31
kind: fundamentals
sources:
  - title: The manual
    url: https://example.org/manual
---

Take the tool that was built for the job, because the others have to be bent.

## When is the small tool enough?

The small tool is enough when lineage is recorded by hand. The small tool costs little.

## When does lineage decide?

Lineage decides when an auditor asks which data trained a model.
"""

ITEM = """
[[item]]
id = "{id}"
version = {version}
objectives = ["{objective}"]
topics = ["{topic}"]
goal = "Fewer surprises for {name}"
scenario = "The {name} team keeps a record of each run. Lineage is required by the auditor, and nobody wants to run servers."
ask = "Which tool fits the {name} team?"
choose = {choose}
difficulty = 2
kind = "fundamental"
deciding_constraint = "Lineage is required"
reviewed = 2026-11-01
{more}
[[item.option]]
id = "a"
text = "The scheduler that the {name} people know from other work"
right = false
why = "It records that a task ran, not which data made the model."
trap = "works-but-not-built-for-it"
source = {{ note = "tools", heading = "When does lineage decide?" }}
[[item.option]]
id = "b"
text = "{{{{pipes}}}} with typed steps for the {name} data"
right = true
why = "It records runs and artifacts by itself."
source = {{ note = "tools", heading = "When does lineage decide?" }}
[[item.option]]
id = "c"
text = "A small script on the {name} laptop, started each night"
right = {second}
why = "It keeps a record only as long as somebody writes one."
{trap}
source = {{ note = "tools", heading = "When is the small tool enough?" }}
[[item.option]]
id = "d"
text = "A cluster of servers with everything that can be installed"
right = false
why = "Nobody wants to run servers."
trap = "cost-blind"
source = {{ note = "tools", heading = "When is the small tool enough?" }}
"""

FLIP = """
[item.flip]
change = "Same case, but no auditor will ever ask, and money is short."
right = ["c"]
why = "Without an auditor the small tool is enough."
"""

VARIANT = """
[item.variant]
scenario = "An auditor wants to see the origin of every model of the {name} people. They refuse to look after machines."
ask = "What should the {name} people take?"
"""

SUBJECTS = {
    "1.1": ("alder", "birch", "cedar"),
    "1.2": ("daisy", "elder", "fir"),
    "2.1": ("gorse", "hazel", "ivy"),
    "2.2": ("juniper", "larch", "maple"),
}
TOPICS = {"1.1": "tools", "1.2": "training", "2.1": "serving", "2.2": "monitoring"}


def item(name: str, objective: str, *, choose: int = 1, version: int = 1, more: str = "", after: str = "") -> str:
    """One item as TOML."""
    both = choose == 2
    return ITEM.format(
        id=f"the-{name}-case",
        version=version,
        objective=objective,
        topic=TOPICS[objective],
        name=name,
        choose=choose,
        second="true" if both else "false",
        trap="" if both else 'trap = "cost-blind"',
        more=more,
    ) + after.format(name=name)


def write_course(parent: Path) -> Path:
    """The course under ``parent``: ``the-ivy-case`` wants two answers, the first of each objective flips."""
    folder = parent / "toy"
    (folder / "items").mkdir(parents=True)
    (folder / "notes").mkdir()
    (folder / "course.toml").write_text(OUTLINE)
    (folder / "notes" / "tools.md").write_text(NOTE)
    for objective, names in SUBJECTS.items():
        items = [
            item(name, objective, choose=2 if name == "ivy" else 1, after=(FLIP if at == 0 else "") + VARIANT)
            for at, name in enumerate(names)
        ]
        (folder / "items" / f"{TOPICS[objective]}.toml").write_text("".join(items))
    return folder

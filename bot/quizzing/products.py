"""Product names by blueprint: the name of the exam's day, the older one in brackets, once.

Texts hold ``{{pipelines}}``; a learner whose exam follows the newest outline reads "Agent Platform
Pipelines (formerly Vertex AI Pipelines)" at the first mention in what they are shown and the plain
name afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from bot.quizzing.schema import Written

PLACEHOLDER = re.compile(r"(?:\b(?P<article>[Aa])n? )?\{\{\s*(?P<product>[a-z0-9-]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Naming:
    """What a product is called from one blueprint on."""

    name: str
    blueprint: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product with every name it had, oldest first, and what people call it ``also``."""

    id: str
    names: Annotated[tuple[Naming, ...], Written(name="names")]
    also: tuple[str, ...] = ()
    about: str = ""

    @property
    def every_name(self) -> tuple[str, ...]:
        """All names and nicknames, each once."""
        return tuple(dict.fromkeys([*(naming.name for naming in self.names), *self.also]))


@dataclass(frozen=True, slots=True)
class Names:
    """Every product's name for one learner: ``current`` and, if it was renamed, ``former``."""

    current: Mapping[str, str]
    former: Mapping[str, str]

    def write(self, *texts: str) -> tuple[str, ...]:
        """Fill the names into texts that are read in this order."""
        met: set[str] = set()

        def name(found: re.Match[str]) -> str:
            product = found["product"]
            first = product not in met
            met.add(product)
            former = self.former.get(product)
            known = self._named(found)
            return f"{known} (formerly {former})" if former and first else known

        return tuple(PLACEHOLDER.sub(name, text) for text in texts)

    def plainly(self, text: str) -> str:
        """The same without brackets, for short lines."""
        return PLACEHOLDER.sub(self._named, text)

    def _named(self, found: re.Match[str]) -> str:
        """The name, and the article before it as the name's first letter wants it: *a* Vertex, *an* Agent.

        A name that begins the text begins with a capital.
        """
        known = self.current.get(found["product"], found["product"])
        if found["article"] is None:
            return known if found.start() else known[:1].upper() + known[1:]
        return f"{found['article']}{'n' if known[0] in 'AEIOU' else ''} {known}"


def names_for(products: Sequence[Product], blueprints: Sequence[str], blueprint: str) -> Names:
    """What every product is called under ``blueprint``; ``blueprints`` are all ids, oldest first."""
    age = {name: number for number, name in enumerate(blueprints)}
    present = age.get(blueprint, len(blueprints))
    current: dict[str, str] = {}
    former: dict[str, str] = {}
    for product in products:
        known = [naming.name for naming in product.names if age.get(naming.blueprint, 0) <= present]
        known = known or [product.names[0].name]
        current[product.id] = known[-1]
        if older := [name for name in known if name != known[-1]]:
            former[product.id] = older[-1]
    return Names(current, former)


def placeholders(texts: Sequence[str]) -> Iterator[str]:
    """The product ids that texts mention."""
    return (found["product"] for text in texts for found in PLACEHOLDER.finditer(text))

"""Products by all their names: what people type, what documents say, what is current."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Product:
    """One product.  ``names`` from oldest to newest; ``also`` are spellings people use."""

    id: str
    names: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def current(self) -> str:
        """What it is called now."""
        return self.names[-1]


@dataclass(frozen=True)
class Aliases:
    """The alias table of a course; empty for a team without one."""

    products: tuple[Product, ...] = ()

    @cached_property
    def _by_name(self) -> dict[str, Product]:
        return {name.casefold(): product for product in self.products for name in (*product.also, *product.names)}

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        names = sorted(self._by_name, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE) if names else None

    def named_in(self, text: str) -> list[tuple[str, Product]]:
        """The products a text names, each with the spelling found; longer names win over their parts."""
        if self._pattern is None:
            return []
        return [(found[0], self._by_name[found[0].casefold()]) for found in self._pattern.finditer(text)]

    def expansion(self, text: str) -> str:
        """The other names of the products ``text`` names, as words to look for beside it."""
        other: dict[str, None] = {}
        for spelled, product in self.named_in(text):
            other |= dict.fromkeys(name for name in product.names if name.casefold() != spelled.casefold())
        return " ".join(other)

    def brought_up_to_date(self, text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """``text`` with each older name replaced by the current one, and the pairs (as asked, now)."""
        pairs: dict[str, str] = {}
        for spelled, product in self.named_in(text):
            former = next((name for name in product.names[:-1] if name.casefold() == spelled.casefold()), None)
            if former is not None:
                pairs[former] = product.current
                text = text.replace(spelled, product.current)
        return text, tuple(pairs.items())

    def speaks_of(self, name: str, text: str) -> bool:
        """Whether a text names the product of this name, by any of its names."""
        product = self._by_name.get(name.casefold())
        return product is not None and any(found is product for _, found in self.named_in(text))

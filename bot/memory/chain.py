"""Facts as a chain: each carries the hash of itself and of the fact before it in its list.

So an edited fact, or one that was taken out or put in, is noticed and named.  Every person has a chain of their own,
and so has the tenant: who is forgotten takes theirs along, and no other breaks.  What a chain cannot tell, that its
last facts were cut off, shows in the numbers that were reckoned from them.  The hash holds no secret: whoever may write
to Redis could make the whole chain anew; it is there for slips, damage and repairs by hand.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

_LINKED = re.compile(r'(?P<number>\d+) (?P<fact>.*),"link":"(?P<link>[0-9a-f]{40})"}', re.DOTALL)


def first_broken(lines: Iterable[str]) -> int | None:
    """The number of the first fact that does not follow from the one before it; facts older than the chain may begin it."""
    before, linked = "", False
    for line in lines:
        found = _LINKED.fullmatch(line)
        if linked if found is None else found["link"] != _link(before, f"{found['number']}{found['fact']}}}"):
            return int(line.partition(" ")[0])
        before, linked = line, found is not None
    return None


def _link(before: str, written: str) -> str:
    """The hash that ``append_fact.lua`` stores with a fact."""
    return hashlib.sha1(f"{before}{written}".encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()

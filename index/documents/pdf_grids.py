"""Where the cells of a page's tables are: between lines that cross, or between lines across and the gaps in the words.

A grid that is mostly empty is a diagram, and words that fill the width between two gaps are columns of prose: both are
left as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from operator import neg

from index.documents.pdf_lines import NEAR, Line

HYPHEN = "\x02"  # how the library hands over a hyphen at the end of a line
BROKEN = re.compile(f"(?<=[a-z]){HYPHEN} ?(?=[a-z])")
GAP = 7.0  # points without a word that part two columns
Cell = tuple[int, int]  # the row and the column
HEAD = 18.0  # points above the highest line in which the names of the columns may stand
FULLEST = 0.7  # of the width of a column that the words of a table take up; prose takes more


@dataclass(frozen=True, slots=True)
class Sign:
    """A character of a page; one that is not drawn, such as a space, has no place."""

    text: str
    left: float = 0.0
    right: float = 0.0
    middle: float = 0.0  # of its height
    baseline: float = 0.0

    @property
    def drawn(self) -> bool:
        return self.right > self.left


@dataclass
class Grid:
    """A table as it is drawn, with the words of its cells as far as they have been read."""

    across: list[Line]  # from the top
    down: list[Line]  # from the left
    words: dict[Cell, str] = field(default_factory=lambda: defaultdict(str))
    _baseline: dict[Cell, float] = field(default_factory=dict)
    _whole: dict[Cell, Cell] = field(default_factory=dict)

    @cached_property
    def edges(self) -> list[float]:
        return _apart([line.at for line in self.down])

    @cached_property
    def levels(self) -> list[float]:
        return _apart([line.at for line in self.across])[::-1]

    def cell_at(self, x: float, y: float) -> Cell | None:
        """The row and the column around a place; where lines are left out, the first of those that are one cell."""
        row, column = bisect_left(self.levels, -y, key=neg) - 1, bisect_right(self.edges, x) - 1
        if not (0 <= row < len(self.levels) - 1 and 0 <= column < len(self.edges) - 1):
            return None
        if (row, column) not in self._whole:
            self._whole[row, column] = self._first_of(row, column)
        return self._whole[row, column]

    def _first_of(self, row: int, column: int) -> Cell:
        height = (self.levels[row] + self.levels[row + 1]) / 2
        while column and not _drawn(self.down, self.edges[column], height):
            column -= 1
        middle = (self.edges[column] + self.edges[column + 1]) / 2
        while row and not _drawn(self.across, self.levels[row], middle):
            row -= 1
        return row, column

    def add(self, cell: Cell, sign: Sign) -> None:
        """Add a character to a cell; one on another line of it is another word."""
        if sign.drawn:
            if abs(sign.baseline - self._baseline.get(cell, sign.baseline)) > NEAR:
                self.words[cell] += " "
            self._baseline[cell] = sign.baseline
        self.words[cell] += sign.text

    def rows(self) -> list[list[str]]:
        """The cells from the top, without empty rows and columns; none where this is no table."""
        size = range(len(self.levels) - 1), range(len(self.edges) - 1)
        cells = [[_said(self.words.get((row, column), "")) for column in size[1]] for row in size[0]]
        rows = [row for row in cells if any(row)]
        columns = [column for column in size[1] if any(row[column] for row in rows)]
        rows = [[row[column] for column in columns] for row in rows]
        filled = sum(bool(cell) for row in rows for cell in row)
        several = sum(len(list(filter(None, row))) > 1 for row in rows)
        return rows if len(columns) > 1 and several > 1 and 2 * filled >= len(rows) * len(columns) else []


def grids_of(across: Sequence[Line], down: Sequence[Line], signs: Sequence[Sign]) -> list[Grid]:
    """The tables of a page."""
    groups: list[Grid] = []
    for line in across:
        crossing = [each for each in down if line.passes(each.at) and each.passes(line.at)]
        met = [group for group in groups if any(each in group.down for each in crossing)]
        merged = Grid([line], crossing)
        for group in met:
            groups.remove(group)
            merged.across += group.across
            merged.down += [each for each in group.down if each not in merged.down]
        groups.append(merged)
    loose = [group.across[0] for group in groups if not group.down]
    closed = [whole for group in groups if group.down and (whole := _closed(group))]
    return closed + [whole for rules in _alike(loose) if (whole := _opened(rules, signs))]


def _closed(group: Grid) -> Grid | None:
    """The grid with its open sides closed, if it has two rows and two columns."""
    sides = min(line.first for line in group.across), max(line.last for line in group.across)
    low, high = min(line.at for line in group.across), max(line.at for line in group.across)
    for side in sides:
        if not any(abs(line.at - side) <= NEAR for line in group.down):
            group.down.append(Line(side, low, high))
    return group if len(group.edges) > 2 and len(group.levels) > 2 else None


def _alike(loose: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines across of one width, three or more below each other."""
    for line in loose:
        same = [each for each in loose if abs(each.first - line.first) + abs(each.last - line.last) <= NEAR]
        if len(same) > 2 and same[0] is line:
            yield same


def _opened(rules: list[Line], signs: Sequence[Sign]) -> Grid | None:
    """The table between lines that only run across: its columns are where its words leave a gap."""
    first, last = rules[0].first - NEAR, rules[0].last + NEAR
    wide = [sign for sign in signs if sign.drawn and first <= sign.left <= last]
    levels = sorted((line.at for line in rules), reverse=True)
    inside = [sign for sign in wide if levels[-1] < sign.middle < levels[0]]
    edges = [first, *_gaps(inside), last]
    rows = _rows_of_words(inside)
    if len(edges) < 3 or _fullness(rows, edges) > FULLEST:
        return None
    over = _rows_of_words([sign for sign in wide if levels[0] < sign.middle < levels[0] + HEAD])[-1:]
    if over and _begins_a_row(edges, over[0]) and not any(_near_a_gap(edges, sign) for sign in over[0]):
        levels.insert(0, levels[0] + HEAD)
        rows = [*over, *rows]
    for above, below in pairwise(tuple(levels)):
        levels += _levels_between(edges, [row for row in rows if below < row[0].middle < above])
    return _closed(
        Grid([Line(level, first, last) for level in levels], [Line(edge, min(levels), max(levels)) for edge in edges])
    )


def _levels_between(edges: Sequence[float], rows: Sequence[Sequence[Sign]]) -> Iterator[float]:
    """Where one row of a table ends and the next begins, in lines of words that no drawn line parts.

    A row begins with the line of words that has its first cell; where the first line has none, it ends with that.
    """
    begins = [number for number, row in enumerate(rows) if _begins_a_row(edges, row)]
    ended = bool(begins and begins[0])
    for number in begins[:-1] if ended else begins[1:]:
        above, below = (rows[number], rows[number + 1]) if ended else (rows[number - 1], rows[number])
        yield (above[0].middle + below[0].middle) / 2


def _near_a_gap(edges: Sequence[float], sign: Sign) -> bool:
    return any(sign.left < edge + GAP / 2 and edge - GAP / 2 < sign.right for edge in edges[1:-1])


def _gaps(signs: Sequence[Sign]) -> list[float]:
    """The middle of every gap that no word stands in, from the left."""
    found: list[float] = []
    reached = min((sign.left for sign in signs), default=0.0)
    for sign in sorted(signs, key=lambda sign: sign.left):
        if sign.left - reached > GAP:
            found.append((sign.left + reached) / 2)
        reached = max(reached, sign.right)
    return found


def _rows_of_words(signs: Sequence[Sign]) -> list[list[Sign]]:
    """The characters by the line of words they stand on, from the top."""
    rows: list[list[Sign]] = []
    for sign in sorted(signs, key=lambda sign: -sign.baseline):
        if rows and rows[-1][0].baseline - sign.baseline <= NEAR:
            rows[-1].append(sign)
        else:
            rows.append([sign])
    return rows


def _begins_a_row(edges: Sequence[float], words: Sequence[Sign]) -> bool:
    """Whether a line of words is the first of its row, and not what is left of a cell of the row above."""
    columns = {_column(edges, sign) for sign in words}
    return 0 in columns and len(columns) > 1


def _column(edges: Sequence[float], sign: Sign) -> int:
    return sum(edge <= sign.left for edge in edges[1:])


def _fullness(rows: Sequence[Sequence[Sign]], edges: Sequence[float]) -> float:
    """How much of the width of its column a line of words takes up, on the whole."""
    taken: list[float] = []
    for row in rows:
        for column, (left, right) in enumerate(pairwise(edges)):
            here = [sign for sign in row if _column(edges, sign) == column]
            if here:
                taken.append((max(sign.right for sign in here) - min(sign.left for sign in here)) / (right - left))
    return sum(taken) / len(taken)


def _apart(places: list[float]) -> list[float]:
    """The places from the lowest, those that are one line once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > NEAR:
            found.append(place)
    return found


def _drawn(lines: Sequence[Line], at: float, place: float) -> bool:
    return any(abs(line.at - at) <= NEAR and line.passes(place) for line in lines)


def _said(words: str) -> str:
    return " ".join(BROKEN.sub("", words).replace(HYPHEN, "-").split()).replace("|", "\\|")

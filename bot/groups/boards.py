"""A leaderboard in words: a table, who is private, and how it is counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.conversation import Button, Card, Reply
from bot.progress.estimate import percent
from bot.progress.standings import GroupStanding
from bot.records import Board, Measure, Period, Standing

TITLES: dict[Period, str] = {
    "day": "Today",
    "week": "This week",
    "month": "This month",
    "season": "This season",
    "all": "All time",
}
NAMELESS = "someone"


def title(board: Board) -> str:
    """``This week`` or ``This week, mistakes fixed``."""
    return TITLES[board.period] + (", mistakes fixed" if board.measure == "fixed" else "")


def unit(measure: Measure) -> str:
    """What the numbers are."""
    return "points" if measure == "points" else "mistakes fixed"


def place(row: Standing) -> str:
    """``2``, or ``=2`` where several share it."""
    return f"={row.rank}" if row.tied else str(row.rank)


def board_reply(
    board: Board,
    rows: Sequence[Standing],
    names: Mapping[str, str],
    *,
    aliases: Collection[str] = (),
    viewer: str | None = None,
    private: int = 0,
    most_fixed: Standing | None = None,
    shares: Mapping[str, float] | None = None,
    buttons: tuple[Button, ...] = (),
) -> Reply:
    """The rows to show, in order; ``names`` maps learners to what they want to be called.

    Whoever is among ``aliases`` goes by that name alone, for scripts too.  ``shares`` (points out of
    those that the questions tried could give) adds a column that is fair to late joiners.
    """
    data = {
        "period": board.period,
        "rows": [
            {
                "rank": row.rank,
                "learner": names[row.learner] if row.learner in aliases else row.learner,
                "points": row.points,
            }
            for row in rows
        ],
    }
    if not rows:
        return Reply(f"**{title(board)}**: nobody is on the board at the moment.", buttons=buttons, data=data)
    head = ("", "who", unit(board.measure), *(("of possible",) if shares else ()))
    table = tuple(_row(row, names, viewer, shares) for row in rows)
    notes = [f"**{title(board)}**"]
    if most_fixed is not None:
        notes.append(f"Most mistakes fixed: {names.get(most_fixed.learner, NAMELESS)}, {most_fixed.points}.")
    if private:
        notes.append(f"{private} {'learner' if private == 1 else 'learners'} private.")
    return Reply("\n".join(notes), cards=(Card(rows=(head, *table)),), buttons=buttons, data=data)


def between_reply(board: Board, rows: Sequence[GroupStanding], names: Mapping[str, str]) -> Reply:
    """Groups beside each other; ``names`` maps group ids to their names."""
    data = {
        "period": board.period,
        "groups": [{"rank": row.rank, "group": row.group, "median": row.median, "people": row.people} for row in rows],
    }
    if not rows:
        return Reply("Groups are compared once five people of one have answered.", private=True, data=data)
    table = tuple(
        (f"={row.rank}" if row.tied else str(row.rank), names[row.group], f"{row.median} %", str(row.people))
        for row in rows
    )
    text = f"**{title(board)}, group by group**: what the middle person has of the points possible."
    return Reply(text, cards=(Card(rows=(("", "group", "of possible", "people"), *table)),), data=data)


def how_counted(board: Board) -> Reply:
    """The rules of the board, short enough to be read."""
    if board.measure == "fixed":
        lines = [
            "A question counts once: on the day you first get it right after having had it wrong.",
        ]
    else:
        lines = [
            "Only your first attempt at a question earns points: ten for each step of its difficulty if it "
            "is right, nothing if it is wrong. Later attempts teach, they do not score.",
            "Speed earns nothing.",
            "“Of possible” is your points out of those that the questions you tried could give: joining "
            "late costs nothing there.",
        ]
    lines += [
        "Equal numbers share a place: 1, =2, =2, 4.",
        "A day is your own local day; it turns at three in the morning unless you chose otherwise.",
        "Only people who agreed are shown. Nobody is shown with nothing, and after a week away you drop "
        "off until you come back.",
    ]
    return Reply("**How this is counted**\n" + "\n".join(f"- {line}" for line in lines), private=True)


def _row(
    row: Standing, names: Mapping[str, str], viewer: str | None, shares: Mapping[str, float] | None
) -> tuple[str, ...]:
    name = names.get(row.learner, NAMELESS) + (" (you)" if row.learner == viewer else "")
    if not shares:
        return place(row), name, str(row.points)
    share = shares.get(row.learner)
    return place(row), name, str(row.points), "" if share is None else percent(share)

"""The pictures of the chat, drawn only when somebody asks for one: plotting is slow to import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.conversation import Image
from bot.progress.estimate import Estimate
from bot.progress.streak import Streak
from bot.records import Board, Standing


def draw_board(board: Board, rows: Sequence[Standing], names: Mapping[str, str], viewer: str | None) -> Image:
    """The leaderboard."""
    from bot.groups.pictures.board import board_picture

    return board_picture(board, rows, names, viewer)


def draw_calendar(streak: Streak, today: date) -> Image:
    """The days of a streak."""
    from bot.groups.pictures.calendar import calendar_picture

    return calendar_picture(streak, today)


def draw_areas(sections: Mapping[str, Estimate], titles: Mapping[str, str]) -> Image:
    """How somebody stands in each section of the exam."""
    from bot.groups.pictures.areas import areas_picture

    return areas_picture(sections, titles)


def draw_options(options: Sequence[tuple[str, str, int, bool]], answered: int) -> Image:
    """How people chose: (letter, option, how often, right)."""
    from bot.groups.pictures.options import OptionCount, options_picture

    return options_picture([OptionCount(*option) for option in options], answered)

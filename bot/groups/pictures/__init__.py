"""Pictures that each answer one question, with every number in the alternative text."""

from bot.groups.pictures.areas import areas_picture
from bot.groups.pictures.board import board_picture
from bot.groups.pictures.calendar import calendar_picture
from bot.groups.pictures.options import OptionCount, options_picture

__all__ = [
    "OptionCount",
    "areas_picture",
    "board_picture",
    "calendar_picture",
    "options_picture",
]

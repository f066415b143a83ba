"""The one place that builds real things from settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from index.builder import BuildReport
    from index.editions import Shelf


def shelf_of(settings: Settings, library: str) -> Shelf:
    """The editions of a library."""
    from index.editions import Shelf

    return Shelf(settings.libraries / library)


def build_library(
    settings: Settings, sources: Sequence[str], library: str, progress: Callable[[str, int, int], None]
) -> BuildReport:
    """Make the next edition of a library."""
    from index import builder

    return builder.build_library(settings.data, library, sources, settings.embedder, progress=progress)

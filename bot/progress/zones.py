"""Time zones by name and by what people type for them.

The rule that holds here: zones come from the pinned ``tzdata`` package, never from the machine.  Two
machines with different system files would otherwise replay the same facts to different streaks.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from bot.progress.cities import ABBREVIATIONS, CITIES


@dataclass(frozen=True, slots=True)
class Match:
    """A zone that fits what was typed, with the label a person would recognise it by."""

    zone: str
    label: str


@cache
def zone_names() -> frozenset[str]:
    """Every IANA name we accept, older spellings included."""
    return frozenset(_read("zones").split()) - {"Factory"}


def is_zone(name: str) -> bool:
    """Whether ``name`` is an IANA zone name, exactly as spelled."""
    return name in zone_names()


@cache
def zone(name: str) -> ZoneInfo:
    """The zone's rules.  Raises ``ValueError`` for a name nobody published."""
    if not is_zone(name):
        raise ValueError(f"no such time zone: {name}")
    path = resources.files("tzdata.zoneinfo").joinpath(*name.split("/"))
    with path.open("rb") as rules:
        return ZoneInfo.from_file(rules, key=name)


def city(name: str) -> str:
    """What people call the zone: ``America/Sao_Paulo`` is Sao Paulo."""
    return name.rsplit("/", 1)[-1].replace("_", " ")


def country_of(name: str) -> str:
    """The two-letter code of the country a zone is listed for; empty for UTC and its like."""
    return next((code.split(",")[0] for code, _, listed, *_ in _rows("zone.tab") if listed == name), "")


def find_zones(text: str, limit: int = 25) -> list[Match]:
    """Zones for a city, country or zone name being typed, best first; nothing typed finds nothing."""
    sought = _plain(text)
    if not sought:
        return []
    best: dict[str, tuple[int, bool, str]] = {}
    for spoken, match in _spoken_names():
        rank = _closeness(sought, spoken)
        if rank is None:
            continue
        candidate = (rank, match.zone not in _countries_of_zones(), match.label)
        best[match.zone] = min(candidate, best.get(match.zone, candidate))
    ranked = sorted(best.items(), key=lambda entry: entry[1])
    return [Match(name, label) for name, (_, _, label) in ranked[:limit]]


def named_zone(text: str) -> str | None:
    """The zone of a city, country or zone whose whole name is ``text``; parts of names find nothing."""
    sought = _plain(text)
    found = [match for spoken, match in _spoken_names() if spoken == sought]
    return min(found, key=lambda match: (match.zone not in _countries_of_zones(), match.label)).zone if found else None


def like_place(text: str) -> str | None:
    """The place whose name is spelled nearly like ``text``, for "did you mean"."""
    labels = {spoken: match.label for spoken, match in _spoken_names()}
    close = get_close_matches(_plain(text), labels, 1, 0.8)
    return labels[close[0]] if close else None


@cache
def code_of_country(name: str) -> str | None:
    """The two-letter code of a country, by its English name; ``None`` for what is no country."""
    sought = _plain(name)
    return next((code for code, land, *_ in _rows("iso3166.tab") if _plain(land) == sought), None)


def _closeness(sought: str, spoken: str) -> int | None:
    if spoken == sought:
        return 0
    if spoken.startswith(sought):
        return 1
    if f" {sought}" in spoken:
        return 2
    return 3 if len(sought) > 2 and sought in spoken else None


@cache
def _spoken_names() -> tuple[tuple[str, Match], ...]:
    return tuple((_plain(spoken), match) for spoken, match in _names())


def _names() -> Iterator[tuple[str, Match]]:
    countries = _countries_of_zones()
    for name, lands in countries.items():
        match = Match(name, f"{city(name)} ({lands[0]})")
        yield city(name), match
        yield name, match
        for land in lands:
            yield land, match
    for spoken, name in (CITIES | ABBREVIATIONS).items():
        yield spoken, Match(name, f"{spoken} ({city(name)} time)")
    for name in zone_names() - countries.keys():
        if not name.startswith("Etc/"):  # their signs are the wrong way round for most readers
            yield city(name), Match(name, name)
            yield name, Match(name, name)


@cache
def _countries_of_zones() -> dict[str, list[str]]:
    lands = dict(_rows("iso3166.tab"))
    found: dict[str, list[str]] = defaultdict(list)
    for code, _, name, *_ in _rows("zone.tab"):
        found[name].append(lands[code])
    return dict(found)


def _rows(table: str) -> Iterator[list[str]]:
    for line in _read(f"zoneinfo/{table}").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _read(path: str) -> str:
    return resources.files("tzdata").joinpath(path).read_text(encoding="utf-8")


def _plain(text: str) -> str:
    """Lower case, no accents, single spaces: "São  Paulo" and "sao_paulo" are the same words."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("_", " ").replace("-", " ").split())

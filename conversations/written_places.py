"""Places as people write them: 14.07, -87.21, or 14°04'12" N 87°12'36" O, or the link of a map."""

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

from conversations.cleaning import fold

Place: TypeAlias = tuple[float, float]

MOST_LATITUDE: Final = 90
MOST_LONGITUDE: Final = 180

_LINK: Final = re.compile(r"https?://\S*?(-?\d{1,3}\.\d+)(?:,|%2C)\s*(-?\d{1,3}\.\d+)")
_SIDE: Final = r"[NSEWOL](?:[a-z]{2,5})?(?![a-z])"
# Degrees, and at most minutes and seconds; a side of the sky before them or behind.
_PART: Final = re.compile(
    rf"(?P<before>{_SIDE})?\s*(?P<degrees>[-+]?\d{{1,3}}(?:[.,]\d{{1,15}})?)\s*[°º]?"
    r"(?:\s*(?P<minutes>\d{1,2}(?:[.,]\d{1,15})?)\s*['′’])?"  # noqa: RUF001 -- as phones write minutes
    r"(?:\s*(?P<seconds>\d{1,2}(?:[.,]\d{1,15})?)\s*(?:[\"″”]|''))?"
    rf"(?(before)|\s*(?P<behind>{_SIDE})?)",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(r"[\s,;]*")
_SOUTH_OR_WEST: Final = frozenset("swo")  # oeste, ouest; L is leste
_NORTH_OR_SOUTH: Final = frozenset("ns")


def read_place(text: str) -> Place | None:
    """Read latitude and longitude in degrees, None where they are none."""
    if link := _LINK.search(text):
        return _on_earth(float(link[1]), float(link[2]))
    # In 14,07 -87,21 the commas belong to the numbers; in 14,-87 the comma stands between.
    for written in (text.strip(), text.strip().replace(",", " ")):
        parts = _parts(written)
        if len(parts) == 2 and (place := _from_parts(parts)) is not None:  # noqa: PLR2004 -- a pair
            return place
    return None


def _parts(written: str) -> list[re.Match[str]]:
    """Return what looks like degrees, nothing where anything else is written too."""
    parts: list[re.Match[str]] = []
    at = 0
    while at < len(written):
        part = _PART.match(written, at)
        if part is None:
            return []
        parts.append(part)
        between = _BETWEEN.match(written, part.end())
        at = between.end() if between else part.end()
    return parts


def _from_parts(parts: Sequence[re.Match[str]]) -> Place | None:
    sides = [fold(part["before"] or part["behind"] or "")[:1] for part in parts]
    first, second = (_degrees(part, side) for part, side in zip(parts, sides, strict=True))
    if not any(sides):
        return _on_earth(first, second)
    if not all(sides) or len(_NORTH_OR_SOUTH & set(sides)) != 1:
        return None
    return _on_earth(*((first, second) if sides[0] in _NORTH_OR_SOUTH else (second, first)))


def _degrees(part: re.Match[str], side: str) -> float:
    whole, minutes, seconds = (
        float((part[name] or "0").replace(",", ".")) for name in ("degrees", "minutes", "seconds")
    )
    size = abs(whole) + minutes / 60 + seconds / 3600
    return -size if side in _SOUTH_OR_WEST or part["degrees"].startswith("-") else size


def _on_earth(latitude: float, longitude: float) -> Place | None:
    if abs(latitude) > MOST_LATITUDE or abs(longitude) > MOST_LONGITUDE:
        return None
    return latitude, longitude

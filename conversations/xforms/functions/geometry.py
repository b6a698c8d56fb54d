"""Functions of places on the earth, written as geopoint, geotrace and geoshape: area, distance."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from conversations.xforms.functions.arguments import Here
from conversations.xforms.values import Value, texts, to_string

RADIUS_METRES: Final = 6_378_100.0
Point: TypeAlias = tuple[float, float]
_LATITUDE: Final = 90
_LONGITUDE: Final = 180
_FEWEST_CORNERS: Final = 3


def distance(_here: Here, *values: Value) -> Value:
    """Measure the way along the points in metres; not-a-number for fewer than two."""
    points = _points(values)
    if points is None or len(points) < 2:  # noqa: PLR2004 - a way has two ends
        return math.nan
    return _centimetres(sum(_between(a, b) for a, b in pairwise(points)))


def area(_here: Here, *values: Value) -> Value:
    """Measure what the points enclose in square metres; nothing for fewer than three."""
    corners = _points(values)
    if corners is None or len(corners) < _FEWEST_CORNERS:
        return 0.0
    total = sum(_sector(a, b) for a, b in _sides(corners))
    return _centimetres(abs(total * RADIUS_METRES * RADIUS_METRES / 2))


def geofence(_here: Here, point: Value, shape: Value) -> Value:
    """Say whether a point lies inside a closed line, by counting crossings."""
    place, corners = _point(to_string(point)), _points((shape,))
    if place is None or corners is None or len(corners) < _FEWEST_CORNERS:
        return False
    latitude, longitude = place
    inside = False
    for (lat_a, lon_a), (lat_b, lon_b) in _sides(corners):
        if (lon_a > longitude) != (lon_b > longitude):
            crossing = (lat_b - lat_a) * (longitude - lon_a) / (lon_b - lon_a) + lat_a
            inside = inside != (latitude < crossing)
    return inside


def _points(values: Sequence[Value]) -> list[Point] | None:
    """Read points, each text holding one or, separated by semicolons, several."""
    written = [text for value in values for text in texts(value)]
    pieces = [piece for text in written for piece in text.strip().rstrip(";").split(";")]
    points = [_point(piece) for piece in pieces]
    found = [point for point in points if point is not None]
    return found if len(found) == len(points) else None


def _point(text: str) -> Point | None:
    """Read "latitude longitude [altitude [accuracy]]"; None where it is no place on earth."""
    try:
        numbers = [float(part) for part in text.split()]
    except ValueError:
        return None
    if not 2 <= len(numbers) <= 4:  # noqa: PLR2004 - the four parts of a geopoint
        return None
    if not (abs(numbers[0]) <= _LATITUDE and abs(numbers[1]) <= _LONGITUDE):
        return None
    return numbers[0], numbers[1]


def _sides(corners: list[Point]) -> list[tuple[Point, Point]]:
    return list(pairwise([*corners, corners[0]]))


def _between(a: Point, b: Point) -> float:
    lat_a, lon_a, lat_b, lon_b = (math.radians(part) for part in (*a, *b))
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    return 2 * RADIUS_METRES * math.asin(min(1.0, math.sqrt(half)))


def _sector(a: Point, b: Point) -> float:
    lat_a, lon_a, lat_b, lon_b = (math.radians(part) for part in (*a, *b))
    return (lon_b - lon_a) * (2 + math.sin(lat_a) + math.sin(lat_b))


def _centimetres(metres: float) -> float:
    return math.floor(metres * 100 + 0.5) / 100

"""Plane and spherical geometry for contours of communes: pure Python, no PostGIS.

Points are (longitude, latitude) in degrees, WGS 84. A contour is a tuple of polygons, a polygon
a tuple of closed rings (the first is the outside, the others are holes).
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Iterable, Iterator
from math import asin, cos, hypot, inf, isfinite, radians, sin, sqrt
from typing import Any

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]
Contour = tuple[Polygon, ...]
Box = tuple[float, float, float, float]

EARTH_RADIUS_KM = 6371.0088
KM_PER_DEGREE = EARTH_RADIUS_KM * radians(1)
WKB_POINT, WKB_POLYGON, WKB_MULTIPOLYGON = 1, 3, 6
EWKB_HAS_SRID = 0x20000000
ROUNDED_DIGITS = 5  # about one metre


class UnreadableGeometry(ValueError):
    """The bytes are not the well-known binary form of a point, a polygon or a multipolygon."""


class _Reader:
    """A cursor over well-known binary."""

    def __init__(self, data: bytes) -> None:
        self.data, self.offset, self.order = data, 0, "<"

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(self.order + form, self.data, self.offset)
        self.offset += struct.calcsize(self.order + form)
        return values

    def header(self) -> int:
        (mark,) = struct.unpack_from("B", self.data, self.offset)
        self.offset += 1
        self.order = "<" if mark == 1 else ">"
        (kind,) = self.take("I")
        if kind & EWKB_HAS_SRID:
            self.take("I")
        return int(kind) & 0xFF

    def count(self) -> int:
        """A count that the remaining bytes can hold: a false one must not ask for gigabytes."""
        (number,) = self.take("I")
        if number > len(self.data):
            raise UnreadableGeometry("count beyond the data")
        return int(number)

    def polygon(self) -> Polygon:
        rings = []
        for _ in range(self.count()):
            values = self.take(f"{2 * self.count()}d")
            rings.append(tuple(zip(values[::2], values[1::2], strict=True)))
        return tuple(rings)


def contour_from_wkb(hexadecimal: str) -> Contour:
    """Read a polygon or a multipolygon; raise UnreadableGeometry for anything else."""
    try:
        reader = _Reader(bytes.fromhex(hexadecimal))
        kind = reader.header()
        if kind == WKB_POLYGON:
            return (reader.polygon(),)
        if kind != WKB_MULTIPOLYGON:
            raise UnreadableGeometry(f"geometry kind {kind}")
        polygons = []
        for _ in range(reader.count()):
            reader.header()
            polygons.append(reader.polygon())
        return tuple(polygons)
    except (struct.error, ValueError) as error:
        raise UnreadableGeometry(str(error)) from error


def point_from_wkb(hexadecimal: str) -> Point | None:
    """Read a point; None when it is empty (not-a-number) or outside the globe."""
    try:
        reader = _Reader(bytes.fromhex(hexadecimal))
        if reader.header() != WKB_POINT:
            raise UnreadableGeometry("not a point")
        longitude, latitude = reader.take("2d")
    except (struct.error, ValueError) as error:
        raise UnreadableGeometry(str(error)) from error
    if not (isfinite(longitude) and isfinite(latitude)) or abs(longitude) > 180 or abs(latitude) > 90:
        return None
    return longitude, latitude


def distance_km(one: Point, other: Point) -> float:
    """As the crow flies (haversine), in kilometres."""
    (lon1, lat1), (lon2, lat2) = ((radians(p[0]), radians(p[1])) for p in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def edges(contour: Contour) -> Iterator[tuple[Point, Point]]:
    for polygon in contour:
        for ring in polygon:
            yield from itertools.pairwise(ring)


def box(contour: Contour) -> Box:
    """West, south, east, north. Raises ValueError for an empty contour."""
    points = [point for polygon in contour for point in polygon[0]]
    longitudes, latitudes = [p[0] for p in points], [p[1] for p in points]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def contains(contour: Contour, point: Point) -> bool:
    """Ray casting with the even-odd rule (so that holes are outside), after a look at the box."""
    x, y = point
    west, south, east, north = box(contour)
    if not (west <= x <= east and south <= y <= north):
        return False
    inside = False
    for (x1, y1), (x2, y2) in edges(contour):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def distance_to_contour_km(contour: Contour, point: Point) -> float:
    """0 inside; else to the nearest edge, in kilometres.

    Edges are projected on a plane at the point's latitude: exact to the metre nearby, within a few
    per cent at 1,000 km, which is enough to say "far".
    """
    if contains(contour, point):
        return 0.0
    x, y = point
    scale = KM_PER_DEGREE * cos(radians(y))
    best = inf
    for (x1, y1), (x2, y2) in edges(contour):
        ax, ay, bx, by = (
            (x1 - x) * scale,
            (y1 - y) * KM_PER_DEGREE,
            (x2 - x) * scale,
            (y2 - y) * KM_PER_DEGREE,
        )
        dx, dy = bx - ax, by - ay
        square = dx * dx + dy * dy
        along = 0.0 if square == 0 else max(0.0, min(1.0, -(ax * dx + ay * dy) / square))
        best = min(best, hypot(ax + along * dx, ay + along * dy))
    return best


def area_km2(contour: Contour) -> float:
    """On the sphere, holes taken away, in square kilometres."""
    return sum(
        max(0.0, abs(_ring_area(polygon[0])) - sum(abs(_ring_area(hole)) for hole in polygon[1:]))
        for polygon in contour
    )


def _ring_area(ring: Ring) -> float:
    total = sum(
        radians(x2 - x1) * (2 + sin(radians(y1)) + sin(radians(y2)))
        for (x1, y1), (x2, y2) in itertools.pairwise(ring)
    )
    return total * EARTH_RADIUS_KM**2 / 2


def inner_point(contour: Contour) -> Point:
    """A point that stands for the contour and lies inside it.

    The centre of area when it is inside; else (crescents, islands) the middle of the longest
    stretch of the largest polygon at the height of its centre.
    """
    centre = _centre_of_area(contour)
    if contains(contour, centre):
        return centre
    largest = max(contour, key=lambda polygon: abs(_ring_area(polygon[0])))
    _, south, _, north = box((largest,))
    for height in (_centre_of_area((largest,))[1], (south + north) / 2, south + (north - south) * 0.4001):
        crossings = sorted(
            (x2 - x1) * (height - y1) / (y2 - y1) + x1
            for (x1, y1), (x2, y2) in edges((largest,))
            if (y1 > height) != (y2 > height)
        )
        stretches = list(zip(crossings[::2], crossings[1::2], strict=False))
        if stretches:
            left, right = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
            return (left + right) / 2, height
    return centre


def _centre_of_area(contour: Contour) -> Point:
    origin_x, origin_y = contour[0][0][0]  # differences stay small: no cancellation for tiny contours
    area = x = y = 0.0
    for (ax, ay), (bx, by) in edges(contour):
        ax, ay, bx, by = ax - origin_x, ay - origin_y, bx - origin_x, by - origin_y
        cross = ax * by - bx * ay
        area, x, y = area + cross, x + (ax + bx) * cross, y + (ay + by) * cross
    if area == 0:
        west, south, east, north = box(contour)
        return (west + east) / 2, (south + north) / 2
    return origin_x + x / (3 * area), origin_y + y / (3 * area)


def to_geojson(contour: Contour) -> dict[str, Any]:
    """A MultiPolygon rounded to about a metre."""
    return {
        "type": "MultiPolygon",
        "coordinates": [
            [[[round(x, ROUNDED_DIGITS), round(y, ROUNDED_DIGITS)] for x, y in ring] for ring in polygon]
            for polygon in contour
        ],
    }


def from_geojson(geometry: dict[str, Any]) -> Contour:
    """The inverse of to_geojson."""
    return tuple(
        tuple(tuple((float(x), float(y)) for x, y in ring) for ring in polygon)
        for polygon in geometry["coordinates"]
    )


def joined_box(boxes: Iterable[Box]) -> Box | None:
    """The box around all boxes; None when there is none."""
    known = list(boxes)
    if not known:
        return None
    return (
        min(b[0] for b in known), min(b[1] for b in known), max(b[2] for b in known), max(b[3] for b in known)
    )  # fmt: skip

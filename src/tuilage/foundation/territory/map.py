"""A map as plain shapes: contours projected and cut to whole numbers, ready for inline SVG.

No outside tile, no script: the page prints, and nobody is told which page is read. Colour is never
alone: each zone bears its number on the map, in the legend and in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import cos, radians

from .geometry import Box, Contour, Point, box, joined_box

WIDTH = 1000
TALLEST = 1400
MARGIN = 8
COLOURS = 12


@dataclass(frozen=True, slots=True)
class Area:
    """A commune to draw: `zone` is the key of its zone, or None outside any; `weight` decides where the
    zone's number stands (on its heaviest commune)."""

    name: str
    contour: Contour
    centre: Point | None
    zone: str | None = None
    weight: int = 0
    key: str = ""  # given back with its shape, for pages in which it can be chosen


@dataclass(frozen=True, slots=True)
class LegendLine:
    """A zone as the map shows it; `number` is what is written on it."""

    zone: str
    label: str
    number: int
    colour: str


@dataclass(frozen=True, slots=True)
class Shape:
    path: str
    colour: str
    title: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the template writes as SVG."""

    width: int
    height: int
    shapes: list[Shape] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    legend: list[LegendLine] = field(default_factory=list)


class _Projection:
    """Longitudes shrunk by the cosine of the middle latitude: true enough over one département."""

    def __init__(self, around: Box) -> None:
        self.west, south, east, self.north = around
        self.narrowing = cos(radians((south + self.north) / 2))
        wide, high = (east - self.west) * self.narrowing or 1e-6, (self.north - south) or 1e-6
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / high)
        self.width = round(wide * self.scale) + 2 * MARGIN
        self.height = round(high * self.scale) + 2 * MARGIN

    def __call__(self, point: Point) -> tuple[int, int]:
        x = (point[0] - self.west) * self.narrowing * self.scale + MARGIN
        return round(x), round((self.north - point[1]) * self.scale + MARGIN)


def draw(areas: Sequence[Area], zones: Sequence[tuple[str, str]] = ()) -> Drawing | None:
    """Draw communes in the colours of `zones` (key, label), numbered in that order; None without a contour."""
    around = joined_box(box(area.contour) for area in areas if area.contour)
    if around is None:
        return None
    projection = _Projection(around)
    legend = {
        key: LegendLine(key, label, number, f"zone-{(number - 1) % COLOURS}")
        for number, (key, label) in enumerate(zones, start=1)
    }
    drawing = Drawing(projection.width, projection.height, legend=list(legend.values()))
    heaviest: dict[str, Area] = {}
    for area in areas:
        line = legend.get(area.zone or "")
        title = f"{area.name} – {line.number}. {line.label}" if line else area.name
        path = _path(area.contour, projection)
        drawing.shapes.append(Shape(path, line.colour if line else "zone-none", title, area.key))
        if line and area.centre:
            known = heaviest.get(line.zone)
            heaviest[line.zone] = area if known is None or area.weight > known.weight else known
    for zone, area in heaviest.items():
        if area.centre:
            drawing.labels.append(Label(*projection(area.centre), str(legend[zone].number)))
    return drawing


def _path(contour: Contour, projection: _Projection) -> str:
    """Relative whole-number moves: half the size of absolute ones, without the points that fall together."""
    parts: list[str] = []
    for polygon in contour:
        for ring in polygon:
            points = [projection(point) for point in ring]
            x, y = points[0]
            parts.append(f"M{x} {y}")
            for next_x, next_y in points[1:]:
                if (next_x, next_y) != (x, y):
                    parts.append(f"l{next_x - x} {next_y - y}")
                    x, y = next_x, next_y
            parts.append("z")
    return "".join(parts)

"""The map as shapes: inside its frame, each zone with its number."""

from __future__ import annotations

import re

from tuilage.foundation.territory.geometry import Contour
from tuilage.foundation.territory.map import MARGIN, WIDTH, Area, draw


def square(west: float, south: float) -> Contour:
    return (((
        (west, south), (west + 0.1, south), (west + 0.1, south + 0.1), (west, south + 0.1), (west, south)
    ),),)  # fmt: skip


AREAS = [
    Area("Agen", square(0.6, 44.2), (0.65, 44.25), "a", 33_000),
    Area("Estillac", square(0.5, 44.2), (0.55, 44.25), "a", 2_000),
    Area("Marmande", square(0.1, 44.5), (0.15, 44.55), "b", 17_000),
    Area("Ailleurs", square(0.2, 44.3), None, None, 10),
]


def test_every_commune_is_drawn_inside_the_frame() -> None:
    drawing = draw(AREAS, [("a", "Sud"), ("b", "Nord")])
    assert drawing is not None
    assert len(drawing.shapes) == len(AREAS)
    for shape in drawing.shapes:
        start = re.match(r"M(\d+) (\d+)", shape.path)
        assert start is not None
        assert MARGIN <= int(start[1]) <= WIDTH - MARGIN
        assert MARGIN <= int(start[2]) <= drawing.height - MARGIN
        assert shape.path.endswith("z")


def test_a_zone_bears_its_number_once_on_its_largest_commune() -> None:
    drawing = draw(AREAS, [("a", "Sud"), ("b", "Nord")])
    assert drawing is not None
    assert sorted(label.text for label in drawing.labels) == ["1", "2"]
    assert [line.label for line in drawing.legend] == ["Sud", "Nord"]
    assert drawing.shapes[0].title == "Agen – 1. Sud"
    assert drawing.shapes[3].colour == "zone-none"


def test_without_contours_there_is_no_map() -> None:
    assert draw([], []) is None
    assert draw([Area("Saint-Pierre", (), None)], []) is None

"""Distances, contours and the points inside them."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuilage.foundation.territory import geometry
from tuilage.foundation.territory.geometry import Contour, Point

points = st.tuples(st.floats(-179, 179, allow_nan=False), st.floats(-85, 85, allow_nan=False))


def square(west: float, south: float, side: float = 1.0) -> geometry.Ring:
    return (
        (west, south), (west + side, south), (west + side, south + side), (west, south + side), (west, south)
    )  # fmt: skip


UNIT: Contour = ((square(0, 0),),)
HOLED: Contour = ((square(0, 0), square(0.25, 0.25, 0.5)),)
# A crescent: the centre of its area stands outside it.
CRESCENT: Contour = ((((0, 0), (3, 0), (3, 3), (0, 3), (0, 2.5), (2.5, 2.5), (2.5, 0.5), (0, 0.5), (0, 0)),),)


def wkb(polygons: Contour, order: str = "<", srid: bool = False) -> str:
    mark = b"\x01" if order == "<" else b"\x00"
    body = mark + struct.pack(order + "I", 6 | (0x20000000 if srid else 0))
    body += struct.pack(order + "I", 4326) if srid else b""
    body += struct.pack(order + "I", len(polygons))
    for polygon in polygons:
        body += mark + struct.pack(order + "II", 3, len(polygon))
        for ring in polygon:
            body += struct.pack(order + "I", len(ring))
            body += b"".join(struct.pack(order + "2d", *point) for point in ring)
    return body.hex().upper()


@given(points, points)
def test_distance_is_the_same_both_ways_and_never_negative(one: Point, other: Point) -> None:
    there, back = geometry.distance_km(one, other), geometry.distance_km(other, one)
    assert there == pytest.approx(back, abs=1e-9)
    assert 0 <= there <= math.pi * geometry.EARTH_RADIUS_KM + 1e-6


@given(points, points, points)
def test_a_detour_is_never_shorter(one: Point, other: Point, third: Point) -> None:
    direct = geometry.distance_km(one, third)
    assert direct <= geometry.distance_km(one, other) + geometry.distance_km(other, third) + 1e-6


def test_agen_to_melun_is_five_hundred_kilometres() -> None:
    assert geometry.distance_km((0.6155, 44.2032), (2.6609, 48.5396)) == pytest.approx(507, abs=3)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("srid", [False, True])
def test_contours_are_read_in_both_byte_orders_with_or_without_srid(order: str, srid: bool) -> None:
    assert geometry.contour_from_wkb(wkb(HOLED, order, srid)) == HOLED


@pytest.mark.parametrize(
    "text", ["", "zz", "01", "0106000000", wkb(UNIT)[:-6], "010600000000FFFFFF", "0101000000"]
)
def test_a_damaged_geometry_is_said_to_be_unreadable(text: str) -> None:
    with pytest.raises(geometry.UnreadableGeometry):
        geometry.contour_from_wkb(text)


@given(st.binary(max_size=80))
def test_any_bytes_give_a_contour_or_a_refusal(data: bytes) -> None:
    try:
        geometry.contour_from_wkb(data.hex())
    except geometry.UnreadableGeometry:
        return


def test_an_empty_point_is_no_position() -> None:
    empty = (b"\x01" + struct.pack("<I2d", 1, math.nan, math.nan)).hex()
    beyond = (b"\x01" + struct.pack("<I2d", 1, 500.0, 10.0)).hex()
    assert geometry.point_from_wkb(empty) is None
    assert geometry.point_from_wkb(beyond) is None
    with pytest.raises(geometry.UnreadableGeometry):
        geometry.point_from_wkb(wkb(UNIT))


def test_a_hole_is_outside() -> None:
    assert geometry.contains(UNIT, (0.5, 0.5))
    assert not geometry.contains(HOLED, (0.5, 0.5))
    assert geometry.contains(HOLED, (0.1, 0.1))
    assert not geometry.contains(UNIT, (1.5, 0.5))


def test_distance_to_a_contour_is_nothing_inside_and_a_degree_outside() -> None:
    assert geometry.distance_to_contour_km(UNIT, (0.5, 0.5)) == 0
    assert geometry.distance_to_contour_km(UNIT, (0.5, -1.0)) == pytest.approx(111.2, abs=0.5)


def test_area_takes_the_holes_away() -> None:
    assert geometry.area_km2(UNIT) == pytest.approx(12_364, rel=0.01)
    assert geometry.area_km2(HOLED) == pytest.approx(geometry.area_km2(UNIT) * 0.75, rel=0.01)


@pytest.mark.parametrize("contour", [UNIT, HOLED, CRESCENT, (UNIT[0], (square(5, 5, 3),))])
def test_the_point_that_stands_for_a_contour_lies_inside(contour: Contour) -> None:
    assert geometry.contains(contour, geometry.inner_point(contour))


@given(st.floats(0.01, 3), st.floats(-10, 10), st.floats(-40, 40))
def test_geojson_keeps_a_contour_to_the_metre(side: float, west: float, south: float) -> None:
    contour: Contour = ((square(west, south, side),),)
    back = geometry.from_geojson(geometry.to_geojson(contour))
    for there, here in zip(contour[0][0], back[0][0], strict=True):
        assert geometry.distance_km(there, here) < 0.002

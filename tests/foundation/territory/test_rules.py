"""Names compared, town halls judged, communes cut into sectors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuilage.foundation.territory import rules
from tuilage.foundation.territory.geometry import Contour
from tuilage.foundation.territory.rules import Weighted

VILLAGE: Contour = ((((0.0, 44.0), (0.1, 44.0), (0.1, 44.1), (0.0, 44.1), (0.0, 44.0)),),)

communes = st.lists(
    st.builds(
        Weighted,
        code=st.integers(10000, 99999).map(str),
        name=st.just("x"),
        centre=st.tuples(st.floats(-5, 9), st.floats(41, 51)),
        population=st.integers(0, 200_000),
    ),
    max_size=60,
    unique_by=lambda commune: commune.code,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’Haÿ-les-Roses", "l'hay les roses"),
        ("SAINT-ÉTIENNE", "St Etienne"),
        ("Ste-Livrade-sur-Lot", "Sainte Livrade sur Lot"),
        ("Œuf-en-Ternois", "OEUF EN TERNOIS"),
        ("E\u0301vry", "Évry"),
        ("  Le   Passage ", "le passage"),
    ],
)
def test_names_written_differently_are_the_same(one: str, other: str) -> None:
    assert rules.fold(one) == rules.fold(other)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert rules.fold(rules.fold(text)) == rules.fold(text)


def test_a_town_hall_in_the_village_is_near_and_one_in_the_next_canton_is_not() -> None:
    inside = rules.judge_position((0.05, 44.05), VILLAGE)
    beside = rules.judge_position((0.16, 44.05), VILLAGE)
    elsewhere = rules.judge_position((0.9, 44.05), VILLAGE)
    assert (inside.rejected, inside.doubtful) == (False, False)
    assert (beside.rejected, beside.doubtful) == (False, True)
    assert (elsewhere.rejected, elsewhere.doubtful) == (True, False)


def test_without_a_contour_only_another_region_is_wrong() -> None:
    near = rules.judge_position((0.9, 44.0), None, (0.0, 44.0))
    far = rules.judge_position((6.0, 44.0), None, (0.0, 44.0))
    assert (near.rejected, near.doubtful) == (False, True)
    assert far.rejected
    assert not rules.judge_position((6.0, 44.0), None, None).rejected


@pytest.mark.parametrize(
    ("population", "area", "kind"),
    [
        (33_000, 11.5, "town"), (9_000, 3.0, "town"), (2_500, 40.0, "large_village"), (700, 2.0, "large_village"),
        (300, 12.0, "rural"), (None, 10.0, "rural"), (12_000, None, "town"),
    ],
)  # fmt: skip
def test_the_sociological_reading(population: int | None, area: float | None, kind: str) -> None:
    assert rules.settlement(population, area) == kind


def test_an_unknown_density_is_not_zero() -> None:
    assert rules.density(None, 10.0) is None
    assert rules.density(100, None) is None
    assert rules.density(100, 10.0) == 10.0


@given(communes, st.integers(1, 8))
def test_every_commune_stands_in_exactly_one_sector_and_none_is_empty(
    found: list[Weighted], number: int
) -> None:
    sectors = rules.cut_into_sectors(found, number)
    codes = [commune.code for sector in sectors for commune in sector]
    assert sorted(codes) == sorted(commune.code for commune in found)
    assert all(sectors)
    assert len(sectors) == min(number, len(found)) if found else sectors == []


@given(communes)
def test_the_same_communes_give_the_same_sectors_in_any_order(found: list[Weighted]) -> None:
    assert rules.cut_into_sectors(found, 6) == rules.cut_into_sectors(list(reversed(found)), 6)


def test_sectors_hold_about_as_many_people() -> None:
    grid = [Weighted(f"{n:05}", "x", (n % 20 / 10, n // 20 / 10), 1_000 + n) for n in range(400)]
    totals = [sum(commune.population for commune in sector) for sector in rules.cut_into_sectors(grid, 6)]
    assert max(totals) < 1.1 * min(totals)

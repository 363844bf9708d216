"""Sums before rates, unknown is not zero, nothing hidden comes back by adding months."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuilage.core.registries import Cell
from tuilage.steering.observatory import curve, rules
from tuilage.steering.observatory.rules import Point

amounts = st.integers(0, 500)
cells = st.lists(st.builds(Cell, amounts, st.none() | amounts, amounts), max_size=12)


@given(cells, cells)
def test_an_average_is_made_of_sums_never_of_averages(one: list[Cell], other: list[Cell]) -> None:
    both, first, second = rules.total(one + other), rules.total(one), rules.total(other)
    assert both.numerator == first.numerator + second.numerator
    if both.denominator:
        whole = rules.value_of("average", both.numerator, both.denominator)
        assert whole == (first.numerator + second.numerator) / (
            (first.denominator or 0) + (second.denominator or 0)
        )


@given(cells)
def test_groups_add_up_to_the_whole(given_cells: list[Cell]) -> None:
    groups = rules.grouped(given_cells, lambda cell: [cell.people % 3])
    assert sum(group.numerator for group in groups.values()) == rules.total(given_cells).numerator


def test_unknown_is_not_zero() -> None:
    assert rules.total([]).denominator is None
    assert rules.value_of("rate", Decimal(0), None) is None
    assert rules.value_of("rate", Decimal(3), Decimal(0)) is None
    assert rules.value_of("rate", Decimal(0), Decimal(4)) == 0
    assert rules.value_of("rate", Decimal(1), Decimal(4)) == 25
    assert rules.value_of("flow", None, None) is None
    assert rules.change(Decimal(3), None) is None
    assert rules.change(Decimal(3), Decimal(5)) == -2


@pytest.mark.parametrize(("month", "step", "found"), [
    (date(2026, 12, 1), 1, date(2027, 1, 1)), (date(2026, 1, 1), -1, date(2025, 12, 1)),
    (date(2026, 3, 1), 12, date(2027, 3, 1)), (date(2026, 3, 1), -24, date(2024, 3, 1)),
])  # fmt: skip
def test_months_step_over_years(month: date, step: int, found: date) -> None:
    assert rules.next_month(month, step) == found


def _months(*values: int | str | None) -> list[Point]:
    found = []
    for at, value in enumerate(values):
        start = rules.next_month(date(2026, 1, 1), at)
        number = Decimal(value) if isinstance(value, int) else None
        hidden = value if isinstance(value, str) else ""
        found.append(Point(start, rules.next_month(start), number, None, number, hidden))
    return found


def test_a_quarter_is_known_when_each_of_its_months_is() -> None:
    quarters = rules.by_step(_months(1, 2, 3, 4, "few", 6, 7, None, 9, 10), "flow", 3)
    assert [(point.value, point.hidden) for point in quarters] == [
        (6, ""), (None, "shield"), (None, ""), (None, ""),
    ]  # fmt: skip


def test_a_state_is_that_of_the_last_month() -> None:
    quarters = rules.by_step(_months(1, 2, 30, 4, 5), "stock", 3)
    assert [point.value for point in quarters] == [30, None]


def test_a_curve_breaks_where_nothing_is_known() -> None:
    values = [Decimal(2), Decimal(4), None, Decimal(3), Decimal(5)]
    drawn = curve.draw(list("abcde"), values, list("abcde"), Decimal(4), Decimal(4))
    assert drawn is not None
    assert (len(drawn.lines), len(drawn.dots), len(drawn.gaps)) == (2, 4, 1)
    assert drawn.band is not None
    assert drawn.band.top == drawn.band.bottom
    assert curve.draw(["a"], [None], ["a"]) is None


@given(st.just(0.0) | st.floats(0.001, 1e7))
def test_graduations_hold_the_highest_figure(highest: float) -> None:
    marks = curve.graduations(highest)
    assert marks[0] == 0
    assert marks[-1] >= highest * 0.999999
    assert len(marks) <= 7

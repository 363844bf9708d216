"""A plan in time, and where an action stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuilage.steering.plans import rules

START, END = date(2024, 1, 1), date(2029, 1, 1)


@pytest.mark.parametrize(("today", "left", "stage", "renewal"), [
    (date(2023, 6, 1), 5, "coming", ""), (date(2024, 1, 1), 5, "running", ""), (date(2026, 11, 22), 3, "running", ""),
    (date(2027, 7, 1), 2, "running", "announced"), (date(2028, 12, 31), 1, "running", "announced"),
    (date(2029, 1, 1), 0, "ended", "late"),
])  # fmt: skip
def test_a_plan_of_five_years(today: date, left: int, stage: str, renewal: str) -> None:
    term = rules.term(START, END, today, renewed_every=5)
    assert (term.years, term.years_left, term.stage(today), term.renewal_stage(today)) == (
        5,
        left,
        stage,
        renewal,
    )
    assert (term.renewal, term.announced, term.last_day) == (END, date(2027, 7, 1), date(2028, 12, 31))


@pytest.mark.parametrize(("today", "expected"), [
    (date(2024, 3, 1), date(2026, 1, 1)), (date(2026, 1, 1), date(2026, 1, 1)), (date(2026, 1, 2), date(2028, 1, 1)),
    (date(2028, 5, 1), None),
])  # fmt: skip
def test_an_evaluation_committee_every_two_years(today: date, expected: date | None) -> None:
    assert rules.term(START, END, today, evaluated_every=2).evaluation == expected


def test_a_plan_without_such_rules_says_nothing() -> None:
    term = rules.term(START, END, date(2030, 1, 1))
    assert (term.renewal, term.evaluation, term.renewal_stage(date(2030, 1, 1))) == (None, None, "")


@given(
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
    st.integers(1, 12),
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
)
def test_years_left_go_down_to_none(start: date, years: int, today: date) -> None:
    end = rules.years_later(start, years)
    term = rules.term(start, end, today)
    later = rules.term(start, end, today + timedelta(days=366))
    assert 0 <= later.years_left <= term.years_left <= term.years
    assert (term.years_left == 0) == (today >= end)


@pytest.mark.parametrize(("status", "years", "expected"), [
    ("running", [(2025, True, False)], "late"), ("running", [(2025, True, True), (2026, True, False)], "running"),
    ("planned", [(2027, True, False)], "planned"), ("done", [(2025, True, False)], "done"),
    ("paused", [(2025, True, False)], "paused"), ("planned", [(2025, False, False)], "planned"), ("planned", [], "planned"),
])  # fmt: skip
def test_an_action_is_late_when_a_planned_year_went_by(
    status: str, years: list[tuple[int, bool, bool]], expected: str
) -> None:
    assert rules.standing(status, years, 2026) == expected

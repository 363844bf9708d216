"""The rules of papers and letters, alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuilage.core.refusals import Refused
from tuilage.foundation.papers import rules

DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 1, 1))


@given(DAYS, st.integers(min_value=0, max_value=240))
def test_so_many_months_later_is_a_day_of_that_month(day: date, months: int) -> None:
    later = rules.months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day
    assert later >= day


def test_a_month_that_is_too_short_ends_on_its_last_day() -> None:
    assert rules.months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)


@given(DAYS, DAYS, st.integers(min_value=1, max_value=60))
def test_nothing_goes_while_it_is_still_good(filed: date, valid: date, kept: int) -> None:
    assert rules.keep_until(filed, valid, kept) > valid
    assert rules.keep_until(filed, None, kept) > filed


@pytest.mark.parametrize(
    ("valid", "replaced", "stands"),
    [
        (None, None, "good"),
        (date(2026, 11, 22), None, "soon"),
        (date(2026, 11, 21), None, "over"),
        (date(2026, 12, 22), None, "soon"),
        (date(2026, 12, 23), None, "good"),
        (date(2026, 11, 21), date(2026, 11, 1), "replaced"),
    ],
)
def test_where_a_paper_stands(valid: date | None, replaced: date | None, stands: str) -> None:
    assert rules.standing(valid, replaced, date(2026, 11, 22)) == stands


@given(st.text(max_size=200), st.text(max_size=60))
def test_a_place_is_filled_once_whatever_the_fact_says(around: str, fact: str) -> None:
    text = around.replace("{", "(").replace("}", ")") + "{{ person.name }}"
    said = rules.filled(text, {"person.name": fact}, {"person.name": "nom"})
    assert said.endswith(fact.strip().replace("[", "(").replace("]", ")") if fact.strip() else "[nom]")


def test_what_is_left_to_complete_is_seen() -> None:
    assert rules.left_to_complete("le [jour] à [heure]", "[lieu]") == ["jour", "heure", "lieu"]
    assert rules.left_to_complete("rien (ici)") == []


def test_a_paper_is_pages_or_one_file() -> None:
    rules.check_alike(["jpeg"] * 20)
    rules.check_alike(["pdf"])
    for kinds in (["pdf", "pdf"], ["jpeg", "docx"], ["jpeg"] * 21):
        with pytest.raises(Refused):
            rules.check_alike(kinds)

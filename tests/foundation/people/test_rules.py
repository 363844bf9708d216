"""Dates of birth as they are known, ages, majority, death."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuilage.core.refusals import Refused
from tuilage.foundation.people.rules import (
    Age,
    Birth,
    age_in_words,
    age_on,
    anniversary,
    birth_in_words,
    born_in_words,
    check_birth,
    check_death,
    check_period,
    check_protector,
    is_alive_on,
    is_minor_on,
    majority_on,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("birth", "field"),
    [
        (Birth(2001, 2, 29), "birth_day"),
        (Birth(1900, 2, 29), "birth_day"),
        (Birth(1990, 2, 31), "birth_day"),
        (Birth(1990, 4, 31), "birth_day"),
        (Birth(1990, 13), "birth_month"),
        (Birth(1990, 0), "birth_month"),
        (Birth(1990, 5, 0), "birth_day"),
        (Birth(1990, None, 12), "birth_month"),
        (Birth(None, 5, 12), "birth_year"),
        (Birth(1895), "birth_year"),
        (Birth(2027), "birth_year"),
        (Birth(2026, 12), "birth_month"),
        (Birth(2026, 11, 23), "birth_day"),
    ],
)
def test_impossible_births(birth: Birth, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_birth(birth, TODAY)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "birth",
    [Birth(), Birth(1896), Birth(2004, 2, 29), Birth(2000, 2, 29), Birth(2026, 11, 22), Birth(1944, 3)],
)
def test_possible_births(birth: Birth) -> None:
    check_birth(birth, TODAY)


@pytest.mark.parametrize(
    ("birth", "age", "words"),
    [
        (Birth(1944, 3, 12), Age(82, 8, False), "82 ans"),
        (Birth(1944), Age(82, 10, True), "environ 82 ans"),
        (Birth(1944, 3), Age(82, 8, False), "82 ans"),
        (Birth(1944, 11), Age(82, 0, True), "environ 82 ans"),
        (Birth(2026, 4, 20), Age(0, 7, False), "7 mois"),
        (Birth(2025, 10, 1), Age(1, 1, False), "13 mois"),
    ],
)
def test_ages(birth: Birth, age: Age, words: str) -> None:
    assert age_on(birth, TODAY) == age
    assert age_in_words(birth, TODAY) == words


def test_ages_not_known() -> None:
    assert age_on(Birth(), TODAY) is None
    assert age_in_words(Birth(), TODAY) == "âge inconnu"
    assert age_on(Birth(2030), TODAY) is None


def test_born_on_29_february() -> None:
    born = Birth(2008, 2, 29)
    assert majority_on(born) == date(2026, 2, 28)
    assert age_on(born, date(2026, 2, 27)) == Age(17, 11, False)
    assert age_on(born, date(2026, 2, 28)) == Age(18, 0, False)
    assert age_on(born, date(2028, 2, 28)) == Age(19, 11, False)
    assert age_on(born, date(2028, 2, 29)) == Age(20, 0, False)


def test_majority_of_the_young_person() -> None:
    born = Birth(2009, 2, 3)
    assert majority_on(born) == date(2027, 2, 3)
    assert is_minor_on(born, date(2027, 2, 2)) is True
    assert is_minor_on(born, date(2027, 2, 3)) is False
    assert is_minor_on(Birth(2009), date(2027, 2, 3)) is None
    assert is_minor_on(Birth(), TODAY) is None
    assert majority_on(Birth(2009, 2)) is None


def test_births_in_words() -> None:
    assert born_in_words(Birth(1944, 3), "woman") == "née en mars 1944"
    assert born_in_words(Birth(1944, 3, 12), "man") == "né le 12 mars 1944"
    assert born_in_words(Birth(1944), "unknown") == "né(e) en 1944"
    assert born_in_words(Birth(), "woman") == "date de naissance inconnue"
    assert birth_in_words(Birth(2004, 2, 29)) == "29 février 2004"
    assert birth_in_words(Birth(2004, 2)) == "février 2004"


def test_death() -> None:
    assert is_alive_on(None, TODAY)
    assert is_alive_on(TODAY, TODAY)
    assert not is_alive_on(TODAY - timedelta(days=1), TODAY)
    with pytest.raises(Refused):
        check_death(TODAY + timedelta(days=1), Birth(1944), TODAY)
    with pytest.raises(Refused):
        check_death(date(1943, 5, 1), Birth(1944), TODAY)
    check_death(date(1944, 5, 1), Birth(1944), TODAY)


def test_dates_in_order_and_a_protector_named() -> None:
    with pytest.raises(Refused):
        check_period(TODAY, TODAY)
    check_period(TODAY, None)
    with pytest.raises(Refused):
        check_protector("guardianship", "")
    check_protector("safeguard", "")


@given(st.dates(date(1900, 1, 1), TODAY), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_an_age_grows_by_one_at_each_anniversary(born: date, day: date) -> None:
    age = age_on(Birth(born.year, born.month, born.day), day)
    if day < born:
        assert age is None
        return
    assert age is not None
    assert anniversary(born, age.years) <= day < anniversary(born, age.years + 1)
    assert 0 <= age.months < 12


@given(st.integers(1897, 2026), st.integers(0, 14), st.integers(0, 33))
def test_only_days_of_the_calendar_pass(year: int, month: int, day: int) -> None:
    try:
        real = date(year, month, day) <= TODAY
    except ValueError:
        real = False
    try:
        check_birth(Birth(year, month, day), TODAY)
    except Refused:
        assert not real
    else:
        assert real

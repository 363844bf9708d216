"""Dates, names, resemblance, what is kept: pure rules, whatever is put in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuilage.core.tabular.targets import Reading, fold
from tuilage.foundation.people.imports.cleaning import Place, clean
from tuilage.foundation.people.imports.dates import ReadDate, read_date
from tuilage.foundation.people.imports.judging import Who, resembles, settle
from tuilage.foundation.people.imports.spelling import our_case, seem_swapped
from tuilage.foundation.people.imports.target import SAYINGS

TODAY = date(2026, 11, 22)


def read(text: str, order: str = "dmy") -> ReadDate:
    return read_date(text, order, TODAY, fold(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03/02/1980", (1980, 2, 3, "")),
        ("1980-02-03", (1980, 2, 3, "")),
        ("1980-02-03 00:00:00", (1980, 2, 3, "")),
        ("03021980", (1980, 2, 3, "")),
        ("3 février 1980", (1980, 2, 3, "")),
        ("02/1980", (1980, 2, None, "")),
        ("1980", (1980, None, None, "")),
        ("00/00/1950", (1950, None, None, "")),
        ("00/03/1950", (1950, 3, None, "")),
        ("12/25/1980", (1980, 12, 25, "order")),
        ("5/3/71", (1971, 3, 5, "century")),
        ("5/3/12", (2012, 3, 5, "century")),
        ("01/01/1900", (None, None, None, "placeholder")),
        ("31/02/1990", (None, None, None, "unreadable")),
        ("03/02/2980", (None, None, None, "unreadable")),
        ("hier", (None, None, None, "unreadable")),
        ("", (None, None, None, "")),
        ("00/00/0000", (None, None, None, "")),
        ("NC", (None, None, None, "")),
    ],
)
def test_dates_as_files_write_them(text: str, expected: tuple[Any, ...]) -> None:
    found = read(text)
    assert (found.year, found.month, found.day, found.problem) == expected


@given(st.dates(date(1910, 1, 1), TODAY), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_a_date_written_whole_is_read_in_its_order(day: date, order: str) -> None:
    parts = {"d": f"{day.day:02d}", "m": f"{day.month:02d}", "y": str(day.year)}
    assert read("/".join(parts[each] for each in order), order).full == day


@given(st.text(max_size=30), st.sampled_from(["dmy", "mdy", "ymd"]))
def test_whatever_is_written_is_a_possible_date_or_none(text: str, order: str) -> None:
    found = read(text, order)
    assert found.full is None or found.full <= TODAY
    assert found.day is None or found.month is not None


@pytest.mark.parametrize(
    ("name", "ours"),
    [("DUPONT", "Dupont"), ("jean-paul", "Jean-Paul"), ("DE LA TOUR", "de la Tour"), ("D'ALMEIDA", "d'Almeida"),
     ("McDonald", "McDonald"), ("O'BRIEN", "O'Brien"), ("", "")],
)  # fmt: skip
def test_upper_case_becomes_our_case(name: str, ours: str) -> None:
    assert our_case(name) == ours


@given(st.text(max_size=40))
def test_our_case_is_the_same_name_and_stays_as_it_is(name: str) -> None:
    once = our_case(name)
    assert once.casefold() == name.casefold() or not name.isascii()
    assert our_case(once) == once or not name.isascii()


def test_a_first_name_in_the_place_of_the_name_is_seen() -> None:
    assert seem_swapped("Josette", "Marchand")
    assert not seem_swapped("Martin", "Laurent")  # both are both: nobody can tell
    assert not seem_swapped("Marchand", "Josette")


NAMES = st.sampled_from(["Durand", "Durant", "Petit", "Marie", "Zoé", "Le Gall", "Legall", ""])
PARTS = st.tuples(
    st.one_of(st.none(), st.just(1980), st.just(1981)),
    st.sampled_from([None, 2, 3]),
    st.sampled_from([None, 3, 2]),
)
WHO = st.builds(Who, NAMES, NAMES, NAMES, PARTS)


@given(WHO, WHO)
def test_resembling_is_mutual(one: Who, other: Who) -> None:
    assert resembles(one, other) == resembles(other, one)


def test_a_slip_is_asked_about_and_another_birth_is_not() -> None:
    known = Who("Durand", "", "Marie", (1980, 2, 3))
    assert resembles(Who("Durant", "", "Marie", (1980, 2, 3)), known) == "name"
    assert resembles(Who("Marie", "", "Durand", (1980, 2, 3)), known) == "swapped"
    assert resembles(Who("Durand", "", "Marie", (1980, 3, 2)), known) == "birth"
    assert resembles(Who("Durand", "", "Marie", (None, None, None)), known) == "unborn"
    assert resembles(Who("Durand", "", "Marie", (1955, 7, 9)), known) == ""


FIELDS = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "1", "2", "3"]))


@given(FIELDS, FIELDS, FIELDS)
def test_a_second_time_changes_nothing(current: Any, said: Any, file: Any) -> None:
    taken, _kept = settle(current, said, file)
    assert settle(current | taken, said | {k: v for k, v in file.items() if v}, file)[0] == {}
    assert all(value for value in taken.values())


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "birth_name",
                "first_names",
                "used_name",
                "birth_date",
                "died_on",
                "gender",
                "phone",
                "email",
                "insee",
                "postcode",
                "commune",
                "external_id",
                "address",
            ]
        ),
        st.text(max_size=30),
    )
)
def test_no_row_whatever_makes_it_fail_and_every_remark_has_its_words(row: dict[str, str]) -> None:
    made = clean(row, Reading({}), TODAY, lambda *_given: None)
    assert all(remark.code in SAYINGS for remark in made.remarks)
    if not made.rejected:
        assert made.values["value"]
        assert made.values["first_names"]


def test_a_merged_commune_is_said_under_its_new_name() -> None:
    from uuid import uuid4

    place = Place(uuid4(), "“Vieux” is now part of Neuf.")
    made = clean(
        {"birth_name": "A", "first_names": "B", "insee": "47001"}, Reading({}), TODAY, lambda *_given: place
    )
    assert [r.detail for r in made.remarks if r.code == "commune.merged"] == [place.sentence]
    assert made.values["commune_id"] == place.pk

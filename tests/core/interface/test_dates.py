"""Dates and times as people say them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from tuilage.core.interface import dates

TODAY = date(2026, 11, 23)
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("fr", date(2026, 11, 23), "lundi 23 novembre 2026"),
        ("fr", date(2026, 12, 1), "mardi 1er décembre 2026"),
        ("en", date(2026, 12, 1), "Tuesday 1 December 2026"),
    ],
)
def test_a_day_is_said_in_full(language: str, day: date, words: str) -> None:
    with translation.override(language):
        assert dates.day_in_words(day) == words


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (0, "aujourd’hui"),
        (-1, "hier"),
        (1, "demain"),
        (-3, "il y a 3 jours"),
        (-21, "il y a 3 semaines"),
        (-90, "il y a 3 mois"),
        (-800, "il y a 2 ans"),
        (5, "dans 5 jours"),
        (20, "dans 2 semaines"),
        (100, "dans 3 mois"),
        (1000, "dans 2 ans"),
    ],
)
def test_a_date_is_said_by_its_distance(away: int, words: str) -> None:
    with translation.override("fr"):
        assert dates.near(TODAY + timedelta(days=away), TODAY) == words


def test_an_hour_is_said_as_one_speaks_and_in_the_departments_time() -> None:
    moment = datetime(2026, 11, 23, 9, 5, tzinfo=PARIS)
    with translation.override("fr"), timezone.override(PARIS):
        assert dates.near(moment, TODAY) == "aujourd’hui à 9\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}05"
        assert dates.moment_in_words(moment).startswith("lundi 23 novembre 2026 à 9")


def test_just_after_midnight_is_the_local_day_not_the_day_of_utc() -> None:
    moment = datetime(2026, 11, 23, 0, 30, tzinfo=PARIS)
    with timezone.override(PARIS):
        assert dates.local_day(moment) == TODAY


def test_a_period_is_read_to_its_last_day_not_to_its_bound() -> None:
    with translation.override("fr"):
        assert dates.span_in_words(date(2026, 3, 1), date(2026, 7, 1)) == "du 1er mars 2026 au 30 juin 2026"
        assert dates.span_in_words(date(2026, 3, 3), None) == "depuis le 3 mars 2026"
        assert dates.span_in_words(date(2026, 3, 3), date(2026, 3, 4)) == "le 3 mars 2026"

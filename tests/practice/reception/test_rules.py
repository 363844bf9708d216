"""The rules of reception, by properties: the clock of an urgency, its themes, where a request stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuilage.practice.reception import rules

PARIS = ZoneInfo("Europe/Paris")
ZONES = [PARIS, ZoneInfo("Indian/Reunion"), ZoneInfo("America/Cayenne"), ZoneInfo("Pacific/Noumea")]
OPENS, CLOSES = time(8, 30), time(17, 0)
minutes = st.integers(0, 16 * 365 * 24 * 60)
instants = minutes.map(lambda after: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=after))
zones = st.sampled_from(ZONES)
hours = st.times(time(15, 0), time(20, 0))


@given(instants, hours, zones)
def test_an_urgency_is_due_after_it_came_and_within_days(at: datetime, closes: time, zone: ZoneInfo) -> None:
    due = rules.due_at(at, OPENS, closes, zone)
    assert at < due <= at + timedelta(days=5)
    assert rules.is_open_day(due.astimezone(zone).date())


@given(instants, hours, zones)
def test_received_before_closing_it_is_due_at_closing_that_day(
    at: datetime, closes: time, zone: ZoneInfo
) -> None:
    local, due = at.astimezone(zone), rules.due_at(at, OPENS, closes, zone).astimezone(zone)
    before_closing = at < rules.at(local.date(), closes, zone)
    if rules.is_open_day(local.date()) and before_closing:
        assert (due.date(), due.timetz().replace(tzinfo=None)) == (local.date(), closes)
    else:
        assert due.date() > local.date()
        assert due.time() == OPENS


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [(date(2026, 3, 30), 15), (date(2026, 3, 27), 16), (date(2026, 10, 23), 15), (date(2026, 10, 26), 16)],
)
def test_closing_time_is_the_clock_on_the_wall_around_clock_changes(day: date, utc_hour: int) -> None:
    morning = datetime(day.year, day.month, day.day, 8, 0, tzinfo=UTC)
    assert rules.due_at(morning, OPENS, CLOSES, PARIS).hour == utc_hour


def test_a_desk_open_on_the_day_clocks_change_counts_real_hours() -> None:
    night = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 2:30, the first of two
    due = rules.due_at(night, OPENS, CLOSES, PARIS, is_open=lambda day: True)
    assert due - night == timedelta(hours=15, minutes=30)


def test_the_instant_of_closing_is_already_after_hours() -> None:
    closing = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert rules.due_at(closing - timedelta(seconds=1), OPENS, CLOSES, PARIS) == closing
    assert rules.due_at(closing, OPENS, CLOSES, PARIS) == datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


def test_a_friday_evening_before_a_holiday_waits_for_the_next_open_day() -> None:
    friday = datetime(2026, 5, 22, 16, 0, tzinfo=UTC)  # Whit Monday is the 25th
    assert rules.due_at(friday, OPENS, CLOSES, PARIS).date() == date(2026, 5, 26)


@given(st.integers(1900, 2199))
def test_easter_is_a_sunday_of_spring_and_there_are_eleven_holidays(year: int) -> None:
    assert rules.easter(year).weekday() == 6
    assert date(year, 3, 22) <= rules.easter(year) <= date(year, 4, 25)
    assert len(rules.public_holidays(year)) in (10, 11)  # Ascension may fall on 1 or 8 May


@pytest.mark.parametrize("day", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28)])
def test_easter_of_known_years(day: date) -> None:
    assert rules.easter(day.year) == day


@given(instants, zones)
def test_done_by_the_time_it_is_due_is_in_time_and_the_day_after_is_not(at: datetime, zone: ZoneInfo) -> None:
    due = rules.due_at(at, OPENS, CLOSES, zone)
    assert rules.in_time(due, due, zone)
    assert not rules.in_time(due, due + timedelta(days=1), zone)
    assert not rules.in_time(due, None, zone)


def test_evening_work_on_the_same_day_still_counts_as_the_same_day() -> None:
    due = rules.due_at(datetime(2026, 11, 23, 9, tzinfo=UTC), OPENS, CLOSES, PARIS)
    assert rules.in_time(due, datetime(2026, 11, 23, 22, 30, tzinfo=UTC), PARIS)
    assert not rules.in_time(due, datetime(2026, 11, 23, 23, 30, tzinfo=UTC), PARIS)


@given(instants, st.timedeltas(timedelta(0), timedelta(days=400)), zones)
def test_waiting_is_never_negative_and_grows(at: datetime, after: timedelta, zone: ZoneInfo) -> None:
    waited = rules.days_waited(at, at + after, zone)
    assert 0 <= waited <= after.days + 1
    assert rules.days_waited(at + after, at, zone) == 0


@given(st.sampled_from(["waiting", "in_progress", "answered", "out_of_scope"]), st.lists(
    st.sampled_from(["take_up", "answer", "out_of_scope", "undo"]), max_size=8))  # fmt: skip
def test_a_closed_request_only_opens_again_by_undoing(status: str, events: list[rules.Event]) -> None:
    for event in events:
        after = rules.next_status(status, event)
        if after is None:
            continue
        if status in rules.CLOSED and after not in rules.CLOSED:
            assert event == "undo"
        assert after != "waiting", "nothing goes back to waiting: somebody saw it"
        status = after


@pytest.mark.parametrize("text", ["", " ", ".", "?", "…", "!!!", "x", "\u200f", "😭", None])
def test_these_say_nothing(text: str | None) -> None:
    assert not rules.says_something(text)


@pytest.mark.parametrize("text", ["ok", "RSA", "أريد منزلا", "мне", "je 😭", "家庭", "É1"])
def test_these_say_something(text: str) -> None:
    assert rules.says_something(text)


KEYS = {"housing": ["logement", "loyer"], "money": ["dette", "fin de mois"], "health": ["sante"]}


def test_themes_come_from_the_beginnings_of_words_and_phrases_without_accents() -> None:
    assert rules.proposed_themes("J’ai des DETTES de loyer, la fin de mois…", KEYS) == ["money", "housing"]
    assert rules.proposed_themes("Ma santé", KEYS) == ["health"]
    assert rules.proposed_themes("endetté", KEYS) == []


@given(st.text(max_size=300))
def test_any_text_proposes_only_known_themes_and_never_fails(text: str) -> None:
    assert set(rules.proposed_themes(text, KEYS)) <= set(KEYS)
    assert rules.fold(rules.fold(text)) == rules.fold(text)


def test_only_its_author_undoes_an_answer_and_only_the_same_local_day() -> None:
    given_at = datetime(2026, 11, 23, 22, 50, tzinfo=UTC)  # 23:50 in Paris
    assert rules.may_undo("a", "a", given_at, given_at + timedelta(minutes=9), PARIS)
    assert not rules.may_undo("a", "a", given_at, given_at + timedelta(minutes=11), PARIS)
    assert not rules.may_undo("a", "b", given_at, given_at, PARIS)
    assert not rules.may_undo(None, None, given_at, given_at, PARIS)


def test_a_request_stands_out_after_seven_days_until_it_is_closed() -> None:
    came = datetime(2026, 11, 1, 9, tzinfo=UTC)
    assert not rules.waits_too_long("waiting", came, came + timedelta(days=7))
    assert rules.waits_too_long("waiting", came, came + timedelta(days=7, seconds=1))
    assert not rules.waits_too_long("answered", came, came + timedelta(days=30))

"""Free hours: never beside working time, never over anything, of the length asked for, right when clocks change."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tuilage.foundation.agenda import slots
from tuilage.foundation.agenda.calendar import is_open_day, local_instant

PARIS = ZoneInfo("Europe/Paris")
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
TIMES = st.integers(6 * 4, 20 * 4).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


@st.composite
def hours(draw: st.DrawFn) -> slots.Hours:
    """A part of a weekday."""
    start, end = sorted([draw(TIMES), draw(TIMES)])
    return slots.Hours(draw(st.integers(0, 6)), start, end if end > start else time(21))


@st.composite
def busy_times(draw: st.DrawFn) -> list[slots.Busy]:
    """Things to do around a day, some over each other."""
    first = datetime.combine(draw(DAYS), time(), tzinfo=UTC)
    found = []
    for _ in range(draw(st.integers(0, 12))):
        start = first + timedelta(minutes=draw(st.integers(0, 20 * 24 * 60)))
        found.append((start, start + timedelta(minutes=draw(st.integers(1, 600)))))
    return found


@given(
    week=st.lists(hours(), max_size=10),
    first=DAYS,
    away=st.sets(st.integers(0, 20)),
    taken=busy_times(),
    minutes=st.sampled_from([15, 30, 45, 60, 90]),
)
def test_a_free_hour_is_free(
    week: list[slots.Hours], first: date, away: set[int], taken: list[slots.Busy], minutes: int
) -> None:
    absent = {first + timedelta(days=number) for number in away}
    shift = local_instant(first, time(), PARIS) - (
        taken[0][0] if taken else local_instant(first, time(), PARIS)
    )
    taken = [(start + shift, end + shift) for start, end in taken]
    spans = list(slots.working_spans(week, first, first + timedelta(days=20), absent, PARIS))
    length, not_before = timedelta(minutes=minutes), local_instant(first, time(10), PARIS)
    found = slots.free_slots(spans, taken, length, not_before, most=20)
    covered = slots.merged(spans)
    for start, end in found:
        assert end - start == length
        assert start >= not_before
        assert any(begin <= start and end <= over for begin, over in covered)
        assert not any(begin < end and start < over for begin, over in taken)
        day = start.astimezone(PARIS).date()
        assert is_open_day(day)
        assert day not in absent
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))


@given(day=DAYS, hour=TIMES)
def test_an_hour_is_the_one_on_the_wall(day: date, hour: time) -> None:
    shown = local_instant(day, hour, PARIS).astimezone(PARIS)
    assert (shown.date(), shown.time()) == (day, hour)


def test_a_morning_lasts_as_long_when_the_clocks_change() -> None:
    for day in (date(2026, 3, 27), date(2026, 3, 30), date(2026, 10, 23), date(2026, 10, 26)):
        spans = slots.working_spans(slots.USUAL_WEEK, day, day, set(), PARIS)
        assert [end - start for start, end in spans] == [timedelta(hours=3, minutes=30)] * 2
        offered = slots.free_slots(
            slots.working_spans(slots.USUAL_WEEK, day, day, set(), PARIS),
            [],
            timedelta(hours=1),
            local_instant(day, time(), PARIS),
        )
        assert offered[0][0].astimezone(PARIS).time() == time(9)


def test_anyone_is_the_one_with_most_time() -> None:
    day = date(2026, 11, 23)
    at = [local_instant(day, time(hour), PARIS) for hour in (9, 10, 11)]
    free = {"busy": [(at[0], at[1])], "idle": [(at[0], at[1]), (at[1], at[2])]}
    assert [who for _s, _e, who in slots.first_of_anyone(free)] == ["idle", "idle"]  # type: ignore[arg-type]

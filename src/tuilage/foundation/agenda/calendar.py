"""Days a public service is open, and local hours as instants: right across the change of the clocks.

Pure. A local hour that a spring night skips is read as the instant an hour later; one that an autumn night has
twice is its first.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache


def easter(year: int) -> date:
    """Easter Sunday (Gregorian calendar; Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of France (Code du travail, L.3133-1)."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (easter(year) + timedelta(days=after) for after in (1, 39, 50))
    return frozenset([date(year, month, day) for month, day in fixed]) | frozenset(moving)


def is_open_day(day: date) -> bool:
    """Whether a public service is open that day: from Monday to Friday, but on public holidays."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def local_instant(day: date, hour: time, zone: tzinfo) -> datetime:
    """The instant (UTC) at which a clock on the wall shows `hour` on `day`."""
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)

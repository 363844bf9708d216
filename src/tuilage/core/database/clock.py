"""The département's calendar. Instants are UTC; days are local."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone


def today() -> date:
    """The date it is now in the département's time zone (settings.TIME_ZONE, overseas ones included)."""
    return timezone.localdate()


def start_of_day(day: date) -> datetime:
    """The aware instant at which `day` begins in the département."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of_day(day: date) -> datetime:
    """The aware instant at which `day` ends (the next one begins) in the département."""
    return start_of_day(day + timedelta(days=1))

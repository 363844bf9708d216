"""The département's calendar. Instants are UTC; days are local."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.utils import timezone

_as_if: ContextVar[date | None] = ContextVar("tuilage_as_if", default=None)


def today() -> date:
    """The date it is now in the département's time zone (settings.TIME_ZONE, overseas ones included)."""
    return _as_if.get() or timezone.localdate()


@contextmanager
def as_if(day: date) -> Iterator[None]:
    """Act as if today were `day`, in the database's rules too (contexts opened inside): for the demonstration."""
    token = _as_if.set(day)
    try:
        yield
    finally:
        _as_if.reset(token)


def start_of_day(day: date) -> datetime:
    """The aware instant at which `day` begins in the département."""
    return timezone.make_aware(datetime.combine(day, time.min))


def end_of_day(day: date) -> datetime:
    """The aware instant at which `day` ends (the next one begins) in the département."""
    return start_of_day(day + timedelta(days=1))

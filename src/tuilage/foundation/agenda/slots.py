"""Free hours found: within working hours, on open days, beside everything else, right when the clocks change.

Pure: no database, no clock of its own. Instants are aware, periods '[)', hours are those of the wall.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from .calendar import is_open_day, local_instant

STEP: Final = timedelta(minutes=15)
USUAL: Final = ((time(9, 0), time(12, 30)), (time(13, 30), time(17, 0)))  # from Monday to Friday
Busy = tuple[datetime, datetime]


@dataclass(frozen=True, order=True)
class Hours:
    """A part of a weekday (Monday is 0) in which somebody can be met."""

    weekday: int
    starts: time
    ends: time


USUAL_WEEK: Final = tuple(Hours(day, start, end) for day in range(5) for start, end in USUAL)


def working_spans(
    hours: Sequence[Hours], first: date, last: date, away: AbstractSet[date], zone: tzinfo
) -> Iterator[Busy]:
    """The spans in which somebody works, from `first` to `last` both included, in order."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if not is_open_day(day) or day in away:
            continue
        for part in sorted(hours):
            if part.weekday == day.weekday():
                yield local_instant(day, part.starts, zone), local_instant(day, part.ends, zone)


def merged(busy: Iterable[Busy]) -> list[Busy]:
    """The same time, as spans that do not touch each other, in order."""
    found: list[Busy] = []
    for start, end in sorted(busy):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def free_slots(
    spans: Iterable[Busy], busy: Iterable[Busy], length: timedelta, not_before: datetime, most: int = 12
) -> list[Busy]:
    """The first `most` free spans of exactly `length`, apart from each other, on quarters of an hour.

    Raises ValueError for a length that is no time at all.
    """
    if length <= timedelta(0):
        raise ValueError("an appointment lasts some time")
    taken, found = merged(busy), list[Busy]()
    for start, end in merged(spans):
        at = _on_a_step(max(start, not_before))
        while at + length <= end:
            clash = next((over for begin, over in taken if begin < at + length and at < over), None)
            if clash is not None:
                at = _on_a_step(clash)
                continue
            found.append((at, at + length))
            if len(found) == most:
                return found
            at = _on_a_step(at + length)
    return found


def _on_a_step(at: datetime) -> datetime:
    """The first quarter of an hour that is not before `at`."""
    at = at.astimezone(UTC)
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at - over + STEP


def first_of_anyone(
    free: Mapping[object, Sequence[Busy]], most: int = 12
) -> list[tuple[datetime, datetime, object]]:
    """The first free spans of several people: at one hour, whoever has the most free time is named."""
    best: dict[datetime, tuple[datetime, datetime, object]] = {}
    for who in sorted(free, key=lambda each: -len(free[each])):
        for start, end in free[who]:
            best.setdefault(start, (start, end, who))
    return [best[start] for start in sorted(best)][:most]

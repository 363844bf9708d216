"""Rules of counting: sums before rates, unknown is not zero, who sees what. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from tuilage.core.access import (
    CASE_WORKER,
    EVERY_ROLE,
    HEAD_OF_SERVICE,
    POLICY_OFFICER,
    SECRETARY,
    declare_acts,
)
from tuilage.core.registries import Cell

# What is published is for everyone; the exact count of this very moment is for those who answer for it.
ACTS = {
    "observatory.read": EVERY_ROLE,
    "observatory.internal": {HEAD_OF_SERVICE, POLICY_OFFICER},
    # What was counted, name by name: only for who works with these people; row security says which of them.
    "observatory.open": {CASE_WORKER, HEAD_OF_SERVICE, SECRETARY},
}
declare_acts("observatory", ACTS)

THRESHOLD = 5  # people; fewer are not published
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Sums:
    """What cells add up to. `denominator` is None where the indicator has none, never 0 for unknown.

    `workers` is None but where the work of professionals is measured.
    """

    numerator: Decimal = Decimal(0)
    denominator: Decimal | None = None
    people: int = 0
    workers: int | None = None


def total(cells: Iterable[Cell]) -> Sums:
    """The sums of cells: numerators apart, denominators apart, so that no average is made of averages."""
    numerator, denominator, people, workers = Decimal(0), None, 0, None
    for cell in cells:
        numerator += Decimal(cell.numerator)
        if cell.denominator is not None:
            denominator = (denominator or Decimal(0)) + Decimal(cell.denominator)
        people += cell.people
        if cell.workers is not None:
            workers = (workers or 0) + cell.workers
    return Sums(numerator, denominator, people, workers)


def grouped(cells: Iterable[Cell], key: Callable[[Cell], Iterable[K]]) -> dict[K, Sums]:
    """The sums of the cells under each of their keys; a cell without a key counts nowhere."""
    groups: dict[K, list[Cell]] = {}
    for cell in cells:
        for one in key(cell):
            groups.setdefault(one, []).append(cell)
    return {one: total(members) for one, members in groups.items()}


def value_of(kind: str, numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """The figure: a count as it is, a rate in percent, an average; None when there is nothing to divide by."""
    if numerator is None:
        return None
    if kind in ("flow", "stock"):
        return numerator
    if not denominator:
        return None
    return numerator / denominator * (100 if kind == "rate" else 1)


def change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """How much it moved, in its own unit; None when either is unknown or hidden."""
    return now - before if now is not None and before is not None else None


# Months


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(month: date, step: int = 1) -> date:
    """The first day, `step` months later (before, when negative)."""
    months = month.year * 12 + month.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def months_before(month: date, number: int) -> list[date]:
    """The `number` whole months that end before `month` begins, oldest first."""
    return [next_month(month, -back) for back in range(number, 0, -1)]


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series, over [start, end). `hidden` is "", "few", "alone" or "shield"; a gap has no numerator."""

    start: date
    end: date
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    hidden: str = ""


def _bucket(month: date, step: int) -> date:
    return month.replace(month=(month.month - 1) // step * step + 1)


def by_step(points: Sequence[Point], kind: str, step: int) -> list[Point]:
    """Months put together by 3 or 12, from the published figures only: nothing hidden can come back this way.

    A period is known when each of its months is: a missing or hidden month makes it unknown. A state is that of
    its last month.
    """
    if step == 1:
        return list(points)
    buckets: dict[date, list[Point]] = {}
    for point in points:
        buckets.setdefault(_bucket(point.start, step), []).append(point)
    found = []
    for start, members in sorted(buckets.items()):
        end = next_month(start, step)
        if kind == "stock":
            found.append(_last(start, end, members))
        else:
            found.append(_added(start, end, members, kind, step))
    return found


def _last(start: date, end: date, members: Sequence[Point]) -> Point:
    last = max(members, key=lambda point: point.start)
    if last.end != end:
        return Point(start, end, None, None, None)
    return Point(start, end, last.numerator, last.denominator, last.value, last.hidden)


def _added(start: date, end: date, members: Sequence[Point], kind: str, step: int) -> Point:
    hidden = "shield" if any(point.hidden for point in members) else ""
    if hidden or len(members) < step or any(point.numerator is None for point in members):
        return Point(start, end, None, None, None, hidden)
    numerator = sum((point.numerator or Decimal(0) for point in members), Decimal(0))
    known = [point.denominator for point in members if point.denominator is not None]
    denominator = sum(known, Decimal(0)) if known else None
    return Point(start, end, numerator, denominator, value_of(kind, numerator, denominator))

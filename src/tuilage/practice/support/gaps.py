"""Gaps and gaps to come, for a person or a desk: who answers, who is away, who is beside them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tuilage.foundation.organisations.models import Absence
from tuilage.practice.support.models import Keyworker, Support
from tuilage.practice.support.rules import Hole, Period, holes


def _period(value: object) -> Period:
    return value.lower, value.upper  # type: ignore[attr-defined]


def absences_of(professionals: Iterable[UUID], day: date) -> dict[UUID, list[Period]]:
    """Absences not over on `day`, by professional; a team sees those of its own. One query."""
    return by_professional(long_absences(day).filter(professional_id__in=list(professionals)))


def long_absences(day: date) -> QuerySet[Absence]:
    """Those that are not over on `day`."""
    return Absence.objects.filter(not_over(day), long=True)


def not_over(day: date) -> Q:
    """Periods that have no end, or end after `day`: an end that is not known is no end."""
    return Q(period__endswith__isnull=True) | Q(period__endswith__gt=day)


def by_professional(rows: Iterable[Absence]) -> dict[UUID, list[Period]]:
    """The periods in which each is away. No query when the rows are read."""
    found: dict[UUID, list[Period]] = {}
    for row in rows:
        found.setdefault(row.professional_id, []).append(_period(row.period))
    return found


def gaps_of(
    support: Support, rows: list[Keyworker], absences: dict[UUID, list[Period]], day: date
) -> list[Hole]:
    """The holes of one running support: nobody named, or the one named away with nobody beside. No query."""
    if support.running is None or not support.engaged:
        return []
    held = [row for row in rows if row.lane == Keyworker.Lane.RESPONSIBLE]
    beside = [_period(row.period) for row in rows if row.lane == Keyworker.Lane.INCOMING]
    away = [
        (_period(row.period), absence)
        for row in held
        if row.professional_id is not None
        for absence in absences.get(row.professional_id, [])
        if not any(_within(absence, one) for one in beside)
    ]
    return holes([_period(row.period) for row in held], _period(support.running), away, day)


def _within(inner: Period, outer: Period) -> bool:
    return outer[0] <= inner[0] and (outer[1] is None or (inner[1] is not None and inner[1] <= outer[1]))

"""Reading what was published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tuilage.foundation.organisations.models import Profession, Team

from .models import IndicatorValue, Publication
from .rules import Point, month_of, next_month

Asked = tuple[str, "UUID | None", "UUID | None", str]  # code, team, zone, profession


def months(code: str = "") -> QuerySet[Publication]:
    """Monthly publications, newest first."""
    rows = Publication.objects.order_by("-period")
    return rows.filter(code=code) if code else rows


def whole(values: QuerySet[IndicatorValue]) -> QuerySet[IndicatorValue]:
    """The figures of the whole département."""
    return values.filter(team=None, zone=None, profession=None)


def latest() -> dict[str, IndicatorValue]:
    """The last figure of each indicator for the département, by code; one query."""
    rows = whole(IndicatorValue.objects.select_related("publication"))
    rows = rows.order_by("publication__code", "-publication__period").distinct("publication__code")
    return {row.publication.code: row for row in rows}


def series(asked: Iterable[Asked], since: date) -> dict[Asked, list[IndicatorValue]]:
    """The published figures of several series from the month `since` on, oldest first; one query."""
    wanted = list(asked)
    found: dict[Asked, list[IndicatorValue]] = {one: [] for one in wanted}
    if not wanted:
        return found
    condition = Q()
    for code, team, zone, profession in wanted:
        condition |= Q(publication__code=code, team=team, zone=zone, profession=profession or None)
    rows = IndicatorValue.objects.filter(condition, publication__period__startswith__gte=since)
    for row in rows.select_related("publication").order_by("publication__period"):
        key = (row.publication.code, row.team_id, row.zone_id, row.profession or "")
        found[key].append(row)
    return found


def points(values: Sequence[IndicatorValue]) -> list[Point]:
    """A series as points, month after month; a month that was not published, or has no such line, is a gap."""
    if not values:
        return []
    by_month = {month_of(row.publication.period.lower): row for row in values}
    month, last = min(by_month), max(by_month)
    found = []
    while month <= last:
        found.append(point(by_month.get(month), month))
        month = next_month(month)
    return found


def point(row: IndicatorValue | None, month: date) -> Point:
    """A figure as a point; None is an unknown one."""
    if row is None:
        return Point(month, next_month(month), None, None, None)
    period = row.publication.period
    return Point(period.lower, period.upper, row.numerator, row.denominator, row.value, row.hidden)


def comparison(publication: Publication, by: str) -> list[IndicatorValue]:
    """The figures of one month by zone of a zoning (its key), by "team" or by "profession"; one query."""
    rows = IndicatorValue.objects.filter(publication=publication).select_related("publication")
    if by == "team":
        return list(
            rows.filter(profession=None).exclude(team=None).select_related("team").order_by("team__name")
        )
    if by == "profession":
        return list(rows.filter(team=None).exclude(profession=None).order_by("profession"))
    return list(rows.filter(zone__zoning=UUID(by)).select_related("zone").order_by("zone__code"))


def everything(code: str, since: date) -> QuerySet[IndicatorValue]:
    """Every published figure of an indicator, for an export."""
    rows = IndicatorValue.objects.filter(publication__code=code, publication__period__startswith__gte=since)
    return rows.select_related("publication", "team", "zone__zoning").order_by(
        "publication__period", "zone__zoning__name", "zone__code", "team__name", "profession"
    )


def professions() -> dict[str, str]:
    """The names of professions by code."""
    return dict(Profession.objects.values_list("code", "label"))


def teams_of(code: str) -> QuerySet[Team]:
    """The teams for which an indicator was published."""
    published = IndicatorValue.objects.filter(publication__code=code).exclude(team=None).values("team")
    return Team.objects.filter(pk__in=published)

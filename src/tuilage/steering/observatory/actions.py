"""Counting: now, exactly, for those who answer for it; by month, under suppression, for everyone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from tuilage.core.access import HEAD_OF_SERVICE, POLICY_OFFICER, may
from tuilage.core.counting import SqlCount, ask
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, counting
from tuilage.core.database.keys import new_id
from tuilage.core.refusals import Refused
from tuilage.core.registries import Cell, IndicatorDefinition, indicators
from tuilage.foundation.territory.models import Zone, ZoneCommune

from .margins import Places, columns, lay
from .models import IndicatorValue, Publication
from .rules import month_of, months_before, next_month, total, value_of


@dataclass(frozen=True, slots=True)
class LiveCount:
    """The exact count of this moment: internal, never published. `own_teams`: restricted to the actor's teams."""

    value: Decimal | None
    numerator: Decimal
    denominator: Decimal | None
    since: date
    at: datetime
    own_teams: bool


Period = tuple[date, date]


def compute(
    wanted: Iterable[tuple[IndicatorDefinition, Period]],
) -> dict[tuple[str, Period], list[Cell]]:
    """Count each over its period as the stats role, which can read no identity. Counts in SQL are asked together."""
    together, found = [], {}
    with counting():
        for definition, period in wanted:
            if isinstance(definition.count, SqlCount):
                together.append(((definition.code, period), (definition.count, *period)))
            else:
                found[definition.code, period] = definition.count(*period)
        cells = ask([each for _key, each in together])
    return found | dict(zip((key for key, _each in together), cells, strict=True))


def count_now(actor: Actor, code: str, team: UUID | None = None, profession: str = "") -> LiveCount:
    """The exact count: this month so far for events, today for a state. Raises Refused, KeyError for no such code."""
    return counts_now(actor, [(code, team, profession)])[0]


def counts_now(actor: Actor, asked: Iterable[tuple[str, UUID | None, str]]) -> list[LiveCount]:
    """The same for several, each indicator counted once. A head of service counts their own teams only."""
    if not may(actor, "observatory.internal"):
        raise Refused(_("The exact count is for the heads of service and the policy officers."))
    own = HEAD_OF_SERVICE in actor.roles and POLICY_OFFICER not in actor.roles
    start, end = month_of(today()), today() + timedelta(days=1)
    wanted = list(asked)
    counted = compute([(indicators[code], (start, end)) for code in dict.fromkeys(one[0] for one in wanted)])
    found = []
    for code, team, profession in wanted:
        definition = indicators[code]
        kept = [
            cell
            for cell in counted[code, (start, end)]
            if (not own or cell.team_id in actor.teams)
            and (team is None or cell.team_id == team)
            and (not profession or cell.profession == profession)
        ]
        sums = total(kept)
        alone = sums.workers == 1  # a load is judged for a team, never for one worker
        value = None if alone else value_of(definition.kind, sums.numerator, sums.denominator)
        found.append(LiveCount(value, sums.numerator, sums.denominator, start, timezone.now(), own))
    return found


def places() -> Places:
    """Every zoning, and the zones of each commune; two queries."""
    zones: dict[UUID, list[UUID]] = {}
    for zone, zoning in Zone.objects.values_list("pk", "zoning_id"):
        zones.setdefault(zoning, []).append(zone)
    of_commune: dict[str, list[UUID]] = {}
    for code, zone in ZoneCommune.objects.values_list("commune__code", "zone_id"):
        of_commune.setdefault(code, []).append(zone)
    return Places(zones, of_commune)


def publish_month(month: date, again: bool = False) -> int:
    """Publish every indicator for a month that is over. Returns how many were; those already published stay.

    Run twice, it changes nothing. `again` counts and replaces them (a definition was corrected). Raises Refused
    for a month that is not over: it would be another figure tomorrow.
    """
    month = month_of(month)
    if next_month(month) > today():
        raise Refused(_("This month is not over: it will be published when it is."))
    return _publish([month], again)


def publish_months(number: int = 24, again: bool = False) -> int:
    """Publish the last whole months that are not yet; how many publications were made."""
    return _publish(months_before(month_of(today()), number), again)


@transaction.atomic
def _publish(months: list[date], again: bool) -> int:
    ground = places()
    old = Publication.objects.filter(code__in=[definition.code for definition in indicators])
    if again:
        old.filter(period__in=[_period(month) for month in months]).delete()
    known = {(code, period.lower) for code, period in old.values_list("code", "period")}
    missing = [
        (definition, (month, next_month(month)))
        for month in months
        for definition in indicators
        if (definition.code, month) not in known
    ]
    _write(missing, compute(missing), ground)
    return len(missing)


def _period(month: date) -> DateRange:
    return DateRange(month, next_month(month), "[)")


def _write(
    missing: Sequence[tuple[IndicatorDefinition, Period]],
    counted: Mapping[tuple[str, Period], Sequence[Cell]],
    ground: Places,
) -> None:
    """The publications, then their figures by COPY: tens of thousands of lines at once."""
    now, said = timezone.now(), {definition.code: words(definition) for definition, _period in missing}
    publications = [
        Publication(code=one.code, period=DateRange(*period, "[)"), computed_at=now, **said[one.code])
        for one, period in missing
    ]
    Publication.objects.bulk_create(publications)
    fields = [str(field.column) for field in IndicatorValue._meta.concrete_fields]
    names = ", ".join(f'"{name}"' for name in fields)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"copy {IndicatorValue._meta.db_table} ({names}) from stdin") as copy,
    ):
        for publication, (definition, period) in zip(publications, missing, strict=True):
            key: dict[str, Any] = {"publication_id": publication.pk, "created_at": now}
            for figure in lay(counted[definition.code, period], ground):
                line = {**key, "id": new_id(), **columns(figure, definition.kind)}
                copy.write_row([line.get(name) for name in fields])


def words(definition: IndicatorDefinition) -> dict[str, Any]:
    """The definition as it is worded today, in the département's language, and a digest of what it says."""
    with translation.override(settings.LANGUAGE_CODE):
        said = {
            "label": str(definition.label),
            "definition": str(definition.definition),
            "population": str(definition.population),
            "unit": str(definition.unit),
        }
    return {**said, "kind": definition.kind, "digest": digest(definition)}


def digest(definition: IndicatorDefinition) -> str:
    """Tells two definitions apart; the same whatever the language of the reader."""
    with translation.override("en"):
        text = "\n".join(
            str(part)
            for part in (definition.kind, definition.definition, definition.population, definition.unit)
        )
    return sha256(text.encode()).hexdigest()[:16]

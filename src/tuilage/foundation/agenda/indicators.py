"""What the agenda counts, over columns that hold no word and no name: the observatory asks, as the stats role."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tuilage.core.counting import SqlCount
from tuilage.core.registries import IndicatorDefinition, indicators

# Somebody who gives no name is somebody too: each such appointment counts as one for suppression.
ROWS = """
  from agenda_appointment a
  left join people_person p on p.id = a.person_id
  left join territory_commune c on c.id = p.commune_id
 where a.day >= %(start)s and a.day < %(end)s
"""
PEOPLE = "count(distinct coalesce(a.person_id, a.uid)), a.team_id, c.code"
PLACES = " group by a.team_id, c.code"
OVER = " and a.status in ('came', 'missed')"
KEPT = f"select count(*), null, {PEOPLE} {ROWS} and a.status = 'came'"
MISSED = f"select count(*) filter (where a.status = 'missed'), count(*), {PEOPLE} {ROWS} {OVER}"
OUTSIDE = (
    f"select count(*) filter (where a.form <> 'office'), count(*), {PEOPLE} {ROWS} and a.status = 'came'"
)
AHEAD = (
    f"select sum(greatest(a.day - (a.created_at at time zone %(zone)s)::date, 0)), count(*), {PEOPLE} {ROWS}"
    " and a.sequence = 0 and not (a.status = 'cancelled' and a.called_off_by = 'person')"
)


def _facts(start: date, end: date) -> dict[str, Any]:
    return {"start": start, "end": end, "zone": timezone.get_default_timezone_name()}


def _add(
    code: str,
    kind: str,
    unit: Any,
    label: Any,
    definition: Any,
    population: Any,
    sql: str,
    covers: tuple[str, ...] = (),
) -> None:
    indicators.add(
        f"agenda.{code}",
        IndicatorDefinition(
            code=f"agenda.{code}", label=label, definition=definition, population=population, unit=unit, kind=kind,
            count=SqlCount(sql + PLACES, _facts, columns=5), room="agenda", covers=covers, order=30,
        ),
    )  # fmt: skip


HELD = _("appointments of the teams, with or without a name")
_add(
    "appointments", "flow", _("appointments"), _("Appointments kept"),
    _("Appointments of the period to which the person came, whatever their form."), HELD, KEPT,
)  # fmt: skip
_add(
    "missed", "rate", "%", _("Missed appointments"),
    _("Of the appointments of the period that were neither moved nor called off, those to which nobody came."), HELD,
    MISSED,
)  # fmt: skip
_add(
    "days_to_appointment", "average", _("days"), _("Days to wait for an appointment"),
    _("Days between the day an appointment was made and the day first given, for those of the period."), HELD, AHEAD,
)  # fmt: skip
_add(
    "outside", "rate", "%", _("Appointments given elsewhere than at the office"),
    _("Of the appointments kept in the period, those held at home, elsewhere, by telephone or by video."), HELD, OUTSIDE,
    covers=("S2-126",),
)  # fmt: skip

"""A keyworker's place in the person's circle: what the database reads to show them the file."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from tuilage.core.database.clock import today
from tuilage.foundation.sharing.actions import require_standing
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support.models import Keyworker

KEPT_AFTER = timedelta(days=90)
"""Who led a support stays within reach of the person for that long after its end."""


def span(start: date, end: date | None) -> DateRange:
    """The period '[start, end)', a day at least: nobody stands anywhere for less."""
    return DateRange(start, end if end is None else max(end, start + timedelta(days=1)), "[)")


def stand(
    author: UUID,
    person_id: UUID,
    professional_id: UUID | None,
    team_id: UUID,
    role: Participation.Role,
    period: tuple[date, date | None],
    ground: str,
) -> Participation:
    """Put somebody, with their team, in the circle for a period. Raises Refused for whoever does not stand there."""
    require_standing(person_id)
    standing = Participation(
        person_id=person_id,
        professional_id=professional_id,
        team_id=team_id,
        role=role,
        period=span(*period),
        ground=ground[:200],
        added_by_id=author,
    )
    standing.save(force_insert=True)
    return standing


def end_period(row: Keyworker, end: date | None, circle_end: date | None = None) -> None:
    """Make a keyworker's period and their place in the circle end on `end` (the place later, if asked)."""
    start = row.period.lower
    row.period = span(start, end)
    row.save(update_fields=["period"])
    place = row.participation
    if place is not None:
        place.period = span(start, circle_end or end)
        place.save(update_fields=["period"])


def begin_period(row: Keyworker, start: date) -> None:
    """Make a keyworker's period and their place in the circle begin on another day."""
    row.period = DateRange(start, row.period.upper, "[)")
    row.save(update_fields=["period"])
    place = row.participation
    if place is not None:
        place.period = DateRange(start, place.period.upper, "[)")
        place.save(update_fields=["period"])


def undo(row: Keyworker) -> None:
    """Take away a period that is not to be, and the place in the circle that went with it (history keeps both)."""
    place = row.participation
    row.delete()
    if place is None:
        return
    if place.period.lower >= today():
        place.delete()
    else:
        place.period = span(place.period.lower, place.period.lower)
        place.save(update_fields=["period"])

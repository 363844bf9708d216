"""Free hours of somebody, or of anyone in a team: what the database knows, put to the pure rules of `slots`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from tuilage.core.access import TEAM_ROLES
from tuilage.foundation.organisations.models import Absence, Professional

from . import slots
from .calendar import local_instant
from .models import WorkingHours
from .rules import MIDNIGHT

__all__ = ["AHEAD", "MIDNIGHT", "Diaries", "Offer", "diaries", "local_instant", "offers", "workers"]

A_DAY, A_DAY_AT_MOST = 3, 12  # hours offered on one day, of those that it may have
AHEAD = 60  # days in which a free hour is looked for


@dataclass(frozen=True)
class Offer:
    """A free hour of somebody."""

    starts: datetime
    ends: datetime
    professional: Professional


@dataclass(frozen=True)
class Diaries:
    """What several people's time looks like between two days: asked once, used for as many questions as needed."""

    people: dict[UUID, Professional]
    hours: Mapping[UUID, Sequence[slots.Hours]]
    away: dict[UUID, set[date]]
    busy: dict[UUID, list[slots.Busy]]
    first: date
    last: date

    def free(self, who: UUID, length: timedelta, not_before: datetime, most: int = 12) -> list[slots.Busy]:
        """The first free hours of one of them."""
        zone = timezone.get_default_timezone()
        first = max(self.first, timezone.localdate(not_before))
        spans = slots.working_spans(self.hours[who], first, self.last, self.away[who], zone)
        return slots.free_slots(spans, self.busy[who], length, not_before, most)

    def is_free(self, who: UUID, starts: datetime, ends: datetime) -> bool:
        """Whether one of them works then, and is not taken."""
        zone, day = timezone.get_default_timezone(), timezone.localdate(starts)
        spans = slots.merged(slots.working_spans(self.hours[who], day, day, self.away[who], zone))
        taken = any(begin < ends and starts < over for begin, over in self.busy[who])
        return not taken and any(begin <= starts and ends <= over for begin, over in spans)


def diaries(
    people: Iterable[Professional], first: date, days: int = AHEAD, beside_duty: bool = True
) -> Diaries:
    """The diaries of several people from a day on. Three queries whatever their number.

    `beside_duty`: the hours in which they are on duty are not offered.
    """
    by_key = {each.pk: each for each in people}
    keys, last, zone = list(by_key), first + timedelta(days=days), timezone.get_default_timezone()
    hours: dict[UUID, list[slots.Hours]] = defaultdict(list)
    for row in WorkingHours.objects.filter(professional__in=keys):
        hours[row.professional_id].append(slots.Hours(row.weekday, row.starts, row.ends))
    away: dict[UUID, set[date]] = {key: set() for key in keys}
    for absence in Absence.objects.filter(professional__in=keys, period__endswith__gt=first):
        until = absence.period.upper or last + timedelta(days=1)
        day = max(first, absence.period.lower)
        while day < until and day <= last:
            away[absence.professional_id].add(day)
            day += timedelta(days=1)
    busy: dict[UUID, list[slots.Busy]] = {key: [] for key in keys}
    since, over = (
        local_instant(first, MIDNIGHT, zone),
        local_instant(last + timedelta(days=1), MIDNIGHT, zone),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "select professional_id, kind, starts, ends from agenda_busy(%s, %s, %s)", [keys, since, over]
        )
        for who, kind, start, end in cursor.fetchall():
            if kind == "appointment" or beside_duty:
                busy[who].append((start, end))
    usual = {key: hours[key] or slots.USUAL_WEEK for key in keys}
    return Diaries(by_key, usual, away, busy, first, last)


def offers(found: Diaries, length: timedelta, not_before: datetime, most: int = 12) -> list[Offer]:
    """The first free hours of anyone among them, one person for each hour; a few a day, so that several days show."""
    free = {who: found.free(who, length, not_before, most * A_DAY_AT_MOST) for who in found.people}
    shown: dict[date, int] = defaultdict(int)
    offered: list[Offer] = []
    for start, end, who in slots.first_of_anyone(free, most * A_DAY_AT_MOST):  # type: ignore[arg-type]
        day = timezone.localdate(start)
        if shown[day] < A_DAY and len(offered) < most:
            shown[day] += 1
            offered.append(Offer(start, end, found.people[who]))  # type: ignore[index]
    return offered


def workers(teams: Iterable[UUID], day: date, receiving: bool = True) -> list[Professional]:
    """Who holds a post of a team around a day; `receiving`: those whose work is to meet people."""
    roles = {"case_worker"} if receiving else TEAM_ROLES
    ahead = day + timedelta(days=30)
    return list(
        Professional.objects.filter(
            Q(assignments__period__contains=day) | Q(assignments__period__contains=ahead),
            assignments__post__team__in=list(teams),
            assignments__post__role__in=sorted(roles),
        )
        .distinct()
        .order_by("last_name", "first_name")
    )

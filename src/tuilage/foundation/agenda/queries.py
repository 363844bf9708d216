"""Questions asked of the agenda by every room above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from tuilage.core.asking import Statement
from tuilage.core.once import once_a_page
from tuilage.foundation.organisations.models import Professional

from .models.duty import Kind


@dataclass(frozen=True)
class OnDuty:
    """Who holds each post of duty of a team at an instant. Somebody absent counts as not there: see `away`."""

    duty: Professional | None = None
    backup: Professional | None = None
    on_call: Professional | None = None
    away: tuple[Professional, ...] = ()

    @property
    def answers(self) -> Professional | None:
        """Who is to be called now: the duty worker; their backup when they are away; after hours, who is on call."""
        return self.duty or self.backup or self.on_call

    @property
    def keys(self) -> frozenset[UUID]:
        """The professionals who hold something now."""
        return frozenset(each.pk for each in (self.duty, self.backup, self.on_call) if each)


NOBODY = OnDuty()


@once_a_page
def turns_at(teams: tuple[UUID, ...], at: datetime) -> Statement:
    """Who holds which post of duty in each team at an instant, unasked."""
    return Statement(
        "select team_id, kind, professional_id, away from agenda_on_duty(%s, %s, %s)",
        [list(teams), at, timezone.localdate(at)],
        4,
    )


def on_duty(team_id: UUID, at: datetime) -> OnDuty:
    """Who is on duty for a team at an instant, their backup, and who is on call. Two queries.

    The absence of somebody of another team is not readable: a function of the database says that they are away.
    """
    return duty_of([team_id], at).get(team_id, NOBODY)


def duty_of(teams: Iterable[UUID], at: datetime) -> dict[UUID, OnDuty]:
    """The same for several teams; a team without any turn now is left out. Two queries whatever their number."""
    rows = list(turns_at(tuple(teams), at))
    if not rows:
        return {}
    people = Professional.objects.in_bulk({row[2] for row in rows})
    found: dict[UUID, dict[str, Professional]] = {}
    away: dict[UUID, list[Professional]] = {}
    for team, kind, who, absent in rows:
        found.setdefault(team, {})
        if absent:
            away.setdefault(team, []).append(people[who])
        else:
            found[team][kind] = people[who]
    return {
        team: OnDuty(
            held.get(Kind.DUTY), held.get(Kind.BACKUP), held.get(Kind.ON_CALL), tuple(away.get(team, ()))
        )
        for team, held in found.items()
    }

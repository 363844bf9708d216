"""What the agenda shows on a desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.once import once_a_page
from tuilage.core.registries import Panel, TimelineEntry, TimelineSource, panels, timeline_sources
from tuilage.foundation.organisations.reading import teams_of

from . import queries, wording
from .models import Appointment

LABEL = gettext_lazy("Appointments")
SHOWN = 4


@once_a_page
def _at(actor: Actor) -> datetime:
    """One instant for the whole page."""
    return timezone.now()


def reads_of_duty(actor: Actor, subject: UUID | None) -> tuple[Any, ...]:
    """The turns of my teams now, and these teams, unasked."""
    return queries.turns_at(actor.teams, _at(actor)), teams_of(actor.teams)


def duty_now(actor: Actor, subject: UUID | None) -> dict[str, Any] | None:
    """Who is on duty now in each of my teams. Three queries."""
    found = queries.duty_of(actor.teams, _at(actor))
    teams = teams_of(actor.teams)
    lines = [{"team": team, "duty": found.get(team.pk, queries.NOBODY)} for team in teams]
    return {"lines": lines, "several": len(lines) > 1} if lines else None


@once_a_page
def reads_ahead(actor: Actor, person_id: UUID | None) -> tuple[Any, ...]:
    """A person's next appointments, unasked."""
    if person_id is None:
        return ()
    rows = Appointment.objects.filter(person_id=person_id, status="planned", day__gte=today())
    return (rows.select_related("professional", "co_professional").order_by("day", "period")[:SHOWN],)


def ahead(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """A person's next appointments, and the way to keep one. One query."""
    if person_id is None:
        return None
    lines = [
        {"row": row, "url": reverse("agenda:appointment", args=[row.pk]), "with": wording.with_whom(row),
         "starts": timezone.localtime(row.period.lower)}
        for row in reads_ahead(actor, person_id)[0]
    ]  # fmt: skip
    return {"lines": lines, "person_id": person_id}


@once_a_page
def reads_of_timeline(person_id: UUID, before: datetime | None, limit: int) -> tuple[Any, ...]:
    """The appointments of a person that were kept, missed, moved or called off, newest first, unasked."""
    now = before or timezone.now()
    rows = Appointment.objects.filter(
        person_id=person_id, day__lte=timezone.localdate(now), period__startswith__lt=now
    )
    rows = rows.exclude(status="moved").select_related("professional", "co_professional", "site")
    return (rows.order_by("-day", "-period")[:limit],)


def timeline(person_id: UUID, before: datetime | None, limit: int) -> list[TimelineEntry]:
    """The same on the timeline. One query."""
    return [_entry(row) for row in reads_of_timeline(person_id, before, limit)[0]]


def _entry(row: Appointment) -> TimelineEntry:
    title = _("Appointment, %(state)s") % {"state": row.get_status_display()}
    return TimelineEntry(
        at=row.period.lower, kind="appointment", kind_label=LABEL, title=title,
        text=", ".join(part for part in (wording.place(row), row.subject) if part), author=wording.with_whom(row),
        tier="shared", url=reverse("agenda:appointment", args=[row.pk]), icon="calendar3",
    )  # fmt: skip


panels.add(
    "agenda.duty",
    Panel("agenda.duty", "desk.waiting", "agenda/panel_duty.html", duty_now,
          gettext_lazy("On duty now"), order=5, act="agenda.read", reads=reads_of_duty),
)  # fmt: skip
panels.add(
    "agenda.ahead",
    Panel("agenda.ahead", "person.side", "agenda/panel_person.html", ahead,
          gettext_lazy("Appointments"), order=5, act="agenda.read", reads=reads_ahead),
)  # fmt: skip
timeline_sources.add("agenda", TimelineSource("agenda", LABEL, timeline, 20, reads_of_timeline))

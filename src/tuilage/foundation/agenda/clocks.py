"""What the agenda asks of a day: my appointments, and whom my team has to call back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tuilage.core.access import may
from tuilage.core.database.context import Actor
from tuilage.core.once import once_a_page
from tuilage.core.registries import Clock, Due, clocks

from . import wording
from .models import Appointment

MOST = 30
BACK = timedelta(days=60)


@once_a_page
def reads(actor: Actor, now: datetime) -> tuple[QuerySet[Appointment], ...]:
    """My appointments of the day; those whom I, or the desk, have to call: unasked."""
    if not may(actor, "agenda.read"):
        return ()
    day = timezone.localdate(now)
    mine = Q(professional_id=actor.id) | Q(co_professional_id=actor.id)
    held = mine & Q(day=day, status__in=["planned", "arrived"])
    calls = Q(to_call=True, called_at__isnull=True, day__gte=day - BACK)
    if not may(actor, "agenda.rearrange"):
        calls &= mine
    rows = Appointment.objects.filter(held | calls, Q(team__in=actor.teams) | mine)
    return (rows.select_related("person", "professional").order_by("day", "period")[:MOST],)


def due(actor: Actor, now: datetime) -> list[Due]:
    """My appointments of the day that are not over; those whom I, or the desk, have to call. One query."""
    rows = (row for found in reads(actor, now) for row in found)
    return [_line(row, now) for row in rows if row.to_call or row.period.upper > now]


def _line(row: Appointment, now: datetime) -> Due:
    arrived = row.status == "arrived"
    if row.to_call:
        said = {
            "missed": _("did not come: to be called back"),
            "cancelled": _("called off by us: to be told"),
        }.get(row.status, _("moved by us: to be told"))
        level, act, url = "due", _("Call"), reverse("agenda:calls")
    else:
        said = _("has arrived for the appointment") if arrived else row.subject or str(row.get_form_display())
        level, act, url = (
            "today",
            pgettext("act", "Open"),
            reverse("agenda:appointment", args=[row.pk]),
        )
    return Due(
        at=row.period.lower, level=level, who=wording.who(row), what=said, url=url, act_label=act,
        since=row.arrived_at if arrived else None, person_id=row.person_id,
    )  # fmt: skip


clocks.add("agenda", Clock("agenda", due, order=30, reads=reads))

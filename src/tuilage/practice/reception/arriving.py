"""Whoever has an appointment today arrives: one tap says so to the agenda, and counts as a passage."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tuilage.core.database import clock
from tuilage.core.database.context import Actor
from tuilage.foundation.agenda.actions import booking
from tuilage.foundation.agenda.models import Appointment
from tuilage.foundation.people.models import Person

from . import passages
from .models import Passage
from .urgency import must

SHOWN: Final = 5
LATE: Final = timedelta(hours=1)
# Somebody noted as not having come may still arrive, late.
AWAITED: Final = (Appointment.Status.PLANNED, Appointment.Status.MISSED)


def awaited(actor: Actor) -> QuerySet[Appointment]:
    """Today's appointments of the actor's teams to which nobody has arrived yet, in the order of the day."""
    rows = Appointment.objects.filter(team_id__in=actor.teams, day=clock.today(), status__in=AWAITED)
    return rows.select_related("person", "professional", "co_professional").order_by("period", "pk")


def expected(actor: Actor) -> list[Appointment]:
    """Those to be greeted next at the office: from an hour late on, the nearest first. One query."""
    rows = awaited(actor).filter(
        form=Appointment.Form.OFFICE, period__endswith__gte=timezone.now() - LATE, person_id__isnull=False
    )
    return list(rows[:SHOWN])


def awaited_of(actor: Actor, person_id: UUID) -> list[Appointment]:
    """The appointments that somebody may be here for today, whatever their form. One query."""
    return list(awaited(actor).filter(person_id=person_id))


def arrive(actor: Actor, appointment: Appointment) -> Passage | None:
    """They are here: the agenda knows it, a passage is counted. None when it was said before. Raises Refused."""
    must(actor, "reception.receive")
    if appointment.status == Appointment.Status.ARRIVED:
        return None
    now = timezone.now()
    with transaction.atomic():
        booking.mark(actor, appointment, "arrived", now)
        return passages.note_passage(
            actor, Passage.Act.ARRIVED, person_id=appointment.person_id, expected_by=appointment.professional_id,
            at=now, team_id=appointment.team_id,
        )  # fmt: skip


def arrive_unexpected(actor: Actor, person_id: UUID | None) -> Passage:
    """They say that they have an appointment, none is known: the passage alone. Raises Refused.

    Somebody whom the actor may not read stays without a name.
    """
    known = person_id is not None and Person.objects.filter(pk=person_id).exists()
    return passages.note_passage(actor, Passage.Act.ARRIVED, person_id=person_id if known else None)


def undo_arrival(actor: Actor, passage: Passage) -> None:
    """Take back a tap too many: the appointment that it marked, if any, is awaited again. Raises Refused."""
    if passage.person_id is None:
        return
    rows = Appointment.objects.filter(
        person_id=passage.person_id, arrived_at=passage.at, status=Appointment.Status.ARRIVED
    )
    for row in rows:
        booking.mark(actor, row, "undo", timezone.now())

"""The last time a person was seen or spoken to, as the rooms below tell it; the rooms above add theirs to CONTACTS."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Max

from tuilage.foundation.agenda.models import Appointment
from tuilage.practice.support.regulation import CONTACTS

MET = (Appointment.Status.ARRIVED, Appointment.Status.CAME)


def appointments(persons: Iterable[UUID]) -> dict[UUID, date]:
    """The day of the last appointment to which each came; one that was missed is no news. One query."""
    rows = Appointment.objects.filter(person_id__in=list(persons), status__in=MET).values("person_id")
    return {row["person_id"]: row["last"] for row in rows.annotate(last=Max("day"))}


CONTACTS.append(appointments)

"""How the pages handle a request: the actor, going to see, a day asked in an address, a file read and journalled."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from tuilage.core import journal
from tuilage.core.access import find_or_404
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.foundation.people.models import Person

from .. import wording
from ..models import Appointment

PART = "appointments"


def acting_as(request: HttpRequest) -> Actor:
    """The actor of a request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def see(name: str, *args: object, query: str = "") -> HttpResponseRedirect:
    """Go and see what was done (303)."""
    return HttpResponseRedirect(reverse(f"agenda:{name}", args=args) + query, status=303)


def day_asked(request: HttpRequest, name: str = "jour") -> date:
    """The day that the address names; today when it names none."""
    try:
        asked = parse_date(request.GET.get(name, "") or request.POST.get(name, ""))
    except ValueError:
        asked = None
    return asked if asked is not None and 1950 <= asked.year <= 2150 else today()


def read_person(request: HttpRequest, person_id: UUID) -> Person:
    """The person, through row security, with a line in the journal. Raises Http404 otherwise."""
    person = find_or_404(request, Person.objects.all(), pk=person_id)
    journal.record("read", person_id, PART)
    return person


def appointments() -> Any:
    """Appointments with all that a line of them shows."""
    return Appointment.objects.select_related("person", "professional", "co_professional", "site", "team")


def line(row: Appointment) -> dict[str, Any]:
    """An appointment as the lists show it."""
    return {
        "row": row, "who": wording.who(row), "with": wording.with_whom(row), "place": wording.place(row),
        "starts": timezone.localtime(row.period.lower), "ends": timezone.localtime(row.period.upper),
        "state": wording.state_kind(row.status), "url": reverse("agenda:appointment", args=[row.pk]),
    }  # fmt: skip

"""The one door to a person's file: found through row security, written in the journal, or a page that does not exist."""

from __future__ import annotations

from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone

from tuilage.core import journal
from tuilage.core.access import find_or_404
from tuilage.core.once import told
from tuilage.foundation.people.models import Person
from tuilage.foundation.people.panels import shown
from tuilage.foundation.sharing.models import BreakGlass


def read_person(request: HttpRequest, person_id: UUID, part: str) -> Person:
    """The person, and a line in the journal that says which `part` of their file was read.

    Outside one's circle only an open exceptional access lets the row through: its reason goes with each line.
    Raises Http404 (and journals a refusal) otherwise. One query and one line; the person has
    `exceptional_reason` and `exceptional_until`, None within one's own circle.
    """
    opened = BreakGlass.objects.filter(
        person_id=OuterRef("pk"),
        professional_id=request.actor.id,  # type: ignore[attr-defined]
        until__gt=timezone.now(),
    ).order_by("-until")
    rows = Person.objects.select_related("commune").annotate(
        exceptional_reason=Subquery(opened.values("reason")[:1]),
        exceptional_until=Subquery(opened.values("until")[:1]),
    )
    person = find_or_404(request, rows, pk=person_id)
    told(shown, person, person_id)
    journal.record("read", person_id, part, person.exceptional_reason or "")  # type: ignore[attr-defined]
    return person

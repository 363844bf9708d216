"""Beside a person's supports: decisions awaited from institutions, places they have at the same time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy

from tuilage.core.access import may
from tuilage.core.asking import ask
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.once import once_a_page
from tuilage.core.registries import Panel, panels
from tuilage.practice.support.models import AwaitedDecision, Place


@once_a_page
def reads(actor: Actor, person_id: UUID | None) -> tuple[Any, ...]:
    """Decisions awaited and places, unasked."""
    if person_id is None or not may(actor, "support.lead"):
        return ()
    places = Place.objects.filter(
        Q(period__endswith=None) | Q(period__endswith__gt=today()), person_id=person_id
    )
    return AwaitedDecision.objects.filter(person_id=person_id, decided_on=None), places


def beside(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """Days passed since each change, until the institution decides (S0-048); every place at once (S0-084). One query."""
    found = reads(actor, person_id)
    if not found:
        return None
    ask(*found)
    decisions, places = found
    day = today()
    return {
        "decisions": [(row, (day - row.changed_on).days) for row in decisions],
        "places": list(places),
        "person_id": person_id,
    }


panels.add(
    "support.beside",
    Panel(
        "support.beside", "person.side", "support/panel_beside.html", beside, gettext_lazy("Around the supports"), 45,
        "support.read", reads,
    ),
)  # fmt: skip

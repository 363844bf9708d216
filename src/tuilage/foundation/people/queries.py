"""What other rooms ask of persons: the consignes to know before speaking to them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from tuilage.core.database.clock import today

from .models import Caution

__all__ = ["cautions", "running_cautions"]


def running_cautions() -> QuerySet[Caution]:
    """The consignes that run today, in the order in which one should know them."""
    day = today()
    rows = Caution.objects.filter(ended_at__isnull=True, since__lte=day, until__gt=day)
    return rows.select_related("kind", "author").order_by("kind__order", "since", "pk")


def cautions(person_ids: Iterable[UUID]) -> dict[UUID, list[Caution]]:
    """The consignes that run today on these persons and that the actor may read, by person; none: not there. One query.

    Also of a person outside the circle whom the actor may open exceptionally: those needed for safety only.
    """
    keys = list(person_ids)
    found: dict[UUID, list[Caution]] = {}
    for caution in running_cautions().filter(person_id__in=keys) if keys else ():
        found.setdefault(caution.person_id, []).append(caution)
    return found

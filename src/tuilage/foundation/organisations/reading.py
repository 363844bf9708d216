"""What several parts of one page read of teams: asked once."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tuilage.core.once import once_a_page
from tuilage.foundation.organisations.models import Team


@once_a_page
def teams_of(keys: tuple[UUID, ...]) -> QuerySet[Team]:
    """These teams by name; read once a page, whichever parts show them."""
    return Team.objects.filter(pk__in=keys).order_by("name")

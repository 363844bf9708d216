"""What the agenda shows on a desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy

from tuilage.core.database.context import Actor
from tuilage.core.registries import Panel, panels
from tuilage.foundation.organisations.models import Team

from . import queries


def duty_now(actor: Actor, subject: UUID | None) -> dict[str, Any] | None:
    """Who is on duty now in each of my teams. Three queries."""
    found = queries.duty_of(actor.teams, timezone.now())
    teams = Team.objects.filter(pk__in=actor.teams).order_by("name")
    lines = [{"team": team, "duty": found.get(team.pk, queries.NOBODY)} for team in teams]
    return {"lines": lines, "several": len(lines) > 1} if lines else None


panels.add(
    "agenda.duty",
    Panel("agenda.duty", "desk.waiting", "agenda/panel_duty.html", duty_now,
          gettext_lazy("On duty now"), order=5, act="agenda.read"),
)  # fmt: skip

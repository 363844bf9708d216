"""The plan's renewal on the policy officers' desk, announced beforehand (S4-014)."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tuilage.core.access import may
from tuilage.core.database.clock import start_of_day
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import local_day
from tuilage.core.registries import Clock, Due, clocks

from .models import Plan
from .queries import term_of


def due(actor: Actor, now: datetime) -> list[Due]:
    """Plans to be renewed, from the day that is announced; one query, for policy officers only."""
    if not may(actor, "plans.edit"):
        return []
    today, found = local_day(now), []
    for plan in Plan.objects.filter(status=Plan.Status.ADOPTED).exclude(renewed_every=None):
        term = term_of(plan, today)
        stage = term.renewal_stage(today)
        if term.renewal and stage:
            found.append(
                Due(
                    at=start_of_day(term.renewal),
                    level="urgent" if stage == "late" else "due",
                    who=plan.name,
                    what=_("plan to be renewed"),
                    url=reverse("plans:plan", args=[plan.pk]),
                    act_label=_("See the plan"),
                )
            )
    return found


clocks.add("plans.renewal", Clock("plans.renewal", due, order=300))

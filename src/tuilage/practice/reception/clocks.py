"""What reception asks of a day: urgencies before this evening, requests that wait for more than a week."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from tuilage.core.access import may
from tuilage.core.database.context import Actor
from tuilage.core.registries import Clock, Due, clocks

from . import rules, wording
from .models import Request, UrgencyAction

MOST = 50


def due(actor: Actor, now: datetime) -> list[Due]:
    """The open requests of the actor's teams that a clock stands on. One query."""
    if not may(actor, "reception.read"):
        return []
    acted = Exists(UrgencyAction.objects.filter(request=OuterRef("pk")))
    rows = (
        Request.objects.filter(team_id__in=actor.teams)
        .exclude(status__in=rules.CLOSED)
        .annotate(acted=acted)
        .select_related("person")
        .order_by("-urgent", "received_at")[:MOST]
    )
    return [line for row in rows if (line := _line(row, now)) is not None]


def _line(row: Any, now: datetime) -> Due | None:
    url = reverse("reception:request", args=[row.pk])
    if row.urgent and not row.acted and row.due_at is not None:
        said = wording.clock_words(row, now)
        return Due(
            at=row.due_at, level="urgent", who=wording.who(row), what=said, since=row.signalled_at,
            url=reverse("reception:urgency", args=[row.pk]), act_label=_("See to it"), person_id=row.person_id,
        )  # fmt: skip
    if row.urgent:
        said = _("urgency acted on, still to be answered: %(words)s") % {
            "words": wording.excerpt(row.words, 60)
        }
    elif rules.waits_too_long(row.status, row.received_at, now):
        said = _("has waited for %(days)s: %(words)s") % {
            "days": wording.waited_words(row, now), "words": wording.excerpt(row.words, 60),
        }  # fmt: skip
    else:
        return None
    return Due(
        at=row.received_at, level="due", who=wording.who(row), what=said, since=row.received_at, url=url,
        act_label=_("Answer"), person_id=row.person_id,
    )  # fmt: skip


clocks.add("reception", Clock("reception", due, order=10))

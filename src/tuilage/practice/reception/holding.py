"""Forms put on hold at the counter: laid aside in one tap, taken up by whoever of the team sits there, never lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.database import clock
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused

from . import rules
from .models import HeldReception
from .urgency import must, myself, say_something

SHOWN = 12
LONGEST_LABEL = 40


def held_by_team(actor: Actor) -> QuerySet[HeldReception]:
    """What the actor's teams have on hold, the oldest first."""
    rows = HeldReception.objects.filter(team_id__in=actor.teams, dropped_at__isnull=True)
    return rows.select_related("author").order_by("held_at")


def hold(actor: Actor, data: Mapping[str, Any], held: HeldReception | None = None) -> HeldReception:
    """Put a running form on hold, for the whole team. One that was taken up keeps its place and its hour.

    Raises Refused when nothing was typed, or without a team.
    """
    must(actor, "reception.receive")
    kept = {name: value for name, value in data.items() if value not in ("", [], None)}
    if not set(kept) - {"channel", "urgent", "tier", "held"}:
        raise Refused(_("Nothing is written yet: there is nothing to put on hold."))
    if not actor.teams:
        raise Refused(_("You hold no post in a team today."))
    row = held or HeldReception(team_id=actor.teams[0], author_id=myself(actor), held_at=timezone.now())
    row.data, row.label = kept, label_of(kept)
    row.urgent = kept.get("urgent") in ("yes", "doubt")
    if held is None:
        row.save(force_insert=True)
    else:
        row.save(update_fields=["data", "label", "urgent"])
    return row


def label_of(data: Mapping[str, Any]) -> str:
    """Initials when there is a name, else the first words: whoever looks over the counter reads nobody's name."""
    names = f"{data.get('first_names', '')} {data.get('birth_name', '')}".split()
    if names:
        return " ".join(f"{name[0].upper()}." for name in names[:4])
    words = " ".join(str(data.get("words", "")).split()[:4])
    return rules.cut(words, LONGEST_LABEL) if words else _("somebody")


def finish(actor: Actor, held_id: UUID | None) -> None:
    """It became a request: what was on hold goes."""
    if held_id is not None:
        HeldReception.objects.filter(pk=held_id, team_id__in=actor.teams).delete()


def lay_down(actor: Actor, held: HeldReception, why: str) -> HeldReception:
    """Nobody will finish it: said in a word, and kept thirty days. Raises Refused."""
    must(actor, "reception.receive")
    held.dropped_why = say_something(why, _("Say in a word why this is laid down."), "why")[:300]
    held.dropped_at, held.dropped_by_id = timezone.now(), myself(actor)
    held.save(update_fields=["dropped_at", "dropped_by", "dropped_why"])
    return held


def take_back(actor: Actor, held: HeldReception) -> HeldReception:
    """Undo `lay_down`."""
    must(actor, "reception.receive")
    held.dropped_at, held.dropped_by_id, held.dropped_why = None, None, ""
    held.save(update_fields=["dropped_at", "dropped_by", "dropped_why"])
    return held


def left_over(held_at: datetime) -> bool:
    """Whether it was put on hold on another day: it stands on the desks of the team until somebody sees to it."""
    return held_at.astimezone(timezone.get_default_timezone()).date() < clock.today()


def forget_laid_down() -> int:
    """Delete what was laid down more than thirty days ago (the row policy says which); run daily by the clock."""
    deleted, _by_table = HeldReception.objects.filter(dropped_at__isnull=False).delete()
    return deleted

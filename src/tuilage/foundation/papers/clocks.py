"""The deadlines of papers: those that stop being good, and what was to be brought by today."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.access import may
from tuilage.core.asking import ask
from tuilage.core.database.clock import end_of_day
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import short_day
from tuilage.core.once import once_a_page
from tuilage.core.registries import Clock, Due, clocks

from .models import PersonPaper, WantedPaper
from .queries import closest_to_end, wanted_by

MOST = 8


@once_a_page
def reads(actor: Actor, at: datetime) -> tuple[Any, ...]:
    """The papers that the actor filed, or asked for, that need something now: unasked."""
    if actor.id is None or not may(actor, "papers.add"):
        return ()
    day = timezone.localtime(at).date()
    return closest_to_end(actor, day)[:MOST], wanted_by(actor, day)[:MOST]


def due(actor: Actor, at: datetime) -> list[Due]:
    """What the papers that the actor filed, or asked for, need now. One query."""
    found = reads(actor, at)
    if not found:
        return []
    ask(*found)
    ending, asked = found
    day = timezone.localtime(at).date()
    return [_ending(paper, day) for paper in ending] + [_asked(wanted) for wanted in asked]


def _ending(paper: PersonPaper, day: date) -> Due:
    end = paper.valid_until or day
    said = _("%(paper)s no longer good since %(day)s") if end < day else _("%(paper)s good until %(day)s")
    return Due(
        at=end_of_day(end),
        level="due",
        who=paper.person.name,
        what=said % {"paper": paper.kind, "day": short_day(end)},
        url=reverse("papers:replace", args=[paper.pk]),
        act_label=_("File a newer one"),
        person_id=paper.person_id,
    )


def _asked(wanted: WantedPaper) -> Due:
    by = wanted.by or timezone.localdate()
    return Due(
        at=end_of_day(by),
        level="due",
        who=wanted.person.name,
        what=_("%(paper)s to bring by %(day)s") % {"paper": wanted.kind, "day": short_day(by)},
        url=reverse("papers:list", args=[wanted.person_id]),
        act_label=_("Look at the papers"),
        person_id=wanted.person_id,
    )


clocks.add("papers", Clock("papers", due, order=60, reads=reads))

"""The deadlines of supports, for whoever answers for them: reviews, agreed ends, handovers, absences, agreements taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.access import HEAD_OF_SERVICE, may
from tuilage.core.asking import ask
from tuilage.core.database.clock import end_of_day
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import short_day
from tuilage.core.once import once_a_page
from tuilage.core.registries import Clock, Due, clocks
from tuilage.practice.support import gaps
from tuilage.practice.support.models import Handover, Keyworker, Review, Support

AHEAD = timedelta(days=14)
"""How long beforehand an agreed end, a review or a handover is told."""


def _line(support: Support, day: date, what: str, act: str, name: str, level: str = "due") -> Due:
    return Due(
        at=end_of_day(day),
        level=level,
        who=support.person.name,
        what=what,
        url=reverse(f"support:{name}", args=[support.pk]),
        act_label=act,
        person_id=support.person_id,
    )


def _led(actor: Actor, day: date) -> QuerySet[Keyworker]:
    """The periods in which the actor is there today, or their team's for a head of service."""
    rows = Keyworker.objects.select_related(
        "support__person", "support__kind", "handover__to_professional", "professional"
    )
    mine = Q(professional_id=actor.id, period__contains=day)
    if HEAD_OF_SERVICE in actor.roles:
        mine |= Q(post__team__in=actor.teams, period__contains=day)
    last = Review.objects.filter(support=OuterRef("support")).order_by("-held_on").values("next_on")[:1]
    return rows.filter(mine, support__status=Support.Status.ENGAGED).annotate(next_review=Subquery(last))


@once_a_page
def reads(actor: Actor, at: datetime) -> tuple[QuerySet[Any], ...]:
    """Those led, those before and after, handovers; for a head of service those whose keyworker is away: unasked."""
    if actor.id is None or not may(actor, "support.lead"):
        return ()
    day = timezone.localtime(at).date()
    asked = _led(actor, day), _beside_running(actor, day), _passing(actor, day)
    if HEAD_OF_SERVICE not in actor.roles:
        return asked
    left = _left_alone(actor, day)
    return (
        *asked,
        left,
        gaps.long_absences(day).filter(professional__in=left.order_by().values("professional")),
    )


def due(actor: Actor, at: datetime) -> list[Due]:
    """What the supports led by the actor ask for now. One query."""
    asked = reads(actor, at)
    if not asked:
        return []
    ask(*asked)
    day = timezone.localtime(at).date()
    led, others, passing, *away = asked
    lines: list[Due] = []
    for row in led:
        if row.lane == Keyworker.Lane.RESPONSIBLE:
            lines += _of(row.support, getattr(row, "next_review", None), day)
    return lines + _before_and_after(others, day) + _handovers(actor, passing, day) + _away(away, day)


def _of(support: Support, review: date | None, day: date) -> list[Due]:
    lines = []
    if support.adhesion_withdrawn_on:
        lines.append(_line(support, day, _("took their agreement back: end it with them"), _("End"), "close"))
    if review and review <= day + AHEAD:
        said = _("review due since %(day)s") if review < day else _("review on %(day)s")
        lines.append(
            _line(support, review, said % {"day": short_day(review)}, _("Hold the review"), "review")
        )
    if support.to_complete:
        lines.append(
            _line(
                support,
                review or day,
                _("taken up from before: complete it at the next review"),
                _("Complete it"),
                "project",
            )
        )
    end = support.planned_end
    if end and not support.lasting and end <= day + AHEAD and support.pace != Support.Pace.PAUSED:
        said = _("agreed end passed on %(day)s") if end < day else _("agreed end on %(day)s")
        lines.append(_line(support, end, said % {"day": short_day(end)}, _("Look at it together"), "project"))
    return lines


def _beside_running(actor: Actor, day: date) -> QuerySet[Support]:
    """What the actor prepares, and what ended under their hand and is to be followed up."""
    last = Keyworker.objects.filter(
        support=OuterRef("pk"), lane=Keyworker.Lane.RESPONSIBLE, professional=actor.id, period__endswith=OuterRef("closed_on")
    )  # fmt: skip
    return Support.objects.filter(
        Q(proposed_by_id=actor.id, status=Support.Status.PREPARING)
        | Q(Exists(last), status=Support.Status.CLOSED, follow_up_on__lte=day + AHEAD)
    ).select_related("person", "kind")


def _before_and_after(rows: Iterable[Support], day: date) -> list[Due]:
    """What the actor prepares, with since when (counted apart, never as running); how it is since an end."""
    lines = []
    for row in rows:
        if row.follow_up_on is not None:
            lines.append(_line(row, row.follow_up_on, _("ended: ask how it is since"), _("Ask"), "follow_up"))
        elif row.being_prepared and row.prepared_since <= day - AHEAD:
            said = _("in preparation since %(day)s") % {"day": short_day(row.prepared_since)}
            lines.append(_line(row, row.prepared_since, said, _("Go on preparing"), "project"))
    return lines


def _passing(actor: Actor, day: date) -> QuerySet[Handover]:
    """Handovers in which the actor is one of the two, that pass soon or have just begun."""
    return Handover.objects.select_related("support__person", "support__kind", "to_professional").filter(
        Q(to_professional_id=actor.id) | Q(from_professional_id=actor.id),
        status__in=[Handover.Status.PLANNED, Handover.Status.RUNNING],
        passes_on__gt=day,
        starts_on__lte=day + AHEAD,
    )


def _handovers(actor: Actor, rows: Iterable[Handover], day: date) -> list[Due]:
    """What they ask of each of the two."""
    lines = []
    for row in rows:
        mine = row.to_professional_id == actor.id
        said = _("you answer for it from %(day)s") if mine else _("%(name)s answers for it from %(day)s")
        what = said % {"day": short_day(row.passes_on), "name": row.to_professional}
        level = "new" if mine and row.starts_on > day - timedelta(days=7) else "due"
        line = _line(row.support, row.passes_on, what, _("Follow the handover"), "project", level)
        lines.append(line)
    return lines


def _left_alone(actor: Actor, day: date) -> QuerySet[Keyworker]:
    """The keyworkers of the teams' running supports who are away for long, or will be."""
    return (
        Keyworker.objects.select_related("support__person", "support__kind", "professional", "post")
        .filter(
            support__team__in=actor.teams,
            support__status=Support.Status.ENGAGED,
            professional__absences__long=True,
            professional__absences__period__endswith__gt=day,
        )
        .distinct()
    )


def _away(read: Sequence[Any], day: date) -> list[Due]:
    """For a head of service: supports of the team whose keyworker is away, or will be, with nobody beside."""
    if not read:
        return []
    rows, absent = read
    by_support: dict[UUID, list[Keyworker]] = {}
    for row in rows:
        by_support.setdefault(row.support_id, []).append(row)
    absences = gaps.by_professional(absent)
    lines = []
    for held in by_support.values():
        support = held[0].support
        for hole in gaps.gaps_of(support, held, absences, day):
            if hole.why == "absent" and hole.start <= day + 2 * AHEAD:
                said = (
                    _("the keyworker is away until %(day)s")
                    if not hole.to_come
                    else _("the keyworker will be away from %(day)s")
                )
                on = hole.start if hole.to_come or hole.end is None else hole.end
                lines.append(
                    _line(
                        support, max(hole.start, day), said % {"day": short_day(on)}, _("Organise"), "project"
                    )
                )
    return lines


clocks.add("support", Clock("support", due, order=40, reads=reads))

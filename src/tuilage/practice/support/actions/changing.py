"""A change of status with the same people: prepared a year before, brought about by its date, nobody leaves (S0-070)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused
from tuilage.foundation.people.models import Person
from tuilage.practice.support.actions.guards import checked, need, perhaps_words
from tuilage.practice.support.actions.naming import check_whom
from tuilage.practice.support.actions.standing import span
from tuilage.practice.support.gaps import not_over
from tuilage.practice.support.models import (
    GroundKind,
    PersonStatus,
    StatusChange,
    Support,
    SupportGround,
    Term,
)
from tuilage.practice.support.rules import add_months

FURTHEST_MONTHS = 24


def _status(code: str) -> Term:
    kind = Term.objects.filter(family=Term.Family.STATUS, code=code, active=True).first()
    if kind is None:
        raise Refused(_("Choose a status."), "to_status")
    return kind


def note_status(actor: Actor, person_id: UUID, code: str, since: date | None = None) -> PersonStatus:
    """Write down what the person's status is, since when. Raises Refused when it is known already."""
    author, kind, day = need(actor, "support.lead"), _status(code), since or today()
    same = PersonStatus.objects.filter(person_id=person_id, kind=kind)
    if same.filter(not_over(day)).exists():
        raise Refused(_("This status is known already."), "to_status")
    with checked():
        row = PersonStatus(person_id=person_id, kind=kind, period=span(day, None), noted_by_id=author)
        row.save(force_insert=True)
    return row


def plan_change(
    actor: Actor, person_id: UUID, to_status: str, happens_on: date, to_ground: GroundKind | None = None
) -> StatusChange:
    """From `happens_on` the person has another status and their supports another ground; nobody leaves on that day.

    Raises Refused: in the past, too far, or when a keyworker or a co-worker stops that very day.
    """
    author, kind = need(actor, "support.lead"), _status(to_status)
    if happens_on < today() or happens_on > add_months(today(), FURTHEST_MONTHS):
        raise Refused(
            _("A change of status is prepared at most two years before, and not after."), "happens_on"
        )
    planned = StatusChange.objects.filter(
        person_id=person_id, state=StatusChange.State.PLANNED, happens_on__gt=today()
    )
    if planned.exists():
        raise Refused(_("A change of status is already planned: cancel it first."))
    change = StatusChange(
        person_id=person_id, to_status=kind, to_ground=to_ground, happens_on=happens_on, planned_by_id=author
    )
    with checked():
        change.save(force_insert=True)
        _change_status(author, change)
        if to_ground is not None:
            _change_ground(author, change, to_ground)
    return change


def _change_status(author: UUID, change: StatusChange) -> None:
    """The statuses that hold stop on that day; the new one begins there."""
    day = change.happens_on
    open_ones = PersonStatus.objects.filter(not_over(day), person_id=change.person_id)
    for row in open_ones:
        if row.kind_id == change.to_status_id:
            raise Refused(_("This is their status already."), "to_status")
        if row.period.lower >= day:
            raise Refused(_("Another status begins on that day or later."), "happens_on")
        row.period = span(row.period.lower, day)
        row.save(update_fields=["period"])
    PersonStatus(
        person_id=change.person_id,
        kind_id=change.to_status_id,
        period=span(day, None),
        change=change,
        noted_by_id=author,
    ).save(force_insert=True)


def _change_ground(author: UUID, change: StatusChange, kind: GroundKind) -> None:
    """Supports that stand on a ground go on with another from that day: same support, same people."""
    day = change.happens_on
    check_whom(kind, Person.objects.get(pk=change.person_id), day)
    rows = SupportGround.objects.filter(
        person_id=change.person_id, support__status=Support.Status.ENGAGED, period__contains=day
    ).exclude(kind=kind)
    for row in rows.filter(period__startswith__lt=day):
        row.period = span(row.period.lower, day)
        row.save(update_fields=["period"])
        SupportGround(
            support_id=row.support_id, person_id=row.person_id, kind=kind, sole=kind.sole, period=span(day, None),
            change=change, laid_by_id=author,
        ).save(force_insert=True)  # fmt: skip


def cancel_change(actor: Actor, change: StatusChange) -> StatusChange:
    """Undo a change that has not happened: status and ground go on as they were."""
    need(actor, "support.lead")
    row = StatusChange.objects.filter(pk=change.pk).first()
    if row is None or row.state != StatusChange.State.PLANNED or row.happens_on <= today():
        raise Refused(_("This change has happened, or was cancelled."))
    day, row.state = row.happens_on, StatusChange.State.CANCELLED
    with checked():
        save_checked(row, row.version, ["state"])
        row.statuses.all().delete()
        supports = list(row.grounds.values_list("support_id", flat=True))
        row.grounds.all().delete()
        for before in PersonStatus.objects.filter(person_id=row.person_id, period__endswith=day):
            before.period = span(before.period.lower, None)
            before.save(update_fields=["period"])
        for ground in SupportGround.objects.filter(support_id__in=supports, period__endswith=day):
            ground.period = span(ground.period.lower, None)
            ground.save(update_fields=["period"])
    return row


def make_ready(
    actor: Actor, change: StatusChange, done: Iterable[str], person_words: str, version: int | None = None
) -> StatusChange:
    """Tick papers and steps ("paper:identity", "step:interview"), and keep the person's own word."""
    need(actor, "support.lead")
    families = [Term.Family.PAPER, Term.Family.STEP]
    known = {
        f"{family}:{code}"
        for family, code in Term.objects.filter(family__in=families).values_list("family", "code")
    }
    change.done = sorted(set(done) & known)
    change.person_words = perhaps_words(person_words, "person_words")
    return save_checked(change, change.version if version is None else version, ["done", "person_words"])

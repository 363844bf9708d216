"""What changes in an organisation: absences, posts held and given back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tuilage.core.database.context import Actor
from tuilage.core.database.keys import new_id
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Absence, Assignment, Post, Professional, Team


def note_absence(
    actor: Actor, team: Team, professional: Professional, first: date, last: date, long: bool = False
) -> Absence:
    """Somebody of one's team is away from `first` to `last`, both included. Raises Refused."""
    if team.pk not in actor.teams:
        raise Refused(_("Only the head of this team notes its absences."))
    if last < first:
        raise Refused(_("The last day away comes before the first."), field="end")
    absence = Absence(
        id=new_id(),
        professional=professional,
        period=DateRange(first, last + timedelta(days=1), "[)"),
        long=long,
    )
    absence.save(force_insert=True)
    return absence


def remove_absence(actor: Actor, team: Team, absence: Absence) -> None:
    """Undo an absence noted by mistake. Raises Refused outside one's own team."""
    if team.pk not in actor.teams:
        raise Refused(_("Only the head of this team changes its absences."))
    absence.delete()


def hold_post(post: Post, professional: Professional, first: date, share: Decimal) -> Assignment:
    """A professional takes a post from a day on. Raises Refused when they hold it already."""
    try:
        with transaction.atomic():
            held = Assignment(
                id=new_id(),
                post=post,
                professional=professional,
                period=DateRange(first, None, "[)"),
                share=share,
            )
            held.save(force_insert=True)
    except IntegrityError as clash:
        raise Refused(
            _("%(name)s already holds this post over a part of that time.") % {"name": professional}
        ) from clash
    return held


def leave_post(assignment: Assignment, last: date) -> Assignment:
    """A professional leaves a post after `last`: what the post opened to them is closed at once. Raises Refused."""
    if last < assignment.period.lower:
        raise Refused(_("The last day comes before the first."))
    assignment.period = DateRange(assignment.period.lower, last + timedelta(days=1), "[)")
    assignment.save(update_fields=["period"])
    return assignment

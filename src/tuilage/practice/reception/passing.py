"""A request goes to another team of the house, with its words and its circle: nobody begins again (S2-136)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.database import clock
from tuilage.core.database.context import Actor, check_constraints_now
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Structure, Team
from tuilage.foundation.sharing.actions import join_circle, leave_circle
from tuilage.foundation.sharing.models import Participation

from .models import Passing, Request
from .urgency import must, must_be_open, myself, say_something

# Inside the secret of the département's own services; a partner comes in by the person's consent.
INSIDE = (Structure.Kind.DEPARTMENT, Structure.Kind.SITE)


def other_teams(request: Request) -> list[Team]:
    """The teams of the département that a request may go to."""
    rows = Team.objects.filter(structure__kind__in=INSIDE).exclude(pk=request.team_id)
    return list(rows.select_related("structure").order_by("structure__name", "name"))


def waiting_for(actor: Actor) -> QuerySet[Passing]:
    """What was passed to the actor's teams and waits for their answer."""
    rows = Passing.objects.filter(to_team_id__in=actor.teams, standing=Passing.Standing.WAITING)
    return rows.select_related("request__person", "from_team").order_by("passed_at")


def pass_on(actor: Actor, request: Request, to_team: UUID, why: str) -> Passing:
    """Pass a request: the other team reads it at once, the first one keeps it until it is accepted. Raises Refused."""
    must(actor, "reception.answer")
    must_be_open(request)
    why = say_something(
        why, _("Say what this team is asked, so that the person need not begin again."), "why"
    )
    if request.team_id not in actor.teams:
        raise Refused(_("Only the team that holds a request passes it on."))
    if to_team == request.team_id or not Team.objects.filter(pk=to_team, structure__kind__in=INSIDE).exists():
        raise Refused(_("Choose another team."), "to_team")
    if request.passings.filter(standing=Passing.Standing.WAITING).exists():
        raise Refused(_("This request already waits for another team's answer."), "to_team")
    row = Passing(
        request=request, from_team_id=request.team_id, to_team_id=to_team, passed_by_id=myself(actor),
        passed_at=timezone.now(), why=why[:500],
    )  # fmt: skip
    row.save(force_insert=True)
    if request.person_id:
        join_circle(
            actor,
            request.person_id,
            Participation.Role.RECEPTION,
            clock.today(),
            team_id=to_team,
            ground=_ground(row),
        )
    check_constraints_now()
    return row


def _ground(row: Passing) -> str:
    return _("request passed on from %(team)s") % {"team": row.from_team.name}


def accept(actor: Actor, row: Passing) -> Passing:
    """The other team takes it: it is theirs now, the first one goes on reading it. Raises Refused."""
    must(actor, "reception.answer")
    _must_wait(actor, row)
    request = row.request
    request.team_id = row.to_team_id
    save_checked(request, request.version, ("team_id",))
    row.standing, row.settled_by_id, row.settled_at = Passing.Standing.ACCEPTED, myself(actor), timezone.now()
    row.save(update_fields=["standing", "settled_by", "settled_at"])
    check_constraints_now()
    return row


def send_back(actor: Actor, row: Passing, why: str) -> Passing:
    """The other team returns it, with a reason, and leaves the circle it came into for that. Raises Refused."""
    must(actor, "reception.answer")
    _must_wait(actor, row)
    row.returned_why = say_something(why, _("Say why it is returned."), "why")[:500]
    person = row.request.person_id
    # The stay that passing on opened: told by who opened it and when, not by its words.
    stay = Participation.objects.filter(
        person=person, team_id=row.to_team_id, role=Participation.Role.RECEPTION, added_by_id=row.passed_by_id,
        created_at__gte=row.created_at, period__contains=clock.today(),
    ).first()  # fmt: skip
    row.standing, row.settled_by_id, row.settled_at = Passing.Standing.RETURNED, myself(actor), timezone.now()
    row.save(update_fields=["standing", "settled_by", "settled_at", "returned_why"])
    if stay:
        leave_circle(actor, stay)
    check_constraints_now()
    return row


def _must_wait(actor: Actor, row: Passing) -> None:
    if row.to_team_id not in actor.teams:
        raise Refused(_("Only the team that was asked answers."))
    if row.standing != Passing.Standing.WAITING:
        raise Refused(_("This was already answered."))

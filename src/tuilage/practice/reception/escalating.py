"""An urgency that nobody takes climbs, step by step, each once (S1-035). Done by the system actor "escalation"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.access import HEAD_OF_SERVICE
from tuilage.core.database import clock
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused
from tuilage.foundation.agenda.queries import NOBODY, OnDuty, duty_of
from tuilage.foundation.organisations.models import Assignment, Professional, Team

from . import rules
from .models import Escalation, EscalationPlan, Request, UrgencyAction
from .models.escalations import Whom
from .urgency import framework, must

MOST_STEPS = 6
LONGEST = 24 * 60  # minutes


def plans_of(teams: Iterable[UUID]) -> dict[UUID, EscalationPlan]:
    """The steps of each team: its own, else the département's. One query."""
    keys = list(teams)
    rows = {plan.team_id: plan for plan in EscalationPlan.objects.all() if plan.team_id in {None, *keys}}
    return {team: rows.get(team) or rows[None] for team in keys}


def escalate(now: datetime | None = None) -> int:
    """Take every step that is due and not taken yet; returns how many. Run each minute, twice changes nothing."""
    now = now or timezone.now()
    acted = Exists(UrgencyAction.objects.filter(request=OuterRef("pk")))
    waiting = list(
        Request.objects.filter(urgent=True, signalled_at__gte=now - rules.LONG_WAIT, signalled_at__lte=now)
        .exclude(status__in=rules.CLOSED)
        .exclude(acted)
        .select_related("team")
    )
    if not waiting:
        return 0
    teams = {row.team_id for row in waiting}
    plans, on_duty, heads, opens = plans_of(teams), duty_of(teams, now), heads_of(teams), framework().opens_at
    taken = set(Escalation.objects.filter(request__in=waiting).values_list("request_id", "clock_at", "step"))
    done = 0
    for row in waiting:
        due = rules.steps_due(_clock(row), now, plans[row.team_id].steps, opens, row.team.closes_at,
                              timezone.get_default_timezone(), plans[row.team_id].on_call_at_once)  # fmt: skip
        for step, whom in due:
            if row.qualified_at is not None and whom != Whom.ON_CALL:
                continue
            if (row.pk, _clock(row), step) not in taken:
                done += _tell(row, step, whom, on_duty.get(row.team_id, NOBODY), heads.get(row.team_id), now)
    return done


def _clock(row: Request) -> datetime:
    return row.signalled_at or row.received_at


def _tell(
    row: Request, step: str, whom: str, roster: OnDuty, head: Professional | None, now: datetime
) -> bool:
    """Write that a step is taken; False when somebody wrote it in the meantime. A missing backup falls to the head."""
    holders = {
        Whom.DUTY: roster.duty,
        Whom.BACKUP: roster.backup,
        Whom.HEAD: head,
        Whom.ON_CALL: roster.on_call,
    }
    told = holders[Whom(whom)]
    if told is None and whom != Whom.HEAD:
        whom, told = Whom.HEAD, head
    step_taken = Escalation(
        request=row, team_id=row.team_id, clock_at=_clock(row), step=step, whom=whom, told=told, told_at=now
    )
    try:
        with transaction.atomic():
            step_taken.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def heads_of(teams: Iterable[UUID]) -> dict[UUID, Professional]:
    """Who heads each team today. One query."""
    rows = Assignment.objects.filter(
        post__team_id__in=list(teams), post__role=HEAD_OF_SERVICE, period__contains=clock.today()
    ).select_related("professional", "post")
    return {row.post.team_id: row.professional for row in rows}


# Steps as data


def plan_of(team: Team) -> EscalationPlan:
    """The steps in force for a team. One query."""
    return plans_of([team.pk])[team.pk]


def write_steps(
    actor: Actor, team: Team, steps: Sequence[Mapping[str, object]], on_call_at_once: bool, version: int
) -> EscalationPlan:
    """Set a team's own steps, in the order of their minutes. Raises Refused, StaleVersion."""
    must(actor, "reception.steps")
    if team.pk not in actor.teams:
        raise Refused(_("Choose one of your teams."), "team")
    told = [(int(str(step["after"])), str(step["whom"])) for step in steps]
    if not told or len(told) > MOST_STEPS:
        raise Refused(_("Write from one to six steps."))
    if any(after < 0 or after > LONGEST or whom not in Whom.values for after, whom in told):
        raise Refused(_("A step says after how many minutes, and who is told."))
    if len(set(told)) != len(told):
        raise Refused(_("A step is written twice."))
    values = [{"after": after, "whom": whom} for after, whom in sorted(told)]
    own = EscalationPlan.objects.filter(team=team).first()
    if own is None:
        own = EscalationPlan(team=team, steps=values, on_call_at_once=on_call_at_once)
        own.save(force_insert=True)
        return own
    own.steps, own.on_call_at_once = values, on_call_at_once
    return save_checked(own, version, ("steps", "on_call_at_once"))

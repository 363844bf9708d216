"""Supports that ran before Tuilage: they come in as resumed, and are completed with the person at the next review."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.core.registries import events
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import queries, rules
from tuilage.practice.support.actions.agreeing import keep_version
from tuilage.practice.support.actions.guards import checked, need, perhaps_words, professional_named, write
from tuilage.practice.support.actions.preparing import living, under
from tuilage.practice.support.actions.running import posts_to_lead
from tuilage.practice.support.actions.standing import stand
from tuilage.practice.support.facts import SupportEngaged
from tuilage.practice.support.models import Keyworker, PlanVersion, Support, SupportKind


def resume(
    actor: Actor,
    person_id: UUID,
    kind_code: str,
    since: date,
    keyworker: Professional | UUID,
    *,
    origin: str = Support.Origin.PROPOSED,
    months: int | None = None,
    own_words: str = "",
) -> Support:
    """Take up a support that ran before Tuilage, since `since`. What it lacks is completed at the next review.

    Raises Refused. Who leads it today answers for all of it: who did before is not known here.
    """
    author = need(actor, "support.propose")
    if since >= today():
        raise Refused(_("A support taken up in Tuilage began before today: propose it otherwise."), "since")
    kind = SupportKind.objects.filter(code=kind_code, active=True).first()
    if kind is None:
        raise Refused(_("Choose a kind of support."), "kind")
    person, leader = living(person_id), professional_named(keyworker)
    posts = posts_to_lead(leader, today())
    support = Support(
        person=person, team_id=posts[0].post.team_id, **under(kind), origin=origin, proposed_on=since,
        proposed_by_id=author, own_words=perhaps_words(own_words, "own_words"), months=months,
        status=Support.Status.ENGAGED, started_on=since, running=DateRange(since, None, "[)"), resumed_on=today(),
        planned_end=rules.add_months(since, months) if months else None,
    )  # fmt: skip
    with checked():
        support.save(force_insert=True)
        place = stand(
            author,
            person.pk,
            leader.pk,
            support.team_id,
            Participation.Role.KEYWORKER,
            (today(), None),
            str(kind),
        )
        Keyworker(
            support=support, person_id=person.pk, professional=leader, period=DateRange(since, None, "[)"),
            participation=place, ground=str(kind),
        ).save(force_insert=True)  # fmt: skip
    events.announce(SupportEngaged(support.pk, person.pk, since, leader.pk))
    complete_if_whole(author, support)
    return support


def missing_of(support: Support) -> list[rules.Missing]:
    """The checklist of a resumed support: what it lacks to be formalised. Two queries."""
    facts = queries.start_facts(
        support, list(support.goals.all()), list(support.criteria.all()), False, today()
    )
    return rules.missing_before_start(facts)


def complete_if_whole(author: UUID, support: Support) -> bool:
    """Once nothing is missing any more, a resumed support is formalised, from today on: its first version is kept."""
    if not support.to_complete or any(not line.done for line in missing_of(support)):
        return False
    support.completed_on = today()
    fields: list[str] = ["completed_on"]
    if support.planned_end is None and support.started_on and support.months:
        support.planned_end = max(
            rules.add_months(support.started_on, support.months), rules.add_months(today(), 1)
        )
        fields.append("planned_end")
    with checked():
        write(support, fields)
        keep_version(support, author, PlanVersion.Why.COMPLETED, support.adhesion_how, today())
    return True


def told(support: Support) -> dict[str, Any]:
    """What a page says of a resumed support."""
    return {"since": support.started_on, "taken_up": support.resumed_on, "missing": missing_of(support)}

"""The start, and what changes while a support runs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tuilage.core.access import CASE_WORKER, HEAD_OF_SERVICE
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import short_day
from tuilage.core.refusals import Refused
from tuilage.core.registries import events
from tuilage.foundation.organisations.models import Assignment, Professional
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import queries, rules
from tuilage.practice.support.actions.agreeing import keep_version
from tuilage.practice.support.actions.guards import (
    checked,
    fresh,
    need,
    not_ahead,
    not_before,
    professional_named,
    write,
)
from tuilage.practice.support.actions.preparing import living
from tuilage.practice.support.actions.standing import stand
from tuilage.practice.support.facts import SupportEngaged
from tuilage.practice.support.models import Keyworker, PlanVersion, Support


def posts_to_lead(professional: Professional, day: date) -> list[Assignment]:
    """The posts from which a professional may lead supports on `day`. Raises Refused when there is none."""
    held = queries.held_posts(professional.pk, day)
    leading = [one for one in held if one.post.role in (CASE_WORKER, HEAD_OF_SERVICE)]
    if not leading:
        raise Refused(
            _("%(name)s holds no post from which to lead a support on %(day)s.")
            % {"name": professional, "day": short_day(day)},
            "keyworker",
        )
    return leading


def engage(actor: Actor, support: Support | UUID, on: date | None, keyworker: Professional | UUID) -> Support:
    """Start a support: everything that it needs is there, and from `on` somebody answers for it.

    Raises Refused with what is missing (S1-047 to S1-050, S1-054).
    """
    author = need(actor, "support.lead")
    found = fresh(support)
    if not rules.may_become(found.status, Support.Status.ENGAGED):
        raise Refused(_("Only a support in preparation can start."))
    living(found.person_id)
    day = not_before(not_ahead(on or today()), found.proposed_on)
    leader = professional_named(keyworker)
    posts = posts_to_lead(leader, day)
    facts = queries.start_facts(
        found,
        list(found.goals.all()),
        list(found.criteria.all()),
        queries.asks_for_opinion(found, posts),
        day,
    )
    missing = [str(line.label) for line in rules.missing_before_start(facts) if not line.done]
    if missing:
        raise Refused(
            _("Before it can start, there is still to come: %(what)s.") % {"what": "; ".join(missing)}
        )
    found.status, found.started_on, found.running = Support.Status.ENGAGED, day, DateRange(day, None, "[)")
    found.planned_end = rules.add_months(day, found.months) if found.months else None
    found.team_id = posts[0].post.team_id
    with checked():
        write(found, ["status", "started_on", "running", "planned_end", "team"])
        place = stand(
            author,
            found.person_id,
            leader.pk,
            found.team_id,
            Participation.Role.KEYWORKER,
            (day, None),
            str(found.kind),
        )
        Keyworker(
            support=found, person_id=found.person_id, professional=leader, period=DateRange(day, None, "[)"),
            participation=place, ground=str(found.kind),
        ).save(force_insert=True)  # fmt: skip
        keep_version(found, author, PlanVersion.Why.START, found.adhesion_how, day)
    events.announce(SupportEngaged(found.pk, found.person_id, day, leader.pk))
    return found


def running(support: Support | UUID) -> Support:
    """The support, running. Raises Refused otherwise."""
    found = fresh(support)
    if not found.engaged:
        raise Refused(_("This support is not running."))
    return found


def prolong(actor: Actor, support: Support | UUID, until: date) -> Support:
    """Agree with the person on another end: later, or sooner. It changes nothing to who answers for it."""
    author = need(actor, "support.lead")
    found = running(support)
    if found.started_on is None or until <= max(found.started_on, today()):
        raise Refused(_("The agreed end is a day to come."), "until")
    if until == found.planned_end:
        raise Refused(_("This is the end already agreed."), "until")
    found.planned_end = until
    with checked():
        write(found, ["planned_end"])
        keep_version(found, author, PlanVersion.Why.END, Support.How.ORAL, today())
    return found


def change_pace(actor: Actor, support: Support | UUID, pace: str, on: date | None = None) -> Support:
    """Lighten, pause or resume without closing (S0-038). Somebody still answers for it."""
    need(actor, "support.lead")
    found = running(support)
    if pace not in Support.Pace.values:
        raise Refused(_("Choose a pace."), "pace")
    found.pace, found.pace_since = pace, not_ahead(on or today())
    write(found, ["pace", "pace_since"])
    return found

"""From one keyworker to the next, with an overlap: the rows are written when it is planned, the date alone passes it."""

from __future__ import annotations

from datetime import date
from functools import partial
from uuid import UUID

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused
from tuilage.core.registries import events
from tuilage.foundation.organisations.models import Post, Professional
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import queries, rules
from tuilage.practice.support.actions.guards import (
    checked,
    need,
    not_ahead,
    perhaps_words,
    professional_named,
    words,
)
from tuilage.practice.support.actions.running import posts_to_lead, running
from tuilage.practice.support.actions.standing import begin_period, end_period, span, stand, undo
from tuilage.practice.support.facts import HandoverPlanned
from tuilage.practice.support.models import Handover, Keyworker, Support


def _present(support: Support, day: date, field: str) -> Keyworker:
    """Who answers on `day`, whose period has no end yet. Raises Refused when a handover is planned already."""
    row = queries.responsible_on(support.pk, day)
    if row is None:
        raise Refused(_("Nobody answered for this support on that day."), field)
    if row.period.upper is not None:
        raise Refused(_("A handover is already planned: cancel it first."))
    return row


def _check_days(starts_on: date, passes_on: date) -> None:
    if passes_on <= starts_on:
        raise Refused(
            _("The next keyworker works beside for at least one day before answering for it."), "passes_on"
        )
    if passes_on < today():
        raise Refused(_("The responsibility passes today or later."), "passes_on")


def plan_handover(
    actor: Actor,
    support: Support | UUID,
    to_professional: Professional | UUID,
    starts_on: date,
    passes_on: date,
    reason: str,
) -> Handover:
    """Plan a handover: beside on [starts_on, passes_on), then responsible. Raises Refused, nothing written."""
    author = need(actor, "support.lead")
    found = running(support)
    said = words(reason, "reason", _("Say why it changes hands."))
    following = professional_named(to_professional)
    _check_days(starts_on, passes_on)
    row = _present(found, starts_on, "starts_on")
    if row.professional_id == following.pk:
        raise Refused(_("A handover goes to somebody else."), "to_professional")
    plan = rules.plan_handover((row.period.lower, row.period.upper), starts_on, passes_on)
    team_id = posts_to_lead(following, passes_on)[0].post.team_id
    handover = Handover(
        support=found, person_id=found.person_id, from_professional_id=row.professional_id, from_post_id=row.post_id,
        to_professional=following, to_team_id=team_id, starts_on=starts_on, passes_on=passes_on, reason=said,
        status=_status(starts_on, passes_on), planned_by_id=author,
    )  # fmt: skip
    with checked():
        _write_plan(author, found, row, handover, plan)
        if handover.status == Handover.Status.PASSED:
            Support.objects.filter(pk=found.pk).update(team_id=team_id)
    events.announce(
        HandoverPlanned(handover.pk, found.pk, found.person_id, following.pk, starts_on, passes_on)
    )
    return handover


def _status(starts_on: date, passes_on: date) -> Handover.Status:
    if passes_on <= today():
        return Handover.Status.PASSED
    return Handover.Status.RUNNING if starts_on <= today() else Handover.Status.PLANNED


def _write_plan(
    author: UUID, support: Support, row: Keyworker, handover: Handover, plan: rules.HandoverPlan
) -> None:
    """The present period is cut, the next one is written twice: beside, then responsible."""
    end_period(row, plan.before[1])
    handover.save(force_insert=True)
    lanes = (
        (Keyworker.Lane.INCOMING, Participation.Role.INCOMING, plan.beside),
        (Keyworker.Lane.RESPONSIBLE, Participation.Role.KEYWORKER, plan.after),
    )
    for lane, role, period in lanes:
        place = stand(
            author,
            support.person_id,
            handover.to_professional_id,
            handover.to_team_id,
            role,
            period,
            row.ground,
        )
        Keyworker(
            support=support, person_id=support.person_id, professional_id=handover.to_professional_id, lane=lane,
            period=span(*period), handover=handover, participation=place, ground=row.ground,
        ).save(force_insert=True)  # fmt: skip


def _live(handover: Handover) -> Handover:
    fresh = Handover.objects.select_related("support").filter(pk=handover.pk).first()
    if fresh is None or not fresh.live or fresh.passes_on <= today():
        raise Refused(_("This handover is over."))
    return fresh


def cancel_handover(actor: Actor, handover: Handover) -> Handover:
    """Cancel a handover that has not passed: the present keyworker goes on. What was done beside stays written."""
    need(actor, "support.lead")
    found = _live(handover)
    with checked():
        withdraw(found, today())
    return found


def move_handover(actor: Actor, handover: Handover, passes_on: date) -> Handover:
    """Postpone a handover, or bring it forward: responsibility passes on another day, in between nobody is left out."""
    need(actor, "support.lead")
    found = _live(handover)
    if passes_on == found.passes_on:
        raise Refused(_("It passes on that day already."), "passes_on")
    if passes_on < today() or passes_on <= found.starts_on:
        raise Refused(
            _("The next keyworker works beside for at least one day before answering for it."), "passes_on"
        )
    lanes = Keyworker.objects.select_related("participation").filter(support_id=found.support_id)
    before = lanes.get(lane=Keyworker.Lane.RESPONSIBLE, period__endswith=found.passes_on)
    after = lanes.get(lane=Keyworker.Lane.RESPONSIBLE, handover=found)
    beside = lanes.get(lane=Keyworker.Lane.INCOMING, handover=found)
    if after.period.upper is not None and passes_on >= after.period.upper:
        raise Refused(_("They answer for at least a day."), "passes_on")
    found.passes_on, found.status = passes_on, _status(found.starts_on, passes_on)
    with checked():
        save_checked(found, found.version, ["passes_on", "status"])
        steps = [partial(end_period, before, passes_on), partial(begin_period, after, passes_on)]
        # Whoever gives days back goes first: two never answer on one day.
        for step in steps if passes_on < before.period.upper else reversed(steps):
            step()
        end_period(beside, passes_on)
        if found.status == Handover.Status.PASSED:
            Support.objects.filter(pk=found.support_id).update(team_id=found.to_team_id)
    return found


def withdraw(handover: Handover, day: date) -> None:
    """Undo what the plan wrote after `day`, and give the present keyworker their open period back."""
    handover.status = Handover.Status.CANCELLED
    save_checked(handover, handover.version, ["status"])
    rows = list(handover.keyworkers.select_related("participation"))
    before = Keyworker.objects.select_related("participation").get(
        support_id=handover.support_id, lane=Keyworker.Lane.RESPONSIBLE, period__endswith=handover.passes_on
    )
    until: date | None = None
    for row in rows:
        if row.lane == Keyworker.Lane.RESPONSIBLE:
            until = row.period.upper
            undo(row)
    end_period(before, until)
    # Last, for whoever withdraws it may be in the circle by this place alone, and see nothing once it is given back.
    for row in rows:
        if row.lane == Keyworker.Lane.INCOMING:
            if row.period.lower < day:
                end_period(row, day)
            else:
                undo(row)


def tick(actor: Actor, handover: Handover, done: dict[str, bool], met_on: date | None = None) -> Handover:
    """Tick what was done; the day the three of them met is kept with it."""
    need(actor, "support.lead")
    if unknown := set(done) - set(rules.CHECKLIST):
        raise Refused(
            _("Nothing of the checklist is called %(what)s.") % {"what": ", ".join(sorted(unknown))}
        )
    if met_on is not None:
        handover.met_on = not_ahead(met_on, "met_on")
        done = {**done, "met": True}
    handover.checklist = {**handover.checklist, **done}
    return save_checked(handover, handover.version, ["checklist", "met_on"])


def record_word(actor: Actor, handover: Handover, text: str) -> Handover:
    """What the person says of the handover, in their words."""
    need(actor, "support.lead")
    handover.person_words = perhaps_words(text, "person_words")
    handover.checklist = {**handover.checklist, "word": bool(handover.person_words)}
    return save_checked(handover, handover.version, ["person_words", "checklist"])


def hold_by_post(
    actor: Actor, support: Support | UUID, post: Post | UUID, on: date, ground: str
) -> Keyworker:
    """Nobody is there to take over: from `on` the post itself answers for it, par intérim."""
    author = need(actor, "support.lead")
    found = running(support)
    holder = post if isinstance(post, Post) else Post.objects.filter(pk=post).first()
    if holder is None:
        raise Refused(_("This post cannot be found."), "post")
    row = _present(found, on, "on")
    if on <= row.period.lower:
        raise Refused(_("The present keyworker answers for at least one day."), "on")
    why = words(ground, "ground", _("Say why nobody can take over now."))
    with checked():
        end_period(row, on)
        place = stand(
            author, found.person_id, None, holder.team_id, Participation.Role.KEYWORKER, (on, None), why
        )
        held = Keyworker(
            support=found, person_id=found.person_id, post=holder, period=DateRange(on, None, "[)"),
            participation=place, ground=why[:200],
        )  # fmt: skip
        held.save(force_insert=True)
    return held


def take_up(
    actor: Actor, support: Support | UUID, professional: Professional | UUID, on: date | None = None
) -> Keyworker:
    """Somebody takes up a support that a post held par intérim: there is nobody to overlap with."""
    author = need(actor, "support.lead")
    found = running(support)
    day = on or today()
    row = _present(found, day, "on")
    if row.post_id is None:
        raise Refused(
            _("Somebody answers for this support: plan a handover, so that both are there for a while.")
        )
    if day <= row.period.lower:
        raise Refused(_("The post answers for at least one day."), "on")
    leader = professional_named(professional)
    team_id = posts_to_lead(leader, day)[0].post.team_id
    with checked():
        end_period(row, day)
        place = stand(
            author,
            found.person_id,
            leader.pk,
            team_id,
            Participation.Role.KEYWORKER,
            (day, None),
            str(found.kind),
        )
        taken = Keyworker(
            support=found, person_id=found.person_id, professional=leader, period=DateRange(day, None, "[)"),
            participation=place, ground=str(found.kind),
        )  # fmt: skip
        taken.save(force_insert=True)
    return taken


def pass_due_handovers(day: date | None = None, of: UUID | None = None) -> int:
    """Say of each handover (of a support, if named) whose date has come that it is done, and move the support to its team.

    Run by the clock; run again it changes nothing. Who answers changed by the date alone. Returns how many passed.
    """
    now = day or today()
    live = [Handover.Status.PLANNED, Handover.Status.RUNNING]
    rows = Handover.objects.filter(support_id=of) if of else Handover.objects.all()
    due = list(rows.filter(status__in=live, passes_on__lte=now))
    for handover in due:
        handover.status = Handover.Status.PASSED
        save_checked(handover, handover.version, ["status"])
        Support.objects.filter(pk=handover.support_id, status=Support.Status.ENGAGED).update(
            team_id=handover.to_team_id
        )
    rows.filter(status=Handover.Status.PLANNED, starts_on__lte=now).update(status=Handover.Status.RUNNING)
    return len(due)


def keep_answered(day: date | None = None) -> tuple[int, int]:
    """Where nobody is there the post answers, par intérim; a handover whose next one left is cancelled.

    Asked by the clock alone (the database refuses anybody else); run again it changes nothing. Returns how many
    handovers were cancelled, and how many supports the post now holds.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select withdrawn, held from support_keep_answered(%s, %s, %s)",
            [day or today(), _("The post is vacant"), _("Long absence")],
        )
        withdrawn, held = cursor.fetchone()
    return withdrawn, held

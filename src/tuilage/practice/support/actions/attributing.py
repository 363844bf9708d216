"""The head of service attributes: somebody is asked, may object with a reason, the head decides again, the person is told."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.interface.dates import short_day
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import queries, settings
from tuilage.practice.support.actions.guards import (
    checked,
    fresh,
    need,
    not_ahead,
    professional_named,
    words,
)
from tuilage.practice.support.actions.running import posts_to_lead
from tuilage.practice.support.actions.standing import begin_period, end_period, span, stand, undo
from tuilage.practice.support.models import Attribution, Keyworker, Support

State = Attribution.State


def attribute(
    actor: Actor, support: Support | UUID, professional: Professional | UUID, answer_by: date | None = None
) -> Attribution:
    """Ask somebody to take a support that waits: held by a post, or being prepared. Raises Refused.

    Unless they object before `answer_by`, they answer for what a post held from that day on.
    """
    author = need(actor, "support.attribute")
    found, who = fresh(support), professional_named(professional)
    day = answer_by or today() + timedelta(days=settings.number("objection"))
    if day <= today():
        raise Refused(_("There is a day at least to answer."), "answer_by")
    held = _waiting(found)
    team_id = posts_to_lead(who, day)[0].post.team_id
    with checked():
        _settle_former(found)
        row = Attribution(
            support=found, person_id=found.person_id, professional=who, team_id=team_id, asked_by_id=author,
            asked_on=today(), answer_by=day,
        )  # fmt: skip
        row.save(force_insert=True)
        if held is not None:
            _write_from(author, found, held, row, day)
    return row


def chosen_for(support: Support) -> UUID | None:
    """Whom the head of service asked to take it, unless they objected and it is not decided again. One query."""
    rows = Attribution.objects.filter(
        support=support, state__in=[State.ASKED, State.ACCEPTED, State.CONFIRMED]
    ).order_by("-asked_on", "-created_at")
    return rows.values_list("professional_id", flat=True).first()


def _waiting(support: Support) -> Keyworker | None:
    """The post that holds it. None while it is prepared. Raises Refused where a professional answers."""
    if support.being_prepared:
        return None
    row = queries.responsible_on(support.pk, today()) if support.engaged else None
    if row is None or row.post_id is None:
        raise Refused(
            _("Somebody answers for this support: plan a handover, so that both are there for a while.")
        )
    return row


def _settle_former(support: Support) -> None:
    """An earlier asking that was objected to is replaced; one still open must be withdrawn first."""
    for row in Attribution.objects.filter(support=support, state__in=[State.ASKED, State.OBJECTED]):
        if row.state == State.ASKED and row.answer_by > today():
            raise Refused(_("Somebody was already asked to take this support."), "professional")
        _become(row, State.WITHDRAWN if row.state == State.OBJECTED else State.ACCEPTED)


def _become(row: Attribution, state: str, *more: str) -> Attribution:
    row.state = state
    return save_checked(row, row.version, ["state", *more])


def _write_from(author: UUID, support: Support, held: Keyworker, row: Attribution, day: date) -> None:
    """Responsibility is written from `day` on: the post answers until then."""
    if held.period.upper is not None:
        raise Refused(_("Somebody else is already the keyworker on these dates."))
    end_period(held, day)
    place = stand(
        author, support.person_id, row.professional_id, row.team_id, Participation.Role.KEYWORKER, (day, None),
        str(support.kind),
    )  # fmt: skip
    Keyworker(
        support=support, person_id=support.person_id, professional_id=row.professional_id, period=span(day, None),
        participation=place, ground=str(support.kind)[:200],
    ).save(force_insert=True)  # fmt: skip


def _to_come(row: Attribution) -> tuple[Keyworker, Keyworker] | None:
    """The post's row and the row to come that an asking wrote; None for a support being prepared."""
    rows = Keyworker.objects.select_related("participation").filter(
        support_id=row.support_id, lane=Keyworker.Lane.RESPONSIBLE
    )
    following = rows.filter(professional_id=row.professional_id, period__startswith=row.answer_by).first()
    before = rows.filter(post__isnull=False, period__endswith=row.answer_by).first()
    return (before, following) if before is not None and following is not None else None


def accept(actor: Actor, attribution: Attribution) -> Attribution:
    """They take it: from tomorrow where a post has only just begun to hold it, today otherwise."""
    need(actor, "support.lead")
    row = _mine(actor, attribution)
    row.answered_on = today()
    with checked():
        _bring_forward(row)
        _become(row, State.ACCEPTED, "answered_on")
    return row


def _bring_forward(row: Attribution) -> None:
    written = _to_come(row)
    if written is None:
        return
    before, following = written
    start = max(today(), before.period.lower + timedelta(days=1))
    if start < row.answer_by:
        end_period(before, start)
        begin_period(following, start)


def _mine(actor: Actor, attribution: Attribution) -> Attribution:
    row = Attribution.objects.filter(pk=attribution.pk).first()
    if row is None or row.professional_id != actor.id:
        raise Refused(_("Only the one who was asked answers."))
    if row.state != State.ASKED or row.answer_by <= today():
        raise Refused(_("The time to answer ended on %(day)s.") % {"day": short_day(row.answer_by)})
    return row


def _give_back(row: Attribution) -> None:
    """What was written for the one to come is taken away; the post goes on."""
    written = _to_come(row)
    if written is not None:
        before, following = written
        until = following.period.upper
        undo(following)
        end_period(before, until)


def object_to(actor: Actor, attribution: Attribution, why: str) -> Attribution:
    """They object, with a reason: the post goes on holding, and the head of service decides again."""
    need(actor, "support.lead")
    row = _mine(actor, attribution)
    row.objection, row.answered_on = words(why, "objection", _("Say why you object.")), today()
    with checked():
        _give_back(row)
        _become(row, State.OBJECTED, "objection", "answered_on")
    return row


def confirm(actor: Actor, attribution: Attribution, decision: str) -> Attribution:
    """The head of service heard the objection and maintains the choice, with a reason."""
    author = need(actor, "support.attribute")
    row = Attribution.objects.filter(pk=attribution.pk).first()
    if row is None or row.state != State.OBJECTED:
        raise Refused(_("Nothing is to be decided again here."))
    row.decision = words(decision, "decision", _("Say what you decide, and why."))[:300]
    found = fresh(row.support_id)
    held = _waiting(found)
    with checked():
        if held is not None:
            row.answer_by = max(today(), held.period.lower) + timedelta(days=1)
            _write_from(author, found, held, row, row.answer_by)
        _become(row, State.CONFIRMED, "decision", "answer_by")
    return row


def withdraw(actor: Actor, attribution: Attribution) -> Attribution:
    """Undo an asking that has not taken effect: the post goes on."""
    need(actor, "support.attribute")
    row = Attribution.objects.filter(pk=attribution.pk).first()
    if row is None or row.state not in (State.ASKED, State.OBJECTED):
        raise Refused(_("This is settled: plan a handover instead."))
    if row.state == State.ASKED and row.answer_by <= today() and _to_come(row) is not None:
        raise Refused(_("They answer for it already: plan a handover instead."))
    with checked():
        if row.state == State.ASKED:
            _give_back(row)
        _become(row, State.WITHDRAWN)
    return row


def tell(actor: Actor, attribution: Attribution, on: date | None = None) -> Attribution:
    """The person was told who their keyworker is."""
    need(actor, "support.lead")
    attribution.told_on = not_ahead(on or today())
    return save_checked(attribution, attribution.version, ["told_on"])

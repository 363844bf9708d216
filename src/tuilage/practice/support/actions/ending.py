"""Ends: one that is prepared, answered and said by the person; or a proposal that goes no further."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.core.registries import events
from tuilage.practice.support import queries, rules
from tuilage.practice.support.actions.guards import (
    checked,
    need,
    not_ahead,
    not_before,
    perhaps_words,
    words,
    write,
)
from tuilage.practice.support.actions.handing_over import pass_due_handovers, withdraw
from tuilage.practice.support.actions.preparing import being_prepared
from tuilage.practice.support.actions.running import running
from tuilage.practice.support.actions.standing import KEPT_AFTER, end_period, undo
from tuilage.practice.support.facts import SupportClosed
from tuilage.practice.support.models import Criterion, Handover, Support

Answers = Mapping[UUID, tuple[str, str]]
"""By criterion: the answer (met, partly, not_met) and a comment."""


def abandon(actor: Actor, support: Support | UUID, because: str, on: date | None = None) -> Support:
    """The person declines, or it goes no further: said kindly, kept, and nothing more is asked."""
    need(actor, "support.lead")
    found = being_prepared(support)
    found.status = Support.Status.ABANDONED
    found.abandoned_on = not_before(not_ahead(on or today()), found.proposed_on)
    found.abandoned_because = words(because, "because", _("Say why it is set aside."))
    with checked():
        write(found, ["status", "abandoned_on", "abandoned_because"])
    return found


def close_support(
    actor: Actor,
    support: Support | UUID,
    *,
    on: date | None = None,
    reason: str,
    answers: Answers,
    person_evaluation: str = "",
    person_rating: int | None = None,
    evaluation_missing: str = "",
    exit_plan: str = "",
    results: Iterable[str] = (),
    power_after: int | None = None,
    follow_up_on: date | None = None,
) -> Support:
    """End a running support: criteria answered one by one, the person's own evaluation, what comes next (S0-041).

    Raises Refused with what is missing. `on` is the first day without it; `follow_up_on`, when one asks how it is since.
    """
    need(actor, "support.lead")
    # The clock may not have run since: a handover whose date has come is over, not to be withdrawn.
    pass_due_handovers(of=support.pk if isinstance(support, Support) else support)
    found = running(support)
    day = _closing_day(found, on)
    criteria = list(found.criteria.all())
    _answer(criteria, answers, day, reason)
    if follow_up_on is not None and follow_up_on <= day:
        raise Refused(_("One asks how it is after the end."), "follow_up_on")
    found.follow_up_on = follow_up_on
    if reason not in Support.Reason.values:
        raise Refused(_("Say why it ends."), "reason")
    found.closure_reason, found.closed_on, found.status = reason, day, Support.Status.CLOSED
    found.person_evaluation = perhaps_words(person_evaluation, "person_evaluation")
    found.evaluation_missing = perhaps_words(evaluation_missing, "evaluation_missing")
    found.exit_plan = perhaps_words(exit_plan, "exit_plan")
    found.person_rating, found.results = person_rating, list(dict.fromkeys(results))
    found.power_after = power_after or found.power_after
    found.running = DateRange(found.started_on, day, "[)")
    missing = rules.missing_before_closure(queries.closure_facts(found, criteria))
    left = [line for line in missing if not line.done]
    if left:
        raise Refused(
            _("Before it ends, there is still to come: %(what)s.")
            % {"what": "; ".join(str(line.label) for line in left)},
            {"evaluation": "person_evaluation"}.get(left[0].code, left[0].code),
        )
    with checked():
        for criterion in criteria:
            criterion.save(update_fields=["answer", "answer_comment", "answered_on"])
        write(found, [
            "closure_reason", "closed_on", "status", "person_evaluation", "evaluation_missing", "exit_plan",
            "person_rating", "results", "power_after", "running", "follow_up_on",
        ])  # fmt: skip
        _release(found, day)
    events.announce(SupportClosed(found.pk, found.person_id, day, reason))
    return found


def _closing_day(support: Support, on: date | None) -> date:
    """A day after the start, not to come, and not before the last handover passed."""
    day = not_ahead(on or today())
    if support.started_on is None or day <= support.started_on:
        raise Refused(_("A support ends at the earliest the day after it began."), "on")
    passed = support.handovers.filter(status=Handover.Status.PASSED).order_by("-passes_on").first()
    return not_before(day, passed.passes_on) if passed else day


def _answer(criteria: list[Criterion], answers: Answers, day: date, reason: str) -> None:
    for criterion in criteria:
        answer, comment = answers.get(criterion.pk, (criterion.answer, criterion.answer_comment))
        if answer and answer not in Criterion.Answer.values:
            raise Refused(_("A criterion is answered by yes, partly or no."), "criteria")
        if answer == Criterion.Answer.UNKNOWN and reason not in (Support.Reason.LOST, Support.Reason.DEATH):
            raise Refused(_("A criterion is left unanswered only when nobody could be asked."), "criteria")
        criterion.answer, criterion.answer_comment = answer, comment.strip()
        criterion.answered_on = max(day, criterion.fixed_on) if answer else None


def _release(support: Support, day: date) -> None:
    """Nobody answers any more from `day`; whoever did stays within the person's reach for a while."""
    for handover in support.handovers.filter(status__in=[Handover.Status.PLANNED, Handover.Status.RUNNING]):
        withdraw(handover, day)
    for row in support.keyworkers.select_related("participation").order_by("-period"):
        if row.period.lower >= day:
            undo(row)
        elif row.period.upper is None or row.period.upper > day:
            asked = support.follow_up_on or day
            end_period(row, day, max(day + KEPT_AFTER, asked + timedelta(days=30)))

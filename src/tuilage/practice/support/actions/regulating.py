"""What a team does at its regulation: supports without news ended together, and that undone as one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.access import may
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import short_day
from tuilage.core.refusals import Refused
from tuilage.practice.support import regulation
from tuilage.practice.support.actions.ending import close_support
from tuilage.practice.support.actions.guards import checked, fresh, need, words, write
from tuilage.practice.support.actions.standing import end_period
from tuilage.practice.support.models import ClosureBatch, Criterion, Keyworker, Support

FEWEST = 1
"""A batch of one is an end like another, made from the same page."""


def close_without_news(
    actor: Actor, team_id: UUID, supports: Iterable[UUID], exit_plan: str, on: date | None = None
) -> ClosureBatch:
    """End the ticked supports of a team that nobody has heard of: reason "no contact any more", undone as one.

    Only those that the regulation proposes are ended: somebody who gave news since is left alone. Raises Refused.
    """
    author = need(actor, "support.regulate")
    day = on or today()
    chosen = set(supports)
    if team_id not in actor.teams or not chosen:
        raise Refused(_("Tick the supports to end."), "supports")
    plan = words(exit_plan, "exit_plan", _("Say whom these people can turn to if they come back."))
    silent = {one.support.pk: one for one in regulation.without_news(team_id, today())}
    if chosen - set(silent):
        raise Refused(
            _("There has been news of one of these people since: look at the list again."), "supports"
        )
    batch = ClosureBatch(team_id=team_id, by_id=author, on=day)
    batch.save(force_insert=True)
    for key in sorted(chosen):
        support = silent[key].support
        unknown = {
            criterion.pk: (criterion.answer or Criterion.Answer.UNKNOWN, "")
            for criterion in support.criteria.all()
        }
        ended = close_support(
            actor, support, on=day, reason=Support.Reason.LOST, answers=unknown, exit_plan=plan,
            evaluation_missing=_("No news since %(day)s") % {"day": short_day(silent[key].last)},
        )  # fmt: skip
        ended.closure_batch = batch
        write(ended, ["closure_batch"])
    return batch


def undo_batch(actor: Actor, batch: ClosureBatch) -> list[Support]:
    """Take back a batch of ends: each support runs again with whoever answered for it, as if it had not ended."""
    need(actor, "support.regulate")
    if batch.team_id not in actor.teams or not may(actor, "support.regulate"):
        raise Refused(_("This batch belongs to another team."))
    if batch.undone_at is not None:
        raise Refused(_("This batch is already undone."))
    batch.undone_at = timezone.now()
    batch.save(update_fields=["undone_at"])
    return [reopen(support) for support in batch.supports.order_by("pk")]


def reopen(support: Support) -> Support:
    """The support runs again from the day it had ended: whoever answered then answers again, without a hole."""
    found = fresh(support)
    if found.status != Support.Status.CLOSED:
        return found
    day = found.closed_on
    found.status, found.closed_on, found.closure_reason = Support.Status.ENGAGED, None, ""
    found.running = DateRange(found.started_on, None, "[)")
    found.evaluation_missing, found.exit_plan, found.follow_up_on, found.closure_batch = "", "", None, None
    with checked():
        for criterion in found.criteria.filter(answer=Criterion.Answer.UNKNOWN):
            criterion.answer, criterion.answered_on = "", None
            criterion.save(update_fields=["answer", "answered_on"])
        write(found, [
            "status", "closed_on", "closure_reason", "running", "evaluation_missing", "exit_plan", "follow_up_on",
            "closure_batch",
        ])  # fmt: skip
        rows = found.keyworkers.filter(lane=Keyworker.Lane.RESPONSIBLE, period__endswith=day)
        for row in rows.select_related("participation"):
            end_period(row, None)
    return found

"""After the end, and beside the support: how it is since; decisions awaited; places somebody has at the same time."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.practice.support.actions.guards import checked, fresh, need, not_ahead, not_before, words, write
from tuilage.practice.support.actions.preparing import living
from tuilage.practice.support.models import AwaitedDecision, FollowUp, Place, Support


def follow_up(
    actor: Actor,
    support: Support | UUID,
    reached: str,
    said: str = "",
    rating: int | None = None,
    on: date | None = None,
    again_on: date | None = None,
) -> FollowUp:
    """How is it since? Asked once the support has ended; asked again on `again_on`, or no more."""
    author = need(actor, "support.lead")
    found = fresh(support)
    if found.status != Support.Status.CLOSED or found.closed_on is None:
        raise Refused(_("One asks how it is since, once the support has ended."))
    if reached not in FollowUp.Reached.values:
        raise Refused(_("Say who told it."), "reached")
    day = not_before(not_ahead(on or today()), found.closed_on)
    if again_on is not None and again_on <= day:
        raise Refused(_("Asking again comes later."), "again_on")
    kept = said.strip()
    if reached != FollowUp.Reached.NOBODY:
        kept = words(kept, "words", _("Write how it is, in their words."))
    row = FollowUp(
        support=found,
        person_id=found.person_id,
        on=day,
        reached=reached,
        words=kept,
        rating=rating,
        by_id=author,
    )
    with checked():
        row.save(force_insert=True)
        found.follow_up_on = again_on
        write(found, ["follow_up_on"])
    return row


def await_decision(
    actor: Actor,
    person_id: UUID,
    *,
    change: str,
    changed_on: date,
    institution: str,
    what: str,
    asked_on: date | None = None,
) -> AwaitedDecision:
    """Somebody's situation changed: what an institution must now decide, and since when (S0-048)."""
    author = need(actor, "support.lead")
    row = AwaitedDecision(
        person=living(person_id), by_id=author,
        change=words(change, "change", _("Say what changed.")), changed_on=not_ahead(changed_on, "changed_on"),
        institution=words(institution, "institution", _("Say who decides.")),
        what=words(what, "what", _("Say what is awaited.")),
        asked_on=not_ahead(asked_on, "asked_on") if asked_on else None,
    )  # fmt: skip
    with checked():
        row.save(force_insert=True)
    return row


def decided(actor: Actor, row: AwaitedDecision, decision: str, on: date | None = None) -> AwaitedDecision:
    """The institution decided: what, and when."""
    need(actor, "support.lead")
    row.decision = words(decision, "decision", _("Write what was decided."))
    row.decided_on = not_before(not_ahead(on or today()), row.changed_on)
    with checked():
        row.save(update_fields=["decision", "decided_on"])
    return row


def add_place(
    actor: Actor, person_id: UUID, kind: str, name: str, since: date, until: date | None = None
) -> Place:
    """A place somebody has; those they had already go on (S0-084)."""
    author = need(actor, "support.lead")
    if kind not in Place.Kind.values:
        raise Refused(_("Choose a kind of place."), "kind")
    if until is not None and until <= since:
        raise Refused(_("The end comes after the beginning."), "until")
    row = Place(
        person=living(person_id), kind=kind, name=words(name, "name", _("Say where it is.")),
        period=DateRange(since, until, "[)"), by_id=author,
    )  # fmt: skip
    with checked():
        row.save(force_insert=True)
    return row


def leave_place(actor: Actor, row: Place, on: date | None = None) -> Place:
    """They no longer have it from `on`; the others stay."""
    need(actor, "support.lead")
    day = not_ahead(on or today())
    if day <= row.period.lower:
        raise Refused(_("The end comes after the beginning."), "on")
    row.period = DateRange(row.period.lower, day, "[)")
    with checked():
        row.save(update_fields=["period"])
    return row

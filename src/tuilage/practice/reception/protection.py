"""Protection reports, written outside everything shared (CASF L.226-2-1): who must know reads them, nobody else.

Nothing is written with the request, on the timeline or in a list; readings are held back from the person until the
matter is over and somebody shows them (law 2).
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.database import clock
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused

from . import rules
from .models import ProtectionReport, ProtectionUnit
from .urgency import must, myself, say_something

MONTHS = 3  # CASF D.226-2-4


def visible(actor: Actor) -> QuerySet[ProtectionReport]:
    """The reports that the row policy lets through, those under way first, the nearest limit first."""
    rows = ProtectionReport.objects.select_related("author", "team", "unit")
    return rows.order_by("ended_on", "due_on", "-written_at")


def write_report(
    actor: Actor, about: str, kind: str, facts: str, own_words: str = "", at_once: bool = False,
    family_told: str = "yes", person_id: UUID | None = None, request_id: UUID | None = None,
) -> ProtectionReport:  # fmt: skip
    """Write a report; it is sent by a second act, once read again. Raises Refused."""
    must(actor, "reception.protect")
    unit = ProtectionUnit.objects.filter(kind=kind).first()
    if unit is None:
        raise Refused(_("Say whether it is about a child or an adult."), "kind")
    if not actor.teams:
        raise Refused(_("You hold no post in a team today."))
    row = ProtectionReport(
        person_id=person_id, request_id=request_id, kind=kind, team_id=actor.teams[0], author_id=myself(actor),
        about=say_something(about, _("Say who it is about."), "about")[:200], unit_id=unit.team_id,
        facts=say_something(facts, _("Write what was seen and heard."), "facts"), own_words=own_words.strip(),
        at_once=at_once, family_told=family_told, written_at=timezone.now(),
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def send_report(actor: Actor, report: ProtectionReport, version: int) -> ProtectionReport:
    """Send it: the unit has three months to evaluate from then (D.226-2-4). Raises Refused, StaleVersion."""
    must(actor, "reception.protect")
    if report.standing != ProtectionReport.Standing.WRITTEN:
        raise Refused(_("This report is already sent."))
    unit = ProtectionUnit.objects.filter(kind=report.kind).first()
    months = unit.months if unit else MONTHS
    report.sent_at, report.standing = timezone.now(), ProtectionReport.Standing.SENT
    report.due_on = rules.months_after(clock.today(), months)
    return save_checked(report, version, ("sent_at", "standing", "due_on"))


def receive_report(actor: Actor, report: ProtectionReport, version: int) -> ProtectionReport:
    """The unit has it. Raises Refused, StaleVersion."""
    must(actor, "reception.protect")
    if report.standing != ProtectionReport.Standing.SENT:
        raise Refused(_("Only a report that was sent is received."))
    report.received_at, report.standing = timezone.now(), ProtectionReport.Standing.RECEIVED
    return save_checked(report, version, ("received_at", "standing"))


def end_report(
    actor: Actor, report: ProtectionReport, version: int, outcome: str, words: str, on: date | None = None
) -> ProtectionReport:
    """Say what it came to: the matter is over. Readings stay held back until `show_readings`. Raises Refused."""
    must(actor, "reception.protect")
    if report.standing in (ProtectionReport.Standing.WRITTEN, ProtectionReport.Standing.ENDED):
        raise Refused(_("Only a report under way can end."))
    if outcome not in ProtectionReport.Outcome.values:
        raise Refused(_("Say what it came to."), "outcome")
    report.outcome, report.outcome_words = outcome, words.strip()
    report.ended_on, report.standing = on or clock.today(), ProtectionReport.Standing.ENDED
    return save_checked(report, version, ("outcome", "outcome_words", "ended_on", "standing"))


def show_readings(actor: Actor, report: ProtectionReport, version: int) -> ProtectionReport:
    """The danger is over: the person sees again who read their file. Raises Refused, StaleVersion."""
    must(actor, "reception.protect")
    if report.standing != ProtectionReport.Standing.ENDED:
        raise Refused(_("Readings are held back while the matter runs."))
    report.held_back = False
    return save_checked(report, version, ("held_back",))

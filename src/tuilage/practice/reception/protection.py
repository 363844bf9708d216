"""Protection reports, written outside everything shared (CASF L.226-2-1): who must know reads them, nobody else.

Nothing is written with the request, on the timeline or in a list; readings are held back from the person until the
matter is over and somebody shows them (law 2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.database import clock
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Team

from . import rules
from .models import ProtectionReport, ProtectionUnit
from .passing import INSIDE
from .urgency import must, myself, say_something

MONTHS = 3  # CASF D.226-2-4
LONGEST = 12  # months that a unit may be given


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
    if not ProtectionUnit.objects.filter(kind=kind).exists():
        raise Refused(_("Say whether it is about a child or an adult."), "kind")
    if not actor.teams:
        raise Refused(_("You hold no post in a team today."))
    row = ProtectionReport(
        person_id=person_id, request_id=request_id, kind=kind, team_id=actor.teams[0], author_id=myself(actor),
        about=say_something(about, _("Say who it is about."), "about")[:200],
        facts=say_something(facts, _("Write what was seen and heard."), "facts"), own_words=own_words.strip(),
        at_once=at_once, family_told=family_told, written_at=timezone.now(),
    )  # fmt: skip
    row.save(force_insert=True)
    return row


def send_report(actor: Actor, report: ProtectionReport, version: int) -> ProtectionReport:
    """Send it to the unit of today, which reads it from then on and has three months to evaluate (D.226-2-4).

    Raises Refused, StaleVersion.
    """
    must(actor, "reception.protect")
    if report.standing != ProtectionReport.Standing.WRITTEN:
        raise Refused(_("This report is already sent."))
    unit = ProtectionUnit.objects.filter(kind=report.kind).first()
    months = unit.months if unit else MONTHS
    report.sent_at, report.standing = timezone.now(), ProtectionReport.Standing.SENT
    report.due_on = rules.months_after(clock.today(), months)
    report.unit_id = unit.team_id if unit else None
    return save_checked(report, version, ("sent_at", "standing", "due_on", "unit"))


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


@dataclass(frozen=True)
class UnitLine:
    """Where reports of a kind go, as it is written on the page of the units."""

    unit: ProtectionUnit
    label: str
    team_id: UUID | None
    phone: str
    months: int


def teams_for_units() -> QuerySet[Team]:
    """The teams that may read reports: those of the département, never a partner's (CASF L.226-2-2)."""
    return Team.objects.filter(structure__kind__in=INSIDE).select_related("structure").order_by("name")


def write_units(actor: Actor, lines: Sequence[UnitLine]) -> list[ProtectionUnit]:
    """Say which team reads the reports of each kind, from the next one sent on. Raises Refused."""
    must(actor, "reception.units")
    inside = {team.pk for team in teams_for_units()}
    changed = []
    for line in lines:
        if line.team_id is not None and line.team_id not in inside:
            raise Refused(
                _("Only a team of the département reads protection reports."), f"{line.unit.kind}-team"
            )
        if not 1 <= line.months <= LONGEST:
            raise Refused(_("From one to twelve months."), f"{line.unit.kind}-months")
        row, before = line.unit, _facts(line.unit)
        row.label, row.team_id = line.label.strip(), line.team_id
        row.phone, row.months = line.phone.strip(), line.months
        if _facts(row) != before:
            row.save(update_fields=["label", "team", "phone", "months"])
            changed.append(row)
    return changed


def _facts(row: ProtectionUnit) -> tuple[object, ...]:
    return row.label, row.team_id, row.phone, row.months

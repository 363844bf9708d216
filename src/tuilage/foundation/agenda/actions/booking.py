"""An appointment: kept, moved, called off; who arrived, who came, who did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.database.context import Actor
from tuilage.core.database.keys import new_id
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused
from tuilage.core.registries import events
from tuilage.foundation.organisations.models import Professional, Team

from ..facts import AppointmentKept, AppointmentMissed
from ..models import Appointment

Status = Appointment.Status
LONGEST: Final = timedelta(hours=10)
LIVE: Final = (Status.PLANNED, Status.ARRIVED, Status.CAME)
# What a tap at the desk does, and from where.
STEPS: Final = {
    "arrived": ({Status.PLANNED, Status.MISSED}, Status.ARRIVED),
    "left": ({Status.ARRIVED, Status.PLANNED}, Status.CAME),
    "missed": ({Status.PLANNED, Status.ARRIVED}, Status.MISSED),
    "undo": ({Status.ARRIVED, Status.CAME, Status.MISSED}, Status.PLANNED),
}


@dataclass(frozen=True)
class Wanted:
    """What is asked of an appointment, whoever asks."""

    starts: datetime
    length: timedelta
    professional_id: UUID
    co_professional_id: UUID | None = None
    form: str = Appointment.Form.OFFICE
    site_id: UUID | None = None
    place_words: str = ""
    subject: str = ""
    papers: Sequence[str] = ()
    papers_more: str = ""


def book(actor: Actor, team: Team, person_id: UUID | None, wanted: Wanted) -> Appointment:
    """Keep an hour for somebody (`person_id` None: who gives no name). Raises Refused."""
    if team.pk not in actor.teams:
        raise Refused(_("One books for one's own team."))
    return _insert(actor, team.pk, person_id, wanted, uid=None, sequence=0)


def _insert(
    actor: Actor, team_id: UUID, person_id: UUID | None, wanted: Wanted, *, uid: UUID | None, sequence: int
) -> Appointment:
    if not timedelta(minutes=5) <= wanted.length <= LONGEST:
        raise Refused(_("An appointment lasts from five minutes to ten hours."), field="length")
    if wanted.co_professional_id == wanted.professional_id:
        wanted = replace(wanted, co_professional_id=None)
    if person_id is None and (wanted.subject or wanted.place_words or wanted.papers_more):
        raise Refused(_("Without a name, an appointment has no words: they could name somebody."))
    _in_the_team(team_id, wanted)
    key = new_id()
    row = Appointment(
        id=key, person_id=person_id, team_id=team_id, professional_id=wanted.professional_id,
        co_professional_id=wanted.co_professional_id, day=timezone.localdate(wanted.starts),
        period=DateTimeTZRange(wanted.starts, wanted.starts + wanted.length, "[)"), form=wanted.form,
        site_id=wanted.site_id, place_words=wanted.place_words, subject=wanted.subject, papers=list(wanted.papers),
        papers_more=wanted.papers_more, uid=uid or key, sequence=sequence, booked_by_id=actor.id,
    )  # fmt: skip
    _keep(row)
    return row


def _in_the_team(team_id: UUID, wanted: Wanted) -> None:
    day = timezone.localdate(wanted.starts)
    held = Professional.objects.filter(
        pk=wanted.professional_id, assignments__post__team=team_id, assignments__period__contains=day
    )
    if not held.exists():
        raise Refused(_("This professional is not in the team on that day."), field="professional")


def _keep(row: Appointment) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        if "agenda_appointment_one_place" in str(clash):
            raise Refused(_("This hour has just been taken: choose another."), field="slot") from clash
        raise


def wanted_of(row: Appointment) -> Wanted:
    """The same appointment, to be kept at another hour or by somebody else."""
    return Wanted(
        row.period.lower, row.period.upper - row.period.lower, row.professional_id, row.co_professional_id, row.form,
        row.site_id, row.place_words, row.subject, row.papers, row.papers_more,
    )  # fmt: skip


@transaction.atomic
def move(
    actor: Actor, row: Appointment, version: int, wanted: Wanted, by: str, to_call: bool = False
) -> Appointment:
    """Give an appointment another hour (or somebody else): the old one stays, and leads to the new one.

    `by` says who asked ("person" or "service"); `to_call`: the person is still to be told. Raises Refused, StaleVersion.
    """
    _planned(row)
    # The hour is given back before the new one is taken: the two may overlap.
    row.status, row.called_off_by, row.status_by_id, row.status_at = "cancelled", by, actor.id, timezone.now()
    save_checked(row, version, ["status", "called_off_by", "status_by", "status_at"])
    new = _insert(actor, row.team_id, row.person_id, wanted, uid=row.uid, sequence=row.sequence + 1)
    if to_call:
        new.to_call = True
        new.save(update_fields=["to_call"])
    row.status, row.moved_to = Status.MOVED, new
    row.to_call = False
    save_checked(row, version + 1, ["status", "moved_to", "to_call"])
    return new


def call_off(actor: Actor, row: Appointment, version: int, by: str, to_call: bool = False) -> Appointment:
    """Call an appointment off, at the person's request or by the service. Raises Refused, StaleVersion."""
    _planned(row)
    row.status, row.called_off_by, row.to_call = Status.CANCELLED, by, to_call
    row.status_by_id, row.status_at, row.sequence = actor.id, timezone.now(), row.sequence + 1
    return save_checked(
        row, version, ["status", "called_off_by", "to_call", "status_by", "status_at", "sequence"]
    )


def take_back(actor: Actor, row: Appointment, version: int) -> Appointment:
    """Undo a cancellation: the hour is taken again, if it is still free. Raises Refused, StaleVersion."""
    if row.status != Status.CANCELLED:
        raise Refused(_("Only a cancelled appointment is taken up again."))
    row.status, row.called_off_by, row.to_call = Status.PLANNED, "", False
    row.status_by_id, row.status_at, row.sequence = actor.id, timezone.now(), row.sequence + 1
    try:
        with transaction.atomic():
            return save_checked(
                row, version, ["status", "called_off_by", "to_call", "status_by", "status_at", "sequence"]
            )
    except IntegrityError as clash:
        raise Refused(_("This hour has been given to somebody else: choose another.")) from clash


def mark(actor: Actor, row: Appointment, step: str, now: datetime) -> Appointment:
    """A tap at the desk: "arrived", "left", "missed" (to be called back), or "undo". Raises Refused.

    Tapped twice, it stands as it is: the second tap finds its state already there.
    """
    before, after = STEPS[step]
    if row.status == after:
        return row
    if row.status not in before:
        raise Refused(_("This appointment is not in a state for that: look at it again."))
    if step == "missed" and row.period.lower > now:
        raise Refused(_("Its hour has not come yet."))
    row.status, row.status_by_id, row.status_at = after, actor.id, now
    row.to_call, row.called_at = step == "missed", None
    row.arrived_at = now if step == "arrived" else row.arrived_at if step == "left" else None
    save_checked(row, row.version, ["status", "status_by", "status_at", "to_call", "called_at", "arrived_at"])
    if step == "missed":
        events.announce(AppointmentMissed(row.pk, row.person_id, row.team_id, row.professional_id, row.day))
    elif step == "left":
        events.announce(AppointmentKept(row.pk, row.person_id, row.team_id, row.professional_id, row.day))
    return row


def note_call(actor: Actor, row: Appointment, undo: bool = False) -> Appointment:
    """The person was told (or was not, when it was a mistake)."""
    row.called_at = None if undo else timezone.now()
    return save_checked(row, row.version, ["called_at"])


def _planned(row: Appointment) -> None:
    if row.status != Status.PLANNED:
        raise Refused(_("Only a planned appointment is moved or called off."))


def put_back(row: Any) -> None:
    """Undo a move that nothing followed: the new hour goes, the first comes back. Raises Refused."""
    new = row.moved_to
    if new is None or new.status != Status.PLANNED:
        raise Refused(_("Something happened since to one of these appointments: move it back by hand."))
    sequence = new.sequence + 1
    row.moved_to, row.status, row.called_off_by, row.sequence = None, "cancelled", "service", sequence
    save_checked(row, row.version, ["moved_to", "status", "called_off_by", "sequence"])
    new.delete()
    row.refresh_from_db()
    row.status, row.called_off_by = Status.PLANNED, ""
    try:
        with transaction.atomic():
            save_checked(row, row.version, ["status", "called_off_by"])
    except IntegrityError as clash:
        raise Refused(_("This hour has been given to somebody else: choose another.")) from clash

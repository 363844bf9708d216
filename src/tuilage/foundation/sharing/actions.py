"""What changes who stands around a person, and what they write: one verb each, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core import journal
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused
from tuilage.core.registries import events
from tuilage.foundation.people.actions import PersonCreated
from tuilage.foundation.people.names import clean_line, clean_text
from tuilage.foundation.people.rules import check_period

from .models import BreakGlass, Consent, Note, Participation, Tier
from .rules import DRAFT_KEPT, EXCEPTIONAL_ACCESS, HANDED_OVER, check_reason, check_tier_change

PARTNER = Participation.Role.PARTNER


def require_standing(person_id: UUID) -> None:
    """Refuse whoever is there as a partner, or reads for four hours: they change nothing of the circle. One query."""
    with connection.cursor() as cursor:
        cursor.execute("select sharing_stands(%s)", [person_id])
        row = cursor.fetchone()
    if not (row and row[0]):
        raise Refused(
            _("Only those whose duty it is to stand around this person change who does: call one of them.")
        )


def _me(actor: Actor) -> UUID:
    if actor.id is None:
        raise Refused(_("Only a professional at their post does this."))
    return actor.id


@events.listen(PersonCreated)
def receive(fact: PersonCreated) -> None:
    """Whoever receives a person for the first time stands in their circle, with their team."""
    join_circle(fact.actor, fact.person_id, Participation.Role.RECEPTION, fact.day, team_id=fact.team_id)


@transaction.atomic
def join_circle(
    actor: Actor,
    person_id: UUID,
    role: str,
    start: date,
    *,
    team_id: UUID | None = None,
    professional_id: UUID | None = None,
    end: date | None = None,
    ground: str = "",
) -> Participation:
    """Put a team, or a professional, around a person from `start` on; one who already stands there stays as they are.

    Raises Refused for a partner (give_consent does that) or dates out of order.
    """
    if role == PARTNER:
        raise Refused(_("A partner comes in with the person's consent: record the consent."), "role")
    return _stand(actor, person_id, role, DateRange(start, end, "[)"), team_id, professional_id, ground)


def _stand(
    actor: Actor,
    person_id: UUID,
    role: str,
    period: Any,
    team_id: UUID | None,
    professional_id: UUID | None,
    ground: str,
) -> Participation:
    if team_id is None and professional_id is None:
        raise Refused(_("Say which professional or team."), "team")
    check_period(period.lower, period.upper)
    same: dict[str, Any] = {
        "person_id": person_id,
        "team_id": team_id,
        "professional_id": professional_id,
        "role": role,
    }
    already = Participation.objects.filter(**same, period__overlap=period).first()
    if already is not None:
        return already
    participation = Participation(
        **same, period=period, ground=clean_line(ground)[:200], added_by_id=actor.id
    )
    participation.save(force_insert=True)
    return participation


@transaction.atomic
def leave_circle(actor: Actor, participation: Participation, day: date | None = None) -> None:
    """They no longer stand around the person from `day` (today) on, and stop seeing the file at once.

    Raises Refused for a keyworker (a handover does that) and for the last team of the département.
    """
    day = day or today()
    require_standing(participation.person_id)
    if participation.role in HANDED_OVER:
        raise Refused(_("A keyworker leaves by a handover, so that nobody is left without one."))
    if participation.role != PARTNER and not _others(participation, day):
        raise Refused(_("Nobody would be around this person any more. Let another team in first."))
    _end(participation, day)


def _others(participation: Participation, day: date) -> bool:
    rest = Participation.objects.filter(person_id=participation.person_id, period__contains=day)
    return rest.exclude(role=PARTNER).exclude(pk=participation.pk).exists()


def _end(participation: Participation, day: date) -> None:
    """End a stay; one that began that very day is undone (its history stays)."""
    if participation.period.lower >= day:
        participation.delete()
        return
    participation.period = DateRange(participation.period.lower, day, "[)")
    participation.save(force_update=True, update_fields=["period"])


@transaction.atomic
def give_consent(
    actor: Actor, person_id: UUID, team_id: UUID, what: str, given_on: date, how: str
) -> Consent:
    """The person agrees that a partner team shares their file: the team stands in the circle from that day on."""
    require_standing(person_id)
    what = clean_line(what)
    if not what:
        raise Refused(_("Say what the person agrees to share, in their words."), "what")
    if given_on > today():
        raise Refused(_("This date is still to come."), "given_on")
    consent = Consent(
        person_id=person_id, team_id=team_id, what=what, given_on=given_on, how=how, recorded_by_id=_me(actor)
    )
    consent.save(force_insert=True)
    _stand(actor, person_id, PARTNER, DateRange(given_on, None, "[)"), team_id, None, "")
    return consent


@transaction.atomic
def withdraw_consent(actor: Actor, consent: Consent) -> Consent:
    """The person takes it back: the partner loses sight at once. Twice is once."""
    require_standing(consent.person_id)
    if consent.withdrawn_on is not None:
        return consent
    consent.withdrawn_on = today()
    consent.save(force_update=True, update_fields=["withdrawn_on"])
    given = Consent.objects.filter(
        person_id=consent.person_id, team_id=consent.team_id, withdrawn_on__isnull=True
    )
    if not given.exists():
        mine = Participation.objects.filter(
            person_id=consent.person_id, team_id=consent.team_id, role=PARTNER, period__endswith__isnull=True
        )
        for participation in mine:
            _end(participation, today())
    return consent


@transaction.atomic
def break_glass(actor: Actor, person_id: UUID, reason: str) -> BreakGlass | None:
    """Open a file of one's own structure for four hours, with a reason told to everybody around the person.

    Returns None when that cannot be: the person is unknown, or of another structure (they look the same).
    Raises Refused when the reason is no sentence.
    """
    reason = clean_text(reason)
    check_reason(reason)
    if not may_break_glass(person_id):
        return None
    opened = BreakGlass(
        person_id=person_id,
        professional_id=_me(actor),
        reason=reason,
        until=timezone.now() + EXCEPTIONAL_ACCESS,
    )
    try:
        with transaction.atomic():
            opened.save(force_insert=True)
    except ProgrammingError:  # what row security answers
        return None
    journal.record("break_glass", person_id, "file", reason, actor=actor)
    return opened


def may_break_glass(person_id: UUID) -> bool:
    """Whether the acting professional's structure knows this person. One query, asked of the guard."""
    with connection.cursor() as cursor:
        cursor.execute("select sharing_may_break_glass(%s)", [person_id])
        row = cursor.fetchone()
    return bool(row and row[0])


@transaction.atomic
def write_note(
    actor: Actor,
    person_id: UUID,
    kind: str,
    tier: str,
    happened_at: datetime,
    text: str,
    *,
    team_id: UUID | None = None,
) -> Note:
    """Write about a person, at a tier said beforehand. Raises Refused for an empty text or a moment to come."""
    text = _checked(text, happened_at)
    note = Note(
        person_id=person_id,
        team_id=team_id or writing_team(actor, person_id),
        author_id=_me(actor),
        kind=kind,
        tier=tier,
        happened_at=happened_at,
        text=text,
        expires_at=timezone.now() + DRAFT_KEPT if tier == Tier.DRAFT else None,
    )
    note.save(force_insert=True)
    return note


def writing_team(actor: Actor, person_id: UUID) -> UUID:
    """The actor's team that stands around the person, else their first one."""
    if not actor.teams:
        raise Refused(_("You hold no post in a team today."))
    if len(actor.teams) == 1:
        return actor.teams[0]
    around = Participation.objects.filter(
        person_id=person_id, team_id__in=actor.teams, period__contains=today()
    ).values_list("team_id", flat=True)
    return next(iter(around), None) or actor.teams[0]


def _checked(text: str, happened_at: datetime) -> str:
    text = clean_text(text)
    if not text:
        raise Refused(_("Write something first."), "text")
    if happened_at > timezone.now() + timedelta(minutes=5):
        raise Refused(_("This moment is still to come: write what happened."), "happened_at")
    return text


@transaction.atomic
def correct_note(actor: Actor, note: Note, expected_version: int, fields: Mapping[str, Any]) -> Note:
    """Its author corrects it; what it said before stays in its history. Raises Refused, StaleVersion."""
    if note.author_id != actor.id:
        raise Refused(_("Only its author corrects a note: write one of your own beside it."))
    check_tier_change(note.tier, fields.get("tier", note.tier))
    for name in ("kind", "tier", "happened_at", "text"):
        setattr(note, name, fields.get(name, getattr(note, name)))
    note.text = _checked(note.text, note.happened_at)
    if note.tier != Tier.DRAFT:
        note.expires_at = None
    return save_checked(note, expected_version, ["kind", "tier", "happened_at", "text", "expires_at"])


@transaction.atomic
def drop_draft_note(actor: Actor, note: Note) -> None:
    """Throw one's own draft away, its history too. Raises Refused for anything that others could read."""
    if note.tier != Tier.DRAFT or note.author_id != actor.id:
        raise Refused(_("Only a draft can be thrown away, by its author."))
    note.delete()


def drop_expired_drafts() -> int:
    """Delete the draft notes past their date (as the clock). Returns how many."""
    deleted, _rows = Note.objects.filter(tier=Tier.DRAFT, expires_at__lt=timezone.now()).delete()
    return deleted

"""Consignes on a person's banner: given with an end, ended by one act, given back by one act."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused

from .models import Caution, CautionKind
from .models.cautions import LONGEST
from .names import clean_line

LONGEST_DETAIL = 120


@transaction.atomic
def give_caution(actor: Actor, person_id: UUID, kind: CautionKind, until: date, detail: str = "") -> Caution:
    """Put a consigne on a person's banner until a day, a year away at most. Raises Refused."""
    day, detail = today(), clean_line(detail)
    if actor.id is None or not actor.teams:
        raise Refused(_("You hold no post in a team today."))
    if len(detail) > LONGEST_DETAIL:
        raise Refused(_("At most %(n)d characters.") % {"n": LONGEST_DETAIL}, "detail")
    if until <= day:
        raise Refused(_("Choose a day to come: the consigne goes on that day."), "until")
    if until > day + LONGEST:
        raise Refused(_("A year at most: somebody looks at it again before."), "until")
    running = Caution.objects.filter(person_id=person_id, kind=kind, ended_at__isnull=True, until__gt=day)
    if running.exists():
        raise Refused(_("This consigne is already there: end it first, to write it again."), "kind")
    caution = Caution(
        person_id=person_id,
        kind=kind,
        detail=detail,
        author_id=actor.id,
        team_id=actor.teams[0],
        since=day,
        until=until,
    )
    caution.save(force_insert=True)
    return caution


@transaction.atomic
def end_caution(actor: Actor, caution: Caution) -> Caution:
    """The consigne is no longer needed: it leaves the banner at once. Ended twice, it ended once."""
    if caution.ended_at is None:
        caution.ended_at, caution.ended_by_id = timezone.now(), actor.id
        caution.save(force_update=True, update_fields=["ended_at", "ended_by"])
    return caution


@transaction.atomic
def give_caution_back(actor: Actor, caution: Caution) -> Caution:
    """It was ended by mistake: it stands again until its day. Raises Refused when that day is past."""
    if caution.until <= today():
        raise Refused(_("Its day is past: give the consigne again, with a new one."))
    caution.ended_at, caution.ended_by_id = None, None
    caution.save(force_update=True, update_fields=["ended_at", "ended_by"])
    return caution

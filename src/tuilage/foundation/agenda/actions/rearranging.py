"""A sick worker's day: each appointment proposed to somebody else, to another hour, or to a call; done in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.database.context import Actor
from tuilage.core.database.keys import new_id
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Professional, Team

from .. import finding
from ..models import Appointment, Rearrangement
from ..slots import Busy
from . import booking


@dataclass(frozen=True)
class Way:
    """One way to keep (or not) an appointment: by whom and when; `call`: nobody, the person is called."""

    code: str
    professional: Professional | None = None
    starts: datetime | None = None

    @property
    def call(self) -> bool:
        """Whether the appointment is called off."""
        return self.professional is None


@dataclass(frozen=True)
class Proposal:
    """An appointment of the one who is away, and the ways to keep it, the best first."""

    appointment: Appointment
    ways: list[Way]


def to_rearrange(team: Team, professional: Professional, first: date, last: date) -> list[Appointment]:
    """The planned appointments of somebody on some days, in order. One query."""
    rows = Appointment.objects.filter(
        team=team, professional=professional, day__gte=first, day__lte=last, status="planned"
    )
    return list(rows.select_related("person", "co_professional").order_by("day", "period"))


def propose(team: Team, professional: Professional, first: date, last: date) -> list[Proposal]:
    """For each appointment: a colleague at the same hour, the next free hour of the same worker, a call.

    No two proposals take the same hour of the same person. Six queries.
    """
    rows = to_rearrange(team, professional, first, last)
    if not rows:
        return []
    mates = [each for each in finding.workers([team.pk], first) if each.pk != professional.pk]
    found = finding.diaries([professional, *mates], first)
    now = timezone.now()
    back = finding.local_instant(last + timedelta(days=1), finding.MIDNIGHT, timezone.get_default_timezone())
    proposals = []
    for row in rows:
        ways = []
        start, end = row.period.lower, row.period.upper
        mate = next(
            (m for m in mates if found.is_free(m.pk, start, end) and m.pk != row.co_professional_id), None
        )
        if mate is not None:
            _take(found.busy[mate.pk], start, end)
            ways.append(Way(f"mate|{mate.pk}|{start.isoformat()}", mate, start))
        later = found.free(professional.pk, end - start, max(back, now), 1)
        if later:
            _take(found.busy[professional.pk], *later[0])
            ways.append(Way(f"later|{professional.pk}|{later[0][0].isoformat()}", professional, later[0][0]))
        proposals.append(Proposal(row, [*ways, Way("call")]))
    return proposals


def _take(busy: list[Busy], start: datetime, end: datetime) -> None:
    busy.append((start, end))


def read_way(code: str) -> tuple[UUID, datetime] | None:
    """Whom and when a chosen way names; None: a call. Raises Refused for what is no way."""
    if code == "call":
        return None
    try:
        _kind, who, start = code.split("|")
        return UUID(who), datetime.fromisoformat(start)
    except ValueError as wrong:
        raise Refused(_("Choose what becomes of each appointment.")) from wrong


@transaction.atomic
def rearrange(
    actor: Actor, team: Team, professional: Professional, chosen: Sequence[tuple[Appointment, str]]
) -> Rearrangement:
    """Do all at once what was chosen for each appointment; everyone it touches is to be called. Raises Refused.

    Nothing is done when one of them cannot be: the others would be half moved.
    """
    if team.pk not in actor.teams:
        raise Refused(_("One rearranges the days of one's own team."))
    if not chosen:
        raise Refused(_("There is nothing to move."))
    moves = []
    for row, code in chosen:
        way = read_way(code)
        if way is None:
            booking.call_off(actor, row, row.version, "service", to_call=True)
            moves.append([str(row.pk), ""])
            continue
        who, starts = way
        wanted = replace(
            booking.wanted_of(row), professional_id=who, starts=starts,
            co_professional_id=row.co_professional_id if starts == row.period.lower else None,
        )  # fmt: skip
        moves.append(
            [str(row.pk), str(booking.move(actor, row, row.version, wanted, "service", to_call=True).pk)]
        )
    done = Rearrangement(id=new_id(), team=team, professional=professional, author_id=actor.id, moves=moves)
    done.save(force_insert=True)
    return done


@transaction.atomic
def undo(actor: Actor, done: Rearrangement) -> None:
    """Put every appointment back. Raises Refused when one of them has lived since; nothing is changed then."""
    if done.undone_at is not None:
        raise Refused(_("This was already undone."))
    rows = Appointment.objects.select_related("moved_to").in_bulk([UUID(old) for old, _new in done.moves])
    for old, new in done.moves:
        row = rows.get(UUID(old))
        if row is None:
            raise Refused(_("Something happened since to one of these appointments: move it back by hand."))
        if new:
            booking.put_back(row)
        else:
            booking.take_back(actor, row, row.version)
    done.undone_at = timezone.now()
    done.save(update_fields=["undone_at"])

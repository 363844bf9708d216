"""Who holds which turn: a week written and repeated in one act, two turns swapped, the last act undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.database.context import Actor
from tuilage.core.database.keys import new_id
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Team

from .. import rules
from ..models import DutyTurn, Roster, RosterChange, RosterTeam

Turn = tuple[UUID, UUID, datetime, datetime]  # roster, professional, start, end
Chosen = Mapping[tuple[str, str], UUID | None]  # (kind, slot) -> who


def _mine(actor: Actor, team: Team) -> None:
    if team.pk not in actor.teams:
        raise Refused(_("Only the head of this team writes its rosters."))


def roster_of(team: Team, kind: str) -> Roster:
    """The roster of a kind that answers for a team: made, kept by the team itself, when there is none."""
    link = RosterTeam.objects.filter(team=team, kind=kind).select_related("roster").first()
    if link is not None:
        return link.roster
    roster = Roster(id=new_id(), kind=kind, keeper=team)
    roster.save(force_insert=True)
    RosterTeam(id=new_id(), roster=roster, team=team, kind=kind).save(force_insert=True)
    return roster


def write_turns(turns: Iterable[Turn]) -> None:
    """Insert turns. Raises Refused when somebody already holds a part of that time."""
    rows = [
        DutyTurn(id=new_id(), roster_id=roster, professional_id=who, period=DateTimeTZRange(start, end, "[)"))
        for roster, who, start, end in turns
    ]
    try:
        with transaction.atomic():
            DutyTurn.objects.bulk_create(rows)
    except IntegrityError as clash:
        raise Refused(_("Somebody already holds a part of that time.")) from clash


def _written(turns: Iterable[Turn]) -> list[list[str]]:
    return [[str(roster), str(who), start.isoformat(), end.isoformat()] for roster, who, start, end in turns]


def _read(turns: Iterable[Iterable[str]]) -> list[Turn]:
    return [
        (UUID(roster), UUID(who), datetime.fromisoformat(start), datetime.fromisoformat(end))
        for roster, who, start, end in turns
    ]


def _take_away(roster: Roster, start: datetime, end: datetime) -> list[Turn]:
    """Delete the turns that begin in [start, end), and say what they were. Two queries."""
    rows = DutyTurn.objects.filter(roster=roster, period__startswith__gte=start, period__startswith__lt=end)
    taken: list[Turn] = [
        (row.roster_id, row.professional_id, row.period.lower, row.period.upper) for row in rows
    ]
    rows.delete()
    return taken


@transaction.atomic
def write_weeks(actor: Actor, team: Team, monday: date, chosen: Chosen, weeks: int = 1) -> RosterChange:
    """Write the turns of a week, (kind, slot) → who, and repeat them over `weeks` weeks in all, in one act.

    What these weeks held of the kinds named is replaced; closed days keep nobody on duty. Raises Refused.
    """
    _mine(actor, team)
    if not 1 <= weeks <= rules.MOST_WEEKS:
        raise Refused(
            _("A week is repeated over 1 to %(most)s weeks.") % {"most": rules.MOST_WEEKS}, field="weeks"
        )
    zone = timezone.get_default_timezone()
    removed: list[Turn] = []
    added: list[Turn] = []
    for kind in dict.fromkeys(kind for kind, _slot in chosen):
        roster = roster_of(team, kind)
        for week in range(weeks):
            slots = rules.slots_of(kind, monday + timedelta(weeks=week), team.closes_at, zone)
            if not slots:
                continue
            first = rules.local_instant(monday + timedelta(weeks=week), rules.MIDNIGHT, zone)
            last = rules.local_instant(monday + timedelta(weeks=week + 1), rules.MIDNIGHT, zone)
            removed += _take_away(roster, first, last)
            for slot in slots:
                who = chosen.get((kind, slot.code))
                if who is not None:
                    added.append((roster.pk, who, slot.starts, slot.ends))
    write_turns(added)
    return _note(actor, team, "week", removed, added)


@transaction.atomic
def swap_turns(actor: Actor, team: Team, first: DutyTurn, second: DutyTurn) -> RosterChange:
    """Two people exchange their turns. Raises Refused when it is the same person."""
    _mine(actor, team)
    if first.professional_id == second.professional_id:
        raise Refused(_("These two turns are already held by the same person."), field="second")
    before = [_turn(first), _turn(second)]
    first.professional_id, second.professional_id = second.professional_id, first.professional_id
    for turn in (first, second):
        turn.save(update_fields=["professional"])
    return _note(actor, team, "swap", before, [_turn(first), _turn(second)])


def _turn(row: DutyTurn) -> Turn:
    return row.roster_id, row.professional_id, row.period.lower, row.period.upper


def _note(actor: Actor, team: Team, what: str, removed: list[Turn], added: list[Turn]) -> RosterChange:
    change = RosterChange(
        id=new_id(),
        team=team,
        author_id=actor.id,
        what=what,
        removed=_written(removed),
        added=_written(added),
    )
    change.save(force_insert=True)
    return change


@transaction.atomic
def undo_change(actor: Actor, change: RosterChange) -> None:
    """Put back what an act on the rosters replaced. Raises Refused when something was changed since."""
    _mine(actor, change.team)
    if change.undone_at is not None:
        raise Refused(_("This was already undone."))
    for roster, who, start, end in _read(change.added):
        period: Any = DateTimeTZRange(start, end, "[)")
        gone, _kinds = DutyTurn.objects.filter(roster_id=roster, professional_id=who, period=period).delete()
        if not gone:
            raise Refused(_("The roster was changed since: write the week again instead."))
    write_turns(_read(change.removed))
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])


def serve_team(actor: Actor, roster: Roster, team: Team) -> RosterTeam:
    """Let a roster answer for one more team (after hours, one person on call for several). Raises Refused."""
    if roster.keeper_id not in actor.teams:
        raise Refused(_("Only the head of the team that keeps this roster says whom it serves."))
    link = RosterTeam(id=new_id(), roster=roster, team=team, kind=roster.kind)
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError as clash:
        raise Refused(
            _("%(team)s already has a roster of that kind.") % {"team": team}, field="team"
        ) from clash
    return link


def stop_serving(actor: Actor, link: RosterTeam) -> None:
    """A roster no longer answers for a team. Raises Refused for the team that keeps it."""
    if link.roster.keeper_id == link.team_id:
        raise Refused(_("A roster always answers for the team that keeps it."))
    link.delete()

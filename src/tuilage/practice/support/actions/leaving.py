"""Somebody leaves: all they answer for is handed over in one act, whatever the number, and undone in one.

Rows are read, written and ended by sets: the number of questions to the database does not grow with the supports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from tuilage.core.access import CASE_WORKER, HEAD_OF_SERVICE
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Assignment, Professional
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support.actions.guards import checked, need, words
from tuilage.practice.support.actions.handing_over import _status
from tuilage.practice.support.actions.standing import span
from tuilage.practice.support.models import BulkHandover, Handover, Keyworker, StatusChange, SupportGround

MOST = 900
"""Supports in one act: what a form can carry."""

UNTIL = """
update support_keyworker k set period = daterange(lower(k.period), d.day)
  from unnest(%(rows)s::uuid[], %(days)s::date[]) d (id, day) where k.id = d.id
"""
PLACES_UNTIL = """
update sharing_participation p set period = daterange(lower(p.period), d.day)
  from unnest(%(places)s::uuid[], %(days)s::date[]) d (id, day) where p.id = d.id
"""
# The leaver's places beside others, and what they coordinate, stop when they leave; the day after where the status or
# a ground changes on that very day, on which nobody may leave.
BESIDE_UNTIL = """
with days as (
  select w.id, %(day)s::date + (
      exists (select 1 from support_statuschange c
               where c.person_id = w.person_id and c.state = 'planned' and c.happens_on = %(day)s)
      or exists (select 1 from support_supportground g
                  where g.person_id = w.person_id and lower(g.period) = %(day)s))::int as stops
    from support_{table} w
   where w.professional_id = %(leaver)s and upper(w.period) is null and lower(w.period) < %(day)s),
gone as (
  update support_{table} w set period = daterange(lower(w.period), d.stops) from days d
   where d.id = w.id returning w.participation_id, d.stops)
update sharing_participation p set period = daterange(lower(p.period), gone.stops) from gone
 where p.id = gone.participation_id and lower(p.period) < %(day)s
"""
BESIDE_AGAIN = """
with back as (
  update support_{table} w set period = daterange(lower(w.period), null)
   where w.professional_id = %(leaver)s and upper(w.period) in (%(day)s, %(day)s::date + 1) returning w.participation_id)
update sharing_participation p set period = daterange(lower(p.period), null) from back where p.id = back.participation_id
"""
UNDO = (
    # What was to come is taken away; what was done beside stays written until today.
    """
with gone as (
  delete from support_keyworker where handover_id = any(%(handovers)s)
     and (lane = 'responsible' or lower(period) >= %(day)s) returning participation_id)
delete from sharing_participation p using gone where p.id = gone.participation_id
""",
    """
with short as (
  update support_keyworker set period = daterange(lower(period), %(day)s)
   where handover_id = any(%(handovers)s) and lane = 'incoming' and upper(period) > %(day)s returning participation_id)
update sharing_participation p set period = daterange(lower(p.period), %(day)s) from short
 where p.id = short.participation_id
""",
    """
with back as (
  update support_keyworker k set period = daterange(lower(k.period), null) from support_handover h
   where h.id = any(%(handovers)s) and k.support_id = h.support_id and k.lane = 'responsible'
     and upper(k.period) = h.passes_on returning k.participation_id)
update sharing_participation p set period = daterange(lower(p.period), null) from back where p.id = back.participation_id
""",
    "update support_handover set status = 'cancelled', version = version + 1 where id = any(%(handovers)s)",
)


def held_by(leaver: UUID, day: date) -> list[Keyworker]:
    """What somebody answers for on `day` without end in sight, in running supports, person by person. One query."""
    rows = Keyworker.objects.filter(
        professional_id=leaver, lane=Keyworker.Lane.RESPONSIBLE, period__contains=day, period__endswith__isnull=True,
        support__status="engaged",
    ).select_related("support__kind", "person", "support__team")  # fmt: skip
    return sorted(rows, key=lambda row: (row.person.name, str(row.person_id), str(row.support.kind)))


def spread(rows: Sequence[Keyworker], receivers: Sequence[tuple[UUID, float]]) -> dict[UUID, UUID]:
    """Support -> receiver: shared out by share of full time, never by anybody's load; a person has one receiver."""
    if not receivers:
        return {}
    given = dict.fromkeys((who for who, _share in receivers), 0.0)
    share = {who: max(part, 0.1) for who, part in receivers}
    chosen: dict[UUID, UUID] = {}
    for person_id in dict.fromkeys(row.person_id for row in rows):
        chosen[person_id] = min(given, key=lambda who: given[who])
        given[chosen[person_id]] += (
            sum(1 for row in rows if row.person_id == person_id) / share[chosen[person_id]]
        )
    return {row.support_id: chosen[row.person_id] for row in rows}


def hand_over_all(
    actor: Actor,
    leaver: Professional,
    starts_on: date,
    passes_on: date,
    reason: str,
    choice: Mapping[UUID, UUID],
) -> BulkHandover:
    """Hand over each support of `choice` (support -> next keyworker), both there on [starts_on, passes_on).

    Raises Refused: dates, no reason, somebody without a post that day. Nothing is written then.
    """
    author = need(actor, "support.bulk")
    said = words(reason, "reason", _("Say why it changes hands."))
    if passes_on <= starts_on or passes_on <= today():
        raise Refused(
            _("The next keyworker works beside for at least one day before answering for it."), "passes_on"
        )
    rows = [row for row in held_by(leaver.pk, starts_on) if row.support_id in choice]
    if not rows:
        raise Refused(_("Nothing is left to hand over: choose supports and who takes them."), "receivers")
    if len(rows) > MOST:
        raise Refused(_("That is too many at once: take some of them first."), "receivers")
    if leaver.pk in choice.values():
        raise Refused(_("A handover goes to somebody else."), "receivers")
    teams = _teams(set(choice.values()), passes_on)
    bulk = BulkHandover(
        leaver=leaver, starts_on=starts_on, passes_on=passes_on, reason=said, planned_by_id=author, planned_on=today(),
        amount=len(rows),
    )  # fmt: skip
    with checked():
        bulk.save(force_insert=True)
        _write(author, bulk, rows, choice, teams)
    return bulk


def _teams(receivers: set[UUID], day: date) -> dict[UUID, UUID]:
    """From which team each leads on `day`. Raises Refused for one who holds no post to lead from. One query."""
    held = Assignment.objects.filter(
        professional_id__in=receivers, period__contains=day, post__period__contains=day,
        post__role__in=[CASE_WORKER, HEAD_OF_SERVICE],
    ).order_by("share")  # fmt: skip
    teams = dict(held.values_list("professional_id", "post__team_id"))
    if receivers - teams.keys():
        missing = Professional.objects.filter(pk__in=receivers - teams.keys()).first()
        raise Refused(
            _("%(name)s holds no post from which to lead a support on that day.") % {"name": missing},
            "receivers",
        )
    return teams


def _days(rows: Sequence[Keyworker], passes_on: date) -> dict[UUID, date]:
    """Support -> its day: the day after where the person's status or ground changes on that very day. Two queries."""
    persons = {row.person_id for row in rows}
    changing = set(
        StatusChange.objects.filter(person_id__in=persons, state="planned", happens_on=passes_on).values_list(
            "person_id", flat=True
        )
    ) | set(
        SupportGround.objects.filter(person_id__in=persons, period__startswith=passes_on).values_list(
            "person_id", flat=True
        )
    )
    return {row.support_id: passes_on + timedelta(days=row.person_id in changing) for row in rows}


def _write(
    author: UUID,
    bulk: BulkHandover,
    rows: Sequence[Keyworker],
    choice: Mapping[UUID, UUID],
    teams: Mapping[UUID, UUID],
) -> None:
    days = _days(rows, bulk.passes_on)
    handovers, places, following = [], [], []
    for row in rows:
        to, passes_on = choice[row.support_id], days[row.support_id]
        handover = Handover(
            support_id=row.support_id, person_id=row.person_id, from_professional_id=bulk.leaver_id, to_professional_id=to,
            to_team_id=teams[to], starts_on=bulk.starts_on, passes_on=passes_on, reason=bulk.reason,
            status=_status(bulk.starts_on, passes_on), planned_by_id=author, bulk=bulk,
        )  # fmt: skip
        handovers.append(handover)
        for place, held in _lanes(handover, row.ground):
            places.append(place)
            following.append(held)
    ends: dict[str, Any] = {
        "rows": [row.pk for row in rows],
        "places": [row.participation_id for row in rows],
        "days": [days[row.support_id] for row in rows],
        "leaver": bulk.leaver_id,
        "day": bulk.passes_on,
    }
    with connection.cursor() as cursor:
        for statement in (UNTIL, PLACES_UNTIL):
            cursor.execute(statement, ends)
    Handover.objects.bulk_create(handovers)
    Participation.objects.bulk_create(places)
    Keyworker.objects.bulk_create(following)
    with connection.cursor() as cursor:
        for table in ("coworker", "coordinator"):
            cursor.execute(BESIDE_UNTIL.format(table=table), ends)


def _lanes(handover: Handover, ground: str) -> Iterator[tuple[Participation, Keyworker]]:
    """Beside first, then responsible: a handover's two periods, each with its place in the circle. Not saved."""
    for lane, role, period in (
        (Keyworker.Lane.INCOMING, Participation.Role.INCOMING, span(handover.starts_on, handover.passes_on)),
        (Keyworker.Lane.RESPONSIBLE, Participation.Role.KEYWORKER, span(handover.passes_on, None)),
    ):
        place = Participation(
            person_id=handover.person_id, professional_id=handover.to_professional_id, team_id=handover.to_team_id,
            role=role, period=period, ground=ground, added_by_id=handover.planned_by_id,
        )  # fmt: skip
        held = Keyworker(
            support_id=handover.support_id, person_id=handover.person_id, professional_id=handover.to_professional_id,
            lane=lane, period=period, handover=handover, participation=place, ground=ground,
        )  # fmt: skip
        yield place, held


def undo_all(actor: Actor, bulk: BulkHandover) -> BulkHandover:
    """Undo the act before the first day on which a next keyworker answers: whoever was leaving goes on."""
    need(actor, "support.bulk")
    fresh = BulkHandover.objects.select_for_update().get(pk=bulk.pk)
    if fresh.undone_on is not None:
        return fresh
    if fresh.passes_on <= today():
        raise Refused(_("The responsibility has passed: hand over each support again where needed."))
    live = [Handover.Status.PLANNED, Handover.Status.RUNNING]
    handovers = list(Handover.objects.filter(bulk=fresh, status__in=live).values_list("pk", flat=True))
    asked: dict[str, Any] = {"handovers": handovers, "day": today()}
    with checked():
        with connection.cursor() as cursor:
            for statement in UNDO:
                cursor.execute(statement, asked)
            for table in ("coworker", "coordinator"):
                cursor.execute(
                    BESIDE_AGAIN.format(table=table), {"leaver": fresh.leaver_id, "day": fresh.passes_on}
                )
        fresh.undone_on = today()
        fresh.save(update_fields=["undone_on"])
    return fresh

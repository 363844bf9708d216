"""What a team looks at in regulation: nobody is ranked, lines are in the order of what waits longest (law 7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, QuerySet

from tuilage.foundation.organisations.models import Assignment
from tuilage.practice.support.models import Keyworker, Support

NEAR: Final = timedelta(days=14)
"""How long before its day a review is looked at."""

Contacts = Callable[[Iterable[UUID]], dict[UUID, date]]
CONTACTS: Final[list[Contacts]] = []
"""Other rooms' last contacts with persons (requests, appointments): `CONTACTS.append(last_contacts)`. One query each."""

LAST = """
select s.id, greatest(s.started_on, s.resumed_on,
    (select max(r.held_on) from support_review r where r.support_id = s.id),
    (select max(t.done_on) from support_step t where t.support_id = s.id),
    (select max(g.reached_on) from support_goal g where g.support_id = s.id),
    (select max(v.agreed_on) from support_planversion v where v.support_id = s.id),
    (select max((n.happened_at at time zone current_setting('TimeZone'))::date)
       from sharing_note n where n.person_id = s.person_id))
  from support_support s where s.id = any(%s)
"""


@dataclass(frozen=True)
class Line:
    """A support in regulation: with whom, since when it waits, in days."""

    support: Support
    keyworker: str
    last: date
    days: int


def _rows(team_id: UUID, statuses: list[str]) -> QuerySet[Support]:
    people = Keyworker.objects.select_related("professional", "post").order_by("period")
    return (
        Support.objects.filter(team_id=team_id, status__in=statuses)
        .select_related("person", "kind", "terms", "proposed_by")
        .prefetch_related("goals", "criteria", Prefetch("keyworkers", people))
    )


def _line(support: Support, since: date, day: date) -> Line:
    held = [row for row in support.keyworkers.all() if row.lane == "responsible" and day in row.period]
    name = held[0].name if held else str(support.proposed_by)
    return Line(support, name, since, (day - since).days)


def waiting(team_id: UUID, day: date) -> list[Line]:
    """Supports in preparation whose profession passes before the team, without a favourable opinion yet (S1-054)."""
    rows = list(
        _rows(team_id, ["preparing"]).exclude(team_opinion__in=["favourable", "advice"]).exclude(team_opinion="against", team_opinion_on=day)
    )  # fmt: skip
    held: dict[UUID, set[str]] = {}
    posts = Assignment.objects.filter(
        professional_id__in={row.proposed_by_id for row in rows},
        period__contains=day,
        post__period__contains=day,
    )
    for who, code in posts.values_list("professional_id", "post__profession__code"):
        held.setdefault(who, set()).add(code)
    asked = [row for row in rows if held.get(row.proposed_by_id, set()) & set(row.terms.opinion_professions)]
    lines = [_line(row, row.prepared_since, day) for row in asked]
    return sorted(lines, key=lambda line: (line.last, line.support.pk))


def last_contacts(supports: list[Support]) -> dict[UUID, date]:
    """The last day on which something was heard of each: reviews, steps, notes, and what other rooms say."""
    with connection.cursor() as cursor:
        cursor.execute(LAST, [[one.pk for one in supports]])
        found = dict(cursor.fetchall())
    for contacts in CONTACTS:
        heard = contacts({one.person_id for one in supports})
        for one in supports:
            if one.person_id in heard:
                found[one.pk] = max(found[one.pk], heard[one.person_id])
    return found


def without_news(team_id: UUID, day: date) -> list[Line]:
    """Running supports of which nobody has heard for as long as their kind says, and that no handover concerns."""
    return silent_among(running(team_id), day)


def silent_among(supports: list[Support], day: date) -> list[Line]:
    """Of these running supports, those without news. One query, and one for each room that says more."""
    rows = [row for row in supports if not _handed(row, day)]
    heard = last_contacts(rows)
    lines = [_line(row, heard[row.pk], day) for row in rows]
    silent = [line for line in lines if line.days >= line.support.terms.no_news_days]
    return sorted(silent, key=lambda line: (line.last, line.support.pk))


def _handed(support: Support, day: date) -> bool:
    return any(
        row.period.lower > day or (row.lane == "incoming" and day in row.period)
        for row in support.keyworkers.all()
    )


def running(team_id: UUID) -> list[Support]:
    """Those that run, with all that the page shows. Four queries."""
    return list(_rows(team_id, ["engaged"]).prefetch_related("reviews"))


def past_term(supports: list[Support], day: date) -> list[Line]:
    """Past the end that was agreed; never those meant to last (S2-151), nor those paused."""
    late = [
        one for one in supports
        if one.planned_end and one.planned_end <= day and not one.lasting and one.pace != Support.Pace.PAUSED
    ]  # fmt: skip
    return sorted((_line(one, one.planned_end or day, day) for one in late), key=lambda line: line.last)


def to_review(supports: list[Support], day: date) -> list[Line]:
    """A review due or near; and what was taken up and lacks something."""
    lines = []
    for one in supports:
        reviews = list(one.reviews.all())
        on = reviews[0].next_on if reviews else None
        if on is None and one.to_complete:
            on = one.resumed_on
        if on and on <= day + NEAR:
            lines.append(_line(one, on, day))
    return sorted(lines, key=lambda line: line.last)


def preparing(team_id: UUID) -> int:
    """How many supports of the team are in preparation: counted apart, uncounted as running. One query."""
    return Support.objects.filter(team_id=team_id, status__in=["proposed", "preparing"]).count()

"""What those around a person ask of a desk: answers awaited, a majority to prepare, posts that hold, nobody who coordinates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuilage.core.access import HEAD_OF_SERVICE, may
from tuilage.core.asking import Statement
from tuilage.core.database.clock import end_of_day
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import short_day
from tuilage.core.once import once_a_page
from tuilage.core.registries import Clock, Due, clocks
from tuilage.foundation.people.models import Person
from tuilage.practice.support.settings import USUAL

SHOWN = 3
"""Persons named for one signal; the rest are counted."""

# One question for all: what is asked of me, then (for a head of service) of my teams.
AWAITED = """
with numbers as (
  select coalesce(max(amount) filter (where code = 'services'), %(services)s) services,
         coalesce(max(amount) filter (where code = 'majority'), %(majority)s) months
    from support_term where family = 'number' and active),
running as (
  select s.id, s.person_id, s.team_id from support_support s
   where s.status = 'engaged' and (s.team_id = any(%(headed)s) or exists (
     select 1 from support_keyworker k where k.support_id = s.id and k.professional_id = %(me)s
        and k.lane = 'responsible' and k.period @> %(day)s::date))),
lines (what, id, person_id, on_day, amount) as (
  select case when a.state = 'asked' and a.answer_by > %(day)s then 'asked' else 'tell' end,
         a.id, a.person_id, a.answer_by, 0 from support_attribution a
   where a.professional_id = %(me)s and a.told_on is null and a.state in ('asked', 'accepted', 'confirmed')
  union all
  select 'objected', a.id, a.person_id, a.answered_on, 0 from support_attribution a
    join support_support s on s.id = a.support_id where a.state = 'objected' and s.team_id = any(%(headed)s)
  union all
  select 'majority', p.id, p.id, (make_date(p.birth_year, p.birth_month, p.birth_day) + interval '18 years')::date, 0
    from people_person p, numbers n
   where p.id in (select person_id from running) and p.birth_day is not null and p.birth_year >= %(year)s - 18
     and make_date(p.birth_year, p.birth_month, p.birth_day) + interval '18 years'
         between %(day)s::date and %(day)s::date + make_interval(months => n.months)
     and not exists (select 1 from support_statuschange c where c.person_id = p.id and c.state = 'planned'
                      and c.happens_on >= %(day)s)
  union all
  select 'post', null, null, min(lower(k.period)), count(*)::int from support_keyworker k
    join running s on s.id = k.support_id and s.team_id = any(%(headed)s)
   where k.post_id is not null and k.lane = 'responsible' and k.period @> %(day)s::date having count(*) > 0
  union all
  (select 'alone', q.person_id, q.person_id, null, (count(*) over ())::int from (
     select x.person_id from sharing_participation x, numbers n
      where x.person_id in (select person_id from running where team_id = any(%(headed)s)) and x.period @> %(day)s::date
        and not exists (select 1 from support_coordinator c where c.person_id = x.person_id and c.period @> %(day)s::date)
      group by x.person_id, n.services having count(distinct x.team_id) >= n.services) q
   order by q.person_id limit 3))
select l.what, l.id, l.on_day, l.amount, l.person_id, p.first_names, p.usual_first_name, p.birth_name, p.used_name,
       p.birth_year, p.birth_month, p.birth_day
  from lines l left join people_person p on p.id = l.person_id order by l.on_day nulls last
"""


@once_a_page
def reads(actor: Actor, at: datetime) -> tuple[Any, ...]:
    """What is awaited of the actor, unasked."""
    if actor.id is None or not may(actor, "support.lead"):
        return ()
    day = timezone.localtime(at).date()
    asked = {
        "me": actor.id, "day": day, "year": day.year, **USUAL,
        "headed": list(actor.teams) if HEAD_OF_SERVICE in actor.roles else [],
    }  # fmt: skip
    return (Statement(AWAITED, asked, 12),)


def due(actor: Actor, at: datetime) -> list[Due]:
    """What is awaited of the actor. One query."""
    day = timezone.localtime(at).date()
    return [_line(day, *row) for found in reads(actor, at) for row in found]


def _line(
    day: date, what: str, key: UUID | None, on: date | None, amount: int, person_id: UUID | None, *names: Any
) -> Due:
    fields = (
        "first_names",
        "usual_first_name",
        "birth_name",
        "used_name",
        "birth_year",
        "birth_month",
        "birth_day",
    )
    person = Person(pk=person_id, **dict(zip(fields, names, strict=True))) if person_id else None
    said, act, url, level = _words(what, key, on, amount)
    return Due(
        at=end_of_day(max(on, day) if on and what in ("asked", "majority") else day),
        level=level,
        who=person.name if person else _("The team"),
        what=said,
        url=url,
        act_label=act,
        person_id=person_id,
    )


def _words(what: str, key: UUID | None, on: date | None, amount: int) -> tuple[str, str, str, str]:
    """What is said, the act that answers it, where, and how it stands on the desk."""
    named = {"day": short_day(on) if on else "", "n": amount}
    if what == "asked":
        text = _("you are asked to take this support; you may object until %(day)s") % named
        return text, _("Answer"), reverse("support:attribution", args=[key]), "new"
    if what == "tell":
        text = _("tell the person who their keyworker is")
        return text, _("Tell them"), reverse("support:attribution", args=[key]), "due"
    if what == "objected":
        text = _("an objection waits for your decision since %(day)s") % named
        return text, _("Decide"), reverse("support:attribution", args=[key]), "due"
    if what == "majority":
        text = _("of age on %(day)s: prepare it with them") % named
        return text, _("Prepare"), reverse("support:status", args=[key]), "due"
    if what == "post":
        text = ngettext(
            "%(n)d support is held by a post, since %(day)s", "%(n)d supports are held by a post, the first since %(day)s",
            amount,
        )  # fmt: skip
        return text % named, _("Attribute"), reverse("support:waiting"), "due"
    text = _("several services act, nobody coordinates")
    if amount > SHOWN:
        text = _("several services act, nobody coordinates (one of %(n)d persons)") % named
    return text, _("Name a coordinator"), reverse("support:coordinator_name", args=[key]), "due"


clocks.add("support.around", Clock("support.around", due, order=45, reads=reads))

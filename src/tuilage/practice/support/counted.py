"""What is counted of those around a person: posts that hold, services coordinated, status changed with the same people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tuilage.practice.support.indicators import CELL, LAST, PLACES, WHO, _add

POST = (
    f"select count(*) filter (where k.post_id is not null), count(*), {CELL} " + WHO.replace("{day}", LAST)
    + " where s.running @> %(last)s::date"
)  # fmt: skip
# A person once, where their first team is; at least two services act around them.
SEVERAL = """
select s.person_id, min(s.team_id::text)::uuid team_id, c.code commune from support_support s
  join people_person p on p.id = s.person_id left join territory_commune c on c.id = p.commune_id
 where s.running @> %(last)s::date and (
   select count(distinct x.team_id) from sharing_participation x
    where x.person_id = s.person_id and x.period @> %(last)s::date) >= 2
 group by s.person_id, c.code
"""
COORDINATED = f"""
select count(*) filter (where exists (select 1 from support_coordinator o where o.person_id = q.person_id
         and o.period @> %(last)s::date)), count(*), count(*), q.team_id, q.commune, null::text
  from ({SEVERAL}) q group by q.team_id, q.commune
"""  # noqa: S608 (no value in it)
# From the day a second team stood there to the day somebody coordinated, for those named during the period.
WAITED = """
select sum(greatest(0, lower(o.period) - second.on_day))::int, count(*)::int, count(*), o.team_id, c.code, null::text
  from support_coordinator o
  join people_person p on p.id = o.person_id left join territory_commune c on c.id = p.commune_id
  join lateral (
    select t.first_day on_day from (
      select min(lower(x.period)) first_day from sharing_participation x
       where x.person_id = o.person_id and x.team_id is not null group by x.team_id) t
     order by t.first_day offset 1 limit 1) second on true
 where lower(o.period) >= %(start)s and lower(o.period) < %(end)s and not exists (
   select 1 from support_coordinator b where b.person_id = o.person_id and lower(b.period) < lower(o.period))
 group by o.team_id, c.code
"""
SAME = """
select count(*) filter (where exists (
         select 1 from support_keyworker k where k.support_id = s.id and k.lane = 'responsible'
            and k.period @> greatest(c.happens_on - 30, s.started_on)
            and k.period @> least(c.happens_on + 30, coalesce(s.closed_on - 1, c.happens_on + 30), %(last)s::date)))::int,
       count(*)::int, count(distinct c.person_id), s.team_id, m.code, null::text
  from support_statuschange c
  join support_support s on s.person_id = c.person_id and s.running @> c.happens_on and s.running @> c.happens_on - 1
  join people_person p on p.id = s.person_id left join territory_commune m on m.id = p.commune_id
 where c.state = 'planned' and c.happens_on >= %(start)s and c.happens_on < %(end)s
 group by s.team_id, m.code
"""

_add(
    "by_post", "rate", "%", _("Situations held by a post"),
    _("Of the supports running on the last day of the period, those for which a post answers, par intérim, because nobody"
      " is there."),
    _("supports running"), POST + PLACES,
)  # fmt: skip
_add(
    "coordinated", "rate", "%", _("People with a coordinator"),
    _("Of the people with a support running on the last day of the period, around whom at least two services stand, those"
      " who have a coordinator that day."),
    _("people around whom several services stand"), COORDINATED, target="100 %", covers=("S0-035", "S0-053"),
)  # fmt: skip
_add(
    "before_coordinator", "average", _("days"), _("Days without a coordinator"),
    _("For the people whose first coordinator was named during the period: days from the arrival of a second service."),
    _("people whose first coordinator was named"), WAITED,
)  # fmt: skip
_add(
    "same_people", "rate", "%", _("Changes of status with the same people"),
    _("Of the changes of status of the period, for each support that was running: those with the same keyworker thirty"
      " days before and thirty days after."),
    _("changes of status of people with a support running"), SAME, target="100 %", covers=("S0-070", "S0-071"),
)  # fmt: skip

"""What this room counts, over columns that hold no word and no name: the observatory asks, as the stats role.

A support counts for the team and profession of who answers for it at that moment, and for the person's commune.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuilage.core.counting import SqlCount
from tuilage.core.registries import Count, IndicatorDefinition, indicators

# {day} is the moment at which one asks who answers: the post held then, the largest share first.
WHO = """
  from support_support s
  join people_person p on p.id = s.person_id
  left join territory_commune c on c.id = p.commune_id
  left join support_keyworker k on k.support_id = s.id and k.lane = 'responsible' and k.period @> ({day})::date
  left join lateral (
    select o.team_id, f.code from organisations_post o join organisations_profession f on f.id = o.profession_id
      left join organisations_assignment a on a.post_id = o.id and a.professional_id = k.professional_id
       and a.period @> ({day})::date
     where o.id = k.post_id or a.id is not null order by a.share desc nulls last, o.id limit 1) w on true
"""
PLACES = " group by coalesce(w.team_id, s.team_id), c.code, w.code"
CELL = "count(distinct s.person_id), coalesce(w.team_id, s.team_id), c.code, w.code"
LAST = "%(last)s"

RUNNING = (
    f"select count(*), null::int, {CELL} " + WHO.replace("{day}", LAST) + " where s.running @> %(last)s::date"
)
UNWRITTEN = RUNNING + " and s.adhesion_how <> 'signed'"
STARTED = (
    f"select count(*), null::int, {CELL} " + WHO.replace("{day}", "s.started_on")
    + " where s.started_on >= %(start)s and s.started_on < %(end)s"
)  # fmt: skip
CLOSING = (
    WHO.replace("{day}", "s.closed_on - 1") + " where s.closed_on >= %(start)s and s.closed_on < %(end)s"
)
CLOSED = f"select count(*), null::int, {CELL} " + CLOSING
PROPOSED = (
    f"select count(*), null::int, {CELL} " + WHO.replace("{day}", "coalesce(s.started_on, s.proposed_on)")
    + " where s.proposed_on >= %(start)s and s.proposed_on < %(end)s"
)  # fmt: skip
GOALS = f"select count(*) filter (where g.status = 'reached'), count(*), {CELL} " + CLOSING.replace(
    " where ", " join support_goal g on g.support_id = s.id and g.status <> 'dropped' where "
)
POWER = (
    f"select count(*) filter (where s.power_after > s.power_before), count(*), {CELL} " + CLOSING
    + " and s.power_before is not null and s.power_after is not null"
)  # fmt: skip
# Each change of who answers, after the start: with an overlap when it comes from a handover.
CHANGES = (
    f"select count(*) filter (where n.handover_id is not null), count(*), {CELL} "
    + WHO.replace("{day}", "lower(n.period)").replace(
        "from support_support s",
        "from support_keyworker n join support_support s on s.id = n.support_id and n.lane = 'responsible'"
        " and lower(n.period) > s.started_on",
    )
    + " where lower(n.period) >= %(start)s and lower(n.period) < %(end)s"
)
SPEAKING = """
select sum(q.n)::int, count(*)::int, count(*), q.team_id, q.commune, null::text from (
  select s.person_id, min(s.team_id::text)::uuid team_id, c.code commune, count(distinct k.professional_id) n
    from support_support s join people_person p on p.id = s.person_id
    left join territory_commune c on c.id = p.commune_id
    join support_keyworker k on k.support_id = s.id and k.period @> %(last)s::date and k.professional_id is not null
   where s.running @> %(last)s::date group by s.person_id, c.code) q group by q.team_id, q.commune
"""
# Numerator and denominator of each team and profession that leads supports; a post without support counts too.
LOADS = """
-- Counted once for everybody (materialized: the planner would count again for each worker, for seconds).
with held as materialized (
    select k.professional_id, count(*) n, count(distinct s.person_id) people
      from support_keyworker k join support_support s on s.id = k.support_id and s.running @> %(last)s::date
     where k.lane = 'responsible' and k.period @> %(last)s::date group by k.professional_id)
select coalesce(sum(l.n), 0)::int, sum(a.share), coalesce(sum(l.people), 0)::int, o.team_id, null::text, f.code,
       count(distinct a.professional_id)
  from organisations_assignment a
  join organisations_post o on o.id = a.post_id and o.period @> %(last)s::date and o.role = 'case_worker'
  join organisations_profession f on f.id = o.profession_id
  -- Somebody with two posts answers from the larger one.
  left join held l on l.professional_id = a.professional_id and not exists (
         select 1 from organisations_assignment b join organisations_post q on q.id = b.post_id
          where b.professional_id = a.professional_id and b.period @> %(last)s::date
            and q.period @> %(last)s::date and (b.share, q.id) > (a.share, o.id))
 where a.period @> %(last)s::date
 group by o.team_id, f.code
"""


def days(start: date, end: date) -> dict[str, date]:
    """The period [start, end) and its last day, as the statements name them."""
    return {"start": start, "end": end, "last": end - timedelta(days=1)}


def counted(sql: str, columns: int = 6) -> Count:
    """A count over [start, end), days of the département."""
    return SqlCount(sql, days, columns)


def _add(
    code: str, kind: str, unit: Any, label: Any, definition: Any, population: Any, sql: str, **more: Any
) -> None:
    given = IndicatorDefinition(
        code=f"support.{code}", label=label, definition=definition, population=population, unit=unit, kind=kind,
        count=counted(sql, more.pop("columns", 6)), room="support", order=40 + len(indicators), **more,
    )  # fmt: skip
    indicators.add(given.code, given)


ALL = _("voluntary supports of every kind")
_add(
    "running", "stock", _("supports"), _("Supports running"),
    _("Supports started and not ended on the last day of the period."), ALL, RUNNING + PLACES, covers=("S1-020",),
)  # fmt: skip
_add(
    "proposed", "flow", _("supports"), _("Supports proposed"),
    _("Supports proposed, or asked for by the person, during the period, started since or not."), ALL,
    PROPOSED + PLACES,
)  # fmt: skip
_add(
    "started", "flow", _("supports"), _("Supports started"),
    _("Supports whose first day is in the period: adhesion, goals, duration and criteria were there."), ALL,
    STARTED + PLACES,
)  # fmt: skip
_add(
    "closed", "flow", _("supports"), _("Supports ended"),
    _("Supports that ended during the period, whatever the reason, each with its criteria answered."), ALL,
    CLOSED + PLACES,
)  # fmt: skip
_add(
    "goals_reached", "rate", "%", _("Goals reached"),
    _("Of the goals of the supports that ended during the period, those that were reached. Goals set aside with the"
      " person are left out."),
    _("goals of supports that ended"), GOALS + PLACES,
)  # fmt: skip
_add(
    "power", "rate", "%", _("People who gained power to act"),
    _("Of the supports that ended during the period in which the person rated their power to act at the beginning and"
      " at the end, those in which the second rating is higher."),
    _("supports with the person's two ratings"), POWER + PLACES, covers=("S1-064",),
)  # fmt: skip
_add(
    "per_fte", "average", _("supports"), _("Supports for one full-time post"),
    _("Supports running on the last day of the period, divided by the full-time equivalents of those present that day"
      " who lead supports, by profession and team. Judged for a team, never for one worker."),
    _("case workers present"), LOADS, columns=7, target="20", covers=("S1-055", "S1-056", "S1-057"),
)  # fmt: skip
_add(
    "handovers", "rate", "%", _("Changes of keyworker with an overlap"),
    _("Of the changes of keyworker of the period, those made by a handover in which the next one worked beside first."
      " A post that answers par intérim, and who takes up after it, count as changes without an overlap."),
    _("changes of keyworker of running supports"), CHANGES + PLACES, target="100 %",
)  # fmt: skip
_add(
    "unwritten", "stock", _("supports"), _("Supports without a signed document"),
    _("Supports running on the last day of the period whose agreement was said and not signed."), ALL,
    UNWRITTEN + PLACES, covers=("S1-052",),
)  # fmt: skip
_add(
    "speaking", "average", _("professionals"), _("Keyworkers to speak to"),
    _("Mean number of different keyworkers, present or beside, of the people who have a support running on the last day"
      " of the period."),
    _("people with a support running"), SPEAKING, covers=("S0-055",),
)  # fmt: skip

"""Which person each row is: by the source's number, then by identity, all rows at once. The report of what was found.

Set by set in SQL; only the pairs that may resemble each other (same day of birth, or same names) come to Python,
where `judging.resembles` decides. Nothing about persons is written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper

from tuilage.core.tabular.actions import count_rows, report
from tuilage.core.tabular.models import ImportRun
from tuilage.core.tabular.targets import REPAIRED, Remark

from .fields import DEFAULT_SOURCE
from .judging import Who, resembles

# The planner cannot know how many rows the run staged a moment ago: row by row it would never end.
SETTINGS = "set local enable_nestloop = off; set local jit = off; set local work_mem = '64MB'"
# A file that went into another answers to its names still, for the one that it is part of now.
NOW = """
with recursive gone as (
  select m.absorbed_id as id, m.survivor_id as now from people_merge m where m.undone_at is null
  union
  select gone.id, m.survivor_id from gone join people_merge m on m.absorbed_id = gone.now and m.undone_at is null),
part as materialized (select gone.id, gone.now from gone
  where not exists (select 1 from people_merge m where m.absorbed_id = gone.now and m.undone_at is null)),
"""
SAME_NUMBER = """
update people_incomingidentity i set outcome = 'twice' from (
  select id, row_number() over (partition by value order by number) as turn
    from people_incomingidentity where run_id = %(run)s) t
 where t.id = i.id and t.turn > 1
"""
BY_RECORD = """
update people_incomingidentity i set outcome = 'known', person_id = s.person_id
  from people_sourcerecord s
 where i.run_id = %(run)s and i.outcome = '' and s.source = %(source)s and s.value = i.value
"""
BY_IDENTIFIER = """
update people_incomingidentity i set outcome = 'known', person_id = e.person_id, reason = 'first'
  from people_externalidentifier e join people_externalsystem x on x.id = e.system_id
 where i.run_id = %(run)s and i.outcome = '' and x.code = %(source)s and e.value = i.value
"""
# The number of somebody else: neither name, first name nor birth agree with the person it named.
REUSED = """
update people_incomingidentity i set outcome = 'reused', person_id = null from people_person p
 where i.run_id = %(run)s and i.outcome = 'known' and p.id = i.person_id
   and not array[people_fold(p.birth_name), people_fold(p.used_name)] && (i.last_keys || i.first_key)
   and people_fold_first(p.first_names) <> all(i.last_keys || i.first_key)
   and (p.birth_year, p.birth_month, p.birth_day) is distinct from (i.birth_year, i.birth_month, i.birth_day)
"""
WAITING = """
update people_incomingidentity i set outcome = 'waiting' from people_resemblance r
 where i.run_id = %(run)s and i.outcome = '' and r.source = %(source)s and r.value = i.value and r.state = 'pending'
"""
SURE = f"""
{NOW} p as materialized (
  select coalesce(part.now, p.id) as id, p.birth_year y, p.birth_month m, p.birth_day d,
         people_fold_first(p.first_names) f,
         array_remove(array[people_fold(p.birth_name), people_fold(p.used_name)], '') l
    from people_person p left join part on part.id = p.id where p.birth_day is not null),
i as materialized (
  select id, birth_year y, birth_month m, birth_day d, first_key f, last_keys l from people_incomingidentity
   where run_id = %(run)s and outcome = '' and birth_day is not null),
hit as materialized (
  select i.id, p.id as person_id, not (i.f = p.f and i.l && p.l) as swapped
    from i join p on p.y = i.y and p.m = i.m and p.d = i.d
   where (i.f = p.f and i.l && p.l) or (i.f = any(p.l) and p.f = any(i.l))),
one as (select id, min(person_id::text)::uuid as person_id, count(distinct person_id) as n, bool_and(swapped) as swapped from hit group by id)
update people_incomingidentity set person_id = one.person_id,
       outcome = case when one.n = 1 then 'same' else 'review' end,
       reason = case when one.n > 1 then 'several' when one.swapped then 'swapped' else '' end
  from one where one.id = people_incomingidentity.id
"""  # noqa: S608
# Twice in the file under two numbers: the second is the first one's person. Names exchanged count as the same.
DOUBLES = """
with t as (
  select id, row_number() over who as turn, first_value(id) over who as first_id, first_value(first_key) over who as f
    from people_incomingidentity
   where run_id = %(run)s and outcome = '' and birth_day is not null
  window who as (partition by least(first_key, last_keys[1]), greatest(first_key, last_keys[1]), birth_year, birth_month,
                 birth_day order by number))
update people_incomingidentity i set outcome = 'double', person_id = o.person_id,
       reason = case when i.first_key <> t.f then 'swapped' else '' end
  from t join people_incomingidentity o on o.id = t.first_id
 where t.id = i.id and t.turn > 1
"""
# Everybody who may be met: persons, and those of the file that are about to be created.
PAIRS = f"""
{NOW} them as materialized (
  select null::bigint as id, 0 as number, coalesce(part.now, p.id) as person_id, p.birth_name bn, p.used_name un, p.first_names fn,
         p.birth_year y, p.birth_month m, p.birth_day d,
         array_remove(array[people_fold(p.birth_name), people_fold(p.used_name)], '') l, people_fold_first(p.first_names) f
    from people_person p left join part on part.id = p.id
  union all
  select id, number, person_id, birth_name, used_name, first_names, birth_year, birth_month, birth_day, last_keys, first_key
    from people_incomingidentity where run_id = %(run)s and outcome = ''),
ours as materialized (select * from them where id is not null),
by_name as materialized (select id, number, person_id, y, m, d, f, unnest(l) as l from them)
select o.id, t.person_id, o.bn, o.un, o.fn, o.y, o.m, o.d, t.bn, t.un, t.fn, t.y, t.m, t.d, o.number, o.person_id
  from ours o join them t on t.y = o.y and t.m = o.m and t.d = o.d and t.number < o.number
 where left(t.f, 1) = left(o.f, 1) or left(t.l[1], 1) = left(o.l[1], 1) or left(t.f, 1) = left(o.l[1], 1)
union all
select o.id, t.person_id, o.bn, o.un, o.fn, o.y, o.m, o.d, t.bn, t.un, t.fn, t.y, t.m, t.d, o.number, o.person_id
  from (select distinct a.id, b.person_id from by_name a
          join by_name b on b.l = a.l and b.f = a.f and b.number < a.number and a.id is not null
         where (a.d is null or b.d is null) and coalesce(a.y = b.y, true) and coalesce(a.m = b.m, true)
            or a.y = b.y and a.m = b.d and a.d = b.m
            or (a.y = b.y)::int + (a.m = b.m)::int + (a.d = b.d)::int = 2) near
  join ours o on o.id = near.id join them t on t.person_id = near.person_id
"""  # noqa: S608
DOUBLES_WAIT = """
update people_incomingidentity d set outcome = 'review', reason = t.reason, person_id = t.person
  from unnest(%s::bigint[], %s::uuid[], %s::text[]) as t (id, person, reason)
  join people_incomingidentity o on o.id = t.id
 where d.run_id = o.run_id and d.outcome = 'double' and d.person_id = o.person_id
"""
WAIT = """
update people_incomingidentity i set outcome = 'review', reason = t.reason, person_id = t.person
  from unnest(%s::bigint[], %s::uuid[], %s::text[]) as t (id, person, reason) where t.id = i.id
"""
COUNTS = """
select count(*) filter (where outcome = ''), count(*) filter (where outcome in ('review', 'waiting')),
       count(*) filter (where outcome = 'reused'), count(*) from people_incomingidentity where run_id = %(run)s
"""
SAID = {
    "twice": "number.twice", "reused": "number.reused", "double": "person.double", "waiting": "person.waiting",
    "review": "person.review", "same": "person.found",
}  # fmt: skip


def match(run: ImportRun) -> None:
    """Give each staged row its outcome, write the report of it, and count. About a dozen statements, whatever the rows."""
    source = run.source or DEFAULT_SOURCE
    given: dict[str, Any] = {"run": run.pk, "source": source}
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        for statement in (SAME_NUMBER, BY_RECORD, BY_IDENTIFIER, REUSED, WAITING, SURE, DOUBLES):
            cursor.execute(statement, given)
    _judge(run)
    with connection.cursor() as cursor:
        _report(cursor, run)
        cursor.execute(COUNTS, given)
        fresh, review, reused, staged = cursor.fetchone()
    run.created, run.to_review = fresh, review
    run.rejected = run.rows_cleaned - staged + reused
    run.repaired = count_rows(run, REPAIRED)


def _judge(run: ImportRun) -> None:
    """Send to the review what resembles somebody; one reason and one person for each row, the surest reason first."""
    rank = {"name": 0, "swapped": 1, "birth": 2, "unborn": 3}
    found: dict[int, tuple[int, int, Any, Any, str]] = {}  # id -> rank, number, own key, whom, why
    for row in _pairs(run):
        reason = resembles(Who(row[2], row[3], row[4], row[5:8]), Who(row[8], row[9], row[10], row[11:14]))
        if reason and (row[0] not in found or rank[reason] < found[row[0]][0]):
            found[row[0]] = (rank[reason], row[14], row[15], row[1], reason)
    # Whoever waits creates nobody: a row that only resembles one that waits would point at nothing.
    waits: set[Any] = set()
    chosen: list[tuple[int, Any, str]] = []
    for key, (_rank, _number, own, whom, reason) in sorted(found.items(), key=lambda each: each[1][1]):
        if whom not in waits:
            waits.add(own)
            chosen.append((key, whom, reason))
    given = [[each[place] for each in chosen] for place in range(3)]
    with connection.cursor() as cursor:
        for statement in (DOUBLES_WAIT, WAIT):
            cursor.execute(statement, given)


def _pairs(run: ImportRun) -> Iterator[tuple[Any, ...]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(PAIRS, {"run": run.pk})
        while rows := cursor.fetchmany(5_000):
            yield from rows


def _report(cursor: CursorWrapper, run: ImportRun) -> None:
    cursor.execute(
        "select number, outcome, reason, trim(first_names || ' ' || coalesce(nullif(used_name, ''), birth_name)),"
        " value from people_incomingidentity where run_id = %s and outcome = any(%s) order by number",
        [run.pk, list(SAID)],
    )
    report(run, (_remark(*row) for row in cursor.fetchall()))


def _remark(number: int, outcome: str, reason: str, name: str, value: str) -> tuple[int, Remark]:
    if outcome == "same" and reason == "swapped":
        return number, Remark("person.swapped", "first_names", name)
    if outcome == "twice":
        return number, Remark("number.twice", "external_id", "" if value.startswith("~") else value)
    return number, Remark(SAID[outcome], "external_id" if outcome == "reused" else "birth_name", name)

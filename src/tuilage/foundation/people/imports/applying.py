"""Writing what a file brings: persons created, changed where the source changed, linked to its numbers. All or nothing.

In one transaction that the caller holds. Statements count with thousands of rows, not with rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection

from tuilage.core.database.clock import today
from tuilage.core.database.keys import new_id
from tuilage.core.tabular.actions import report
from tuilage.core.tabular.models import ImportRun
from tuilage.core.tabular.targets import Remark

from ..names import identity_keys
from .fields import DEFAULT_SOURCE
from .judging import settle

BATCH = 2_000
TEXTS = ("birth_name", "used_name", "first_names", "gender", "birth_place", "address", "phone", "email")
# What a row says, as the record keeps it: only what is not empty.
SAYS = """jsonb_strip_nulls(jsonb_build_object(
  'birth_name', nullif({t}.birth_name, ''), 'used_name', nullif({t}.used_name, ''),
  'first_names', nullif({t}.first_names, ''), 'gender', nullif(nullif({t}.gender, ''), 'unknown'),
  'birth', case when {t}.birth_year is not null then
     array_to_string(array[{t}.birth_year, coalesce({t}.birth_month, 0), coalesce({t}.birth_day, 0)], '-') end,
  'birth_place', nullif({t}.birth_place, ''), 'died_on', {t}.died_on, 'address', nullif({t}.address, ''),
  'commune_id', {t}.commune_id, 'phone', nullif({t}.phone, ''), 'email', nullif({t}.email, '')))"""
I_SAYS, P_SAYS = SAYS.format(t="i"), SAYS.format(t="p")
CREATE = """
insert into people_person (id, created_at, version, birth_name, used_name, first_names, usual_first_name, gender,
  birth_year, birth_month, birth_day, birth_place, died_on, housing, address, commune_id, phone, email, no_phone, language,
  needs_interpreter, easy_to_read, hearing_impaired, sight_impaired, how_to_address, digital_ease)
select person_id, now(), 1, birth_name, used_name, first_names, '', coalesce(nullif(gender, ''), 'unknown'),
  birth_year, birth_month, birth_day, birth_place, died_on, case when address <> '' then 'home' else 'unknown' end, address,
  commune_id, phone, email, false, '', false, false, false, false, '', 'unknown'
  from people_incomingidentity where run_id = %(run)s and outcome = ''
"""
RECORDS = f"""
insert into people_sourcerecord (id, created_at, person_id, source, value, said, leads, made_by)
select t.id, now(), i.person_id, %(source)s, i.value, {I_SAYS},
       i.outcome <> 'double' and not exists (select 1 from people_sourcerecord s
                                              where s.person_id = i.person_id and s.source = %(source)s and s.leads),
       case when i.outcome = '' then %(run)s::uuid end
  from unnest(%(ids)s::uuid[], %(incoming)s::bigint[]) as t (id, incoming)
  join people_incomingidentity i on i.id = t.incoming
"""  # noqa: S608
# A row that says what it said before, of somebody who says the same, is left alone: the second night costs no reading.
DIFFERENT = f"""
select i.number, i.outcome = 'same' or i.reason = 'first', s.id, s.said, {I_SAYS} as file, {P_SAYS} as person, p.id, p.version
  from people_incomingidentity i
  join people_sourcerecord s on s.source = %(source)s and s.value = i.value
  join people_person p on p.id = s.person_id
 where i.run_id = %(run)s and i.outcome in ('known', 'same') and s.leads
   and not {P_SAYS} @> {I_SAYS}
   -- Two files united may each have had one that leads: one source, one voice.
   and not exists (select 1 from people_sourcerecord o where o.person_id = s.person_id and o.source = s.source
                      and o.leads and o.id < s.id)
 order by i.number
"""  # noqa: S608
HEARD = f"""
update people_sourcerecord s set said = s.said || {I_SAYS} from people_incomingidentity i
 where i.run_id = %(run)s and i.outcome in ('known', 'same') and s.source = %(source)s and s.value = i.value
   and not s.said @> {I_SAYS}
"""  # noqa: S608
NUMBERS = """
insert into people_externalidentifier (id, created_at, version, person_id, system_id, type, value, use, period)
select t.id, now(), 1, i.person_id, %(system)s, '', i.value, case when i.outcome = 'double' then 'secondary' else 'usual' end,
       daterange(%(day)s::date, null)
  from unnest(%(ids)s::uuid[], %(incoming)s::bigint[]) as t (id, incoming)
  join people_incomingidentity i on i.id = t.incoming
"""
WAITS = f"""
insert into people_resemblance (id, created_at, source, value, person_id, reason, row, known, state, run_id, number, by_id, team_id)
select t.id, now(), %(source)s, i.value, p.id, i.reason, {I_SAYS}, {P_SAYS}, 'pending', %(run)s, i.number, %(by)s, %(team)s
  from unnest(%(ids)s::uuid[], %(incoming)s::bigint[]) as t (id, incoming)
  join people_incomingidentity i on i.id = t.incoming join people_person p on p.id = i.person_id
"""  # noqa: S608
WRITE = """
update people_person p set birth_name = f->>'birth_name', used_name = f->>'used_name', first_names = f->>'first_names',
  gender = f->>'gender', birth_year = (f->>'y')::int, birth_month = (f->>'m')::int, birth_day = (f->>'d')::int,
  birth_place = f->>'birth_place', died_on = (f->>'died_on')::date, address = f->>'address',
  commune_id = (f->>'commune_id')::uuid, phone = f->>'phone', email = f->>'email', version = p.version + 1
  from unnest(%s::uuid[], %s::jsonb[]) as t (id, f) where t.id = p.id
"""


def apply(run: ImportRun) -> None:
    """Write a matched run. Counts go to the run; what was kept as people here wrote it goes to the report."""
    source = run.source or DEFAULT_SOURCE
    given: dict[str, Any] = {
        "run": run.pk,
        "source": source,
        "by": run.by_id,
        "team": run.team_id,
        "day": today(),
    }
    with connection.cursor() as cursor:
        cursor.execute(CREATE, given)
        made = _column(
            cursor,
            "select person_id from people_incomingidentity where run_id = %s and outcome = ''",
            [run.pk],
        )
        linked = "outcome in ('', 'same', 'double', 'known') and not exists (select 1 from people_sourcerecord s where s.source = %s and s.value = i.value)"
        _by_thousands(cursor, run, RECORDS, given, linked, [source])
        if run.source and "external_id" in run.columns.values():
            given["system"] = _system(run.source)
            new = "outcome in ('', 'same', 'double', 'known') and value not like '~%%' and not exists (select 1 from people_externalidentifier e where e.system_id = %s and e.value = i.value)"
            _by_thousands(cursor, run, NUMBERS, given, new, [given["system"]])
        new = "outcome = 'review' and not exists (select 1 from people_resemblance r where r.source = %s and r.value = i.value)"
        _by_thousands(cursor, run, WAITS, given, new, [source])
    write_keys(made)
    run.updated = _update(run, given)
    with connection.cursor() as cursor:
        cursor.execute(HEARD, given)
    run.unchanged = run.rows_cleaned - run.rejected - run.created - run.updated - run.to_review


def _column(cursor: Any, statement: str, given: list[Any]) -> list[Any]:
    cursor.execute(statement, given)
    return [row[0] for row in cursor.fetchall()]


def _by_thousands(
    cursor: Any, run: ImportRun, statement: str, given: dict[str, Any], which: str, with_: list[Any]
) -> None:
    """Keys are made here, not by the database: they are drawn for the rows that need one, then written at once."""
    rows = _column(
        cursor,
        f"select i.id from people_incomingidentity i where i.run_id = %s and {which} order by i.number",  # noqa: S608
        [run.pk, *with_],
    )
    for batch in batches(rows, 20_000):
        cursor.execute(statement, given | {"ids": [new_id() for _ in batch], "incoming": batch})


def batches(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """Lists of at most `size`."""
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def _system(code: str) -> UUID:
    from ..models import ExternalSystem

    found = ExternalSystem.objects.filter(code=code).first()
    if found is None:
        found = ExternalSystem(code=code, name=code.replace("-", " ").capitalize())
        found.save(force_insert=True)
    return found.pk


def write_keys(persons: Iterable[UUID]) -> None:
    """The identity keys of persons, two thousand at a time: whoever is kept is found."""
    for batch in batches(persons, BATCH):
        with connection.cursor() as cursor:
            cursor.execute(
                "select id, birth_name, used_name, first_names, usual_first_name, birth_year, birth_month, birth_day"
                " from people_person where id = any(%s)",
                [batch],
            )
            rows = cursor.fetchall()
            keys = ["\x1f".join(identity_keys(*row[1:5])) for row in rows]
            cursor.execute(
                "select people_write_keys_of_many(%s::uuid[], %s::text[], %s::int[], %s::int[], %s::int[])",
                [[row[0] for row in rows], keys, *([row[place] for row in rows] for place in (5, 6, 7))],
            )


def _update(run: ImportRun, given: dict[str, Any]) -> int:
    """Change the persons whose source changed; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENT, given)
        rows = cursor.fetchall()
    column = {"birth": "birth_date", "commune_id": "commune"}
    changed: dict[UUID, dict[str, Any]] = {}
    remarks: list[tuple[int, Remark]] = []
    for number, first, _record, said, file, person, person_id, _version in rows:
        said, file, person = (json.loads(value) for value in (said, file, person))
        # At a first meeting nothing was said before: what is empty is filled, the rest kept.
        taken, kept = settle(person, {} if first else said, file)
        for name in kept:
            remarks.append((number, Remark("field.kept", column.get(name, name), str(file[name]))))
        if taken:
            changed[person_id] = person | taken
    report(run, remarks)
    for batch in batches(changed.items(), BATCH):
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [[key for key, _ in batch], [json.dumps(as_row(row)) for _, row in batch]])
    write_keys(changed)
    return len(changed)


def as_row(said: dict[str, Any]) -> dict[str, Any]:
    """What is said of somebody, as the columns of a person."""
    parts = [int(part) or None for part in said.get("birth", "0-0-0").split("-")]
    row = {name: said.get(name, "") for name in TEXTS} | {"gender": said.get("gender") or "unknown"}
    return row | dict(zip("ymd", parts, strict=True)) | {
        "died_on": said.get("died_on"), "commune_id": said.get("commune_id"),
    }  # fmt: skip

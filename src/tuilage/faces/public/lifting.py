"""A large load: foreign keys, indexes and checks by trigger are lifted for its length, then laid anew over all rows.

One row after the other, each index and each foreign key costs more than the row itself. Lifted inside the
transaction of the load, they come back exactly as they were (or the load is undone), and PostgreSQL checks
every row again, all at once. Triggers that keep the history stay: they do not fire on what is inserted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db import connection

from tuilage.core.registries import load_checks

# Few rows, or written by many small steps while the others are loaded.
KEPT = ("django_", "accounts_", "account_", "usersessions_", "mfa_", "procrastinate_", "territory_", "organisations_",
        "journal_", "observatory_", "plans_", "forms_")  # fmt: skip
# For sorting: an index over millions of rows is made in memory.
MEMORY = "512MB"
CASTS = re.compile(r"::[a-z ]+(\[\])?|[()\[\]\s]")

FOREIGN_KEYS = """
select c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid)
  from pg_constraint c join pg_class t on t.oid = c.conrelid
 where c.contype = 'f' and c.conparentid = 0 and c.connamespace = 'public'::regnamespace and t.relkind = 'r'
 order by c.conperiod, 1, 2
"""
# Unique and without overlaps: their index goes with them. The primary key stays: rows come in its order.
RULES = """
select c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid)
  from pg_constraint c where c.contype in ('u', 'x') and c.connamespace = 'public'::regnamespace order by 1, 2
"""
INDEXES = """
select i.indrelid::regclass::text, quote_ident(n.relname), pg_get_indexdef(i.indexrelid)
  from pg_index i join pg_class n on n.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
 where t.relnamespace = 'public'::regnamespace and t.relkind = 'r'
   and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
 order by 1, 2
"""
CHECKS = """
select t.tgrelid::regclass::text, quote_ident(t.tgname), pg_get_triggerdef(t.oid)
  from pg_trigger t where not t.tgisinternal and t.tgconstraint <> 0 and t.tgtype & 4 = 4 order by 1, 2
"""


class LoadBroken(Exception):
    """Rows that a check refuses; the sentence names it and says how many."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """One thing that was taken off a table, and how it was written."""

    table: str
    name: str
    written: str


def _found(query: str) -> list[Lifted]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = [Lifted(*row) for row in cursor.fetchall()]
    return [row for row in rows if not row.table.startswith(KEPT)]


def _run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def shape() -> dict[str, list[Lifted]]:
    """Every foreign key, rule, index and check by trigger, as PostgreSQL writes them."""
    every = {"foreign keys": FOREIGN_KEYS, "rules": RULES, "indexes": INDEXES, "checks": CHECKS}
    with connection.cursor() as cursor:
        found = {}
        for kind, query in every.items():
            cursor.execute(query)
            found[kind] = sorted(
                (Lifted(*row) for row in cursor.fetchall()), key=lambda one: (one.table, one.name)
            )
    return found


def _plain(found: dict[str, list[Lifted]]) -> dict[str, list[tuple[str, str, str]]]:
    """Without the casts and brackets that PostgreSQL adds or leaves out when it reads its own words again."""
    return {
        kind: [(one.table, one.name, CASTS.sub("", one.written)) for one in some]
        for kind, some in found.items()
    }


@contextmanager
def lifted(say: Callable[[str], Any] = lambda words: None) -> Iterator[None]:
    """Load without indexes but primary keys, foreign keys nor checks; all are back at the end, over every row.

    Raises LoadBroken, or the database's own error, when a row breaks one of them.
    """
    before = shape()
    keys, rules, indexes, checks = (_found(one) for one in (FOREIGN_KEYS, RULES, INDEXES, CHECKS))
    # Without a query that asks all rows at once, a trigger goes on asking each.
    checks = [one for one in checks if f"{one.table}.{one.name}" in load_checks]
    _run(["set constraints all immediate", f"set local maintenance_work_mem = '{MEMORY}'"])
    # A rule that a foreign key of a table left alone points at must stay with it.
    needed = _pointed_at()
    rules = [one for one in rules if (one.table, one.name) not in needed]
    _run([f"alter table {one.table} drop constraint {one.name}" for one in (*keys, *rules)])
    _run([f"drop index {one.name}" for one in indexes])
    _run([f"alter table {one.table} disable trigger {one.name}" for one in checks])
    yield
    lay = [*(one.written for one in indexes), *(_added(one) for one in rules)]
    _timed(say, "indexes", lay)
    _timed(say, "statistics", [f"analyze {table}" for table in _tables()])
    _timed(say, "foreign keys", [_added(one) for one in keys])
    for one in checks:
        _check(one, say)
    _run([f"alter table {one.table} enable trigger {one.name}" for one in checks])
    if _plain(shape()) != _plain(before):
        raise LoadBroken("The tables did not come back as they were.")


def _added(one: Lifted) -> str:
    return f"alter table {one.table} add constraint {one.name} {one.written}"


def _timed(say: Callable[[str], Any], what: str, statements: list[str]) -> None:
    began = monotonic()
    _run(statements)
    say(f"{len(statements)} {what}: {monotonic() - began:.1f} s")


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select oid::regclass::text from pg_class where relkind = 'r' and not relispartition"
            " and relnamespace = 'public'::regnamespace and pg_has_role(relowner, 'usage') order by 1"
        )
        return [row[0] for row in cursor.fetchall()]


def _pointed_at() -> set[tuple[str, str]]:
    """Rules that foreign keys kept in place rest upon."""
    keys = {(one.table, one.name) for one in _found(FOREIGN_KEYS)}
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.conrelid::regclass::text, quote_ident(c.conname), r.conrelid::regclass::text, quote_ident(r.conname)"
            " from pg_constraint c join pg_constraint r on r.conindid = c.conindid and r.contype in ('u', 'x')"
            " where c.contype = 'f' and c.connamespace = 'public'::regnamespace"
        )
        return {(row[2], row[3]) for row in cursor.fetchall() if (row[0], row[1]) not in keys}


def _check(one: Lifted, say: Callable[[str], Any]) -> None:
    """What the trigger would have refused row by row, asked of all rows at once."""
    began, code = monotonic(), f"{one.table}.{one.name}"
    if code not in load_checks:
        raise LoadBroken(
            f"{code} checks rows by trigger: register a query in load_checks (the room's demo.py)."
        )
    with connection.cursor() as cursor:
        cursor.execute(load_checks[code])
        broken = cursor.fetchone()[0]
    if broken:
        raise LoadBroken(f"{code}: {broken} rows are refused.")
    say(f"{code}: {monotonic() - began:.1f} s")


# Who people are and how they live; what follows from other rows.
NOT_EVENTS = (
    "people_person",
    "people_identitykey",
    "people_household",
    "people_relation",
    "people_legalprotection",
)


def dated_events() -> dict[str, int]:
    """How many dated facts about people each table holds: what was asked, noted, planned, reviewed, read."""
    with connection.cursor() as cursor:
        # Partitions count in their table; history tables hold who changed what, and when.
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and relrowsecurity and relkind in ('r', 'p') and not relispartition order by 1"
        )
        tables = [row[0] for row in cursor.fetchall() if not row[0].startswith(NOT_EVENTS)]
        found = {}
        for table in tables:
            cursor.execute(f'select count(*) from "{table}"')  # noqa: S608 (names come from the catalogue)
            if amount := cursor.fetchone()[0]:
                found[table] = amount
    return found

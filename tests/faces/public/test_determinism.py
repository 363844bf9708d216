"""The same seed, day and size make the same département, but for its keys, in any process and by either way of loading."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tuilage.core.database import roles
from tuilage.faces.public.lifting import CASTS

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What says when the machine did it, or is drawn to be unguessable.
APART = ("id", "created_at", "date_joined", "password", "computed_at")
TABLES = (
    "accounts_user", "organisations_assignment", "organisations_absence", "people_person", "people_relation",
    "people_householdmembership", "reception_request", "reception_diagnosisdomain", "reception_answer",
    "support_support", "support_goal", "support_keyworker", "support_handover", "support_review", "sharing_note",
    "plans_actionyear", "observatory_indicatorvalue", "journal_entry",
)  # fmt: skip


# As a large load is written: what is lifted, then laid anew, must leave the same tables.
LIFTED = """
import os, sys, datetime
os.environ["TUILAGE_DEMO"] = "1"
from tuilage import cli
cli.start("owner")
from tuilage.faces.public import demonstration, world
world.LARGE = 1
wanted = demonstration.Wanted(seed=5, size=30, today=datetime.date(2026, 3, 2))
demonstration.ensure(wanted, lambda words: None)
"""
ASKED = ("demo", "--load-only", "--seed", "5", "--size", "30", "--today", "2026-03-02")
SHAPE = """
select 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) || convalidated::text || condeferrable::text
  from pg_constraint where connamespace = 'public'::regnamespace
union all select 'index', tablename::text, indexname, indexdef from pg_indexes where schemaname = 'public'
union all select 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) || tgenabled::text from pg_trigger
  where not tgisinternal
union all select 'security', relname::text, '', relrowsecurity::text || relforcerowsecurity::text from pg_class
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
"""
# What no département may hold, however it was loaded: how many rows break it.
BROKEN = {
    "a running support without a keyworker": """select count(*) from support_support s
        where s.running is not null and not exists (select from support_keyworker k
          where k.support_id = s.id and k.lane = 'responsible' and lower(k.period) = lower(s.running))""",
    "an urgent request closed without an act": """select count(*) from reception_request r
        where r.urgent and r.status in ('answered', 'out_of_scope')
          and not exists (select from reception_urgencyaction a where a.request_id = r.id)""",
    "a person nobody finds": """select count(*) from people_person p
        where not exists (select from people_identitykey k where k.person_id = p.id)
          and p.id not in (select person_id from sharing_participation where created_at >= now() - interval '1 hour')""",
    "a line of the journal without its seal": """select count(*) from journal_entry e
        where not exists (select from journal_seal s where s.entry_id = e.id)""",
    "a line that waits to be sealed": "select count(*) from journal_pending",
}


def _build(databases: tuple[str, str]) -> None:
    """One as the command does, one as if it were large, each in a process of its own."""
    commands = [[sys.executable, "-m", "tuilage.cli", *ASKED], [sys.executable, "-c", LIFTED]]
    running = [
        subprocess.Popen(command, env={**os.environ, "TUILAGE_DATABASE": name}, stdout=subprocess.DEVNULL)
        for command, name in zip(commands, databases, strict=True)
    ]
    assert [process.wait(timeout=300) for process in running] == [0, 0]


@contextmanager
def _opened(database: str) -> Iterator[psycopg.Connection[Any]]:
    entry = roles.database_settings("backup", database)
    with psycopg.connect(
        host=entry["HOST"],
        port=entry["PORT"],
        user=entry["USER"],
        password=entry["PASSWORD"],
        dbname=database,
    ) as connection:
        yield connection


def _rows(database: str) -> dict[str, list[str]]:
    """The rows of each table as text, without what differs by nature."""
    found = {}
    with _opened(database) as connection:
        for table in TABLES:
            columns = connection.execute(
                "select column_name from information_schema.columns where table_name = %s"
                " and data_type <> 'uuid' and column_name <> all(%s) order by 1",
                [table, list(APART)],
            ).fetchall()
            names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in columns)
            rows = connection.execute(
                sql.SQL("select row({})::text from {}").format(names, sql.Identifier(table))
            ).fetchall()
            found[table] = sorted(KEY.sub("key", row) for (row,) in rows)
    return found


def _shape(database: str) -> set[tuple[str, ...]]:
    with _opened(database) as connection:
        rows = connection.execute(SHAPE).fetchall()
    return {(kind, table, name, CASTS.sub("", written)) for kind, table, name, written in rows}


@pytest.mark.slow
def test_the_same_seed_and_day_make_the_same_departement(empty_databases: tuple[str, str]) -> None:
    _build(empty_databases)
    first, second = (_rows(name) for name in empty_databases)
    for table in TABLES:
        assert first[table], table
        assert first[table] == second[table], table
    assert _shape(empty_databases[0]) == _shape(empty_databases[1])
    for name in empty_databases:
        with _opened(name) as connection:
            for what, query in BROKEN.items():
                found = connection.execute(query).fetchone()
                assert found == (0,), what
            history = connection.execute("select count(*) from support_supportevent").fetchone()
            assert history
            assert history[0] > 0

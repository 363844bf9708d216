"""The same seed, day and size make the same département, but for its keys."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import psycopg
import pytest
from psycopg import sql

from tuilage.core.database import roles

KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What says when the machine did it, or is drawn to be unguessable.
APART = ("id", "created_at", "date_joined", "password", "computed_at")
TABLES = (
    "accounts_user", "organisations_assignment", "organisations_absence", "people_person", "people_relation",
    "people_householdmembership", "reception_request", "reception_diagnosisdomain", "reception_answer",
    "support_support", "support_goal", "support_keyworker", "support_handover", "support_review", "sharing_note",
    "plans_actionyear", "observatory_indicatorvalue",
)  # fmt: skip


def _build(databases: tuple[str, str], *arguments: str) -> None:
    command = [sys.executable, "-m", "tuilage.cli", "demo", "--load-only", *arguments]
    running = [
        subprocess.Popen(command, env={**os.environ, "TUILAGE_DATABASE": name}, stdout=subprocess.DEVNULL)
        for name in databases
    ]
    assert [process.wait(timeout=300) for process in running] == [0, 0]


def _rows(database: str) -> dict[str, list[str]]:
    """The rows of each table as text, without what differs by nature."""
    entry = roles.database_settings("backup", database)
    found = {}
    with psycopg.connect(
        host=entry["HOST"],
        port=entry["PORT"],
        user=entry["USER"],
        password=entry["PASSWORD"],
        dbname=database,
    ) as connection:
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


@pytest.mark.slow
def test_the_same_seed_and_day_make_the_same_departement(empty_databases: tuple[str, str]) -> None:
    _build(empty_databases, "--seed", "5", "--size", "30", "--today", "2026-03-02")
    first, second = (_rows(name) for name in empty_databases)
    for table in TABLES:
        assert first[table], table
        assert first[table] == second[table], table

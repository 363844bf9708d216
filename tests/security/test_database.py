"""What the application's role cannot do to the database, whatever it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from tuilage.core.database.context import counting

pytestmark = pytest.mark.django_db
SOURCES = Path(__file__).resolve().parents[2] / "src" / "tuilage"


def asked(statement: str, *values: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


@pytest.mark.parametrize(
    "statement",
    [
        "set role tuilage_owner", "set role tuilage_guard", "set role tuilage_backup",
        "set session authorization tuilage_owner", "set session_replication_role = replica",
        "alter table people_person disable row level security", "alter table people_person no force row level security",
        "drop policy people_person_rows_r on people_person", "create policy p on people_person using (true)",
        "alter role tuilage_app bypassrls", "grant tuilage_guard to tuilage_app",
        "create table mine (id int)", "create temp table people_person (id uuid)", "create schema mine",
        "create function my_circle() returns setof uuid language sql as 'select id from people_person'",
        "create or replace function my_id() returns uuid language sql as 'select null::uuid'",
        "create view v as select * from people_person", "alter function my_circle() owner to tuilage_app",
        "alter table journal_entry disable trigger journal_pending", "drop trigger organisations_given on organisations_post",
        "truncate people_person cascade", "truncate journal_entry", "delete from journal_entry",
        "update journal_entry set act = 'read'", "insert into journal_seal values (1, null, now(), '', '')",
        "select * from journal_entry_default", "insert into journal_entry_default select * from journal_entry",
        "select * from journal_pending", "delete from journal_pending", "select journal_seal(10)",
        "select journal_make_months('2000-01-01', 1)", "select journal_make_months(current_date, 100000)",
        "select pg_read_file('/etc/passwd')", "copy people_person to program 'cat'", "copy people_person from '/etc/passwd'",
        "select * from pg_authid", "select lo_import('/etc/passwd')", "set row_security = off; select * from people_person",
        "insert into people_personevent (pgh_id, pgh_created_at, pgh_label) values (1, now(), 'update')",
        "update people_identitykey set keys = '{}'", "delete from people_identitykey",
    ],
)  # fmt: skip
def test_these_are_refused(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_roles_are_what_they_should_be() -> None:
    attributes = asked(
        "select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user"
    )
    assert attributes == [(False, False, False)]
    member = asked("select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid"
                   " where m.member = 'tuilage_app'::regrole")  # fmt: skip
    assert member == [("tuilage_stats",)]
    assert asked(
        "select has_schema_privilege('public', 'create'), has_database_privilege(current_database(), 'temp')"
    ) == [(False, False)]


def test_what_looks_wider_looks_only_where_it_should() -> None:
    """A definer's function without a path of its own would run what somebody put before it."""
    wide = asked(
        "select proname, pg_get_userbyid(proowner), coalesce(array_to_string(proconfig, ' '), ''),"
        " exists (select 1 from aclexplode(proacl) a where a.grantee = 0)"
        " from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
    )
    assert len(wide) > 10
    for name, owner, settings, to_public in wide:
        assert "search_path=public, pg_temp" in str(settings), name
        assert owner == "tuilage_guard" or name in ("journal_make_months", "journal_room_ahead"), name
        assert not to_public, name


def test_every_guarded_table_is_guarded_against_its_owner_too() -> None:
    assert not asked(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity"
        " and not relforcerowsecurity"
    )
    assert not asked(
        "select tablename, policyname from pg_policies where schemaname = 'public' and roles = '{public}'"
    )


def test_who_counts_reads_no_word_and_no_name() -> None:
    """Columns of persons' tables open to counting: keys, days, codes. Nothing that was typed."""
    columns = asked(
        "select c.table_name || '.' || c.column_name from information_schema.columns c"
        " join pg_class t on t.relname = c.table_name and t.relrowsecurity"
        " where c.table_schema = 'public' and has_column_privilege('tuilage_stats', t.oid, c.column_name, 'select')"
        " and c.data_type in ('text', 'character varying', 'jsonb', 'bytea')"
    )
    with counting():
        pass
    typed = re.compile(
        r"name|words|text|phone|mail|address|reason$|ground|note|comment|sentence|what|why|place"
    )
    coded = {"support_support.closure_reason", "support_planversion.why"}
    assert not [
        column for (column,) in columns if typed.search(str(column).split(".")[1]) and column not in coded
    ]


def test_nobody_acts_as_the_demonstration_or_an_import_but_its_own_command() -> None:
    """These two read and write every file: no page, job or clock speaks in their name, but where files are brought in."""
    allowed = {
        "faces/public/world.py", "steering/plans/demo.py", "practice/support/stories_of_others.py",  # the demonstration
        "cli.py",  # imports, typed by whoever holds the machine
        "drilling/looking.py",  # the drill reads back what it recorded, in a process of its own
        # A file of rows, begun by somebody who may, whose name the run and the journal keep; nothing they send chooses
        # what is read.
        "core/tabular/actions.py", "core/tabular/jobs.py", "foundation/people/imports/reviewing.py",
    }  # fmt: skip
    for path in SOURCES.rglob("*.py"):
        name = path.relative_to(SOURCES).as_posix()
        text = path.read_text()
        if "migrations" in name or name in allowed:
            continue
        assert not re.search(r"acting\(\s*system\(.(demo|import)", text), name
        assert not re.search(r"actor=.(demo|import).", text), name

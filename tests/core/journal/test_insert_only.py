"""The application can append a line in its own name, now, and nothing else; without the line, no act."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, ProgrammingError, connection
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tuilage.core import journal
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.journal.models import Entry

ActAs = Callable[..., AbstractContextManager[Actor]]
INSERT = (
    "insert into journal_entry (id, at, actor_id, system, service, act, person_id, part, reason)"
    " values (gen_random_uuid(), {at}, {actor}, {system}, '', {act}, null, '', '')"
)


def execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "update journal_entry set reason = 'x'",
        "delete from journal_entry",
        "truncate journal_entry",
        "drop table journal_entry",
        "insert into journal_seal values (1, null, now(), 'x', 'x')",
        "update journal_seal set entry_id = null",
        "delete from journal_seal",
        "select * from journal_pending",
        "delete from journal_pending",
        "select * from journal_entry_default",
        "alter table journal_entry disable trigger journal_pending",
        "set local role tuilage_guard",
        "set local role tuilage_owner",
    ],
)
def test_the_application_cannot_change_what_is_written(act_as: ActAs, statement: str) -> None:
    with pytest.raises(ProgrammingError), act_as("dpo"):
        execute(statement)


@pytest.mark.django_db
def test_no_month_can_be_reached_round_the_table(act_as: ActAs) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select inhrelid::regclass::text from pg_inherits where inhparent = 'journal_entry'::regclass"
        )
        months = [name for (name,) in cursor.fetchall()]
    assert len(months) > 12
    for month in months:
        for statement in ("select 1 from {}", "insert into {} default values", "delete from {}"):
            with pytest.raises(ProgrammingError, match="permission denied"), act_as("dpo"):
                execute(statement.format(month))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "forged",
    [
        {"at": "now() - interval '1 second'"},
        {"at": "clock_timestamp() + interval '1 second'"},
        {"actor": "gen_random_uuid()"},
        {"actor": "null"},
        {"system": "'sealing'"},
    ],
)
def test_neither_instant_nor_author_can_be_forged(act_as: ActAs, forged: dict[str, str]) -> None:
    values = {"at": "clock_timestamp()", "actor": "my_id()", "system": "''", "act": "'read'"}
    with act_as("keyworker"):
        execute(INSERT.format(**values))
    with pytest.raises(ProgrammingError, match="row-level security"), act_as("keyworker"):
        execute(INSERT.format(**values | forged))


@pytest.mark.django_db
def test_a_system_actor_writes_under_its_name() -> None:
    with acting(system("import")):
        journal.record("export", part="x")
    with pytest.raises(ProgrammingError), acting(system("import")):
        journal.record("export", part="x", actor=system("clock"))


@pytest.mark.django_db
def test_who_reads_the_journal(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker"):
        journal.record("read", cast.older_lady, "whole file")
    with act_as("far_keyworker"):
        journal.record("read", cast.stranger, "whole file")
    seen = {}
    for name in ("dpo", "keyworker", "far_keyworker", "secretary", "administrator", "policy_officer"):
        with act_as(name):
            seen[name] = set(Entry.objects.values_list("person_id", flat=True))
    assert seen["dpo"] == {cast.older_lady, cast.stranger}
    assert seen["keyworker"] == seen["secretary"] == {cast.older_lady}
    assert seen["far_keyworker"] == {cast.stranger}
    assert seen["administrator"] == seen["policy_officer"] == set()


def break_journal(owner: psycopg.Connection[Any]) -> None:
    """As when its disk is full: every line is refused."""
    owner.execute("create function no() returns trigger language plpgsql as $$ begin raise 'full'; end $$")
    owner.execute("create trigger no before insert on journal_entry for each row execute function no()")


def test_an_act_that_cannot_be_journalled_does_not_happen(
    owner: psycopg.Connection[Any], act_as: ActAs, cast: Cast
) -> None:
    from tuilage.core.forms.drafts import find_draft, keep_draft

    break_journal(owner)

    def keep_and_record() -> None:
        with act_as("keyworker") as actor:
            keep_draft(actor, "some.form", {"text": "written with the act"})
            journal.record("read", cast.older_lady)

    with pytest.raises(DatabaseError, match="full"):
        keep_and_record()
    with act_as("keyworker") as actor:
        assert find_draft(actor, "some.form") is None


def test_a_page_that_cannot_be_journalled_answers_an_error_and_shows_nothing(
    owner: psycopg.Connection[Any], client_for: Callable[[str], Client]
) -> None:
    client = client_for("dpo")
    client.raise_request_exception = False
    assert client.get(reverse("journal:log")).status_code == 200
    break_journal(owner)
    answer = client.get(reverse("journal:export"))
    assert answer.status_code == 500
    assert "part" not in answer.headers.get("Content-Disposition", "")
    refused = client_for("secretary")
    refused.raise_request_exception = False
    assert refused.get(reverse("journal:log")).status_code == 500, "even a refusal must be written"

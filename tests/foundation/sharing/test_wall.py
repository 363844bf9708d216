"""The wall around persons, with every filter of ours gone: raw SQL as each of the cast."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from tests.cast import Cast
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.refusals import Refused
from tuilage.foundation.people.actions import add_protection, add_to_household
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.actions import give_consent, write_note
from tuilage.foundation.sharing.cast import PROFESSIONALS
from tuilage.foundation.sharing.models import Note, Participation

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db

ABOUT_PERSONS = {
    "people_person": "id",
    "people_personevent": "id",
    "people_householdmembership": "person_id",
    "people_relation": "person_id",
    "people_relationevent": "person_id",
    "people_legalprotection": "person_id",
    "people_legalprotectionevent": "person_id",
    "sharing_participation": "person_id",
    "sharing_participationevent": "person_id",
    "sharing_consent": "person_id",
    "sharing_consentevent": "person_id",
    "sharing_breakglass": "person_id",
    "sharing_note": "person_id",
    "sharing_noteevent": "person_id",
}
FAR = {"far_keyworker"}


@pytest.fixture(autouse=True)
def files(act_as: ActAs, cast: Cast) -> None:
    """Something in every table, about the stranger and about the older lady."""
    for who, whom in (("far_keyworker", cast.stranger), ("keyworker", cast.older_lady)):
        with act_as(who) as actor:
            person = Person.objects.get(pk=whom)
            add_to_household(actor, person, today())
            protection = add_protection(actor, person, "safeguard", "", today())
            for tier in ("shared", "team", "draft"):
                write_note(actor, whom, "note", tier, timezone.now(), f"note {tier}")
            for row in (
                person,
                protection,
                Note.objects.filter(person_id=whom, tier="shared").latest("created_at"),
            ):
                type(row)._base_manager.filter(pk=row.pk).update(created_at=timezone.now())
            Note.objects.filter(person_id=whom).update(text="corrected")


def rows(table: str, column: str) -> set[object]:
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from {table}")
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.parametrize("name", [role.key for role in PROFESSIONALS if role.key not in FAR])
def test_no_row_of_the_stranger(act_as: ActAs, cast: Cast, name: str) -> None:
    with act_as(name):
        for table, column in ABOUT_PERSONS.items():
            assert cast.stranger not in rows(table, column), table


@pytest.mark.parametrize(
    "name", ["policy_officer", "dpo", "administrator", "youth_partner", "town_partner", "neighbour"]
)
def test_outside_every_circle_no_row_at_all(act_as: ActAs, name: str) -> None:
    with act_as(name):
        assert {table: rows(table, column) for table, column in ABOUT_PERSONS.items()} == {
            table: set() for table in ABOUT_PERSONS
        }


def test_without_context_no_row_at_all() -> None:
    assert not any(rows(table, column) for table, column in ABOUT_PERSONS.items())


def test_inside_the_circle_the_rows_are_there(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary"):
        for table in ("people_person", "people_legalprotection", "sharing_note", "sharing_participation"):
            assert cast.older_lady in rows(table, ABOUT_PERSONS[table]), table


@pytest.mark.parametrize("table", [table for table in ABOUT_PERSONS if not table.endswith("event")])
def test_nothing_of_the_stranger_can_be_changed_or_deleted(act_as: ActAs, cast: Cast, table: str) -> None:
    column = ABOUT_PERSONS[table]
    with act_as("keyworker"), connection.cursor() as cursor:
        cursor.execute(f"update {table} set created_at = now() where {column} = %s", [cast.stranger])
        assert cursor.rowcount == 0
        cursor.execute(f"delete from {table} where {column} = %s", [cast.stranger])
        assert cursor.rowcount == 0


def test_nobody_lets_themselves_into_a_strangers_circle(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        for role in ("reception", "keyworker", "coworker", "partner"):
            mine = Participation(
                person_id=cast.stranger, team_id=cast.west.pk, professional_id=actor.id, role=role,
                period=(today(), None), added_by_id=actor.id,
            )  # fmt: skip
            with pytest.raises(ProgrammingError), transaction.atomic():
                mine.save(force_insert=True)
        with pytest.raises(Refused), transaction.atomic():
            give_consent(actor, cast.stranger, cast.west.pk, "tout", today(), "oral")
        with pytest.raises(ProgrammingError), transaction.atomic():
            write_note(actor, cast.stranger, "note", "shared", timezone.now(), "x")


def test_nobody_writes_in_the_name_of_another(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        note = Note(
            person_id=cast.older_lady, team_id=cast.west.pk, author_id=cast.adviser.pk, kind="note", tier="shared",
            happened_at=timezone.now(), text="x",
        )  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic():
            note.save(force_insert=True)
        person = Person(first_names="X", created_by_id=cast.adviser.pk)
        with pytest.raises(ProgrammingError), transaction.atomic():
            person.save(force_insert=True)
        assert actor.id != cast.adviser.pk


def test_system_actors_have_their_own_grants_only(cast: Cast) -> None:
    for name in ("clock", "escalation", "sealing"):
        with acting(system(name)):
            assert not Person.objects.exists(), name
            assert not Note.objects.exists(), name
    with acting(system("clock")):
        assert not Note.objects.filter(expires_at__gt=timezone.now() - timedelta(days=1)).exists()


def test_the_history_cannot_be_rewritten(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker"), connection.cursor() as cursor:
        cursor.execute("select count(*) from people_personevent where id = %s", [cast.older_lady])
        assert cursor.fetchone() == (1,)
        cursor.execute("update people_personevent set phone = ''")
        assert cursor.rowcount == 0
        cursor.execute("delete from people_personevent")
        assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(
                "insert into sharing_noteevent select * from sharing_noteevent limit 1 on conflict do nothing"
            )

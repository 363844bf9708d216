"""History is written by the database itself, whoever changes a row and however; it is as secret as the row."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone, translation
from django.utils.formats import date_format

from tests.cast import Cast
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.history import changes, changes_of
from tuilage.foundation.people.models import Person

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db
EVENTS: Any = Person.history.rel.related_model  # type: ignore[attr-defined]
TABLE = EVENTS._meta.db_table


def execute(statement: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return int(cursor.rowcount)


def test_a_bulk_update_in_plain_sql_is_in_it_with_who_and_why(act_as: ActAs, cast: Cast) -> None:
    keys = [cast.older_lady, cast.young_person]
    with act_as("keyworker", "people:renumber"):
        assert execute("update people_person set phone = '06 99' where id = any(%s)", keys) == 2
        events = {event.pgh_obj_id: event for event in EVENTS.objects.filter(pgh_obj_id__in=keys)}
    assert set(events) == set(keys)
    for event in events.values():
        assert event.phone == "06 00 00 00 00", "the old row is kept"
        context = getattr(event.pgh_context, "metadata", event.pgh_context)
        assert context["actor"] == str(cast.keyworker.pk)
        assert context["name"] == "Claire Lespinasse"
        assert context["purpose"] == "people:renumber"
        assert "Assistante de service social" in context["post"]


def test_one_transaction_has_one_key(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker"):
        for key in (cast.older_lady, cast.young_person):
            Person.objects.filter(pk=key).update(phone="06 98")
        with act_as("keyworker"):
            Person.objects.filter(pk=cast.daughter).update(phone="06 98")
        keys = list(EVENTS.objects.values_list("pgh_context_id", flat=True))
    assert len(keys) == 3
    assert None not in keys
    assert len(set(keys)) == 2


def test_an_update_that_changes_nothing_else_than_the_version_is_no_news(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker"):
        Person.objects.filter(pk=cast.older_lady).update(phone="06 00 00 00 00")
        assert changes(Person.objects.get(pk=cast.older_lady)) == []


@pytest.mark.parametrize(
    ("name", "sees"),
    [("secretary", True), ("keyworker", True), ("far_keyworker", False), ("youth_partner", False),
     ("policy_officer", False), ("dpo", False), ("administrator", False)],
)  # fmt: skip
def test_it_is_as_secret_as_the_row(act_as: ActAs, cast: Cast, name: str, sees: bool) -> None:
    with act_as("keyworker"):
        Person.objects.filter(pk=cast.older_lady).update(phone="06 97")
    with act_as(name):
        assert EVENTS.objects.filter(pgh_obj_id=cast.older_lady).exists() is sees
    assert not EVENTS.objects.exists(), "without context, nothing"


def test_nobody_writes_it_by_hand(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker"):
        Person.objects.filter(pk=cast.older_lady).update(phone="06 96")
        assert execute(f"update {TABLE} set phone = 'x'") == 0
        assert execute(f"delete from {TABLE}") == 0
        kept = EVENTS.objects.get(pgh_obj_id=cast.older_lady)
    assert kept.phone == "06 00 00 00 00"
    kept.pk = None
    with pytest.raises(ProgrammingError, match="row-level security"), act_as("keyworker"):
        kept.save(force_insert=True)
    with pytest.raises(ProgrammingError, match="permission denied"), act_as("keyworker"):
        execute(f"truncate {TABLE}")


def test_a_row_that_is_refused_leaves_no_history(act_as: ActAs, cast: Cast) -> None:
    with act_as("far_keyworker"):
        assert Person.objects.filter(pk=cast.older_lady).update(phone="06 95") == 0
    with act_as("keyworker"):
        assert not EVENTS.objects.filter(pgh_obj_id=cast.older_lady).exists()


def test_it_is_told_in_french_by_function(act_as: ActAs, cast: Cast) -> None:
    with translation.override("fr"):
        with act_as("keyworker"):
            person = Person.objects.get(pk=cast.older_lady)
            Person.objects.filter(pk=person.pk).update(phone="06 94", version=person.version + 1)
            (change,) = changes(Person.objects.get(pk=cast.older_lady))
        day = date_format(timezone.localtime(), "j F")
        assert str(change).startswith(f"le {day}, Assistante de service social")
        assert "téléphone" in str(change)
        assert "06 94" not in str(change), "a sentence, not a dump"


def test_what_a_system_actor_did_tuilage_did(act_as: ActAs, cast: Cast) -> None:
    with acting(system("demo")):
        Person.objects.filter(pk=cast.older_lady).update(phone="06 93")
    with act_as("keyworker"):
        told = changes(Person.objects.get(pk=cast.older_lady))
    assert [", Tuilage " in str(change) for change in told] == [True]


def test_several_rows_take_one_question(act_as: ActAs, cast: Cast, django_assert_num_queries: Any) -> None:
    with act_as("keyworker"):
        for phone in ("06 92", "06 91"):
            Person.objects.filter(pk__in=[cast.older_lady, cast.young_person]).update(phone=phone)
        rows = list(Person.objects.filter(pk__in=[cast.older_lady, cast.young_person, cast.daughter]))
        with django_assert_num_queries(1):
            told = changes_of(rows)
        assert {key: len(lines) for key, lines in told.items()} == {
            cast.older_lady: 2, cast.young_person: 2, cast.daughter: 0,
        }  # fmt: skip
        assert told[cast.older_lady] == changes(next(row for row in rows if row.pk == cast.older_lady))
    assert changes_of([]) == {}

"""The wall itself: what PostgreSQL lets through when every filter of ours is gone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import ProgrammingError, connection

from tests.cast import Cast
from tuilage.core.database.context import Actor
from tuilage.core.database.exempt import EXEMPT
from tuilage.foundation.people.models import Person

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


def test_without_context_no_row_at_all() -> None:
    assert not Person.objects.exists()


def test_a_team_sees_its_persons_and_not_the_stranger(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker"):
        seen = set(Person.objects.values_list("pk", flat=True))
    assert cast.older_lady in seen
    assert cast.stranger not in seen


@pytest.mark.parametrize("name", ["policy_officer", "dpo", "administrator", "youth_partner"])
def test_these_roles_see_no_person(act_as: ActAs, name: str) -> None:
    with act_as(name):
        assert not Person.objects.exists()


def test_every_table_is_protected_or_exempt_with_a_reason() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity and relforcerowsecurity from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition"
        )
        tables = dict(cursor.fetchall())
    open_tables = {name for name, protected in tables.items() if not protected}
    assert open_tables <= set(EXEMPT), "neither a row policy nor a reason"
    assert all(EXEMPT.values())


def test_the_application_owns_nothing(act_as: ActAs) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_class where pg_get_userbyid(relowner) = 'tuilage_app'")
        assert cursor.fetchone() == (0,)
        with pytest.raises(ProgrammingError):
            cursor.execute("alter table people_person disable row level security")

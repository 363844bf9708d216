"""Who reads a reception, with every filter of ours removed: raw SQL under the application role."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.cast import Cast
from tests.practice.reception.fresh import requests
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, counting, system
from tuilage.foundation.organisations.models import Team
from tuilage.foundation.sharing.models import Consent, Participation
from tuilage.practice.reception import actions, urgency
from tuilage.practice.reception.actions import DomainView, Given
from tuilage.practice.reception.models import Request

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db
TABLES = ("request", "urgencyaction", "diagnosis", "diagnosisdomain", "answer", "requestevent", "answerevent")


KEYS = {table: "pgh_id" if table.endswith("event") else "id" for table in TABLES}


def keys() -> dict[str, list[Any]]:
    """Keys of the rows of each table that PostgreSQL lets through."""
    found = {}
    with connection.cursor() as cursor:
        for table, key in KEYS.items():
            cursor.execute(f"select {key} from reception_{table}")
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


before: dict[str, list[Any]] = {}


@pytest.fixture(autouse=True)
def _template(db: None) -> None:
    """What was there before the test: told by the one actor who sees all of it."""
    with acting(system("demo")):
        before.update(keys())


def seen() -> dict[str, int]:
    """How many rows of the test's own PostgreSQL lets through, by table."""
    return {table: len(set(found) - set(before[table])) for table, found in keys().items()}


@pytest.fixture
def reception(act_as: ActAs, cast: Cast) -> UUID:
    """A whole reception of the older lady by the west team, and one without a name."""
    with act_as("keyworker") as actor:
        request = actions.receive(actor, cast.older_lady, "desk", "J’ai froid.", urgent=True)
        urgency.act_on_urgency(actor, request, "Chauffage rétabli")
        actions.diagnose(
            actor, cast.older_lady, "J’ai froid.", [DomainView("housing", wants="Un toit")], request
        )
        given = actions.answer(actor, request, Given("information", "Voilà"))
        actions.undo_answer(actor, given)
        actions.answer(actor, request, Given("referral", "Rendez-vous pris", tier="team"))
        actions.receive(actor, None, "telephone", "Quelqu’un appelle sans dire son nom")
    return request.pk


def test_the_team_reads_it_and_nobody_else_even_with_a_key(reception: UUID, act_as: ActAs) -> None:
    with act_as("secretary"):
        assert all(seen().values())
        assert seen()["request"] == 2
    assert not any(seen().values()), "without context there is nothing"
    for name in (
        "neighbour",
        "far_keyworker",
        "youth_partner",
        "town_partner",
        "policy_officer",
        "dpo",
        "administrator",
    ):
        with act_as(name):
            assert not any(seen().values()), name
            assert not requests().filter(pk=reception).exists()


def share_with(team: Team, cast: Cast, role: str = "partner") -> None:
    with acting(system("demo")):
        Participation(
            person_id=cast.older_lady, team=team, role=role, period=DateRange(today(), None, "[)")
        ).save(force_insert=True)
        Consent(
            person_id=cast.older_lady,
            team=team,
            what="tout",
            given_on=today(),
            how="oral",
            recorded_by=cast.keyworker,
        ).save(force_insert=True)


def test_a_partner_with_consent_reads_what_is_shared_only(reception: UUID, act_as: ActAs, cast: Cast) -> None:
    share_with(cast.town, cast)
    with act_as("town_partner"):
        found = seen()
    assert found["diagnosis"] == 1
    assert found["diagnosisdomain"] == 1
    assert (found["request"], found["answer"], found["urgencyaction"]) == (0, 0, 0)


def test_an_answer_of_the_team_stays_in_the_team_even_when_the_request_is_shared(
    reception: UUID, act_as: ActAs, cast: Cast
) -> None:
    share_with(cast.town, cast)
    with act_as("keyworker"):
        requests().filter(pk=reception).update(tier="shared")
    with act_as("town_partner"):
        assert seen()["request"] == 1
        assert seen()["answer"] == 1, "the answer undone, not the one of the team"


def test_whoever_leaves_the_circle_loses_it_at_once(reception: UUID, act_as: ActAs, cast: Cast) -> None:
    with acting(system("demo")):
        Participation.objects.filter(person_id=cast.older_lady).update(
            period=DateRange(today().replace(year=2024), today(), "[)")
        )
    with act_as("keyworker"):
        assert seen()["request"] == 1, "only the one without a name"
        assert seen()["diagnosis"] == seen()["answer"] == 0


def test_nobody_writes_for_another_team_or_in_another_name(
    reception: UUID, act_as: ActAs, cast: Cast
) -> None:
    with act_as("neighbour") as actor:
        assert not requests().filter(pk=reception).update(words="effacé")
        wrong = (
            {"team": cast.west, "received_by": cast.neighbour},
            {"team": cast.east, "received_by": cast.keyworker},
            {"team": cast.east, "received_by": cast.neighbour, "person_id": cast.older_lady},
        )
        for values in wrong:
            with pytest.raises(ProgrammingError), transaction.atomic():
                Request(received_at="2026-01-01T10:00Z", channel="desk", words="forcé", **values).save(
                    force_insert=True
                )
        assert actor.id == cast.neighbour.pk


def test_nothing_is_deleted_and_what_was_done_is_never_rewritten(reception: UUID, act_as: ActAs) -> None:
    with act_as("keyworker"), connection.cursor() as cursor:
        before = seen()
        for table in TABLES:
            cursor.execute(f"delete from reception_{table}")
        cursor.execute("update reception_urgencyaction set what = 'rien'")
        cursor.execute("update reception_diagnosisdomain set wants = 'rien'")
        assert cursor.rowcount == 0
        assert seen() == before


def test_the_stats_role_counts_everything_and_reads_no_word(reception: UUID) -> None:
    with counting(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*), count(person_id) from reception_request where id <> all(%s)",
            [before["request"]],
        )
        assert cursor.fetchone() == (2, 1)
        for column, table in (
            ("words", "request"),
            ("own_words", "diagnosis"),
            ("text", "answer"),
            ("what", "urgencyaction"),
        ):
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(f"select {column} from reception_{table}")

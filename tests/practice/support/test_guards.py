"""What PostgreSQL refuses by itself, whatever the code says: raw SQL under the application's own role."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import Cast
from tests.practice.support.stories import days_ago, engaged, prepared
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, check_constraints_now
from tuilage.core.database.keys import new_id
from tuilage.practice.support import actions
from tuilage.practice.support.models import Support

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


def refused(sql: str, *values: Any) -> str:
    """Run a statement that the database must refuse; the name of the constraint that spoke."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        _run(sql, values)
    return str(error.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def _run(sql: str, values: tuple[Any, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    check_constraints_now()


KEYWORKER = (
    "insert into support_keyworker (id, created_at, support_id, person_id, professional_id, lane, ground, period)"
    " values (%s, now(), %s, %s, %s, 'responsible', '', %s::daterange)"
)
START = (
    "update support_support set status = 'engaged', started_on = current_date,"
    " running = daterange(current_date, null) where id = %s"
)


def test_two_keyworkers_at_once_cannot_be_written(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        period = f"[{days_ago(3)},{today()})"
        name = refused(KEYWORKER, new_id(), support.pk, support.person_id, cast.keyworker.pk, period)
    assert name == "support_keyworker_one"


@pytest.mark.parametrize(
    "sql",
    [
        "delete from support_keyworker where support_id = %s",
        "update support_keyworker set period = daterange(lower(period), current_date) where support_id = %s",
        "update support_keyworker set period = daterange(lower(period) + 1, null) where support_id = %s",
        "update support_support set started_on = started_on - 1, adhesion_on = proposed_on,"
        " running = daterange(started_on - 1, null) where id = %s",
    ],
)
def test_a_running_support_is_never_left_without_a_keyworker(act_as: ActAs, cast: Cast, sql: str) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        assert refused(sql, support.pk) == "support_never_without"


def test_a_start_without_a_keyworker_cannot_be_written(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady)
        assert refused(START, support.pk) == "support_never_without"


def test_a_start_without_adhesion_cannot_be_written(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady)
        sql = START.replace(" where", ", adhesion_on = null, adhesion_how = '' where")
        assert refused(sql, support.pk) == "support_adhesion_before_start"
        sql = START.replace(" where", ", adhesion_how = '' where")
        assert refused(sql, support.pk) == "support_adhesion_whole"
        # Nor by saying that this kind asks for none.
        assert refused("update support_support set voluntary = false where id = %s", support.pk) == (
            "support_terms_of_kind"
        )


def test_a_start_without_duration_cannot_be_written(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady)
        assert (
            refused(START.replace(" where", ", months = null where"), support.pk) == "support_started_whole"
        )


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("delete from support_goal where support_id = %s", "support_start_goal"),
        (
            "update support_goal set set_with_person_on = current_date where support_id = %s",
            "support_start_goal",
        ),
        ("delete from support_criterion where support_id = %s", "support_start_criterion"),
        (
            "update support_criterion set fixed_on = current_date where support_id = %s",
            "support_start_criterion",
        ),
        ("update support_goal set sentence = '...' where support_id = %s", "support_goal_said"),
        ("update support_criterion set sentence = ' . ' where support_id = %s", "support_criterion_said"),
        ("update support_goal set person_id = uuidv7() where support_id = %s", "support_goal_same_person"),
    ],
)
def test_what_was_agreed_before_the_start_cannot_be_taken_away(
    act_as: ActAs, cast: Cast, sql: str, constraint: str
) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        if constraint.endswith("same_person"):
            sql = sql.replace("uuidv7()", f"'{cast.young_person}'")
        assert refused(sql, support.pk) == constraint


def test_led_by_a_social_worker_without_the_teams_opinion_cannot_be_written(
    act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady, "global")
        row = new_id()
        name = refused(
            START.replace("where id = %s", f"where id = '{support.pk}'") + "; " + KEYWORKER,
            row, support.pk, support.person_id, cast.keyworker.pk, f"[{today()},)",
        )  # fmt: skip
    assert name == "support_start_opinion"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("person_evaluation = '...', evaluation_missing = ''", "support_closed_with_their_word"),
        ("closure_reason = ''", "support_closed_whole"),
        ("closed_on = null, running = daterange(started_on, null)", "support_closed_whole"),
        ("closed_on = started_on", "support_closed_whole"),
    ],
)
def test_a_mute_end_cannot_be_written(act_as: ActAs, cast: Cast, change: str, constraint: str) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        sql = (
            "update support_support set status = 'closed', closed_on = current_date, closure_reason = 'term',"
            " person_evaluation = 'Contente', exit_plan = 'Revenir au CCAS', running = daterange(started_on, current_date) where id = %s"
        )
        assert refused(sql, support.pk) == "support_closed_answered"
        with connection.cursor() as cursor:
            cursor.execute(
                "update support_criterion set answer = 'met', answered_on = current_date where support_id = %s",
                [support.pk],
            )
            cursor.execute(sql, [support.pk])
            check_constraints_now()
        assert refused(f"update support_support set {change} where id = %s", support.pk) == constraint


def test_nobody_works_beside_without_a_handover_of_that_support(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        other = engaged(actor, cast.young_person, cast.adviser)
        handover = actions.plan_handover(
            actor, other, cast.neighbour, today(), today() + timedelta(days=30), "Déménagement"
        )
        beside = KEYWORKER.replace("'responsible'", "'incoming'")
        period = f"[{today()},{today() + timedelta(days=5)})"
        name = refused(beside, new_id(), support.pk, support.person_id, cast.keyworker.pk, period)
        assert name == "support_keyworker_incoming"
        borrowed = beside.replace("(id,", "(handover_id, id,").replace("(%s,", f"('{handover.pk}', %s,", 1)
        later = f"[{today() + timedelta(days=40)},{today() + timedelta(days=50)})"
        name = refused(borrowed, new_id(), support.pk, support.person_id, cast.keyworker.pk, later)
        assert name == "support_keyworker_of_handover"


def test_a_handover_always_has_its_next_keyworker_beside(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.plan_handover(
            actor, support, cast.neighbour, today(), today() + timedelta(days=30), "Déménagement"
        )
        name = refused(
            "delete from support_keyworker where lane = 'incoming' and support_id = %s", support.pk
        )
        assert name == "support_handover_beside"
        name = refused("update support_handover set passes_on = starts_on where support_id = %s", support.pk)
        assert name == "support_handover_overlap"


def test_without_context_and_from_elsewhere_no_row_even_without_filters(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.add_step(actor, support, "Appeler le fournisseur", "person")
    tables = [  # the names are ours
        "support",
        "goal",
        "criterion",
        "step",
        "review",
        "keyworker",
        "handover",
        "supportevent",
        "goalevent",
    ]

    def counts() -> set[int]:
        with connection.cursor() as cursor:
            each = "select count(*) from support_{} where person_id = %(person)s"
            cursor.execute(" union ".join(map(each.format, tables)), {"person": cast.older_lady})
            return {row[0] for row in cursor.fetchall()}

    assert counts() == {0}
    for name in ("far_keyworker", "policy_officer", "dpo", "administrator", "youth_partner", "town_partner"):
        with act_as(name):
            assert counts() == {0}, name
    with act_as("secretary"):
        assert Support.objects.filter(pk=support.pk).exists()
        with pytest.raises(AssertionError), transaction.atomic():
            assert Support.objects.filter(pk=support.pk).update(status="abandoned")

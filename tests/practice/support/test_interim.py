"""Nobody there: the post answers, by itself, until somebody is named; no instant is left without anybody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import Cast
from tests.practice.support.stories import days_ago, engaged
from tests.practice.support.test_handover import always_one, lanes
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, check_constraints_now, system
from tuilage.foundation.organisations.models import Absence, Assignment, Professional
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import actions
from tuilage.practice.support.actions.handing_over import keep_answered
from tuilage.practice.support.models import Handover, Support

pytestmark = pytest.mark.django_db
ActAs = Callable[[str], AbstractContextManager[Actor]]
IN_30 = timedelta(days=30)


def leave(professional: Professional, day: date) -> None:
    with acting(system("import")):
        for held in Assignment.objects.filter(professional=professional):
            held.period = DateRange(held.period.lower, day, "[)")
            held.save(update_fields=["period"])


def away(professional: Professional, first: date, until: date | None) -> None:
    with acting(system("demo")):
        Absence(professional=professional, period=DateRange(first, until, "[)"), long=True).save(
            force_insert=True
        )


def clock(day: date | None = None) -> tuple[int, int]:
    with acting(system("clock")):
        done = keep_answered(day)
        check_constraints_now()
        return done


def running(act_as: ActAs, cast: Cast) -> Support:
    with act_as("keyworker") as actor:
        return engaged(actor, cast.older_lady, cast.adviser)


def test_whoever_left_is_followed_by_the_post_once(act_as: ActAs, cast: Cast) -> None:
    support = running(act_as, cast)
    assert clock() == (0, 0)
    leave(cast.adviser, today())
    assert clock()[1] == 1
    assert clock() == (0, 0)
    with act_as("head"):
        assert lanes(support) == [
            ("responsible", cast.adviser.pk, days_ago(30), today()),
            ("responsible", cast.key("post adviser"), today(), None),
        ]
        assert always_one(support)
        place = Participation.objects.get(person_id=cast.older_lady, role="keyworker", professional=None)
        assert place.team_id == cast.west.pk


def test_a_long_absence_too_but_not_while_the_next_one_is_beside(act_as: ActAs, cast: Cast) -> None:
    support = running(act_as, cast)
    away(cast.adviser, days_ago(2), today() + IN_30)
    with act_as("keyworker") as actor:
        handover = actions.plan_handover(
            actor, support, cast.keyworker, days_ago(1), today() + IN_30, "Absence"
        )
    assert clock() == (0, 0)
    with act_as("keyworker") as actor:
        actions.cancel_handover(actor, handover)
    assert clock() == (0, 1)


def test_the_next_one_leaves_during_the_handover_the_present_one_goes_on(act_as: ActAs, cast: Cast) -> None:
    support = running(act_as, cast)
    with act_as("keyworker") as actor:
        actions.plan_handover(actor, support, cast.neighbour, days_ago(5), today() + IN_30, "Départ")
    leave(cast.neighbour, today())
    assert clock() == (1, 0)
    assert clock() == (0, 0)
    with act_as("head"):
        assert Handover.objects.get(support=support).status == Handover.Status.CANCELLED
        assert lanes(support) == [
            ("responsible", cast.adviser.pk, days_ago(30), None),
            ("incoming", cast.neighbour.pk, days_ago(5), today()),
        ]
        assert always_one(support)


def test_both_leave_and_the_post_holds(act_as: ActAs, cast: Cast) -> None:
    support = running(act_as, cast)
    with act_as("keyworker") as actor:
        actions.plan_handover(
            actor, support, cast.neighbour, today() + timedelta(days=3), today() + IN_30, "Départ"
        )
    leave(cast.neighbour, today())
    leave(cast.adviser, today())
    assert clock()[1] == 1
    with act_as("head"):
        assert lanes(support)[-1] == ("responsible", cast.key("post adviser"), today(), None)
        assert always_one(support)


def test_only_the_clock_asks(act_as: ActAs, cast: Cast) -> None:
    running(act_as, cast)
    with act_as("head"), pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from support_keep_answered(current_date, '', '')")


def test_postponed_brought_forward_it_passes_on_its_date(act_as: ActAs, cast: Cast) -> None:
    support = running(act_as, cast)
    with act_as("keyworker") as actor:
        handover = actions.plan_handover(
            actor, support, cast.keyworker, days_ago(5), today() + IN_30, "Départ"
        )
        for days in (60, 10, 0):
            moved = actions.handing_over.move_handover(actor, handover, today() + timedelta(days=days))
            assert lanes(support) == [
                ("responsible", cast.adviser.pk, days_ago(30), moved.passes_on),
                ("incoming", cast.keyworker.pk, days_ago(5), moved.passes_on),
                ("responsible", cast.keyworker.pk, moved.passes_on, None),
            ]
            assert always_one(support)
        assert moved.status == Handover.Status.PASSED


EVENTS = st.lists(
    st.tuples(st.sampled_from(["leave", "away", "plan", "cancel", "clock"]), st.integers(0, 40)), max_size=6
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(happenings=EVENTS)
def test_whatever_happens_no_instant_is_without_a_responsible(
    happenings: list[tuple[str, int]], act_as: ActAs, cast: Cast
) -> None:
    sid = transaction.savepoint()
    support = running(act_as, cast)
    for what, days in happenings:
        day = today() + timedelta(days=days)
        if what == "leave":
            leave(cast.adviser, day)
        elif what == "away":
            away(cast.adviser, day, day + IN_30)
        elif what == "clock":
            clock(day)
        else:
            _perhaps(act_as, support, what, day, cast)
    clock(today() + timedelta(days=41))
    with act_as("head"):
        assert always_one(support)
    transaction.savepoint_rollback(sid)


def _perhaps(act_as: ActAs, support: Support, what: str, day: date, cast: Cast) -> Any:
    from tuilage.core.refusals import Refused

    with act_as("keyworker") as actor:
        try:
            with transaction.atomic():
                if what == "plan":
                    return actions.plan_handover(actor, support, cast.keyworker, today(), day, "Départ")
                live = Handover.objects.filter(support=support, status__in=["planned", "running"]).first()
                return actions.cancel_handover(actor, live) if live else None
        except Refused:
            return None

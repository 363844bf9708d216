"""Who works beside the keyworker, who coordinates, and on what ground the support stands."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.cast import Cast
from tests.practice.support.stories import ENDING, answers, days_ago, engaged
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, check_constraints_now
from tuilage.core.refusals import Refused
from tuilage.foundation.people.models import Relation
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import actions
from tuilage.practice.support.actions import naming
from tuilage.practice.support.models import (
    Coordinator,
    CoWorker,
    GroundKind,
    Keyworker,
    Support,
    SupportGround,
)

pytestmark = pytest.mark.django_db
ActAs = Callable[[str], AbstractContextManager[Actor]]


def ground(code: str) -> GroundKind:
    return GroundKind.objects.get(code=code)


def test_a_pair_is_named_sees_the_file_and_is_ended_and_kept_again(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        row = naming.add_coworker(actor, support, cast.neighbour, "home")
        place = Participation.objects.get(professional=cast.neighbour, person_id=cast.older_lady)
        assert place.role == Participation.Role.COWORKER
        with pytest.raises(Refused):
            naming.add_coworker(actor, support, cast.neighbour, "budget")
        with pytest.raises(Refused):
            naming.add_coworker(actor, support, cast.adviser, "budget")
        with pytest.raises(Refused):
            naming.add_coworker(actor, support, cast.keyworker, "anything")
    with act_as("neighbour"):
        assert Support.objects.filter(pk=support.pk).exists()
    with act_as("keyworker") as actor:
        naming.end_coworker(actor, row, today() + timedelta(days=3))
        assert CoWorker.objects.get(support=support).period.upper == today() + timedelta(days=3)
        naming.keep_coworker(actor, CoWorker.objects.get(support=support))
        assert CoWorker.objects.get(support=support).period.upper is None
        naming.end_coworker(actor, CoWorker.objects.get(support=support))
        assert not CoWorker.objects.filter(support=support).exists()
        assert not Participation.objects.filter(professional=cast.neighbour).exists()


def test_whoever_works_beside_stops_with_the_support(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        naming.add_coworker(actor, support, cast.keyworker, "rights", days_ago(10))
        naming.lay_ground(actor, support, ground("autonomy"), days_ago(10))
        actions.close_support(actor, support, answers=answers(support), **ENDING)
        assert CoWorker.objects.get(support=support).period.upper == today()
        assert SupportGround.objects.get(support=support).period.upper == today()


def test_one_coordinator_who_is_not_the_keyworker_nor_a_relative(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        engaged(actor, cast.older_lady, cast.adviser)
        with pytest.raises(Refused):
            naming.name_coordinator(actor, cast.older_lady, cast.adviser, "Trois services", ["gather"])
        row = naming.name_coordinator(
            actor,
            cast.older_lady,
            cast.keyworker,
            "Trois services agissent",
            ["gather", "nothing"],
            days_ago(0),
        )
        assert row.tasks == ["gather"]
        Relation(
            person_id=cast.older_lady,
            other_name="HUGO Castaing",
            kind="friend",
            period=DateRange(days_ago(9), None, "[)"),
        ).save(force_insert=True)
        with pytest.raises(Refused, match="coord"):
            naming.name_coordinator(actor, cast.older_lady, cast.neighbour, "Voisin", [])
        later = today() + timedelta(days=8)
        naming.name_coordinator(
            actor, cast.older_lady, cast.head, "Elle reprend la coordination", ["gather"], later
        )
        held = [
            (each.professional_id, each.period.lower, each.period.upper)
            for each in Coordinator.objects.filter(person_id=cast.older_lady)
        ]
        assert held == [(cast.keyworker.pk, today(), later), (cast.head.pk, later, None)]
        naming.end_coordinator(
            actor, Coordinator.objects.get(professional=cast.head, person_id=cast.older_lady)
        )
        assert Coordinator.objects.filter(person_id=cast.older_lady).count() == 1


def test_the_database_refuses_a_second_coordinator(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        naming.name_coordinator(actor, cast.older_lady, cast.keyworker, "Deux services", [])
        with pytest.raises(IntegrityError), transaction.atomic():
            Coordinator(
                person_id=cast.older_lady, professional=cast.head, team=cast.west, reason="Aussi",
                period=DateRange(today() + timedelta(days=4), None, "[)"), named_by_id=actor.id,
            ).save(force_insert=True)  # fmt: skip


def test_one_keyworker_of_the_rsa_at_any_instant(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        first = engaged(actor, cast.daughter, cast.adviser)
        second = engaged(actor, cast.daughter, cast.adviser, "aeb")
        naming.lay_ground(actor, first, ground("rsa"), days_ago(20))
        with pytest.raises(Refused):
            naming.lay_ground(actor, second, ground("rsa"), days_ago(3))
        with pytest.raises(Refused):
            naming.lay_ground(actor, first, ground("rsa"))
        with pytest.raises(Refused):
            naming.lay_ground(actor, second, ground("ase"))
        # Passed from one support to the other on a day: still one.
        naming.lay_ground(actor, first, ground("social"), days_ago(5))
        naming.lay_ground(actor, second, ground("rsa"), days_ago(5))
        assert SupportGround.objects.filter(kind__code="rsa").count() == 2


def test_a_change_of_ground_ends_no_keyworker_and_the_database_holds_it(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        naming.lay_ground(actor, support, ground("social"), days_ago(20))
        changes = today() + timedelta(days=30)
        naming.lay_ground(actor, support, ground("autonomy"), changes)
        with pytest.raises(Refused, match=r"."):
            actions.plan_handover(actor, support, cast.keyworker, today(), changes, "Le même jour")
        actions.plan_handover(
            actor, support, cast.keyworker, today(), changes + timedelta(days=1), "Le lendemain"
        )
        held = Keyworker.objects.filter(support=support, lane="responsible", period__startswith=days_ago(30))

        def stop_on_that_day() -> None:
            held.update(period=DateRange(days_ago(30), changes, "[)"))
            check_constraints_now()

        with pytest.raises(IntegrityError), transaction.atomic():
            stop_on_that_day()


def test_a_stranger_sees_nothing_of_it(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        naming.add_coworker(actor, support, cast.keyworker, "rights")
        naming.lay_ground(actor, support, ground("social"))
        naming.name_coordinator(actor, cast.older_lady, cast.head, "Deux services", [])
    seen: list[UUID] = []
    with act_as("far_keyworker"):
        for model in (CoWorker, Coordinator, SupportGround):
            seen += model._base_manager.filter(person_id=cast.older_lady).values_list("pk", flat=True)
    assert not seen

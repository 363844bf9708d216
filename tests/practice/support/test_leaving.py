"""Somebody leaves: all is handed over in one act, with an overlap for each, and undone in one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.practice.support.stories import days_ago, engaged
from tests.practice.support.test_handover import always_one, lanes
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support.actions import leaving, naming
from tuilage.practice.support.models import CoWorker, Handover, Support

pytestmark = pytest.mark.django_db
ActAs = Callable[[str], AbstractContextManager[Actor]]
PASSES = timedelta(days=30)


def many(act_as: ActAs, cast: Cast, amount: int) -> list[Support]:
    with act_as("keyworker") as actor:
        persons = [cast.older_lady, cast.young_person, cast.daughter]
        return [engaged(actor, persons[number % 3], cast.adviser) for number in range(amount)]


def mine(actor: Actor, cast: Cast, supports: list[Support]) -> dict:  # type: ignore[type-arg]
    keys = {support.pk for support in supports}
    rows = [row for row in leaving.held_by(cast.adviser.pk, today()) if row.support_id in keys]
    return leaving.spread(rows, [(cast.keyworker.pk, 1.0), (cast.neighbour.pk, 0.8)])


def test_each_has_its_overlap_and_a_person_one_receiver_then_undone(act_as: ActAs, cast: Cast) -> None:
    supports = many(act_as, cast, 6)
    with act_as("keyworker") as actor:
        naming.add_coworker(actor, supports[0], cast.keyworker, "budget")
    with act_as("head") as actor:
        before = [lanes(support) for support in supports]
        places = Participation.objects.count()
        choice = mine(actor, cast, supports)
        assert len({choice[support.pk] for support in supports if support.person_id == cast.older_lady}) == 1
        assert len(set(choice.values())) == 2
        bulk = leaving.hand_over_all(
            actor, cast.adviser, today(), today() + PASSES, "Départ en retraite", choice
        )
        for support in supports:
            to = choice[support.pk]
            assert lanes(support) == [
                ("responsible", cast.adviser.pk, days_ago(30), today() + PASSES),
                ("incoming", to, today(), today() + PASSES),
                ("responsible", to, today() + PASSES, None),
            ]
            assert always_one(support)
        assert Handover.objects.filter(bulk=bulk, status="running").count() == 6
        leaving.undo_all(actor, bulk)
        assert [lanes(support) for support in supports] == before
        assert Participation.objects.count() == places
        assert leaving.undo_all(actor, bulk).undone_on == today()
        assert CoWorker.objects.get(support=supports[0]).period.upper is None


def test_refused_whole_when_something_is_wrong(act_as: ActAs, cast: Cast) -> None:
    supports = many(act_as, cast, 2)
    with act_as("keyworker") as actor, pytest.raises(Refused):
        leaving.hand_over_all(
            actor, cast.adviser, today(), today() + PASSES, "Départ", mine(actor, cast, supports)
        )
    with act_as("head") as actor:
        good = mine(actor, cast, supports)
        first = supports[0].pk
        for days, reason, choice in (
            (0, "Départ", good),
            (30, " ", good),
            (30, "Départ", {}),
            (30, "Départ", {**good, first: cast.adviser.pk}),
            (30, "Départ", {**good, first: cast.policy_officer.pk}),
        ):
            with pytest.raises(Refused):
                leaving.hand_over_all(
                    actor, cast.adviser, today(), today() + timedelta(days=days), reason, choice
                )
        assert not Handover.objects.filter(support__in=supports).exists()


def test_questions_do_not_grow_with_the_number(act_as: ActAs, cast: Cast) -> None:
    counts = []
    for amount in (3, 12):
        supports = many(act_as, cast, amount)
        with act_as("head") as actor:
            choice = mine(actor, cast, supports)
            with CaptureQueriesContext(connection) as asked:
                bulk = leaving.hand_over_all(actor, cast.adviser, today(), today() + PASSES, "Départ", choice)
            with CaptureQueriesContext(connection) as undone:
                leaving.undo_all(actor, bulk)
            counts.append((len(asked), len(undone)))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 25

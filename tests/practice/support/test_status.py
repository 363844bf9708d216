"""Of age with the same people: the status and the ground change on a day, nobody leaves."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.support.stories import days_ago, engaged
from tests.practice.support.test_handover import always_one, lanes
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.foundation.people.models import Person
from tuilage.practice.support import actions
from tuilage.practice.support.actions import changing, naming
from tuilage.practice.support.models import CoWorker, GroundKind, PersonStatus, StatusChange, SupportGround

pytestmark = pytest.mark.django_db
ActAs = Callable[[str], AbstractContextManager[Actor]]


def ground(code: str) -> GroundKind:
    return GroundKind.objects.get(code=code)


@covers("S0-070", "S0-071")
def test_the_young_person_comes_of_age_and_keeps_everybody(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        person = Person.objects.get(pk=cast.young_person)
        eighteen = naming.majority(person)
        assert eighteen is not None
        support = engaged(actor, person.pk, cast.adviser)
        naming.add_coworker(actor, support, cast.keyworker, "work")
        naming.lay_ground(actor, support, ground("ase"), days_ago(20))
        changing.note_status(actor, person.pk, "minor-ase", days_ago(200))
        change = changing.plan_change(actor, person.pk, "young-adult-ase", eighteen, ground("young-adult"))
        statuses = [(row.kind.code, row.period.lower, row.period.upper) for row in PersonStatus.objects.all()]
        assert statuses == [
            ("minor-ase", days_ago(200), eighteen),
            ("young-adult-ase", eighteen, None),
        ]
        assert [row.kind.code for row in SupportGround.objects.order_by("period")] == ["ase", "young-adult"]
        assert lanes(support) == [("responsible", cast.adviser.pk, days_ago(30), None)]
        beside = CoWorker.objects.get(support=support)
        assert beside.period.upper is None
        assert always_one(support)
        # The database keeps them: nobody stops on that very day.
        with pytest.raises(Refused):
            actions.plan_handover(actor, support, cast.keyworker, today(), eighteen, "Majorité")
        # Whoever works beside and leaves that very day stops the day after.
        ended = naming.end_coworker(actor, beside, eighteen)
        assert ended is not None
        assert ended.period.upper == eighteen + timedelta(days=1)
        naming.keep_coworker(actor, beside)
        changing.make_ready(
            actor, change, ["paper:identity", "step:interview", "paper:nothing"], "Je veux garder Claire."
        )
        kept = StatusChange.objects.get(pk=change.pk)
        assert kept.done == ["paper:identity", "step:interview"]
        assert kept.person_words == "Je veux garder Claire."


def test_cancelled_it_goes_on_as_it_was(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.young_person, cast.adviser)
        naming.lay_ground(actor, support, ground("ase"), days_ago(20))
        changing.note_status(actor, cast.young_person, "minor-ase", days_ago(200))
        eighteen = naming.majority(Person.objects.get(pk=cast.young_person))
        assert eighteen is not None
        change = changing.plan_change(
            actor, cast.young_person, "mission-locale", eighteen, ground("young-adult")
        )
        with pytest.raises(Refused):
            changing.plan_change(actor, cast.young_person, "pjj", eighteen)
        changing.cancel_change(actor, change)
        assert [row.period.upper for row in PersonStatus.objects.all()] == [None]
        assert [(row.kind.code, row.period.upper) for row in SupportGround.objects.all()] == [("ase", None)]
        with pytest.raises(Refused):
            changing.cancel_change(actor, change)


def test_not_in_the_past_nor_a_ground_for_others(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.young_person, cast.adviser)
        naming.lay_ground(actor, support, ground("ase"), days_ago(20))
        for day, kind in (
            (days_ago(1), None),
            (today() + timedelta(days=900), None),
            (today() + timedelta(days=9), "rsa"),
        ):
            with pytest.raises(Refused):
                changing.plan_change(actor, cast.young_person, "adult", day, ground(kind) if kind else None)
        assert not PersonStatus.objects.exists()

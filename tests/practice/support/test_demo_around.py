"""The demonstration shows a coming majority, pairs, a coordinator, somebody asked to take a support."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.practice.support.test_demo import World, people
from tuilage.core.database.clock import today
from tuilage.core.database.context import acting, check_constraints_now, system
from tuilage.practice.support import demo, demo_around
from tuilage.practice.support.models import Attribution, Coordinator, CoWorker, StatusChange

pytestmark = pytest.mark.django_db


def test_the_cast_and_the_crowd_have_somebody_around_them(cast: Cast) -> None:
    with acting(system("demo")):
        world = World(today(), persons=people(cast, 90))
        demo.build(world)
        demo_around.build(world)
        check_constraints_now()
        assert CoWorker.objects.exclude(person_id=cast.daughter).count() > 3
        assert Coordinator.objects.filter(person_id=cast.older_lady).exists()
        assert StatusChange.objects.get(person_id=cast.young_person).to_status.code == "young-adult-ase"
        assert Attribution.objects.filter(person_id=cast.older_lady, state="asked").exists()

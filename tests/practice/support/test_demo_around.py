"""The demonstration shows a coming majority, pairs, a coordinator, somebody asked to take a support."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.cast import Cast
from tests.practice.support.test_demo import World, people
from tuilage.core.access import CASE_WORKER
from tuilage.core.database.clock import today
from tuilage.core.database.context import acting, check_constraints_now, system
from tuilage.foundation.organisations.models import Assignment, Post, Professional
from tuilage.practice.support import demo, demo_around
from tuilage.practice.support.models import (
    Attribution,
    Coordinator,
    CoWorker,
    Handover,
    Keyworker,
    StatusChange,
)
from tuilage.practice.support.stories import tell_cast

pytestmark = pytest.mark.django_db


def colleague(cast: Cast) -> Professional:
    """Somebody of the west team who is not of the cast: the one who will leave."""
    who = Professional(first_name="Paul", last_name="Roques")
    who.save(force_insert=True)
    profession = Post.objects.get(pk=cast.key("post keyworker")).profession
    always = DateRange(today() - timedelta(days=900), None, "[)")
    post = Post(
        team=cast.west, title="Assistant de service social", profession=profession, role=CASE_WORKER, period=always, fte=1
    )  # fmt: skip
    post.save(force_insert=True)
    Assignment(post=post, professional=who, period=always, share=1).save(force_insert=True)
    return who


def test_the_cast_and_the_crowd_have_somebody_around_them(cast: Cast) -> None:
    with acting(system("demo")):
        leaver = colleague(cast)
        world = World(today(), persons=people(cast, 90))
        demo.build(world)
        tell_cast(world.today)
        demo_around.build(world)
        check_constraints_now()
        assert CoWorker.objects.exclude(person_id=cast.daughter).count() > 3
        assert Coordinator.objects.filter(person_id=cast.older_lady).exists()
        assert StatusChange.objects.get(person_id=cast.young_person).to_status.code == "young-adult-ase"
        assert Attribution.objects.filter(person_id=cast.older_lady, state="asked").exists()
        assert Handover.objects.filter(bulk__leaver=leaver).exists()
        assert Keyworker.objects.filter(post__isnull=False, period__endswith__isnull=True).count() == 2
        assert Attribution.objects.filter(professional=cast.keyworker, state="objected").count() == 1

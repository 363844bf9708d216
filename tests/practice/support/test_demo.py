"""The demonstration's supports hold all that the database asks, at any scale, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.cast import Cast
from tuilage.core.database.clock import today
from tuilage.core.database.context import acting, check_constraints_now, system
from tuilage.core.database.keys import new_id
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import demo, loading, regulation
from tuilage.practice.support.models import Handover, Keyworker, Support
from tuilage.practice.support.stories_of_others import tell_others

pytestmark = pytest.mark.django_db


@dataclass
class World:
    """What the demonstration gives its parts; here rows are inserted, the application role may not COPY."""

    today: date
    rng: random.Random = field(default_factory=lambda: random.Random(7))  # noqa: S311
    persons: list[Any] = field(default_factory=list)

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
        sent = [tuple(row) for row in rows]
        if sent:
            names, places = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
            with connection.cursor() as cursor:
                cursor.executemany(f"insert into {table} ({names}) values ({places})", sent)
        return len(sent)


def made(number: int, team: Any) -> Any:
    rng = random.Random(number)  # noqa: S311
    died = today() - timedelta(days=5) if number % 29 == 0 else None
    age = rng.randint(16, 90)
    return SimpleNamespace(
        id=new_id(), team_id=team.pk, since=today() - timedelta(days=rng.randint(5, 730)), died_on=died,
        age=lambda day: age,
    )  # fmt: skip


def people(cast: Cast, amount: int) -> list[Any]:
    persons = [made(number, (cast.west, cast.east, cast.far)[number % 3]) for number in range(amount)]
    for one in persons:
        Person(id=one.id, birth_name="Essai", died_on=one.died_on).save(force_insert=True)
    return persons


def test_two_hundred_persons_and_the_cast_hold_every_constraint(cast: Cast) -> None:
    with acting(system("demo")):
        world = World(today(), persons=people(cast, 200))
        demo.build(world)
        demo.tell(world)
        check_constraints_now()
        kinds = set(Support.objects.values_list("status", flat=True))
        assert kinds >= {"preparing", "engaged", "closed", "abandoned"}
        assert Support.objects.count() > 60
        assert Handover.objects.filter(status="passed").exists()
        assert Keyworker.objects.filter(post__isnull=False).exists()
        assert Participation.objects.filter(role="keyworker").count() > 50
        lady = Support.objects.filter(person_id=cast.older_lady).order_by("proposed_on")
        assert [support.status for support in lady] == ["closed", "engaged", "preparing"]
        assert Handover.objects.filter(person_id=cast.older_lady, status="running").count() == 1


def test_people_of_the_crowd_show_a_couple_one_taken_up_one_that_lasts_one_that_waits(cast: Cast) -> None:
    day = today()
    with acting(system("demo")):
        born = (day.year - 40, day.year - 39, day.year - 35, day.year - 30, day.year - 80)
        for number, year in enumerate(born):
            one = Person(id=new_id(), birth_name=f"Essai {number}", birth_year=year)
            one.save(force_insert=True)
            Participation(
                person=one,
                team=cast.west,
                role="reception",
                period=DateRange(day - timedelta(days=500), None),
            ).save(force_insert=True)
        tell_others(day)
        check_constraints_now()
        rows = list(
            Support.objects.filter(person__birth_name__startswith="Essai").order_by("person__birth_name")
        )
        assert [row.together is not None for row in rows] == [True, True, False, False, False]
        assert [row.to_complete for row in rows] == [False, False, True, False, False]
        assert [row.lasting for row in rows] == [False, False, False, False, True]
        waiting = {line.support.pk for line in regulation.waiting(cast.west.pk, day)}
        assert rows[3].pk in waiting


def test_the_same_seed_makes_the_same_supports(cast: Cast) -> None:
    def once() -> list[Any]:
        kinds = {code: (new_id(), code, 6) for code in demo.DOMAINS}
        rng = random.Random(3)  # noqa: S311
        maker = demo.Maker(rng, today(), kinds, demo.leaders_by_team())
        for number in range(60):
            maker.person(made(number, cast.west), share=1)
        hidden = {
            "id",
            "support_id",
            "person_id",
            "kind_id",
            "terms_id",
            "goal_id",
            "handover_id",
            "participation_id",
        }
        return [
            [(name, value) for name, value in row.items() if name not in hidden]
            for table in loading.COLUMNS
            for row in maker.rows[table]
        ]

    assert once() == once()

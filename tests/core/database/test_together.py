"""Several reads in one question give what each would have given alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.db.models import Count, F, Model, QuerySet

from tests.cast import Cast
from tuilage.core.database.context import Actor
from tuilage.core.database.together import fetch, place
from tuilage.foundation.organisations.models import Post, Team
from tuilage.foundation.people.models import Person, Relation
from tuilage.foundation.territory.models import Commune
from tuilage.practice.reception.models import Request
from tuilage.practice.support.models import Goal, Keyworker, Support

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


def _state(row: Any) -> Any:
    if not isinstance(row, Model):
        return row
    return {name: _state(value) for name, value in vars(row).items() if name not in ("_state", "history")} | {
        "related": {name: _state(one) for name, one in row._state.fields_cache.items() if one is not None}
    }


@pytest.mark.parametrize(
    "read",
    [
        lambda: Person.objects.select_related("commune").order_by("pk"),
        lambda: Keyworker.objects.select_related("professional", "post", "support__kind").order_by("pk"),
        lambda: Request.objects.order_by("pk"),
        lambda: Support.objects.select_related("team", "proposed_by").order_by("pk"),
        lambda: (
            Relation.objects.filter(period__contains=date(2026, 11, 22))
            .select_related("other")
            .order_by("pk")
        ),
        lambda: Commune.objects.order_by("-population", "code")[3:7],
        lambda: Team.objects.annotate(posts_held=Count("posts"), same=F("name")).order_by("pk"),
        lambda: Post.objects.order_by("pk").values("title", "period", "fte"),
        lambda: Team.objects.order_by("pk").values_list("pk", "name"),
        lambda: Team.objects.none(),
        lambda: Person.objects.filter(birth_name='Personne, % ni "guillemets" ni l\'apostrophe'),
    ],
)
def test_a_read_among_others_gives_what_it_gives_alone(
    read: Callable[[], QuerySet[Any]], act_as: ActAs, django_assert_num_queries: Any
) -> None:
    with act_as("keyworker"):
        alone, among, other = list(read()), read(), Team.objects.order_by("name")
        with django_assert_num_queries(1):
            fetch(other, among)
            assert [_state(row) for row in among] == [_state(row) for row in alone]
            assert other[0].name


def test_what_is_hidden_stays_hidden(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker"):
        stranger = Person.objects.filter(pk=cast.stranger)
        fetch(stranger, Team.objects.all())
        assert list(stranger) == []


def test_nothing_to_ask_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        nothing = Team.objects.none()
        fetch(nothing)
        assert list(nothing) == []


def test_children_are_laid_under_their_parents(
    act_as: ActAs, cast: Cast, django_assert_num_queries: Any
) -> None:
    with act_as("keyworker"):
        supports = Support.objects.filter(person_id=cast.daughter)
        goals = Goal.objects.filter(person_id=cast.daughter).order_by("position")
        fetch(supports, goals)
        with django_assert_num_queries(0):
            place(supports, "goals", goals, "support_id")
            assert [goal.sentence for goal in supports[0].goals.all()] == [
                "Un budget tenu trois mois de suite"
            ]

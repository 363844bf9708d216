"""Who works where, who is away, and what leaving a post takes away."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.coverage import covers
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations import actions
from tuilage.foundation.organisations.actors import actor_for, actor_of
from tuilage.foundation.organisations.models import Absence, Assignment, Post, Professional
from tuilage.foundation.people.models import Person

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


@covers("S1-017")
def test_the_team_page_names_each_agent_with_a_profession(
    client_for: ClientFor, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    client = client_for("keyworker")
    with django_assert_max_num_queries(15):
        page = client.get(reverse("organisations:team", args=[cast.west.pk])).content.decode()
    for words in (
        "Secrétaire médico-sociale",
        "Assistante de service social",
        "Conseiller en économie sociale",
    ):
        assert words in page
    assert "Claire Lespinasse" in page


def test_the_teams_page_lists_mine(client_for: ClientFor, django_assert_max_num_queries: Any) -> None:
    client = client_for("secretary")
    with django_assert_max_num_queries(15):
        page = client.get(reverse("organisations:teams")).content.decode()
    assert "Équipe action sociale, secteur ouest" in page


def test_nobody_holds_the_same_post_twice_at_once(cast: Cast) -> None:
    post = Post.objects.get(pk=cast.key("post keyworker"))
    with acting(system("import")), pytest.raises(Refused, match="Claire"):
        actions.hold_post(post, cast.keyworker, date(2026, 1, 1), Decimal("0.5"))
    with pytest.raises(IntegrityError), acting(system("import")):
        Assignment.objects.create(
            post=post, professional=cast.keyworker, period=DateRange(date(2025, 1, 1), None), share=Decimal(1)
        )


def test_leaving_a_post_closes_every_file_at_once(cast: Cast) -> None:
    with acting(actor_for(cast.keyworker)):
        assert Person.objects.filter(pk=cast.older_lady).exists()
        with acting(system("import")):
            actions.leave_post(
                Assignment.objects.get(professional=cast.keyworker), today() - timedelta(days=1)
            )
        assert not Person.objects.exists()
    assert not actor_of(cast.keyworker.account).known


def test_the_contact_belongs_to_the_post_and_survives_a_departure(cast: Cast) -> None:
    held = Assignment.objects.select_related("post").get(professional=cast.keyworker)
    before = held.post.email
    with acting(cast.actor("administrator")):
        actions.leave_post(held, today())
        successor = Professional(first_name="Jeanne", last_name="Dupuy")
        successor.save(force_insert=True)
        taken = actions.hold_post(held.post, successor, today() + timedelta(days=1), Decimal(1))
    assert taken.post.email == before


def test_the_head_notes_an_absence_and_the_team_sees_it_without_a_reason(
    client_for: ClientFor, cast: Cast, act_as: ActAs
) -> None:
    day = today()
    answer = client_for("head").post(
        reverse("organisations:add-absence", args=[cast.west.pk]),
        {"professional": cast.adviser.pk, "start": day, "end": day + timedelta(days=2)},
    )
    assert answer.status_code == 302
    seen = client_for("secretary").get(reverse("organisations:team", args=[cast.west.pk])).content.decode()
    assert "Yann Le Gall" in seen
    with act_as("neighbour"):
        assert not Absence.objects.exists()


def test_dates_out_of_order_keep_what_was_typed(client_for: ClientFor, cast: Cast) -> None:
    day = today()
    answer = client_for("head").post(
        reverse("organisations:add-absence", args=[cast.west.pk]),
        {"professional": cast.adviser.pk, "start": day, "end": day - timedelta(days=2)},
    )
    assert answer.status_code == 422
    assert day.isoformat() in answer.content.decode()


def test_an_absence_can_be_undone(client_for: ClientFor, cast: Cast, act_as: ActAs) -> None:
    with act_as("head") as head:
        absence = actions.note_absence(head, cast.west, cast.adviser, today(), today())
    client_for("head").post(reverse("organisations:remove-absence", args=[cast.west.pk, absence.pk]))
    with act_as("head"):
        assert not Absence.objects.exists()


def test_the_head_of_another_team_changes_nothing_here(client_for: ClientFor, cast: Cast) -> None:
    answer = client_for("head").post(reverse("organisations:add-absence", args=[cast.far.pk]), {})
    assert answer.status_code == 404

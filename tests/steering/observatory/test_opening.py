"""A figure opens on what it counted: for who works with these people, and never on a name for who does not."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.practice.support.stories import engaged, proposed
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, counting, system
from tuilage.core.registries import indicators, openings
from tuilage.practice.support.models import Support

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
ActAs = Callable[..., AbstractContextManager[Actor]]
RUNNING = "/observatoire/support.running/lignes/"
PERIOD = (today() - timedelta(days=60), today())  # what the template holds was proposed today


@pytest.fixture
def support(cast: Cast, act_as: ActAs) -> Support:
    with act_as("adviser") as actor:
        return engaged(actor, cast.older_lady, cast.adviser)


def test_the_head_of_service_reads_which_supports_make_the_figure(
    cast: Cast, client_for: ClientFor, support: Support
) -> None:
    head = client_for("head")
    figure = head.get(reverse("observatory:indicator", args=["support.running"])).content.decode()
    assert RUNNING in figure
    page = head.get(RUNNING).content.decode()
    assert "Marchand" in page
    assert reverse("support:project", args=[support.pk]) in page


def test_who_only_counts_is_shown_no_name_and_no_door(
    cast: Cast, client_for: ClientFor, support: Support
) -> None:
    officer = client_for("policy_officer")
    assert "/lignes/" not in officer.get("/observatoire/support.running/").content.decode()
    assert officer.get(RUNNING).status_code == 404


def test_the_figure_counts_more_than_its_reader_may_open(cast: Cast, act_as: ActAs, support: Support) -> None:
    """The stranger's support counts; nobody of another territory gets its line, asked for every team."""
    with act_as("far_keyworker") as actor:
        far = proposed(actor, cast.stranger)
    with acting(system("clock")), counting():
        assert sum(cell.numerator for cell in indicators["support.proposed"].count(*PERIOD)) == 2
    with act_as("adviser"):
        assert openings["support.proposed"].keys(*PERIOD, None) == [support.pk]
    with act_as("far_keyworker"):
        assert openings["support.proposed"].keys(*PERIOD, None) == [far.pk]


def test_every_opening_belongs_to_an_indicator_and_answers(
    cast: Cast, client_for: ClientFor, support: Support
) -> None:
    assert len(openings) >= 10
    head = client_for("head")
    for code in openings._entries:
        assert code in indicators
        assert head.get(reverse("observatory:opened", args=[code])).status_code == 200


def test_a_month_that_nobody_offers_is_said_and_changes_nothing(client_for: ClientFor) -> None:
    page = client_for("head").get(RUNNING, {"mois": "1999-13"})
    assert page.status_code == 200
    assert "1999-13" in page.content.decode()

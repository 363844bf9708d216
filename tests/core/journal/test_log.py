"""The data protection officer's page: keys and services, narrowed, page by page, taken away; itself written down."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tuilage.core import journal
from tuilage.core.database.context import Actor
from tuilage.core.journal import views
from tuilage.core.journal.models import Entry

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(act_as: ActAs, cast: Cast) -> None:
    """Three lines: a reading, a search, a reading of another territory."""
    with act_as("keyworker"):
        journal.record("read", cast.older_lady, "dossier entier")
    with act_as("secretary"):
        journal.record("search", part="=2+2")
    with act_as("far_keyworker"):
        journal.record("read", cast.stranger, "parcours", "astreinte")


def page(client_for: ClientFor, query: str = "") -> str:
    answer = client_for("dpo").get(reverse("journal:log") + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.usefixtures("lines")
def test_it_shows_services_and_keys_and_no_name_of_a_person(client_for: ClientFor, cast: Cast) -> None:
    text = page(client_for)
    assert str(cast.older_lady) in text
    assert "Assistante de service social" in text
    assert "astreinte" in text
    for name in ("Odette", "Marchand", "Faure", "Quillévéré"):
        assert name not in text


@pytest.mark.usefixtures("lines")
def test_it_narrows(client_for: ClientFor, cast: Cast) -> None:
    whole = "?du=&au=&acte={}&personne={}&agent={}"
    assert "parcours" not in page(client_for, whole.format("search", "", ""))
    assert "parcours" in page(client_for, whole.format("read", cast.stranger, ""))
    assert "parcours" not in page(client_for, whole.format("", cast.older_lady, ""))
    only = page(client_for, whole.format("", "", cast.far_keyworker.pk))
    assert "parcours" in only
    assert "dossier entier" not in only
    assert "Aucune ligne" in page(client_for, "?du=2020-01-01&au=2020-01-02")
    assert "antérieure" in page(client_for, "?du=2026-01-02&au=2026-01-01")


def test_it_pages_by_key(act_as: ActAs, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PAGE_SIZE", 3)
    with act_as("keyworker"):
        for number in range(7):
            journal.record("read", part=f"part-{number}")
    client, query, seen = client_for("dpo"), "?acte=read&du=&au=", []
    for _ in range(10):
        context = client.get(reverse("journal:log") + query).context
        seen += [row[5] for row in context["table"].rows]
        if not context["older"]:
            break
        query = f"?{context['older']}"
    ours = [part for part in seen if str(part).startswith("part-")]
    assert ours == [f"part-{number}" for number in reversed(range(7))]
    assert page(client_for, "?du=&au=&avant=anything%20else")


@pytest.mark.usefixtures("lines")
def test_reading_and_exporting_are_lines_too(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    page(client_for)
    answer = client_for("dpo").get(reverse("journal:export") + "?du=&au=&acte=search")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[6] for row in rows[1:]] == ["'=2+2"], "a formula is quoted"
    with act_as("dpo"):
        mine = Entry.objects.filter(actor_id=cast.dpo.pk).order_by("at").values_list("act", "part")
        assert list(mine) == [("read", "journal"), ("export", "journal")]


@pytest.mark.usefixtures("lines")
def test_agents_are_named_by_whoever_knows_them(
    client_for: ClientFor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def names(keys: set[UUID]) -> dict[UUID, str]:
        return {cast.keyworker.pk: "Claire Lespinasse"} if cast.keyworker.pk in keys else {}

    monkeypatch.setattr(views, "_names", [])
    assert "Claire Lespinasse" not in page(client_for)
    views.name_agents(names)
    assert "Claire Lespinasse" in page(client_for)


@pytest.mark.parametrize(
    "name", ["secretary", "keyworker", "head", "youth_partner", "policy_officer", "administrator"]
)
@pytest.mark.parametrize("route", ["journal:log", "journal:export"])
def test_for_everyone_else_it_does_not_exist(client_for: ClientFor, name: str, route: str) -> None:
    assert client_for(name).get(reverse(route)).status_code == 404


def test_the_alarm_is_shown(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    from tuilage.core.journal import months

    assert "administrateur technique" not in page(client_for)
    monkeypatch.setattr(months, "room_ahead", lambda: months.Room(3, 1))
    assert "administrateur technique" in page(client_for)


@pytest.mark.parametrize("amount", [1, 60])
def test_queries_do_not_grow(
    act_as: ActAs, client_for: ClientFor, amount: int, django_assert_max_num_queries: Any
) -> None:
    with act_as("keyworker"):
        for _ in range(amount):
            journal.record("read")
    client = client_for("dpo")
    client.get(reverse("journal:log"))
    with django_assert_max_num_queries(15):
        client.get(reverse("journal:log"))

"""The observatory's pages, as people read them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from tests.coverage import covers
from tests.steering.conftest import Counted
from tuilage.core import access
from tuilage.core.database.clock import today
from tuilage.core.registries import Cell
from tuilage.foundation.territory.laying import lay_sectors
from tuilage.foundation.territory.models import Commune, Departement, Zone
from tuilage.steering.observatory.actions import publish_months
from tuilage.steering.observatory.models import IndicatorValue
from tuilage.steering.observatory.rules import month_of, months_before

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
PROFESSIONALS = (
    "secretary", "keyworker", "head", "policy_officer", "town_partner", "dpo", "administrator",
)  # fmt: skip


@pytest.fixture
def published(counted: Counted, cast: Cast) -> Counted:
    lay_sectors(Departement.objects.get())
    communes = list(Commune.objects.order_by("-population").values_list("code", flat=True)[:2])
    for at, month in enumerate(months_before(month_of(today()), 12)):
        counted.put("support.closed", month, Cell(30 + at, None, 30 + at, cast.east.pk, communes[0]),
                    Cell(20, None, 20, cast.far.pk, communes[0]), Cell(3, None, 3, cast.west.pk, communes[1]))  # fmt: skip
        counted.put("support.goals_reached", month, Cell(18, 24, 20, cast.west.pk))
    publish_months(12)
    return counted


def shown(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def url_of(code: str, **query: object) -> str:
    from urllib.parse import urlencode

    return reverse("observatory:indicator", args=[code]) + ("?" + urlencode(query) if query else "")


@covers("S2-084")
def test_the_observatory_gathers_every_indicator_in_one_place(
    client_for: ClientFor, published: Counted
) -> None:
    """Each with its definition, its population, its last figure and when it was counted."""
    page = shown(client_for("policy_officer"), reverse("observatory:home"))
    for label in ("Supports closed", "Supports running", "Goals reached", "Supports per full-time post"):
        assert label in page
    assert "counted from the files" in page
    assert "people supported" in page
    assert "64 supports" in page
    assert "75 %" in page
    assert "non connu" in page  # no post was counted: unknown, never 0


@pytest.mark.parametrize("name", PROFESSIONALS)
def test_everyone_reads_what_is_published(client_for: ClientFor, published: Counted, name: str) -> None:
    client = client_for(name)
    shown(client, reverse("observatory:home"))
    shown(client, url_of("support.closed"))


def test_nobody_reads_it_without_signing_in(published: Counted) -> None:
    assert Client().get(url_of("support.closed")).status_code == 302


def test_an_indicator_has_its_curve_its_table_and_its_definition(
    client_for: ClientFor, published: Counted
) -> None:
    page = shown(client_for("keyworker"), url_of("support.closed"))
    assert page.count('class="curve-dot"') == 12
    assert '<polyline class="curve-line"' in page
    assert page.count('<th scope="row">') >= 12
    assert "<details" in page
    assert "counted from the files" in page
    assert "style=" not in page


def test_the_exact_count_is_shown_only_to_those_who_answer_for_it(
    client_for: ClientFor, published: Counted, cast: Cast
) -> None:
    published.put(
        "support.closed", month_of(today()), Cell(2, None, 2, cast.west.pk), Cell(7, None, 7, cast.east.pk)
    )
    assert "<strong>9</strong>" in shown(client_for("policy_officer"), url_of("support.closed"))
    head = shown(client_for("head"), url_of("support.closed"))
    assert "<strong>2</strong>" in head
    assert "<strong>9</strong>" not in head
    assert "figure-live" not in shown(client_for("keyworker"), url_of("support.closed"))


@covers("S2-029")
def test_territories_are_read_side_by_side(client_for: ClientFor, published: Counted) -> None:
    zone = (
        Zone.objects.filter(communes__code=Commune.objects.order_by("-population")[1].code)
        .select_related("zoning")
        .first()
    )
    assert zone is not None
    page = shown(client_for("policy_officer"), url_of("support.closed", par=zone.zoning_id))
    names = list(Zone.objects.filter(zoning=zone.zoning).values_list("name", flat=True))
    assert all(name.replace("'", "&#x27;") in page for name in names)


def test_a_team_or_a_zone_can_be_read_alone(client_for: ClientFor, published: Counted, cast: Cast) -> None:
    client = client_for("policy_officer")
    east = shown(client, url_of("support.closed", equipe=cast.east.pk))
    assert "41 supports" in east
    west = shown(client, url_of("support.closed", equipe=cast.west.pk))
    assert "moins de 5 personnes" in west
    assert 'class="curve-dot"' not in west
    both = shown(
        client,
        url_of("support.closed", equipe=cast.east.pk, zone=Zone.objects.values_list("pk", flat=True)[0]),
    )
    assert "elles ne se croisent pas" in both


def test_quarters_and_years_are_added_from_what_is_published(
    client_for: ClientFor, published: Counted
) -> None:
    page = shown(client_for("policy_officer"), url_of("support.closed", pas=3))
    assert "trimestre" in page
    assert shown(client_for("policy_officer"), url_of("support.closed", pas=12, duree=60))


@covers("S2-081")
def test_what_is_hidden_on_the_page_is_hidden_in_the_file(client_for: ClientFor, published: Counted) -> None:
    """The actors download the results; no export holds a figure that the page does not show."""
    client = client_for("town_partner")
    text = client.get(url_of("support.closed", export="csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text.replace("\u00a0", " ")), delimiter=";"))[1:]
    hidden = [row for row in rows if not re.match(r"^\d", row[6])]
    assert hidden
    assert {row[6] for row in hidden} == {
        "moins de 5 personnes",
        "non publié : ce chiffre en révélerait un petit",
    }
    assert all(row[7] == row[8] == "" for row in hidden)
    assert not [row for row in rows if row[6] in ("1.0", "2.0", "3.0", "4.0")]
    book = load_workbook(io.BytesIO(client.get(url_of("support.closed", export="xlsx")).content))
    assert len(list(book.active.iter_rows())) == len(rows) + 1  # type: ignore[union-attr]
    assert len(rows) == IndicatorValue.objects.filter(publication__code="support.closed").count()
    listed = client.get(reverse("observatory:home") + "?export=csv").content.decode("utf-8-sig")
    assert "Supports closed" in listed


def test_an_unknown_indicator_is_a_page_that_does_not_exist(client_for: ClientFor, counted: Counted) -> None:
    shown(client_for("policy_officer"), url_of("nothing_of_the_kind"), 404)


def test_nothing_published_yet_is_said(client_for: ClientFor, counted: Counted) -> None:
    assert "rien n’est encore publié" in shown(client_for("secretary"), url_of("support.closed"))


def test_the_pages_ask_little_of_the_database(
    client_for: ClientFor,
    published: Counted,
    cast: Cast,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for("keyworker")
    shown(client, url_of("support.closed"))
    with django_assert_max_num_queries(15):
        shown(client, reverse("observatory:home"))
    with django_assert_max_num_queries(15):
        shown(client, url_of("support.closed"))
    with django_assert_max_num_queries(15):
        shown(client, url_of("support.closed", equipe=cast.east.pk, par="team"))
    officer = client_for("policy_officer")
    with django_assert_max_num_queries(20):  # three to become who counts, two to come back
        shown(officer, url_of("support.closed"))


def test_every_role_is_one_that_reads() -> None:
    assert access.acts()["observatory.read"] == access.EVERY_ROLE
    assert access.acts()["observatory.internal"] == {access.HEAD_OF_SERVICE, access.POLICY_OFFICER}

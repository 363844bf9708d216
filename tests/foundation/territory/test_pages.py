"""The territory's pages, as people use them."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from tests.coverage import covers
from tuilage.foundation.territory import laying
from tuilage.foundation.territory.models import Commune, Departement, Zoning

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture
def territory() -> Zoning:
    """The zonings of the département that the template holds; gives its sectors."""
    departement = Departement.objects.get(code="47")
    laying.lay_epci(departement)
    laying.lay_settlements(departement)
    return laying.lay_sectors(departement)


def page(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(f"territory:{name}", args=args), query)
    assert response.status_code == 200
    return str(response.content.decode())


@covers("S0-075", "S4-012")
def test_a_reader_chooses_the_zoning_to_read_by(client_for: ClientFor, territory: Zoning) -> None:
    reader = client_for("secretary")
    first = page(reader, "home")
    assert territory.name in first
    assert "333\u202f602" in first or "333\u00a0602" in first
    for zoning in Zoning.objects.all():
        shown = page(reader, "home", zonage=str(zoning.pk))
        assert zoning.zones.first().name in shown.replace("&#x27;", "'")  # type: ignore[union-attr]
        assert shown.count('<path class="zone-') == 319
    bare = page(reader, "home", zonage="")
    assert "zone-none" in bare


@covers("S4-012")
def test_the_inhabitants_of_a_zone_are_shown(client_for: ClientFor, territory: Zoning) -> None:
    reader = client_for("keyworker")
    zone = territory.zones.order_by("code").first()
    assert zone is not None
    total = sum(commune.population or 0 for commune in zone.communes.all())
    grouped = f"{total:,}".replace(",", "\u202f")
    for shown in (
        page(reader, "home", zonage=str(territory.pk), zone=str(zone.pk)),
        page(reader, "zone", zone.pk),
    ):
        assert grouped in shown.replace("\u00a0", "\u202f")


def questions(client: Client, address: str) -> list[str]:
    """The queries of a page, without the savepoints and settings of its transaction."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    machinery = ("SAVEPOINT", "RELEASE", "select set_config")
    return [query["sql"] for query in asked if not query["sql"].startswith(machinery)]


def test_pages_ask_few_questions_whatever_their_size(client_for: ClientFor, territory: Zoning) -> None:
    agen, zone = Commune.objects.get(code="47001"), territory.zones.first()
    assert zone is not None
    client = client_for("policy_officer")
    for address in (
        reverse("territory:home"),
        reverse("territory:home") + f"?zonage={territory.pk}&zone={zone.pk}&tri=population",
        reverse("territory:commune", args=[agen.pk]),
        reverse("territory:zone", args=[zone.pk]),
        reverse("territory:zonings"),
        reverse("territory:import_zoning"),
    ):
        assert len(questions(client, address)) <= 15


def test_the_list_is_sorted_and_taken_away(client_for: ClientFor, territory: Zoning) -> None:
    reader = client_for("secretary")
    ranked = page(reader, "home", tri="population")
    assert ranked.rindex(">Agen<") < ranked.rindex(">Marmande<") < ranked.rindex(">Tonneins<")
    csv = reader.get(reverse("territory:home"), {"zonage": str(territory.pk), "export": "csv"})
    lines = csv.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 320
    assert "47001" in "".join(lines)
    xlsx = reader.get(reverse("territory:home"), {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(xlsx.content)).active
    assert sheet is not None
    assert sheet.max_row == 320


@pytest.mark.parametrize(
    "query", [{"zonage": "x"}, {"zone": "x"}, {"tri": "';--"}, {"page": "-4"}, {"export": "exe"}]
)
def test_a_mistaken_address_shows_the_page_all_the_same(client_for: ClientFor, query: dict[str, str]) -> None:
    page(client_for("secretary"), "home", **query)


def test_a_commune_says_its_town_hall_its_zones_and_its_neighbours(
    client_for: ClientFor, territory: Zoning
) -> None:
    agen = Commune.objects.get(code="47001")
    shown = page(client_for("secretary"), "commune", agen.pk)
    for word in ("05 53 69 47 47", "47000", "Boé", "32\u202f801", territory.name):
        assert word in shown.replace("\u00a0", "\u202f")


def test_what_does_not_exist_is_not_found(client_for: ClientFor) -> None:
    reader = client_for("secretary")
    for name in ("commune", "zone"):
        assert reader.get(reverse(f"territory:{name}", args=[uuid4()])).status_code == 404


def test_nobody_reads_without_signing_in(client: Client) -> None:
    for name in ("home", "zonings", "import_zoning"):
        response = client.get(reverse(f"territory:{name}"))
        assert response.status_code == 302
        assert "/compte/" in response["Location"]


def test_the_import_exists_for_the_policy_officer_only(client_for: ClientFor) -> None:
    address = reverse("territory:import_zoning")
    for name in ("secretary", "keyworker", "town_partner"):
        reader = client_for(name)
        assert reader.get(address).status_code == 404
        assert address not in page(reader, "zonings")
    assert address in page(client_for("policy_officer"), "zonings")


def upload(client: Client, content: bytes, **more: str) -> Any:
    file = SimpleUploadedFile("zones.csv", content, "text/csv")
    fields = {"name": "Bassins de vie", "criterion": "sociological", "file": file, **more}
    return client.post(reverse("territory:import_zoning"), fields)


@covers("S0-075")
def test_a_zoning_is_imported_from_its_form(client_for: ClientFor) -> None:
    officer = client_for("policy_officer")
    response = upload(officer, b"code;zone\n47001;Agenais\n1;x\n")
    assert response.status_code == 422
    assert not Zoning.objects.filter(name="Bassins de vie").exists()
    response = upload(
        officer, b"code;zone\n47001;Agenais\n47001;Agenais\n47323;Villeneuvois\n", source="INSEE"
    )
    assert response.status_code == 303
    zoning = Zoning.objects.get(name="Bassins de vie")
    assert (zoning.criterion, zoning.source) == ("sociological", "INSEE")
    shown = str(officer.get(response["Location"]).content.decode())
    assert "Villeneuvois" in shown
    assert "territory-report" in shown
    assert "territory-report" not in page(officer, "home", zonage=str(zoning.pk))
    assert upload(officer, b"code;zone\n47001;Agenais\n").status_code == 422


def test_the_picker_answers_scripts_and_pages(client_for: ClientFor) -> None:
    reader = client_for("secretary")
    address = reverse("territory:commune_search")
    found = reader.post(address, {"q": "vileneuve sur lot"}).json()["communes"]
    assert "47323" in [line["code"] for line in found]
    options = reader.post(address, {"adresse-commune": "agen"}, headers={"HX-Request": "true"})
    assert '<option value="Agen (47001)">' in options.content.decode()
    assert reader.get(address).status_code == 405


def test_without_a_departement_the_page_says_what_to_do(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tuilage.foundation.territory import queries

    monkeypatch.setattr(queries, "home_departement", lambda: None)
    assert "<table" not in page(client_for("secretary"), "home")


def test_what_other_rooms_know_of_a_zone_is_shown(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tuilage.core.registries import Panel, Registry
    from tuilage.foundation.territory import pages

    zoning = laying.lay_sectors(Departement.objects.get(code="47"))
    zone = zoning.zones.first()
    assert zone is not None
    registry: Registry[Panel] = Registry("panels")
    registry.add(
        "x", Panel("x", "territory.zone", "territory/commune_options.html", lambda a, s: {"n": s}, "Services")
    )
    registry.add(
        "y", Panel("y", "territory.zone", "territory/commune_options.html", lambda a, s: None, "Muet")
    )
    monkeypatch.setattr(pages, "panels", registry)
    shown = page(client_for("secretary"), "zone", zone.pk)
    assert "Services" in shown
    assert "Muet" not in shown

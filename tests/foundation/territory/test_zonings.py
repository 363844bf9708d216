"""Zonings are partitions; files of zones are taken whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import IntegrityError, transaction

from tests.coverage import covers
from tuilage.core.database.context import Actor, check_constraints_now
from tuilage.core.refusals import Refused
from tuilage.foundation.territory import laying, queries
from tuilage.foundation.territory.actions import load_departement
from tuilage.foundation.territory.demo import build_territory
from tuilage.foundation.territory.models import Commune, Departement, FormerCommune, Zone, ZoneCommune, Zoning
from tuilage.foundation.territory.zonings import ImportReport, import_zoning

pytestmark = pytest.mark.django_db
ActAs = Callable[..., AbstractContextManager[Actor]]


@pytest.fixture
def home() -> Departement:
    return Departement.objects.get(code="47")


def send(act_as: ActAs, text: str | bytes, name: str = "Essai", replace: bool = False) -> ImportReport:
    data = text.encode() if isinstance(text, str) else text
    with act_as("policy_officer") as actor:
        return import_zoning(actor, name, "political", data, replace=replace)


def members(zoning: Zoning) -> dict[str, set[str]]:
    rows = ZoneCommune.objects.filter(zoning=zoning).select_related("zone", "commune")
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.zone.name, set()).add(row.commune.code)
    return found


@covers("S0-075")
def test_a_commune_belongs_to_several_zonings_at_once() -> None:
    territory = build_territory("47")
    agen = Commune.objects.get(code="47001")
    places = queries.zones_of(agen)
    assert {place.zone.zoning.criterion for place in places} == {
        "political",
        "administrative",
        "sociological",
    }
    assert len(places) == 4
    assert territory.sectors.zones.count() == 6


@pytest.mark.parametrize("code", ["47", "2A", "974", "75", "973", "975"])
def test_every_zoning_laid_is_a_partition_of_the_departement(code: str) -> None:
    territory = build_territory(code)
    everyone = {
        commune.pk for commune in Commune.objects.smallest().filter(departement=territory.departement)
    }
    for zoning in (*territory.zonings, territory.sectors):
        rows = ZoneCommune.objects.filter(zoning=zoning)
        assert {row.commune_id for row in rows} == everyone
        assert rows.count() == len(everyone)
        total = sum(zone.inhabitants or 0 for zone in queries.zones_with_population(zoning))
        assert total == territory.report.population


def test_laying_again_keeps_the_zones_and_their_keys(home: Departement) -> None:
    first = laying.lay_sectors(home)
    before = {zone.name: (zone.pk, zone.code) for zone in first.zones.all()}
    again = laying.lay_sectors(home)
    assert again.pk == first.pk
    assert {zone.name: (zone.pk, zone.code) for zone in again.zones.all()} == before
    fewer = laying.lay_sectors(home, 2)
    assert fewer.zones.count() == 2


def test_sectors_bear_the_name_of_their_largest_commune(home: Departement) -> None:
    for zone in laying.lay_sectors(home).zones.all():
        largest = zone.communes.order_by("-population").first()
        assert largest is not None
        assert zone.name == largest.name


def test_the_metropolis_that_has_no_canton_stands_outside() -> None:
    load_departement("69")
    rhone = Departement.objects.get(code="69")
    from tuilage.foundation.territory.sources import default_sources

    zoning = laying.lay_political(rhone, default_sources())
    assert zoning is not None
    outside = zoning.zones.get(code="0")
    assert {c.epci.name for c in outside.communes.select_related("epci") if c.epci} == {"Métropole de Lyon"}


def test_the_database_keeps_a_zoning_a_partition(home: Departement) -> None:
    zoning = laying.lay_sectors(home)
    other = laying.lay_settlements(home)
    row = ZoneCommune.objects.filter(zoning=zoning).select_related("commune").first()
    assert row is not None
    elsewhere = zoning.zones.exclude(pk=row.zone_id).first()
    assert elsewhere is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        ZoneCommune.objects.create(zone=elsewhere, zoning=zoning, commune=row.commune)
    with transaction.atomic():
        ZoneCommune.objects.filter(pk=row.pk).update(zone=other.zones.first())
        with pytest.raises(IntegrityError), transaction.atomic():
            check_constraints_now()
        transaction.set_rollback(True)


@covers("S0-075")
def test_a_file_becomes_a_zoning(act_as: ActAs) -> None:
    report = send(act_as, "code;zone\n47001;Agenais\n47091;agenais\n47323;Villeneuvois\n")
    assert report.zoning is not None
    assert members(report.zoning) == {"Agenais": {"47001", "47091"}, "Villeneuvois": {"47323"}}
    assert (report.communes, report.zones, len(report.missing)) == (3, 2, 316)
    assert report.zoning.criterion == "political"


def test_names_serve_where_there_is_no_code(act_as: ActAs) -> None:
    report = send(
        act_as, "commune,secteur\nVILLENEUVE SUR LOT,Nord\nSte Livrade-sur-Lot,Nord\n".encode("cp1252")
    )
    assert report.zoning is not None
    assert members(report.zoning) == {"Nord": {"47323", "47252"}}


def test_a_merged_commune_is_taken_with_a_remark(act_as: ActAs) -> None:
    old = FormerCommune.objects.exclude(code__in=Commune.objects.values("code")).exclude(name="").first()
    assert old is not None
    report = send(act_as, f"code;zone\n{old.code};Nord\n")
    assert report.zoning is not None
    assert members(report.zoning) == {"Nord": {old.commune.code}}
    assert old.commune.name in report.remarks[0].text
    by_name = send(act_as, f"commune;zone\n{old.name};Nord\n", "Par le nom")
    assert by_name.zoning is not None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("code;zone\n47001;Nord\n99999;Nord\n", 3),
        ("code;zone\n47001;Nord\n77288;Nord\n", 3),
        ("commune;zone\nAgen;Nord\nNulle-Part;Nord\n", 3),
        ("code;zone\n47001;Nord\n47001;Sud\n", 3),
        ("code;zone\n47001;Nord\n47091\n", 3),
        ('code;zone\n47001;Nord\n47091;"=cmd|\' /C calc\'!A0"\n', 3),
        ("code;zone\n", 0), ("", 0), ("code\n47001\n", 0), (b"PK\x03\x04", 0), (b"\xff\xfe\x00\xd8", 0),
        (b"code;zone\n47001;No\x00rd\n", 0),
    ],
)  # fmt: skip
def test_a_bad_file_is_reported_by_line_and_nothing_is_imported(
    act_as: ActAs, text: str | bytes, line: int
) -> None:
    report = send(act_as, text)
    assert report.zoning is None
    assert report.errors[0].line == line
    assert report.errors[0].text
    assert not Zoning.objects.filter(name="Essai").exists()


def test_a_commune_named_twice_in_one_zone_counts_once(act_as: ActAs) -> None:
    report = send(act_as, "code;zone\n47001;Nord\n47001;NORD\n")
    assert report.zoning is not None
    assert report.communes == 1
    assert not report.remarks[0].fatal


def test_a_city_and_its_district_overlap(act_as: ActAs) -> None:
    load_departement("75")
    with act_as("policy_officer") as actor:
        paris = Departement.objects.get(code="75")
        data = b"code;zone\n75056;Ville\n75111;Est\n"
        report = import_zoning(actor, "Essai", "political", data, departement=paris)
        whole = import_zoning(actor, "Ville", "political", b"code;zone\n75056;Ville\n", departement=paris)
    assert report.zoning is None
    assert whole.missing == []


def test_a_name_is_taken_once_unless_it_replaces(act_as: ActAs) -> None:
    first = send(act_as, "code;zone\n47001;Nord\n47091;Sud\n")
    assert first.zoning is not None
    kept = first.zoning.zones.get(name="Sud").pk
    with pytest.raises(Refused):
        send(act_as, "code;zone\n47001;Nord\n")
    again = send(act_as, "code;zone\n47091;Sud\n47323;Est\n", replace=True)
    assert again.zoning == first.zoning
    assert again.zoning is not None
    assert members(again.zoning) == {"Sud": {"47091"}, "Est": {"47323"}}
    assert again.zoning.zones.get(name="Sud").pk == kept
    assert Zone.objects.filter(zoning=again.zoning).count() == 2


@pytest.mark.parametrize("name", ["secretary", "keyworker", "town_partner"])
def test_only_the_policy_officer_imports(act_as: ActAs, name: str) -> None:
    with act_as(name) as actor, pytest.raises(Refused):
        import_zoning(actor, "Essai", "political", b"code;zone\n47001;Nord\n")


@pytest.mark.parametrize(
    ("name", "criterion"), [("", "political"), ("   ", "political"), ("Essai", "astrological")]
)
def test_a_zoning_has_a_name_and_a_known_criterion(act_as: ActAs, name: str, criterion: str) -> None:
    with act_as("policy_officer") as actor, pytest.raises(Refused):
        import_zoning(actor, name, criterion, b"code;zone\n47001;Nord\n")

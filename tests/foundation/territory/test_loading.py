"""Loading a département: whole, again, and over an older edition."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from tuilage.core.refusals import Refused
from tuilage.foundation.territory import actions, queries, sources
from tuilage.foundation.territory.actions import load_departement
from tuilage.foundation.territory.models import Commune, Departement, FormerCommune, Outline, TownHall
from tuilage.foundation.territory.sources import CommuneRecord, Divisions, FormerRecord, Sources

pytestmark = pytest.mark.django_db


def test_a_second_load_changes_nothing() -> None:
    before = {commune.code: commune.pk for commune in Commune.objects.all()}
    report = load_departement("47")
    assert {commune.code: commune.pk for commune in Commune.objects.all()} == before
    assert (report.communes, report.epci, report.former) == (319, 12, 9)
    assert TownHall.objects.count() == report.town_halls == 319
    assert Outline.objects.count() == 319
    assert (report.gone, report.without_contour) == ([], [])


def test_wrong_positions_are_left_out_and_their_addresses_kept() -> None:
    report = load_departement("2A")
    assert [hall.code for hall in report.rejected_town_halls] == ["2A127", "2A197"]
    assert "2A197" in str(report)
    hall = TownHall.objects.get(commune__code="2A197", former=None)
    assert hall.position is None
    assert "Osani" in hall.address
    assert queries.best_position(hall.commune) == hall.commune.centre


def test_paris_is_counted_once_and_cut_into_districts() -> None:
    report = load_departement("75")
    paris = Departement.objects.get(code="75")
    assert (report.communes, report.districts) == (1, 20)
    assert queries.population_of(paris) == report.population == 2_103_778
    smallest = Commune.objects.smallest().filter(departement=paris)
    assert smallest.count() == 20
    assert {commune.epci.name for commune in smallest if commune.epci} == {"Métropole du Grand Paris"}


def test_a_collectivity_without_contours_is_loaded_all_the_same() -> None:
    report = load_departement("975")
    assert report.without_contour == ["97501", "97502"]
    assert Departement.objects.get(code="975").time_zone == "America/Miquelon"
    assert Commune.objects.get(code="97502").centre is None


@pytest.mark.parametrize("code", ["99", "", "20", "47001", "'; drop table"])
def test_an_unknown_departement_is_refused_in_a_sentence(code: str) -> None:
    before = Commune.objects.count()
    with pytest.raises(Refused) as refusal:
        load_departement(code)
    assert code in str(refusal.value)
    assert Commune.objects.count() == before


def test_a_code_is_taken_as_people_type_it() -> None:
    assert load_departement(" 2a ").departement == "2A"


def test_a_commune_that_was_merged_is_answered_kindly() -> None:
    load_departement("2A")
    old = FormerCommune.objects.filter(kind="merged").first()
    assert old is not None
    found = queries.resolve_code(old.code.lower())
    assert found is not None
    assert found.commune == old.commune
    assert found.commune.name in found.sentence
    current = queries.resolve_code("47001")
    assert current is not None
    assert (current.commune.name, current.sentence) == ("Agen", "")
    assert queries.resolve_code("99999") is None


def test_a_later_edition_merges_a_commune_without_losing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Estillac, gone from next year's files, stays for whoever points to it and says who took it over."""
    estillac = Commune.objects.get(code="47091")
    read = sources.read_divisions

    def next_year(public: Sources, code: str) -> Divisions | None:
        found = read(public, code)
        assert found is not None
        communes: list[CommuneRecord] = [c for c in found.communes if c.code != "47091"]
        former = [*found.former, FormerRecord("47091", "Estillac", "delegated", "47001")]
        later = replace(found.departement, vintage=2027)
        epci = [replace(e, members=tuple(m for m in e.members if m != "47091")) for e in found.epci]
        return Divisions(later, communes, former, epci)

    monkeypatch.setattr(actions, "read_divisions", next_year)
    report = load_departement("47")
    estillac.refresh_from_db()
    assert report.gone == ["47091"]
    assert estillac.merged_into is not None
    assert estillac.merged_into.code == "47001"
    assert estillac not in Commune.objects.whole()
    found = queries.resolve_code("47091")
    assert found is not None
    assert found.commune.code == "47001"
    assert "Estillac" in found.sentence
    assert [line.commune.code for line in queries.search_communes("estillac")] == ["47001"]


def test_the_database_refuses_impossible_communes() -> None:
    agen = Commune.objects.get(code="47001")
    for wrong in (
        {"longitude": 0.6, "latitude": None},
        {"latitude": 120.0},
        {"parent": agen},
        {"code": "4700"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Commune.objects.filter(pk=agen.pk).update(**wrong)

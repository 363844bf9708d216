"""The commune picker, the nearest communes, the zones of a commune."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms

from tuilage.foundation.territory import laying, queries
from tuilage.foundation.territory.actions import load_departement
from tuilage.foundation.territory.forms import CommuneField
from tuilage.foundation.territory.models import Commune, Departement, FormerCommune

pytestmark = pytest.mark.django_db


def codes(text: str) -> list[str]:
    return [line.commune.code for line in queries.search_communes(text)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("agen", "47001"), ("AGEN", "47001"), ("47001", "47001"), ("47000", "47001"), ("47310", "47091"),
        ("ste livrade", "47252"), ("Sainte-Livrade-sur-Lot", "47252"), ("estilac", "47091"),
        ("vileneuve sur lot", "47323"), ("le passage", "47201"),
    ],
)  # fmt: skip
def test_a_commune_is_found_as_it_is_typed(typed: str, code: str) -> None:
    assert code in codes(typed)


@pytest.mark.parametrize("typed", ["", "a", "%%", "'; select", "zzzzzzzz", "99999", "\x00"])
def test_nothing_is_found_for_nothing(typed: str) -> None:
    assert codes(typed) == []


def test_an_old_name_leads_to_the_commune_of_today() -> None:
    old = FormerCommune.objects.exclude(name="").exclude(code__in=Commune.objects.values("code")).first()
    assert old is not None
    line = next(line for line in queries.search_communes(old.name) if line.commune == old.commune)
    assert old.name in line.note


def test_the_picker_asks_few_questions(django_assert_max_num_queries: Any) -> None:
    for typed in ("agen", "vileneuve", "47000"):
        with django_assert_max_num_queries(5):
            queries.search_communes(typed)


def test_the_nearest_communes_come_first() -> None:
    agen = Commune.objects.get(code="47001")
    assert agen.centre is not None
    near = queries.nearest_communes(agen.centre, 5, [agen.pk])
    assert [n.km for n in near] == sorted(n.km for n in near)
    assert near[0].km < 6
    assert queries.nearest_communes(agen.centre, 50, within_km=near[2].km)[-1] == near[2]
    assert queries.distance_between(agen, near[0].commune) == pytest.approx(near[0].km)


def test_a_position_tells_its_commune() -> None:
    for commune in Commune.objects.filter(code__in=["47001", "47091", "47323"]):
        assert commune.centre is not None
        assert queries.commune_at(commune.centre) == commune
    assert queries.commune_at((2.35, 48.85)) is None


def test_a_district_takes_the_zone_of_its_city() -> None:
    load_departement("75")
    paris = Departement.objects.get(code="75")
    laying.lay_epci(paris)
    city = Commune.objects.get(code="75056")
    district = Commune.objects.get(code="75111")
    assert [place.zone.name for place in queries.zones_of(district)] == ["Métropole du Grand Paris"]
    assert queries.zones_of(city) == []


def test_the_commune_field_cleans_to_a_commune() -> None:
    field = CommuneField(required=False)
    for typed in ("Agen (47001)", "47001", "agen"):
        commune = field.clean(typed)
        assert commune is not None
        assert commune.code == "47001"
        assert field.prepare_value(commune) == "Agen (47001)"
    assert field.clean("") is None
    with pytest.raises(forms.ValidationError):
        field.clean("Nulle-Part")

"""The public files as they are: the whole country's, read by our own readers."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tuilage.foundation.territory import geometry, rules, sources
from tuilage.foundation.territory.opening import opening_hours
from tuilage.foundation.territory.sources import Divisions, Sources


@pytest.fixture(scope="module")
def public() -> Sources:
    return sources.default_sources()


def divisions(public: Sources, code: str) -> Divisions:
    found = sources.read_divisions(public, code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "name", "communes", "population", "zone"),
    [
        ("47", "Lot-et-Garonne", 319, 333_602, "Europe/Paris"),
        ("77", "Seine-et-Marne", 507, 1_468_108, "Europe/Paris"),
        ("2A", "Corse-du-Sud", 124, 168_306, "Europe/Paris"),
        ("974", "La Réunion", 24, 889_679, "Indian/Reunion"),
        ("976", "Mayotte", 17, 256_518, "Indian/Mayotte"),
        ("75", "Paris", 1, 2_103_778, "Europe/Paris"),
        ("975", "Saint-Pierre-et-Miquelon", 2, 5_790, "America/Miquelon"),
    ],
)
def test_a_departement_is_read_whole(
    public: Sources, code: str, name: str, communes: int, population: int, zone: str
) -> None:
    found = divisions(public, code)
    whole = [commune for commune in found.communes if commune.parent is None]
    assert (found.departement.name, found.departement.time_zone) == (name, zone)
    assert found.departement.vintage == 2026
    assert len(whole) == communes
    assert sum(commune.population or 0 for commune in whole) == population
    assert all(commune.code.startswith(code) for commune in whole)


def test_codes_stay_text(public: Sources) -> None:
    ain, corse = divisions(public, "01"), divisions(public, "2A")
    assert ain.communes[0].code == "01001"
    assert ain.communes[0].postcodes == ("01400",)
    assert all(commune.code.startswith("2A") for commune in corse.communes)


def test_paris_lyon_and_marseille_have_their_districts(public: Sources) -> None:
    for code, city, number in (("75", "75056", 20), ("69", "69123", 9), ("13", "13055", 16)):
        districts = [commune for commune in divisions(public, code).communes if commune.parent]
        assert len(districts) == number
        assert {commune.parent for commune in districts} == {city}


def test_merged_communes_are_kept_with_what_is_known_of_them(public: Sources) -> None:
    former = {record.code: record for record in divisions(public, "01").former}
    assert (former["01120"].name, former["01120"].kind, former["01120"].into) == (
        "Cordieux",
        "associated",
        "01262",
    )
    assert (former["01340"].kind, former["01340"].into) == ("delegated", "01015")
    assert (former["01144"].name, former["01144"].into) == ("Dommartin", "01025")
    bare = [record for record in divisions(public, "2A").former if record.kind == "merged"]
    assert all(record.name == "" for record in bare)


def test_an_unknown_departement_is_nothing(public: Sources) -> None:
    assert sources.read_divisions(public, "99") is None
    assert sources.read_divisions(public, "") is None


def test_groupings_bear_their_names_in_full(public: Sources) -> None:
    names = [record.name for record in divisions(public, "47").epci]
    assert "Communauté d'agglomération Agglomération d'Agen" in names
    assert not [name for name in names if name.startswith(("CC ", "CA "))]


def test_every_time_zone_exists_and_covers_each_overseas_code(public: Sources) -> None:
    for code in sources.departement_codes(public):
        assert ZoneInfo(sources.time_zone(code)).key
        assert (sources.time_zone(code) == "Europe/Paris") is (len(code) == 2)


def test_a_missing_package_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(sources.SourceMissing, match="npm ci"):
        sources.default_sources(tmp_path)


def test_town_halls_of_the_whole_country_that_are_elsewhere(public: Sources) -> None:
    """Some 168 are placed far away; those of Guyane, far from the centre of communes 150 km wide, are right."""
    rejected, judged, unreadable, outside = [], 0, 0, 0
    for place in sources.read_places(public):
        if place.kind != "COM" or place.town_hall is None:
            continue
        unreadable += place.town_hall.position is None
        if place.town_hall.position and place.contour:
            judged += 1
            if rules.judge_position(place.town_hall.position, place.contour).rejected:
                rejected.append(place.code)
        if place.contour and not geometry.contains(place.contour, geometry.inner_point(place.contour)):
            outside += 1
    assert judged > 34_000
    assert 150 <= len(rejected) <= 190
    assert not [code for code in rejected if code.startswith("973")]
    assert unreadable < 30
    assert outside == 0


@pytest.mark.parametrize(("code", "km2"), [("47", 5_361), ("974", 2_512)])
def test_contours_have_the_size_of_their_departement(public: Sources, code: str, km2: int) -> None:
    contours = [place.contour for place in sources.read_places(public, code) if place.kind == "COM"]
    assert sum(geometry.area_km2(contour) for contour in contours if contour) == pytest.approx(km2, rel=0.01)


def test_cantons_and_constituencies(public: Sources) -> None:
    assert len(sources.read_cantons(public, "77")) == 23
    assert sources.read_cantons(public, "973") == []
    assert [record.name for record in sources.read_constituencies(public, "973")] == ["1", "2"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ('[["lundi","jeudi",[["08:30:00","12:00:00"],["13:00:00","17:30:00"]]]]', "Mo-Th 08:30-12:00,13:00-17:30"),
        ('[["samedi","samedi",[["09:00:00","12:30:00"]]],["dimanche","dimanche",[]]]', "Sa 09:00-12:30"),
        ("[]", ""), ("", ""), ("{", ""), ('[["lundi"]]', ""), ('[["someday","lundi",[["1","2"]]]]', ""),
    ],
)  # fmt: skip
def test_opening_hours_in_openstreetmap_s_words(given: str, expected: str) -> None:
    assert opening_hours(given) == expected

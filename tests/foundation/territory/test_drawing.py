"""A policy officer draws a zoning: on the map, in the table, again, and takes it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tuilage.core.refusals import Refused
from tuilage.foundation.territory.models import Commune, Departement, Zone, ZoneCommune, Zoning
from tuilage.foundation.territory.zone_drawing import Drawn, DrawnZone, draw_zoning, drawn, undo_drawing

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
ActAs = Callable[..., Any]


def communes(number: int) -> list[Commune]:
    return list(Commune.objects.smallest().order_by("folded", "code")[:number])


def picture(name: str, *zones: tuple[Any, str, list[Commune]]) -> Drawn:
    lines = tuple(DrawnZone(key, label, tuple(each.pk for each in members)) for key, label, members in zones)
    return Drawn(name, "administrative", "", lines)


@pytest.fixture
def office(act_as: ActAs) -> Any:
    with act_as("policy_officer") as actor:
        yield actor


def make(office: Any) -> Zoning:
    first, second, *_rest = communes(4)
    wanted = picture("Pôles", (None, "Nord", [first]), (None, "Sud", [second]))
    return draw_zoning(office, Departement.objects.get(), None, 0, wanted)


def sent(zoning: Zoning | None, zones: list[str], placed: dict[Commune, str], **more: str) -> dict[str, str]:
    """What the page posts."""
    return {
        "name": "Pôles", "criterion": "administrative", "description": "",
        "version": str(zoning.version if zoning else 0),
        **{f"zone-{number}": name for number, name in enumerate(zones, 1)},
        **{f"c-{commune.pk}": number for commune, number in placed.items()}, **more,
    }  # fmt: skip


def zones_of(zoning: Zoning) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {zone.name: set() for zone in zoning.zones.all()}
    for zone, commune in ZoneCommune.objects.filter(zoning=zoning).values_list("zone__name", "commune__name"):
        found[zone].add(commune)
    return found


def test_a_zoning_is_drawn_from_the_page_without_a_script(client_for: ClientFor) -> None:
    first, second, third = communes(3)
    client, url = client_for("policy_officer"), reverse("territory:draw_zoning")
    assert first.name in client.get(url).content.decode()
    answer = client.post(url, sent(None, ["Nord", "Sud"], {first: "1", second: "2", third: "2"}))
    assert answer.status_code == 303
    made = Zoning.objects.get(name="Pôles")
    assert zones_of(made) == {"Nord": {first.name}, "Sud": {second.name, third.name}}
    assert str(made.pk) in answer["Location"]


def test_what_cannot_be_drawn_is_said_and_what_was_typed_stays(client_for: ClientFor) -> None:
    first, second = communes(2)
    client, url = client_for("policy_officer"), reverse("territory:draw_zoning")
    for zones, placed, told in (
        (["Nord", "nord"], {first: "1", second: "2"}, "Nord"),
        (["Nord"], {first: "2"}, "2"),
        (["Nord"], {}, "commune"),
        (["Nord"], {first: "abc"}, "commune"),
    ):
        answer = client.post(url, sent(None, zones, placed))
        page = answer.content.decode()
        assert answer.status_code == 422
        assert told in page
        assert 'value="Nord"' in page
    assert not Zoning.objects.filter(name="Pôles").exists()


def test_a_zone_keeps_its_key_under_a_new_name_and_two_may_exchange_theirs(office: Any) -> None:
    zoning = make(office)
    north, south = zoning.zones.order_by("code")
    first, second = communes(2)
    wanted = picture("Pôles", (north.pk, "Sud", [second]), (south.pk, "Nord", [first]))
    draw_zoning(office, None, zoning, zoning.version, wanted)
    assert Zone.objects.get(pk=north.pk).name == "Sud"
    assert Zone.objects.get(pk=south.pk).name == "Nord"


def test_the_last_drawing_is_undone_with_its_keys(office: Any) -> None:
    zoning = make(office)
    before, first = drawn(zoning), communes(1)[0]
    north = zoning.zones.order_by("code")[0]
    draw_zoning(office, None, zoning, 1, picture("Bassins", (north.pk, "Tout", [first])))
    zoning.refresh_from_db()
    assert zones_of(zoning) == {"Tout": {first.name}}
    undo_drawing(office, zoning)
    zoning.refresh_from_db()
    assert drawn(zoning) == before
    with pytest.raises(Refused):
        undo_drawing(office, zoning)


def test_a_drawing_made_from_an_old_page_shows_both(client_for: ClientFor, office: Any) -> None:
    zoning = make(office)
    first, second = communes(2)
    url = reverse("territory:redraw_zoning", args=[zoning.pk])
    client = client_for("policy_officer")
    keys = {f"zone-{n}-key": str(zone.pk) for n, zone in enumerate(zoning.zones.order_by("code"), 1)}
    old = sent(zoning, ["Nord", "Sud"], {first: "2", second: "2"}, **keys)
    assert client.post(url, sent(zoning, ["Nord", "Sud"], {first: "1"}, **keys)).status_code == 303
    answer = client.post(url, old)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert first.name in page
    assert zones_of(zoning)["Sud"] == set()
    again = client.post(url, {**old, "version": "3"})
    assert again.status_code == 409
    assert client.post(url, {**old, "version": "2"}).status_code == 303
    assert zones_of(zoning)["Sud"] == {first.name, second.name}


def test_others_are_refused(act_as: ActAs) -> None:
    with act_as("keyworker") as actor, pytest.raises(Refused):
        make(actor)

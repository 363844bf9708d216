"""Consignes, numbers in other software, two homes, couples, carers: through the pages."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.coverage import covers
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.foundation.people.actions import add_relation
from tuilage.foundation.people.cautions import give_caution
from tuilage.foundation.people.models import (
    Caution,
    CautionKind,
    ExternalIdentifier,
    ExternalSystem,
    HouseholdMembership,
    Person,
    Relation,
)
from tuilage.foundation.people.queries import cautions

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def kind(code: str) -> CautionKind:
    return CautionKind.objects.get(code=code)


def test_a_consigne_stands_on_the_banner_until_its_day(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client, url = client_for("secretary"), reverse("people:cautions", args=[cast.older_lady])
    assert client.get(url).status_code == 200
    sent = {"kind": str(kind("no-message").pk), "detail": "le téléphone est partagé", "until": ""}
    assert client.post(url, sent).status_code == 200
    too_far = client.post(url, sent | {"until": (today() + timedelta(days=400)).isoformat()})
    assert "Un an au plus" in too_far.content.decode()
    assert client.post(url, sent | {"until": (today() + timedelta(days=90)).isoformat()}).status_code == 303
    file = reverse("desk:person", args=[cast.older_lady])
    assert "Ne pas laisser de message" in client_for("keyworker").get(file).content.decode()
    with act_as("keyworker"):
        (caution,) = cautions([cast.older_lady])[cast.older_lady]
        assert cautions([]) == {}
    end, back = (
        reverse(f"people:{act}", args=[cast.older_lady, caution.pk])
        for act in ("caution_end", "caution_back")
    )
    assert client.post(end).status_code == 303
    assert "le téléphone est partagé" not in client.get(file).content.decode()
    assert client.post(back).status_code == 303
    assert "le téléphone est partagé" in client.get(file).content.decode()


def test_before_the_circle_only_what_safety_needs(act_as: ActAs, cast: Cast) -> None:
    """Hugo, of the same house, may open the file exceptionally: he is told not to receive alone, nothing else."""
    until = today() + timedelta(days=30)
    with act_as("keyworker") as actor:
        give_caution(actor, cast.older_lady, kind("not-alone"), until)
        give_caution(actor, cast.older_lady, kind("post-elsewhere"), until)
        with pytest.raises(Refused):
            give_caution(actor, cast.older_lady, kind("not-alone"), until)
    with act_as("neighbour"):
        told = {
            each.kind.code
            for each in Caution.objects.filter(person_id=cast.older_lady).select_related("kind")
        }
        assert "not-alone" in told
        assert "post-elsewhere" not in told
    for elsewhere in ("far_keyworker", "town_partner", "policy_officer", "dpo", "administrator"):
        with act_as(elsewhere):
            assert not Caution.objects.filter(person_id=cast.older_lady).exists()


def test_the_database_refuses_a_consigne_of_two_years(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor, pytest.raises(IntegrityError), transaction.atomic():
        Caution(
            person_id=cast.older_lady, kind=kind("interpreter"), author_id=cast.keyworker.pk, team_id=actor.teams[0],
            since=today(), until=today() + timedelta(days=730),
        ).save(force_insert=True)  # fmt: skip


def test_a_number_in_other_software_leads_there_and_names_one_person(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("administrator"):
        system = ExternalSystem(
            code="aid", name="Aide sociale", address="https://aide.example/dossier/{value}"
        )
        system.save(force_insert=True)
    client, url = client_for("secretary"), reverse("people:identifiers", args=[cast.older_lady])
    sent = {"system": str(system.pk), "value": " A/12 ", "type": "dossier"}
    assert client.post(url, sent).status_code == 303
    assert (
        "https://aide.example/dossier/A%2F12"
        in client.get(reverse("desk:person", args=[cast.older_lady])).content.decode()
    )
    again = client.post(reverse("people:identifiers", args=[cast.daughter]), sent)
    assert "désigne déjà quelqu’un" in again.content.decode()
    with act_as("secretary"):
        row = ExternalIdentifier.objects.get(system=system)
    use = reverse("people:identifier_use", args=[cast.older_lady, row.pk])
    for expected in ("old", "usual"):
        assert client.post(use).status_code == 303
        with act_as("secretary"):
            assert ExternalIdentifier.objects.get(system=system).use == expected
    with act_as("far_keyworker"):
        assert not ExternalIdentifier.objects.filter(system=system).exists()


def test_a_child_in_two_homes_by_turns(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client, url = client_for("keyworker"), reverse("people:household", args=[cast.young_person])
    sent = {"start": "2024-01-01", "residence": "alternating", "rhythm": "une semaine sur deux"}
    for _home in range(2):
        assert client.post(url, sent).status_code == 303
    page = client.get(url).content.decode()
    assert page.count("une semaine sur deux") >= 2
    with act_as("keyworker"):
        first, second = HouseholdMembership.objects.filter(person_id=cast.young_person).order_by("created_at")
    stay = reverse("people:stay", args=[cast.young_person, first.pk])
    assert client.get(stay).status_code == 200
    put_right = {
        "start": "2024-02-01",
        "end": "2025-02-01",
        "residence": "usual",
        "rhythm": "",
        "version": first.version,
    }
    assert client.post(stay, put_right | {"end": "2023-01-01"}).status_code == 200
    assert client.post(stay, put_right).status_code == 303
    assert client.post(stay, put_right).status_code == 409
    assert "Avant" in client.get(url).content.decode()
    # The departure is undone by an empty end; what was written by mistake goes.
    assert client.post(stay, put_right | {"end": "", "version": first.version + 1}).status_code == 303
    remove = reverse("people:stay_remove", args=[cast.young_person, second.pk])
    assert client.get(remove).status_code == 200
    assert client.post(remove, {"confirm": "yes"}).status_code == 303
    with act_as("keyworker"):
        (left,) = HouseholdMembership.objects.filter(person_id=cast.young_person)
        assert (left.pk, left.period.upper) == (first.pk, None)


def test_one_entry_for_a_couple_a_file_each(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client, url = client_for("secretary"), reverse("people:partner", args=[cast.daughter])
    assert client.get(url).status_code == 200
    sent = {
        "first_names": "Gérard",
        "used_name": "Wagonnet",
        "start": "2001-06-01",
        "together": "on",
        "gender": "man",
    }
    assert client.post(url, sent | {"first_names": "", "used_name": ""}).status_code == 200
    assert client.post(url, sent).status_code == 303
    with act_as("keyworker"):
        partner = Person.objects.get(used_name="Wagonnet")
        links = Relation.objects.filter(kind="partner").values_list("person_id", "other_id")
        assert set(links) == {(cast.daughter, partner.pk), (partner.pk, cast.daughter)}
        homes = HouseholdMembership.objects.filter(period__contains=today())
        mine = set(homes.filter(person_id=cast.daughter).values_list("household_id", flat=True))
        assert mine & set(homes.filter(person=partner).values_list("household_id", flat=True))
    assert "Gérard Wagonnet" in client.get(reverse("desk:person", args=[cast.daughter])).content.decode()


@covers("S2-183")
def test_a_carer_is_received_for_their_own_sake(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    """Somebody who was a name beside the person they help gets a file, is received, and a support is proposed to them."""
    with act_as("keyworker") as actor:
        lady = Person.objects.get(pk=cast.older_lady)
        relation = add_relation(
            actor, lady, "neighbour", today(), other_name="Lucette Wagonnet", is_carer=True
        )
    client = client_for("keyworker")
    url = reverse("people:own_file", args=[cast.older_lady, relation.pk])
    page = client.get(url).content.decode()
    assert 'value="Lucette"' in page
    assert 'value="Wagonnet"' in page
    done = client.post(url, {"first_names": "Lucette", "used_name": "Wagonnet", "gender": "woman"})
    assert done.status_code == 303
    with act_as("keyworker"):
        carer = Person.objects.get(used_name="Wagonnet")
        assert Relation.objects.get(pk=relation.pk).other_id == carer.pk
        assert Relation.objects.get(person=carer).other_id == cast.older_lady
    assert done["Location"] == reverse("desk:person", args=[carer.pk])
    file = client.get(done["Location"]).content.decode()
    assert "Odette Marchand" in file
    assert client.get(reverse("support:propose", args=[carer.pk])).status_code == 200
    assert client.get(url).status_code == 404


def test_a_name_that_resembles_somebody_is_asked_about(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        young = Person.objects.get(pk=cast.young_person)
        relation = add_relation(actor, young, "neighbour", today(), other_name="Odette Marchand")
    client = client_for("keyworker")
    url = reverse("people:own_file", args=[cast.young_person, relation.pk])
    sent = {"first_names": "Odette", "used_name": "Marchand", "gender": "woman"}
    assert "A-t-elle déjà un dossier" in client.post(url, sent).content.decode()
    assert client.post(url, sent | {"other": str(cast.older_lady)}).status_code == 303
    with act_as("keyworker"):
        assert Relation.objects.get(pk=relation.pk).other_id == cast.older_lady
        assert Person.objects.filter(used_name="Marchand", first_names="Odette").count() == 1

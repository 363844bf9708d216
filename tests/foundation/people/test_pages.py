"""The pages about persons, as those who use them see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.journal.models import Entry
from tuilage.core.refusals import Refused
from tuilage.foundation.people.actions import (
    add_protection,
    add_relation,
    add_to_household,
    create_person,
    leave_household,
    record_death,
    require_alive,
)
from tuilage.foundation.people.models import HouseholdMembership, LegalProtection, Person, Relation
from tuilage.foundation.people.panels import household, identity

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def without_tokens(page: bytes) -> str:
    """A page less what differs each time: CSRF tokens, keys of forms."""
    return re.sub(r"[A-Za-z0-9]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", page.decode())


def person_data(person: Person, **changes: Any) -> dict[str, Any]:
    """What the identity page sends for a person."""
    names = ("birth_name", "used_name", "first_names", "gender", "birth_year", "birth_month", "birth_day", "housing",
             "address", "phone", "digital_ease")  # fmt: skip
    data = {name: getattr(person, name) for name in names} | {"version": person.version} | changes
    return {name: "" if value is None else value for name, value in data.items()}


def test_the_search_page_finds_and_says_no_more_than_it_should(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("secretary")
    url = reverse("people:search")
    assert client.get(url).status_code == 200
    mine = client.post(url, {"words": "odette marchant"}).content.decode()
    assert "Odette Marchand" in mine
    assert reverse("desk:person", args=[cast.older_lady]) in mine
    hidden = client.post(url, {"words": "armand kilevere"}).content.decode()
    assert "Personne connue du département" in hidden
    assert "05 00 00 00 00" in hidden
    for secret in ("Quillévéré", "Armand", str(cast.stranger), "autre territoire", "Maud"):
        assert secret not in hidden
    assert "Personne de ce nom" in client.post(url, {"words": "Quillévéré"}).content.decode()


def test_a_search_asks_for_a_real_date(client_for: ClientFor) -> None:
    page = client_for("secretary").post(
        reverse("people:search"), {"words": "x", "birth_day": "31", "birth_month": "2", "birth_year": "1990"}
    )
    assert "Ce jour n’existe pas dans ce mois de 1990." in page.content.decode()


def test_creating_shows_who_resembles_then_creates(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client = client_for("secretary")
    url = reverse("people:create")
    sent = {
        "first_names": "Odette",
        "used_name": "Marchand",
        "gender": "woman",
        "housing": "none",
        "digital_ease": "unknown",
    }
    assert client.get(url).status_code == 200
    stopped = client.post(url, sent)
    assert stopped.status_code == 200
    assert "1 personne déjà connue lui ressemble" in stopped.content.decode()
    done = client.post(url, sent | {"confirmed": "yes"})
    assert done.status_code == 303
    with act_as("keyworker"):
        assert Person.objects.filter(used_name="Marchand", first_names="Odette").count() == 2


def test_while_typing_who_resembles_is_shown(client_for: ClientFor) -> None:
    page = client_for("secretary").post(
        reverse("people:duplicates"), {"first_names": "Odete", "used_name": "Marchand"}
    )
    assert "Odette Marchand" in page.content.decode()
    assert "<html" not in page.content.decode()


def test_a_form_with_mistakes_keeps_what_was_typed(client_for: ClientFor) -> None:
    sent = {"first_names": "🎉 محمد", "birth_day": "31", "birth_month": "4", "birth_year": "1990", "gender": "man",
            "housing": "home", "digital_ease": "unknown", "commune": "Nulle-Part"}  # fmt: skip
    page = client_for("secretary").post(reverse("people:create"), sent).content.decode()
    assert "🎉 محمد" in page
    assert "Nulle-Part" in page
    assert "Ce jour n’existe pas dans ce mois de 1990." in page


def test_sent_twice_it_counts_once(client_for: ClientFor, act_as: ActAs) -> None:
    client = client_for("secretary")
    sent = {"first_names": "Zéphirine", "used_name": "Wagonnet", "gender": "woman", "housing": "none",
            "digital_ease": "unknown", "idempotency_key": "0190a000-0000-7000-8000-000000000001"}  # fmt: skip
    first, second = (client.post(reverse("people:create"), sent) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    with act_as("secretary"):
        assert Person.objects.filter(used_name="Wagonnet").count() == 1


def test_two_people_save_the_same_identity(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    url = reverse("people:edit", args=[cast.older_lady])
    with act_as("secretary"):
        person = Person.objects.get(pk=cast.older_lady)
    theirs, mine = client_for("keyworker"), client_for("secretary")
    assert 'name="version" value="1"' in mine.get(url).content.decode()
    assert theirs.post(url, person_data(person, phone="06 11 11 11 11")).status_code == 303
    conflict = mine.post(url, person_data(person, phone="06 22 22 22 22", address="3 impasse du Lavoir"))
    page = conflict.content.decode()
    assert conflict.status_code == 409
    for both in ("06 11 11 11 11", "06 22 22 22 22", "3 impasse du Lavoir", "12 rue des Tilleuls"):
        assert both in page
    assert 'name="version" value="2"' in page
    with act_as("secretary"):
        assert Person.objects.get(pk=cast.older_lady).phone == "06 11 11 11 11"
    chosen = mine.post(url, person_data(person, phone="06 22 22 22 22", version=2))
    assert chosen.status_code == 303
    with act_as("secretary"):
        assert Person.objects.get(pk=cast.older_lady).phone == "06 22 22 22 22"


@pytest.mark.parametrize("name", ["edit", "household", "relation", "protection"])
def test_hidden_looks_absent(client_for: ClientFor, cast: Cast, name: str) -> None:
    client = client_for("keyworker")
    hidden = client.get(reverse(f"people:{name}", args=[cast.stranger]))
    absent = client.get(reverse(f"people:{name}", args=["01900000-0000-7000-8000-000000000000"]))
    assert hidden.status_code == absent.status_code == 404
    assert without_tokens(hidden.content) == without_tokens(absent.content)
    assert client.post(reverse(f"people:{name}", args=[cast.stranger]), {}).status_code == 404


@pytest.mark.parametrize("role", ["policy_officer", "dpo", "administrator", "youth_partner", "town_partner"])
@pytest.mark.parametrize("name", ["search", "create"])
def test_not_for_these_roles(client_for: ClientFor, role: str, name: str) -> None:
    assert client_for(role).get(reverse(f"people:{name}")).status_code == 404


def test_reading_and_refusal_are_journalled(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client = client_for("keyworker")
    client.get(reverse("people:edit", args=[cast.older_lady]))
    client.get(reverse("people:edit", args=[cast.stranger]))
    with act_as("keyworker") as actor:
        lines = list(Entry.objects.filter(actor_id=actor.id).order_by("at"))
    assert (lines[0].act, lines[0].person_id) == ("read", cast.older_lady)
    assert lines[-1].act == "refused"


def test_the_identity_page_asks_few_questions(
    client_for: ClientFor, cast: Cast, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = client_for("keyworker")
    with django_assert_max_num_queries(15):
        client.get(reverse("people:edit", args=[cast.older_lady]))
    with django_assert_max_num_queries(15):
        client.post(reverse("people:search"), {"words": "Marchand"})


def test_living_together_and_leaving(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client = client_for("keyworker")
    url = reverse("people:household", args=[cast.older_lady])
    assert client.post(url, {"with_person": str(cast.daughter), "start": "2024-05-01"}).status_code == 303
    page = client.get(url).content.decode()
    assert "Martine Delmas" in page
    with act_as("keyworker"):
        stay = HouseholdMembership.objects.get(person_id=cast.older_lady)
        assert HouseholdMembership.objects.filter(household=stay.household).count() == 2
    again = client.post(url, {"with_person": str(cast.daughter), "start": "2024-06-01"})
    assert "vit déjà dans ce ménage" in again.content.decode()
    end = reverse("people:household_end", args=[cast.older_lady, stay.pk])
    assert "La fin vient après le début" in client.post(end, {"end": "2024-05-01"}).content.decode()
    assert client.post(end, {"end": "2025-01-01"}).status_code == 303
    assert "Martine Delmas" not in client.get(url).content.decode().split("<select")[0]


def test_a_child_lives_in_two_homes(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        child = Person.objects.get(pk=cast.young_person)
        first = add_to_household(actor, child, date(2020, 1, 1))
        second = add_to_household(actor, child, date(2021, 1, 1))
        assert first.household_id != second.household_id
        shown = household(actor, child.pk)
        assert shown is not None
        assert len(shown["homes"]) == 2
        with pytest.raises(Refused):
            add_to_household(actor, child, date(2000, 1, 1))
        with pytest.raises(Refused):
            leave_household(actor, first, date(2019, 1, 1))


def test_somebody_around_with_or_without_a_file(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client = client_for("secretary")
    url = reverse("people:relation", args=[cast.young_person])
    sent = {"other_name": "Odette Marchand", "kind": "neighbour", "start": "2024-01-01", "phone": ""}
    assert "A-t-elle déjà un dossier" in client.post(url, sent).content.decode()
    assert client.post(url, sent | {"other": str(cast.older_lady)}).status_code == 303
    assert client.post(url, sent | {"other_name": "Jo", "is_carer": "on"}).status_code == 303
    with act_as("secretary"):
        linked, named = Relation.objects.filter(person_id=cast.young_person).order_by("created_at")
    assert (linked.other_id, named.other_id, named.other_name, named.is_carer) == (
        cast.older_lady,
        None,
        "Jo",
        True,
    )
    end = reverse("people:relation_end", args=[cast.young_person, named.pk])
    assert client.post(end, {"end": "2025-01-01", "version": "7"}).status_code == 409
    assert client.post(end, {"end": "2025-01-01", "version": "1"}).status_code == 303


def test_a_guardian_is_named(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client = client_for("secretary")
    url = reverse("people:protection", args=[cast.older_lady])
    sent = {"kind": "guardianship", "exercised_by": "", "contact": "", "start": "2024-01-01", "end": ""}
    assert "Indiquez qui exerce la mesure" in client.post(url, sent).content.decode()
    assert client.post(url, sent | {"exercised_by": "UDAF"}).status_code == 303
    with act_as("keyworker") as actor:
        shown = identity(actor, cast.older_lady)
        assert shown is not None
        (protection,) = shown["protections"]
        assert isinstance(protection, LegalProtection)
        with pytest.raises(Refused):
            add_protection(actor, shown["person"], "curatorship", " \u202e", date(2024, 1, 1))


def test_a_dead_person_stays_readable_and_nothing_begins(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        person = Person.objects.get(pk=cast.older_lady)
        record_death(actor, person, 1, date(2026, 11, 1))
        with pytest.raises(Refused, match="décédée"):
            require_alive(person.died_on, date(2026, 11, 2))
        shown = identity(actor, cast.older_lady)
        assert shown is not None
        assert shown["age"] == "82 ans"
    assert client_for("keyworker").get(reverse("people:edit", args=[cast.older_lady])).status_code == 200


def test_the_head_says_when_the_young_person_comes_of_age(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        shown = identity(actor, cast.young_person)
        assert shown is not None
        assert shown["of_age_on"] == date(2027, 2, 3) or today() >= date(2027, 2, 3)
        assert identity(actor, cast.stranger) is None


def test_somebody_known_elsewhere_is_not_named(act_as: ActAs, cast: Cast) -> None:
    with act_as("far_keyworker") as actor:
        far = create_person(actor, {"first_names": "Zoé", "used_name": "Wagonnet"})
        relation = add_relation(
            actor, Person.objects.get(pk=far.pk), "friend", date(2024, 1, 1), other_name="Jo"
        )
    with act_as("keyworker"):
        assert not Relation.objects.filter(pk=relation.pk).exists()

"""A day at the desk, and a person's file: what each finds there, and what nobody finds."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tuilage.core.database.context import Actor
from tuilage.core.journal.models import Entry
from tuilage.faces.desk import composing
from tuilage.foundation.sharing import actions

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["secretary", "keyworker", "head", "youth_partner", "policy_officer", "dpo"])
def test_everyone_has_a_day(client_for: ClientFor, name: str, django_assert_max_num_queries: Any) -> None:
    client = client_for(name)
    with django_assert_max_num_queries(15):
        page = client.get(reverse("desk:today"))
    assert page.status_code == 200
    assert "Aujourd’hui" in page.content.decode()


def test_somebody_not_signed_in_finds_the_front_page() -> None:
    page = Client().get("/").content.decode()
    assert "Personne ne tombe entre deux services" in page


def test_a_file_opens_and_says_so_in_the_journal(
    client_for: ClientFor, cast: Cast, act_as: ActAs, django_assert_max_num_queries: Any
) -> None:
    client = client_for("keyworker")
    with django_assert_max_num_queries(15):
        page = client.get(reverse("desk:person", args=[cast.older_lady]))
    assert "Odette Marchand" in page.content.decode()
    with act_as("dpo"):
        line = Entry.objects.filter(act="read", person_id=cast.older_lady).latest("at")
    assert (line.actor_id, line.part) == (cast.keyworker.pk, "file")


def test_the_strangers_file_does_not_exist_and_the_attempt_is_written(
    client_for: ClientFor, cast: Cast, act_as: ActAs
) -> None:
    for name in ("secretary", "keyworker", "head", "youth_partner"):
        assert client_for(name).get(reverse("desk:person", args=[cast.stranger])).status_code == 404
    with act_as("dpo"):
        assert Entry.objects.filter(act="refused").count() == 4


def test_what_a_colleague_writes_is_new_on_my_desk(client_for: ClientFor, cast: Cast, act_as: ActAs) -> None:
    with act_as("adviser") as adviser:
        actions.write_note(
            adviser, cast.older_lady, "note", "shared", timezone.now(), "Le chauffagiste passe jeudi."
        )
    page = client_for("keyworker").get(reverse("desk:today")).content.decode()
    assert "Odette Marchand" in page
    assert "Yann Le Gall" in page


def test_the_timeline_holds_what_every_room_wrote(client_for: ClientFor, cast: Cast, act_as: ActAs) -> None:
    with act_as("keyworker") as keyworker:
        for number in range(35):
            actions.write_note(
                keyworker, cast.older_lady, "note", "shared", timezone.now(), f"Appel numéro {number}."
            )
        entries, next_before = composing.timeline(cast.older_lady)
        assert len(entries) == composing.ON_A_PAGE
        older, end = composing.timeline(cast.older_lady, before=next_before)
    assert end is None
    assert {entry.at for entry in entries}.isdisjoint({entry.at for entry in older})
    page = client_for("secretary").get(reverse("desk:person", args=[cast.older_lady])).content.decode()
    assert "Appel numéro 34." in page


def test_persons_are_filtered_by_the_beginning_of_a_name(client_for: ClientFor) -> None:
    client = client_for("secretary")
    page = client.post(reverse("desk:persons"), {"q": "march"}).content.decode()
    assert "Odette Marchand" in page
    assert "Enzo Roussel" not in page


def test_ctrl_k_finds_a_person_of_mine_and_journals_the_search(
    client_for: ClientFor, cast: Cast, act_as: ActAs
) -> None:
    page = client_for("secretary").post(reverse("desk:jump"), {"q": "Odete Marchand"}).content.decode()
    assert reverse("desk:person", args=[cast.older_lady]) in page
    with act_as("dpo"):
        assert Entry.objects.filter(act="search", actor_id=cast.secretary.pk).exists()


def test_ctrl_k_says_of_the_stranger_only_whom_to_call(client_for: ClientFor, cast: Cast) -> None:
    page = client_for("secretary").post(reverse("desk:jump"), {"q": "Armand Quillévéré"}).content.decode()
    assert str(cast.stranger) not in page
    assert "autre territoire" not in page
    assert "Personne connue du département" in page


@pytest.mark.parametrize("address", ["?before=hier", "?before=2026-13-45T00:00:00Z", "?page=-1", "?kind=%00"])
def test_an_address_cut_short_still_opens(client_for: ClientFor, cast: Cast, address: str) -> None:
    assert (
        client_for("keyworker").get(reverse("desk:person", args=[cast.older_lady]) + address).status_code
        == 200
    )

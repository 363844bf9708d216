"""The pages of sharing, as those who use them see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.journal.models import Entry
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.models import Consent, Note, Participation
from tuilage.foundation.sharing.panels import circle, composer, last_readers

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db
ABSENT = "01900000-0000-7000-8000-000000000000"


def without_tokens(page: bytes) -> str:
    """A page less what differs each time: CSRF tokens, keys of forms."""
    return re.sub(r"[A-Za-z0-9]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", page.decode())


def now() -> str:
    return timezone.localtime().strftime("%Y-%m-%dT%H:%M")


def note_data(text: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "note", "tier": "shared", "happened_at": now(), "text": text} | changes


@pytest.mark.parametrize("name", ["note_create", "circle", "consent", "break_glass", "readers"])
def test_hidden_looks_absent(client_for: ClientFor, cast: Cast, name: str) -> None:
    client = client_for("keyworker")
    hidden, absent = (client.get(reverse(f"sharing:{name}", args=[key])) for key in (cast.stranger, ABSENT))
    assert hidden.status_code == absent.status_code == 404
    assert without_tokens(hidden.content) == without_tokens(absent.content)


def test_a_note_is_written_and_read_by_the_circle(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client = client_for("keyworker")
    url = reverse("sharing:note_create", args=[cast.older_lady])
    assert "La personne et votre équipe peuvent le lire." in client.get(url).content.decode()
    assert client.post(url, note_data("Elle dit : « j’ai froid ». 🧣")).status_code == 303
    empty = client.post(url, note_data("   "))
    assert empty.status_code == 200
    with act_as("adviser"):
        assert Note.objects.get(person_id=cast.older_lady).text == "Elle dit : « j’ai froid ». 🧣"


def test_one_note_in_two_tabs(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client = client_for("keyworker")
    client.post(reverse("sharing:note_create", args=[cast.older_lady]), note_data("premier"))
    with act_as("keyworker"):
        note = Note.objects.get(person_id=cast.older_lady)
    url = reverse("sharing:note_edit", args=[note.pk])
    assert client.post(url, note_data("deuxième", version=1)).status_code == 303
    conflict = client.post(url, note_data("troisième, longue", version=1))
    assert conflict.status_code == 409
    page = conflict.content.decode()
    assert "deuxième" in page
    assert "troisième, longue" in page
    assert client.post(url, note_data("troisième, longue", version=2)).status_code == 303
    with act_as("keyworker"):
        assert Note.objects.get(pk=note.pk).text == "troisième, longue"


def test_nobody_opens_the_note_of_another(client_for: ClientFor, cast: Cast, act_as: ActAs) -> None:
    client_for("keyworker").post(reverse("sharing:note_create", args=[cast.older_lady]), note_data("à moi"))
    with act_as("keyworker"):
        note = Note.objects.get(person_id=cast.older_lady)
    for name in ("adviser", "neighbour", "far_keyworker", "policy_officer"):
        assert client_for(name).get(reverse("sharing:note_edit", args=[note.pk])).status_code == 404


def test_a_draft_is_thrown_away_after_being_asked(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client = client_for("keyworker")
    client.post(reverse("sharing:note_create", args=[cast.older_lady]), note_data("brouillon", tier="draft"))
    with act_as("keyworker"):
        note = Note.objects.get(person_id=cast.older_lady)
    url = reverse("sharing:note_drop", args=[note.pk])
    assert "Jeter ce brouillon" in client.get(url).content.decode()
    assert client.post(url, {"confirm": "yes"}).status_code == 303
    with act_as("keyworker"):
        assert not Note.objects.filter(pk=note.pk).exists()


def test_consent_given_and_taken_back_by_page(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client, partner = client_for("keyworker"), client_for("youth_partner")
    write = reverse("sharing:note_create", args=[cast.young_person])
    assert partner.get(write).status_code == 404
    url = reverse("sharing:consent", args=[cast.young_person])
    sent = {
        "team": str(cast.youth.pk),
        "what": "mon projet de logement",
        "given_on": today().isoformat(),
        "how": "oral",
    }
    assert client.post(url, sent).status_code == 303
    assert "mon projet de logement" in client.get(url).content.decode()
    assert partner.get(write).status_code == 200
    with act_as("keyworker"):
        consent = Consent.objects.get(person_id=cast.young_person)
    back = reverse("sharing:consent_withdraw", args=[cast.young_person, consent.pk])
    assert "reprend son accord" in client.get(back).content.decode()
    assert client.post(back, {"confirm": "yes"}).status_code == 303
    assert partner.get(write).status_code == 404
    assert "repris le" in client.get(url).content.decode()


def test_a_consent_is_for_partners_only(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    sent = {"team": str(cast.far.pk), "what": "tout", "given_on": today().isoformat(), "how": "oral"}
    assert (
        client_for("keyworker").post(reverse("sharing:consent", args=[cast.older_lady]), sent).status_code
        == 200
    )
    with act_as("keyworker"):
        assert not Consent.objects.filter(person_id=cast.older_lady).exists()


def test_a_team_is_let_in_and_taken_out(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client = client_for("keyworker")
    url = reverse("sharing:circle", args=[cast.older_lady])
    sent = {"team": str(cast.east.pk), "role": "coworker", "ground": "budget", "start": today().isoformat()}
    assert client.post(url, sent).status_code == 303
    assert "secteur est" in client.get(url).content.decode()
    with act_as("neighbour"):
        joined = Participation.objects.get(team=cast.east, person_id=cast.older_lady)
    leave = reverse("sharing:leave", args=[cast.older_lady, joined.pk])
    assert client.get(leave).status_code == 200
    assert client.post(leave, {"confirm": "yes"}).status_code == 303
    assert client_for("neighbour").get(url).status_code == 404
    with act_as("keyworker"):
        only = Participation.objects.get(person_id=cast.older_lady)
    client.post(reverse("sharing:leave", args=[cast.older_lady, only.pk]), {"confirm": "yes"})
    assert "plus personne dans le cercle" in client.get(url).content.decode()


def test_exceptional_access_by_page(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client = client_for("neighbour")
    url = reverse("sharing:break_glass", args=[cast.older_lady])
    page = client.get(url).content.decode()
    assert "Odette" not in page
    assert "Marchand" not in page
    refused = client.post(url, {"reason": "urgent"})
    assert refused.status_code == 200
    assert "Dites pourquoi en une phrase" in refused.content.decode()
    assert client.post(url, {"reason": "Chute signalée par les pompiers ce matin."}).status_code == 303
    assert client.get(reverse("sharing:readers", args=[cast.older_lady])).status_code == 200
    assert client.get(url).status_code == 303
    with act_as("keyworker"):
        lines = Entry.objects.filter(person_id=cast.older_lady, actor_id=cast.neighbour.pk).exclude(
            act="refused"
        )
        assert {line.reason for line in lines} == {"Chute signalée par les pompiers ce matin."}
        assert {line.act for line in lines} == {"break_glass", "read"}


def test_who_read_says_service_and_function_never_a_name(client_for: ClientFor, cast: Cast) -> None:
    client_for("adviser").get(reverse("sharing:circle", args=[cast.older_lady]))
    page = client_for("keyworker").get(reverse("sharing:readers", args=[cast.older_lady])).content.decode()
    main = page.split("<main")[1]
    assert "Conseiller en économie sociale et familiale, Équipe action sociale, secteur ouest" in main
    for name in ("Yann", "Le Gall", "Claire", "Lespinasse"):
        assert name not in main


def test_panels_ask_few_questions(
    act_as: ActAs, cast: Cast, django_assert_max_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    with act_as("keyworker") as actor, django_assert_max_num_queries(6):
        for gather in (circle, last_readers, composer):
            assert gather(actor, cast.older_lady) is not None


@pytest.mark.parametrize("name", ["note_create", "circle", "consent", "readers"])
def test_pages_ask_few_questions(
    client_for: ClientFor,
    cast: Cast,
    name: str,
    django_assert_max_num_queries: Callable[..., AbstractContextManager[object]],
) -> None:
    client = client_for("keyworker")
    with django_assert_max_num_queries(15):
        assert client.get(reverse(f"sharing:{name}", args=[cast.older_lady])).status_code == 200


def test_a_withdrawn_person_is_not_even_counted(client_for: ClientFor, cast: Cast) -> None:
    page = client_for("town_partner").get(reverse("sharing:readers", args=[cast.older_lady]))
    assert page.status_code == 404
    assert not Person.objects.exists()

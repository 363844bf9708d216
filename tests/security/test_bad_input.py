"""What people really type, and what they type wrong, through the pages: a sentence beside its field, nothing lost."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.cast import Cast
from tests.practice.support.stories import engaged, prepared
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.foundation.people.actions import record_death
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.models import Note
from tuilage.foundation.territory.models import Commune, FormerCommune
from tuilage.practice.support.models import Support

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db

ARABIC, EMOJI = (
    "\u064a\u0648\u0633\u0641 \u0628\u0646 \u0639\u0644\u064a",
    "\U0001f3e0\U0001f469\U0001f3fd\u200d\U0001f9b3",
)
NAMES = {
    "200 characters": {"birth_name": "Ab" * 100},
    "emoji": {"first_names": f"Zo {EMOJI}", "birth_name": "Lune"},
    "right to left": {"first_names": ARABIC, "birth_name": "\u05d1\u05df\u05be\u05d3\u05d5\u05d3"},
    "an apostrophe, a hyphen, a particle": {"first_names": "Maeve", "birth_name": "O'Brien-Le Gall"},
    "one letter": {"birth_name": "Y"},
    "a leap day": {"birth_name": "Bissextile", "birth_day": "29", "birth_month": "2", "birth_year": "2004"},
    "no known day": {"birth_name": "Sansjour", "birth_month": "7", "birth_year": "1950"},
    "no known month": {"birth_name": "Sansmois", "birth_year": "1950"},
    "no date at all": {"birth_name": "Sansdate"},
}


def errors_beside(page: str, field: str) -> str:
    """The text of the errors tied to a control (and only to it), or "" when there is none."""
    found = re.search(rf'<ul class="field-errors" id="id_{field}_error">(.*?)</ul>', page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split()) if found else ""


def wrong(client: Client, url: str, sent: dict[str, Any], field: str, sentence: str) -> str:
    """Sent, it comes back with the sentence beside its field and with every word that was typed."""
    answer = client.post(url, sent)
    assert answer.status_code in (200, 422), answer.status_code
    page = answer.content.decode()
    assert sentence in errors_beside(page, field), errors_beside(page, field) or "no error beside the field"
    for value in sent.values():
        assert str(value).strip() in unescape(page), value
    return page


def in_days(days: int) -> str:
    return (today() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize("who", NAMES.values(), ids=NAMES.keys())
def test_anybody_can_have_a_file(client_for: ClientFor, act_as: ActAs, who: dict[str, str]) -> None:
    client = client_for("secretary")
    done = client.post(reverse("people:create"), who | {"confirmed": "yes"})
    assert done.status_code == 303
    page = unescape(client.get(done.headers["Location"]).content.decode())
    assert who.get("first_names", "").split(" ")[0] in page
    assert who["birth_name"] in page
    with act_as("secretary"):
        person = Person.objects.latest("created_at")
    assert person.birth_name == who["birth_name"]
    edit = unescape(client.get(reverse("people:edit", args=[person.pk])).content.decode())
    assert who["birth_name"] in edit
    assert who.get("first_names", "") in edit
    search = client.post(reverse("people:search"), {"words": who["birth_name"]})
    assert search.status_code == 200
    assert who["birth_name"] in unescape(search.content.decode())
    listed = unescape(
        client.post(reverse("desk:persons"), {"q": who["birth_name"].split()[0][:100]}).content.decode()
    )
    assert who["birth_name"] in listed


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"birth_name": "x" * 201}, "birth_name", "200 caractères"),
        ({"birth_day": "29", "birth_month": "2", "birth_year": "2005"}, "birth_day", "Ce jour n’existe pas dans ce mois de 2005"),
        ({"birth_day": "3", "birth_year": "1950"}, "birth_month", "mois"),
        ({"birth_day": "3", "birth_month": "5"}, "birth_year", "année"),
        ({"birth_year": "2999"}, "birth_year", "naissance"),
        ({"birth_year": "1850"}, "birth_year", "130"),
        ({"birth_year": "l'an dernier"}, "birth_year", "nombre entier"),
        ({"email": "pas une adresse"}, "email", "adresse"),
        ({"birth_name": "a\x00b"}, "birth_name", "nul"),
    ],
)  # fmt: skip
def test_an_identity_that_cannot_be_is_said(
    client_for: ClientFor, change: dict[str, str], field: str, sentence: str
) -> None:
    sent = {"first_names": f"Zélie {EMOJI}", "address": "3 impasse de l'Évêché"} | change
    if "\x00" in sent.get("birth_name", ""):
        answer = client_for("secretary").post(reverse("people:create"), sent)
        assert errors_beside(answer.content.decode(), "birth_name")
        return
    wrong(client_for("secretary"), reverse("people:create"), sent, field, sentence)


def test_a_death_before_the_birth_or_to_come_is_said(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    url = reverse("people:edit", args=[cast.older_lady])
    sent = {
        "first_names": "Odette",
        "birth_year": "1944",
        "birth_month": "3",
        "birth_day": "12",
        "version": "1",
    }
    for day in ("1940-01-01", in_days(3)):
        answer = client_for("keyworker").post(url, sent | {"died_on": day})
        page = answer.content.decode()
        assert errors_beside(page, "died_on")
        assert day in page
    with act_as("keyworker"):
        assert Person.objects.get(pk=cast.older_lady).died_on is None


@pytest.mark.parametrize("typed", ["47091", "Estillac", "Estillac (47091)"])
def test_a_commune_that_was_merged_becomes_the_one_of_today(
    client_for: ClientFor, act_as: ActAs, typed: str
) -> None:
    """By its old name, its old code, or as the form wrote it last year."""
    agen, estillac = Commune.objects.get(code="47001"), Commune.objects.get(code="47091")
    Commune.objects.filter(pk=estillac.pk).update(merged_into=agen)
    FormerCommune(code="47091", name="Estillac", folded="estillac", kind="delegated", commune=agen).save(
        force_insert=True
    )
    done = client_for("secretary").post(reverse("people:create"), {"birth_name": "Fusion", "commune": typed})
    assert done.status_code == 303
    with act_as("secretary"):
        assert Person.objects.latest("created_at").commune == agen


@pytest.fixture
def dead(act_as: ActAs, cast: Cast) -> UUID:
    """The older lady died a week ago."""
    with act_as("keyworker") as actor:
        record_death(actor, Person.objects.get(pk=cast.older_lady), 1, today() - timedelta(days=7))
    found: UUID = cast.older_lady
    return found


def test_a_dead_person_is_not_received(client_for: ClientFor, dead: UUID) -> None:
    sent = {
        "person": str(dead),
        "words": "Sa fille vient pour les papiers",
        "channel": "desk",
        "urgent": "no",
        "tier": "team",
    }
    answer = client_for("secretary").post(reverse("reception:receive"), sent)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Recevez la personne qui vient" in page
    assert "Sa fille vient pour les papiers" in page


def test_nothing_new_begins_for_a_dead_person(client_for: ClientFor, act_as: ActAs, dead: UUID) -> None:
    sent: dict[str, Any] = {
        "kind": "",
        "origin": "proposed",
        "own_words": "Payer les obsèques",
        "domains": ["money"],
    }
    page = client_for("keyworker").get(reverse("support:propose", args=[dead])).content.decode()
    kind = re.search(r'name="kind"[^>]*value="([0-9a-f-]{36})"|<option value="([0-9a-f-]{36})"', page)
    assert kind is not None
    sent["kind"] = kind[1] or kind[2]
    answer = client_for("keyworker").post(reverse("support:propose", args=[dead]), sent)
    shown = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "décédée" in shown
    assert "Payer les obsèques" in shown
    with act_as("keyworker"):
        assert not Support.objects.filter(person_id=dead).exists()


def test_the_end_before_the_beginning_is_said(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client, lady = client_for("keyworker"), cast.older_lady
    protection = {
        "kind": "guardianship",
        "exercised_by": "UDAF 47",
        "contact": "05 00",
        "start": "2024-05-02",
        "end": "2024-05-01",
    }
    wrong(client, reverse("people:protection", args=[lady]), protection, "end", "La fin vient après le début")
    relation = {"other_name": "Jo O'Brien", "kind": "friend", "phone": "06 00", "start": "pas hier"}
    wrong(client, reverse("people:relation", args=[lady]), relation, "start", "date")
    home = {"with_person": "", "start": "1900-01-01"}
    wrong(client, reverse("people:household", args=[lady]), home, "start", "naissance")
    consent = {"team": str(cast.town.pk), "what": "mon logement", "given_on": in_days(2), "how": "oral"}
    wrong(client, reverse("sharing:consent", args=[lady]), consent, "given_on", "à venir")
    note = {
        "kind": "note",
        "text": f"Vue {EMOJI} ce matin",
        "happened_at": in_days(2) + "T10:00",
        "tier": "shared",
    }
    wrong(client, reverse("sharing:note_create", args=[lady]), note, "happened_at", "à venir")
    with act_as("keyworker"):
        assert not Note.objects.filter(person_id=lady).exists()


def test_dates_of_a_support_out_of_order_are_said(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
    client = client_for("adviser")
    handover = {
        "to_professional": str(cast.keyworker.pk), "starts_on": in_days(9), "passes_on": in_days(9), "reason": "Je change d'équipe",
    }  # fmt: skip
    wrong(
        client, reverse("support:handover_plan", args=[support.pk]), handover, "passes_on", "au moins un jour"
    )
    wrong(client, reverse("support:prolong", args=[support.pk]), {"until": in_days(-400)}, "until", "à venir")


@pytest.mark.parametrize(
    "text", [EMOJI, ARABIC, "O'Brien-Le Gall", "x" * 20_000, "\u202e\u202etxt.exe", "<b>&amp;</b>"]
)
def test_any_text_is_kept_as_it_was_said(client_for: ClientFor, act_as: ActAs, cast: Cast, text: str) -> None:
    client = client_for("keyworker")
    note = {"kind": "note", "text": f"Elle dit : {text}", "happened_at": "2026-01-01T10:00", "tier": "shared"}
    assert client.post(reverse("sharing:note_create", args=[cast.older_lady]), note).status_code == 303
    page = client.get(reverse("desk:person", args=[cast.older_lady]))
    assert page.status_code == 200
    with act_as("keyworker"):
        kept = Note.objects.get(person_id=cast.older_lady).text
    assert kept == f"Elle dit : {text}".replace("\u202e", "")


@pytest.mark.parametrize(
    "name",
    [f"Zo {EMOJI}", ARABIC, "O'Brien-Le Gall", "W" * 200],
    ids=["emoji", "right to left", "apostrophe", "long"],
)
def test_the_sheet_to_sign_bears_any_name(
    client_for: ClientFor, act_as: ActAs, cast: Cast, name: str
) -> None:
    with act_as("adviser") as actor:
        Person.objects.filter(pk=cast.older_lady).update(
            first_names="", usual_first_name="", used_name=name, birth_name=""
        )
        support = prepared(actor, cast.older_lady)
    answer = client_for("adviser").get(reverse("support:paper", args=[support.pk]))
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    if name == f"Zo {EMOJI}":
        assert "\N{WHITE SQUARE}" in said, "what cannot be drawn is seen to be missing"
    if "Brien" in name:
        assert "Brien" in said

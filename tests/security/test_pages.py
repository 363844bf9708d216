"""Attacks as a client of the pages: another's object in an address, forged requests, hosts, formulas, posts lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests.access.routes import ROUTES, Route
from tests.access.world import own
from tests.cast import Cast
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.once import once_a_page, one_page
from tuilage.foundation.organisations.models import Assignment
from tuilage.foundation.people.models import HouseholdMembership, LegalProtection, Person, Relation
from tuilage.foundation.sharing import actions as sharing
from tuilage.foundation.sharing.models import Consent, Note, Participation
from tuilage.practice.reception.models import Request

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FORMULA = "=HYPERLINK(A1)"


def key_of(cast: Cast, model: Any, **asked: Any) -> UUID:
    """An object of the daughter's file."""
    with acting(cast.actor("keyworker")):
        found: UUID = model.objects.filter(person_id=cast.daughter, **asked).values_list("pk", flat=True)[0]
    return found


@pytest.mark.parametrize(
    ("route", "model"),
    [
        ("people:household_end", HouseholdMembership), ("people:relation_end", Relation),
        ("people:protection_end", LegalProtection), ("sharing:leave", Participation),
        ("sharing:consent_withdraw", Consent),
    ],
)  # fmt: skip
def test_the_object_of_one_person_is_not_opened_under_another(
    client_for: ClientFor, cast: Cast, route: str, model: Any
) -> None:
    """Both are in the circle: the reading would be written in the wrong file."""
    url = reverse(route, args=[cast.older_lady, key_of(cast, model)])
    sent = {"confirm": "yes", "end": today().isoformat(), "version": "1"}
    assert client_for("keyworker").get(url).status_code == 404
    assert client_for("keyworker").post(url, sent).status_code == 404


def test_a_diagnosis_is_not_tied_to_the_request_of_another(client_for: ClientFor, cast: Cast) -> None:
    url = reverse("reception:diagnose", args=[cast.older_lady])
    assert client_for("keyworker").get(f"{url}?demande={key_of(cast, Request)}").status_code == 404


def test_nobody_corrects_or_drops_the_note_of_another(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        note = sharing.write_note(actor, cast.older_lady, "note", "draft", timezone.now(), "brouillon")
    for name in ("adviser", "head", "secretary"):
        for route in ("sharing:note_edit", "sharing:note_drop"):
            sent = {"confirm": "yes", "text": "autre", "kind": "note", "tier": "shared", "version": "1"}
            assert client_for(name).post(reverse(route, args=[note.pk]), sent).status_code == 404
    with act_as("keyworker"):
        assert Note.objects.get(pk=note.pk).text == "brouillon"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_request_forged_by_another_site_is_refused(cast: Cast, route: Route) -> None:
    """Every address, by POST, without the token of our own page."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.keyworker.account, backend=BACKEND)
    url = reverse(route.name, kwargs=own(route))
    assert client.post(url, {"confirm": "yes"}).status_code in (403, 405)


@pytest.mark.parametrize("path", ["/", "/compte/login/", "/compte/password/reset/"])
def test_another_host_is_nobodys(client_for: ClientFor, settings: Any, path: str) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    assert Client().get(path, headers={"host": "evil.example"}).status_code == 400
    page = Client().get(path, headers={"x-forwarded-host": "evil.example"})
    assert "evil.example" not in page.content.decode()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_changing_language_leads_nowhere_else(target: str) -> None:
    answer = Client().post(reverse("set_language"), {"language": "en", "next": target})
    assert "evil" not in answer.headers.get("Location", "")
    assert "javascript" not in answer.headers.get("Location", "")


def test_whoever_loses_their_post_has_nothing_left_at_the_next_click(
    client_for: ClientFor, cast: Cast
) -> None:
    client = client_for("keyworker")
    url = reverse("desk:person", args=[cast.older_lady])
    assert client.get(url).status_code == 200
    with acting(system("import")):
        Assignment.objects.filter(professional=cast.keyworker).update(
            period=DateRange(today() - timedelta(9), today(), "[)")
        )
    assert client.get(url).status_code == 404
    note = {"kind": "note", "text": "encore", "happened_at": "2026-01-01T10:00", "tier": "shared"}
    assert client.post(reverse("sharing:note_create", args=[cast.older_lady]), note).status_code == 404
    assert client.get(reverse("people:search")).status_code == 404
    assert "Odette" not in client.get("/").content.decode()


def test_what_is_shown_to_somebody_is_kept_by_no_cache(client_for: ClientFor, cast: Cast) -> None:
    for route, arguments in (("desk:person", [cast.older_lady]), ("desk:persons", []), ("support:list", [])):
        answer = client_for("keyworker").get(reverse(route, args=arguments))
        assert "no-store" in answer.headers["Cache-Control"]
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_what_a_page_asked_once_is_gone_with_the_page() -> None:
    asked: list[int] = []

    @once_a_page
    def question(number: int) -> int:
        asked.append(number)
        return number

    def broken_page() -> None:
        with one_page():
            question(1)
            question(1)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        broken_page()
    with one_page():
        question(1)
        with one_page():
            question(1)
    question(1)
    assert len(asked) == 4


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_name_that_is_a_formula_does_not_run_in_a_spreadsheet(
    client_for: ClientFor, act_as: ActAs, cast: Cast, kind: str
) -> None:
    with act_as("keyworker"):
        Person.objects.filter(pk=cast.daughter).update(
            first_names=FORMULA, usual_first_name="", used_name="+1", birth_name="@x"
        )
    answer = client_for("head").get(reverse("support:list"), {"export": kind, "qui": "equipe"})
    if answer.status_code == 404:
        answer = client_for("keyworker").get(reverse("support:list"), {"export": kind})
    assert answer.status_code == 200
    if kind == "csv":
        cells = [
            cell
            for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
            for cell in row
        ]
    else:
        sheet = load_workbook(io.BytesIO(answer.content)).active
        assert sheet is not None
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert any("HYPERLINK" in cell for cell in cells), cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))]


def test_a_form_of_another_account_is_not_replayed(client_for: ClientFor, cast: Cast) -> None:
    """The same key and content, sent by somebody else: neither carried out nor answered."""
    sent = {
        "kind": "note", "text": "vue ce matin", "happened_at": "2026-01-01T10:00", "tier": "shared", "idempotency_key": str(uuid4())
    }  # fmt: skip
    url = reverse("sharing:note_create", args=[cast.older_lady])
    assert client_for("keyworker").post(url, sent).status_code == 303
    again = client_for("adviser").post(url, sent)
    assert again.status_code == 409
    assert "Location" not in again.headers


def test_markup_is_shown_as_it_was_typed_nowhere_run(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    script = "<script>alert(1)</script>"
    with act_as("keyworker") as actor:
        Person.objects.filter(pk=cast.older_lady).update(used_name=script, address=script)
        sharing.write_note(actor, cast.older_lady, "note", "shared", timezone.now(), script)
    client = client_for("keyworker")
    for url in (
        reverse("desk:person", args=[cast.older_lady]),
        reverse("desk:persons"),
        reverse("desk:today"),
    ):
        shown = client.get(url).content.decode()
        assert script not in shown
    assert "&lt;script&gt;" in client.get(reverse("desk:person", args=[cast.older_lady])).content.decode()

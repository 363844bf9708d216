"""Papers as those who use them see them: photographed, reused, replaced, taken away; letters made from the file."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pypdf import PdfReader

from tests.cast import Cast
from tests.core.documents import made
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.journal.models import Entry
from tuilage.foundation.papers import actions, letters, rules
from tuilage.foundation.papers.clocks import due
from tuilage.foundation.papers.models import (
    Letter,
    LetterTemplate,
    PaperKind,
    PaperPage,
    PersonPaper,
    WantedPaper,
)
from tuilage.foundation.papers.panels import papers, timeline
from tuilage.foundation.sharing.actions import give_consent

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def upload(content: bytes, name: str = "IMG.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def kind(code: str) -> PaperKind:
    return PaperKind.objects.get(code=code)


def said(code: str = "proof-of-address", **changes: Any) -> dict[str, Any]:
    return {
        "kind": kind(code).pk, "dated_on": today().isoformat(), "source": "photographed", "tier": "shared",
    } | changes  # fmt: skip


def added(client: Client, person: UUID, content: bytes | None = None, **changes: Any) -> UUID:
    sent = said(**changes) | {"photos": [upload(content or made.photograph(place=True))]}
    answer = client.post(reverse("papers:add", args=[person]), sent)
    assert answer.status_code == 303, answer.content.decode()[-3000:]
    return UUID(answer["Location"].rstrip("/").rpartition("/")[2])


def template(code: str = "attestation-de-passage") -> LetterTemplate:
    return LetterTemplate.objects.get(code=code)


def kept_letter(client: Client, person: UUID, code: str = "attestation-de-passage", **changes: Any) -> UUID:
    url = reverse("papers:write", args=[person, template(code).pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"tier": "shared"} | changes
    answer = client.post(url, sent)
    assert answer.status_code == 303, answer.content.decode()
    return UUID(answer["Location"].rstrip("/").rpartition("/")[2])


def test_a_paper_is_photographed_once_and_serves_again(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("secretary")
    pk = added(client, cast.older_lady)
    page = client.get(reverse("papers:paper", args=[pk])).content.decode()
    assert "Justificatif de domicile" in page
    image = client.get(reverse("papers:image", args=[pk, 1]))
    assert image["Content-Type"] == "image/jpeg"
    assert image["X-Content-Type-Options"] == "nosniff"
    assert b"Chez Odette" not in image.content
    again = client_for("keyworker").post(
        reverse("papers:add", args=[cast.older_lady]),
        said(code="lease") | {"documents": [upload(made.photograph(place=True), "autre-nom.png")]},
    )
    assert again["Location"] == reverse("papers:paper", args=[pk])


def test_the_least_that_is_asked_is_one_photograph(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("secretary")
    url = reverse("papers:add", args=[cast.older_lady])
    first = client.get(url + "?origine=accueil").context["form"]
    assert first["source"].value() == "desk"
    assert first.fields["kind"].queryset.first().code == "other"
    nothing = client.post(url, said())
    assert nothing.status_code == 422
    assert "Photographiez le papier" in nothing.content.decode()


def test_several_pages_make_one_paper_and_leave_as_one_pdf(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("secretary")
    pk = added(client, cast.older_lady)
    more = client.post(reverse("papers:more", args=[pk]), {"photos": [upload(made.photograph(200, 300))]})
    assert more.status_code == 303
    answer = client.get(reverse("papers:file", args=[pk]))
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 2
    assert answer["Content-Disposition"].startswith('attachment; filename="justificatif-de-domicile-')
    assert client_for("adviser").post(
        reverse("papers:more", args=[pk]), {"photos": [upload(made.photograph(210, 300))]}
    ).status_code == 422  # fmt: skip


def test_a_document_is_never_shown_inside_the_page(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("secretary")
    sent = said("lease") | {"documents": [upload(made.pdf(), "bail.pdf")]}
    answer = client.post(reverse("papers:add", args=[cast.older_lady]), sent)
    page = client.get(answer["Location"])
    assert b"<embed" not in page.content
    assert b"<iframe" not in page.content
    pk = UUID(answer["Location"].rstrip("/").rpartition("/")[2])
    file = client.get(reverse("papers:file", args=[pk]))
    assert file["Content-Disposition"].startswith("attachment")
    assert file["Content-Security-Policy"].startswith("sandbox")
    assert client.get(reverse("papers:image", args=[pk, 1])).status_code == 404


@pytest.mark.parametrize("content", [b"", b"<svg/>", made.bomb_png(60_000, 60_000), b"%PDF-cut"])
def test_a_refused_file_says_why_beside_the_field(client_for: ClientFor, cast: Cast, content: bytes) -> None:
    sent = said() | {"documents": [upload(content, "facture.pdf")]}
    answer = client_for("secretary").post(reverse("papers:add", args=[cast.older_lady]), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors["documents"]


def test_photographs_and_documents_are_not_mixed(client_for: ClientFor, cast: Cast) -> None:
    sent = said() | {"photos": [upload(made.photograph())], "documents": [upload(made.pdf(), "a.pdf")]}
    answer = client_for("secretary").post(reverse("papers:add", args=[cast.older_lady]), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors["documents"]


def test_what_speaks_of_health_stays_in_the_team(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    pk = added(client_for("keyworker"), cast.older_lady, code="medical-certificate")
    with act_as("keyworker") as actor:
        give_consent(
            actor, cast.older_lady, cast.town_partner and cast.town.pk, "mon logement", today(), "oral"
        )
    with act_as("adviser"):
        assert PersonPaper.objects.get(pk=pk).tier == "team"
    with act_as("town_partner"):
        assert not PersonPaper.objects.filter(pk=pk).exists()
        assert not PaperPage.objects.filter(paper_id=pk).exists()
    with act_as("keyworker"), pytest.raises(DatabaseError), transaction.atomic():
        PersonPaper.objects.filter(pk=pk).update(tier="shared")


def test_a_partner_sees_only_what_is_shared(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    shared = added(client_for("keyworker"), cast.older_lady)
    team = added(client_for("keyworker"), cast.older_lady, made.photograph(colour="blue"), tier="team")
    client = client_for("town_partner")
    assert client.get(reverse("papers:paper", args=[shared])).status_code == 404
    with act_as("keyworker") as actor:
        give_consent(actor, cast.older_lady, cast.town.pk, "mon logement", today(), "oral")
    assert client.get(reverse("papers:paper", args=[shared])).status_code == 200
    assert client.get(reverse("papers:image", args=[shared, 1])).status_code == 200
    for name in ("paper", "file"):
        assert client.get(reverse(f"papers:{name}", args=[team])).status_code == 404
    assert client.get(reverse("papers:image", args=[team, 1])).status_code == 404
    assert client.get(reverse("papers:add", args=[cast.older_lady])).status_code == 404


def test_the_bytes_are_not_reachable_without_the_row(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    added(client_for("keyworker"), cast.older_lady)
    kept_letter(client_for("keyworker"), cast.older_lady, body="Venue ce jour.")
    for name in ("neighbour", "policy_officer", "dpo", "administrator"):
        with act_as(name), connection.cursor() as cursor:
            for table in ("papers_paperpage", "papers_letter", "papers_personpaper"):
                cursor.execute(f"select count(*) from {table}")
                assert cursor.fetchone() == (0,), (name, table)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from papers_paperpage")
        assert cursor.fetchone() == (0,)


def test_reading_and_taking_away_are_journalled(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client = client_for("keyworker")
    pk = added(client, cast.older_lady)
    client.get(reverse("papers:image", args=[pk, 1]))
    client.get(reverse("papers:file", args=[pk]))
    with act_as("keyworker"):
        acts = set(
            Entry.objects.filter(person_id=cast.older_lady, part="papers").values_list("act", flat=True)
        )
    assert {"read", "export"} <= acts


def test_a_newer_paper_replaces_the_older_which_stays(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("keyworker")
    old = added(client, cast.older_lady)
    sent = said() | {"photos": [upload(made.photograph(colour="green"))]}
    newer = client.post(reverse("papers:replace", args=[old]), sent)
    assert newer.status_code == 303
    page = client.get(newer["Location"]).content.decode()
    assert reverse("papers:paper", args=[old]) in page
    assert "remplacé" in client.get(reverse("papers:paper", args=[old])).content.decode()
    undone = client.post(newer["Location"] + "annuler/", {"confirm": "yes"})
    assert undone.status_code == 303
    with act_as("keyworker"):
        assert PersonPaper.objects.get(pk=old).replaced_on is None


def test_a_filing_is_taken_back_within_its_day_and_nothing_of_it_remains(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("keyworker")
    pk = added(client, cast.older_lady)
    url = reverse("papers:undo", args=[pk])
    assert "Retirer ce papier" in client.get(url).content.decode()
    client_for("adviser").post(url, {"confirm": "yes"})
    with act_as("adviser"):
        assert PersonPaper.objects.filter(pk=pk).exists(), "by whoever filed it only"
    client.post(url, {"confirm": "yes"})
    with act_as("keyworker"):
        assert not PersonPaper.objects.filter(pk=pk).exists()
        assert not PaperPage.objects.filter(paper_id=pk).exists()
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from papers_personpaperevent where id = %s", [pk])
            assert cursor.fetchone() == (0,)


def test_nobody_deletes_a_paper_of_another_day(act_as: ActAs, client_for: ClientFor, cast: Cast) -> None:
    pk = added(client_for("keyworker"), cast.older_lady)
    with act_as("keyworker"):
        PersonPaper.objects.filter(pk=pk).update(created_at=timezone.now() - timedelta(days=2))
        paper = PersonPaper.objects.get(pk=pk)
        assert not actions.can_undo(paper)
        with connection.cursor() as cursor:
            cursor.execute("delete from papers_paperpage where paper_id = %s", [pk])
            cursor.execute("delete from papers_personpaper where id = %s", [pk])
        assert PaperPage.objects.filter(paper_id=pk).exists()


def test_papers_go_when_their_time_is_over(act_as: ActAs, client_for: ClientFor, cast: Cast) -> None:
    client = client_for("keyworker")
    gone = added(client, cast.older_lady)
    kept = added(client, cast.older_lady, made.photograph(colour="blue"))
    with act_as("keyworker"):
        PersonPaper.objects.filter(pk=gone).update(kept_until=today() - timedelta(days=1))
    with acting(system("clock")):
        assert actions.drop_over() == 1
        assert actions.drop_over() == 0
    with act_as("keyworker"):
        assert set(PersonPaper.objects.values_list("pk", flat=True)) >= {kept}
        assert not PersonPaper.objects.filter(pk=gone).exists()


def test_what_is_to_be_brought_comes_off_the_list_when_it_comes_in(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("keyworker")
    ask = reverse("papers:ask", args=[cast.older_lady])
    asked = {
        "kinds": [kind("proof-of-address").pk, kind("payslip").pk], "what_for": "le dossier FSL",
        "by": today().isoformat(),
    }  # fmt: skip
    assert client.post(ask, asked).status_code == 303
    assert client.post(ask, asked).status_code == 303
    page = client.get(reverse("papers:list", args=[cast.older_lady])).content.decode()
    assert page.count("le dossier FSL") == 2
    with act_as("keyworker") as actor:
        assert "Odette Marchand" in {item.who for item in due(actor, timezone.now())}
    added(client_for("secretary"), cast.older_lady)
    with act_as("keyworker"):
        left = WantedPaper.objects.get(brought__isnull=True, person_id=cast.older_lady)
        assert left.kind.code == "payslip"
    assert client.post(reverse("papers:drop", args=[left.pk])).status_code == 303
    assert client.post(reverse("papers:drop", args=[left.pk]), {"again": "1"}).status_code == 303
    with act_as("keyworker") as actor:
        found = papers(actor, cast.older_lady)
        assert found
        assert [one.kind.code for one in found["wanted"]] == ["payslip"]


def test_what_is_about_to_end_comes_back_to_whoever_filed_it(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("keyworker")
    pk = added(client, cast.older_lady, valid_until=(today() + timedelta(days=9)).isoformat())
    with act_as("keyworker") as actor:
        lines = due(actor, timezone.now())
    assert [line.url for line in lines] == [reverse("papers:replace", args=[pk])]
    page = client.get(reverse("papers:list", args=[cast.older_lady]) + "?etat=soon").content.decode()
    assert "Justificatif de domicile" in page
    assert (
        "0 papier"
        in client.get(reverse("papers:list", args=[cast.older_lady]) + "?etat=over").content.decode()
    )


def test_a_correction_stays_in_the_history_and_a_stale_one_is_shown(
    client_for: ClientFor, cast: Cast
) -> None:
    client = client_for("keyworker")
    pk = added(client, cast.older_lady, code="other")
    url = reverse("papers:correct", args=[pk])
    assert client.post(url, said("lease", title="Bail, p. 1", version="1")).status_code == 303
    page = client.get(reverse("papers:paper", args=[pk])).content.decode()
    assert "Bail, p. 1" in page
    assert "a rangé le papier sous une autre nature" in page
    stale = client.post(url, said("bill", version="1"))
    assert stale.status_code != 303
    future = client.post(url, said("bill", version="2", dated_on=(today() + timedelta(days=3)).isoformat()))
    assert future.context["form"].errors["dated_on"]


def test_papers_come_on_the_timeline(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    pk = added(client_for("keyworker"), cast.older_lady)
    with act_as("keyworker"):
        assert [entry.url for entry in timeline(cast.older_lady, None, 10)] == [
            reverse("papers:paper", args=[pk])
        ]
    file = client_for("keyworker").get(reverse("desk:person", args=[cast.older_lady])).content.decode()
    assert reverse("papers:add", args=[cast.older_lady]) in file


# Letters


def test_a_letter_is_filled_from_the_file_and_waits_for_what_is_missing(
    client_for: ClientFor, cast: Cast
) -> None:
    client = client_for("keyworker")
    url = reverse("papers:write", args=[cast.older_lady, template("rendez-vous").pk])
    form = client.get(url).context["form"]
    body = form["body"].value()
    assert body.startswith("Madame,")
    assert "Claire Lespinasse, Assistante de service social" in body
    assert "Madame Odette Marchand\n12 rue des Tilleuls" in form["recipient"].value()
    sent = {name: form[name].value() or "" for name in form.fields} | {"tier": "shared"}
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "[le jour et l’heure]" in refused.content.decode()
    assert "Madame," in refused.content.decode(), "nothing typed is lost"


def test_a_letter_is_kept_as_pdf_and_docx_on_the_file(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("keyworker")
    pk = kept_letter(client, cast.older_lady, body="Atteste de la venue de Madame Odette Marchand le 3 mai.")
    pdf = client.get(reverse("papers:file", args=[pk])).content
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    words = "".join(page.extract_text() for page in reader.pages)
    assert "Odette Marchand" in words
    answer = client.get(reverse("papers:text", args=[pk]))
    docx = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(answer.content)).paragraphs)
    assert "Claire Lespinasse" in docx
    assert "Odette Marchand" in docx
    with act_as("keyworker"):
        assert Letter.objects.get(paper_id=pk).template_version == 1
        assert PersonPaper.objects.get(pk=pk).source == "made"
        exports = Entry.objects.filter(person_id=cast.older_lady, act="export", part="papers").count()
        assert exports == 2


@pytest.mark.parametrize(
    "code",
    ["rendez-vous", "attestation-de-passage", "attestation-accompagnement", "rapport-social", "bailleur-creancier", "fiche-de-liaison"],
)  # fmt: skip
def test_each_template_that_is_shipped_names_only_places_that_are_filled(
    act_as: ActAs, cast: Cast, code: str
) -> None:
    from tuilage.foundation.papers.queries import known_places
    from tuilage.foundation.people.models import Person

    with act_as("keyworker") as actor:
        found = template(code)
        for text in (found.title, found.body, found.signature):
            rules.check_template(text, known_places())
        begun = letters.begin(actor, Person.objects.get(pk=cast.older_lady), found)
    assert "{{" not in begun.body + begun.title + begun.signature
    assert "Odette" in begun.body + begun.recipient


def test_an_attestation_says_nothing_of_why(act_as: ActAs, cast: Cast) -> None:
    for code in ("attestation-de-passage", "attestation-accompagnement"):
        named = rules.places_in(template(code).body)
        assert named <= {
            "author.name", "author.post", "team.structure", "person.polite_name", "person.birth", "support.since",
        }  # fmt: skip


def test_a_fact_is_never_read_as_a_template(act_as: ActAs, client_for: ClientFor, cast: Cast) -> None:
    from tuilage.foundation.people.models import Person

    with act_as("keyworker"):
        Person.objects.filter(pk=cast.older_lady).update(used_name="{{ author.name }} [x]")
    form = client_for("keyworker").get(
        reverse("papers:write", args=[cast.older_lady, template("bailleur-creancier").pk])
    ).context["form"]  # fmt: skip
    assert "{{ author.name }} (x)" in form["body"].value()


# Templates


def template_data(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Relance", "what_for": "", "kind": kind("letter").pk, "title": "Relance", "to_person": "on",
        "body": "Bonjour {{ person.name }}", "signature": "{{ author.name }}",
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    "body",
    ["{{ person.__class__ }}", "{{ 7*7 }}", "{% load x %}", "{{ person.name|safe }}", "{{ person.secret }}", "{{", "a }} b",
     "{{ person.name.name }}", "   "],
)  # fmt: skip
def test_a_template_runs_nothing(client_for: ClientFor, body: str) -> None:
    answer = client_for("head").post(reverse("papers:template_create"), template_data(body=body))
    assert answer.status_code == 422
    assert answer.context["form"].errors["body"]


def test_a_template_is_rewritten_with_its_versions(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("policy_officer")
    created = client.post(reverse("papers:template_create"), template_data())
    assert created.status_code == 303
    again = client.post(reverse("papers:template_create"), template_data())
    assert again.status_code == 303
    rewritten = client.post(created["Location"], template_data(body="Bonjour", version="1"))
    assert rewritten.status_code == 303
    page = client.get(created["Location"]).content.decode()
    assert "a récrit le modèle" in page
    assert "Bonjour {{ person.name }}" in page
    assert client.post(created["Location"], template_data(body="Autre", version="1")).status_code != 303
    pk = UUID(created["Location"].rstrip("/").rpartition("/")[2])
    preview = client.get(reverse("papers:template_preview", args=[pk]))
    assert preview.content.startswith(b"%PDF")
    assert client.post(reverse("papers:template_away", args=[pk])).status_code == 303
    choose = client_for("keyworker").get(reverse("papers:letters", args=[cast.older_lady])).content.decode()
    assert choose.count("Relance") == 1

"""The pages, as those who use them do: nothing typed is lost, nobody sees what is not theirs."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.support.stories import ENDING, WISH, answers, days_ago, engaged, prepared, proposed
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.forms.drafts import find_draft, keep_draft
from tuilage.core.interface.dates import day_in_words
from tuilage.core.journal.models import Entry
from tuilage.practice.support import actions
from tuilage.practice.support.models import Criterion, Goal, Handover, Keyworker, Step, Support, SupportKind

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def url(name: str, key: UUID | None = None) -> str:
    return reverse(f"support:{name}", args=[key] if key else [])


def send(client: Client, address: str, **data: Any) -> Any:
    return client.post(address, {name: value for name, value in data.items() if value is not None})


def iso(days: int = 0) -> str:
    return (today() + timedelta(days=days)).isoformat()


@covers("S1-043", "S1-045", "S1-047", "S1-048", "S1-049", "S1-050", "S1-054")
def test_the_whole_path_through_the_pages(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client = client_for("keyworker")
    shown = client.get(url("propose", cast.older_lady)).content.decode()
    kind = SupportKind.objects.get(code="global")
    assert kind.limits[:40] in shown
    sent = send(
        client,
        url("propose", cast.older_lady),
        kind=kind.pk,
        origin="proposed",
        own_words=WISH,
        domains=["home"],
    )
    assert sent.status_code == 303
    with act_as("keyworker"):
        support = Support.objects.get(person_id=cast.older_lady)
    page = url("project", support.pk)
    assert sent["Location"] == page
    assert client.get(page).content.decode().count("is-missing") == 5
    assert send(client, url("adhesion", support.pk), how="signed", on=iso(), power=2).status_code == 303
    assert (
        send(client, url("goal_add", support.pk), sentence="Chauffer ma maison", on=iso()).status_code == 303
    )
    assert (
        send(client, url("criterion_add", support.pk), sentence="18 degrés en janvier", on=iso()).status_code
        == 303
    )
    assert send(client, url("duration", support.pk), months=6).status_code == 303
    assert client.get(page).content.decode().count("is-missing") == 1
    refused = send(client, url("engage", support.pk), keyworker=cast.keyworker.pk, on=iso())
    assert refused.status_code == 422
    opinion = send(client_for("head"), url("opinion", support.pk), opinion="favourable", on=iso())
    assert opinion.status_code == 303
    assert "is-missing" not in client.get(page).content.decode()
    assert send(client, url("engage", support.pk), keyworker=cast.keyworker.pk, on=iso()).status_code == 303
    with act_as("keyworker"):
        started = Support.objects.get(pk=support.pk)
        assert (started.status, started.power_before, started.own_words) == ("engaged", 2, WISH)
        assert Keyworker.objects.get(support=support).professional_id == cast.keyworker.pk


def test_steps_review_handover_and_end_through_the_pages(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("adviser")
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        goal = Goal.objects.get(support=support)
    page = url("project", support.pk)
    assert (
        send(
            client, url("step_add", support.pk), what="Apporter les factures", by="person", goal=goal.pk
        ).status_code
        == 303
    )
    with act_as("adviser"):
        step = Step.objects.get(support=support)
    assert send(client, url("step_done", step.pk)).status_code == 303
    assert send(client, url("goal_status", goal.pk), status="reached", on=iso()).status_code == 303
    assert send(
        client, url("review", support.pk), on=iso(), person_rating=4, person_words="Ça va mieux",
        professional_rating=3, next_on=iso(60),
    ).status_code == 303  # fmt: skip
    assert send(
        client, url("handover_plan", support.pk), to_professional=cast.keyworker.pk, starts_on=iso(),
        passes_on=iso(30), reason="Congé maternité",
    ).status_code == 303  # fmt: skip
    with act_as("adviser"):
        handover = Handover.objects.get(support=support)
    assert send(
        client, url("handover", handover.pk), done=["told", "documents"], met_on=iso(),
        person_words="Je la connais déjà, ça me va",
    ).status_code == 303  # fmt: skip
    shown = client.get(page).content.decode()
    for said in ("Apporter les factures", "Ça va mieux", "Claire Lespinasse", "Yann Le Gall"):
        assert said in shown
    assert client.get(url("handover_cancel", handover.pk)).status_code == 200
    assert send(client, url("handover_cancel", handover.pk), confirm="yes").status_code == 303
    with act_as("adviser"):
        criterion = Criterion.objects.get(support=support)
    ending = {key: value for key, value in ENDING.items() if key != "reason"}
    missing = send(client, url("close", support.pk), on=iso(), reason="reached", **ending)
    assert missing.status_code == 422
    told = {f"answer_{criterion.pk}": "met", f"comment_{criterion.pk}": ""}
    done = send(
        client,
        url("close", support.pk),
        on=iso(),
        reason="reached",
        power_after=4,
        results=["rights"],
        **told,
        **ending,
    )
    assert done.status_code == 303
    shown = client.get(page).content.decode()
    assert ENDING["person_evaluation"] in shown
    with act_as("adviser"):
        assert Support.objects.get(pk=support.pk).status == "closed"


@covers("S2-145")
def test_the_project_shows_what_was_agreed_theirs_first(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.hold_review(
            actor, support, person_rating=5, person_words="Ma note à moi",
            professional_rating=2, professional_words="La note du travailleur social",
        )  # fmt: skip
    shown = client_for("adviser").get(url("project", support.pk)).content.decode()
    assert shown.index("Ma note à moi") < shown.index("La note du travailleur social")
    assert WISH.replace("'", "&#x27;") in shown
    assert "6" in shown


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("keyworker", 200), ("adviser", 200), ("head", 200), ("secretary", 200), ("neighbour", 404),
        ("far_keyworker", 404), ("youth_partner", 404), ("town_partner", 404), ("policy_officer", 404),
        ("dpo", 404), ("administrator", 404),
    ],
)  # fmt: skip
def test_who_may_read_a_project(
    client_for: ClientFor, act_as: ActAs, cast: Cast, name: str, code: int
) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
    assert client_for(name).get(url("project", support.pk)).status_code == code
    assert client_for(name).get(url("paper", support.pk)).status_code == code
    lead = 200 if name in ("keyworker", "adviser", "head") else 404
    assert client_for(name).get(url("goal_add", support.pk)).status_code == lead
    assert client_for(name).get(url("propose", cast.older_lady)).status_code == lead
    assert client_for(name).get(url("propose", cast.stranger)).status_code == (
        200 if name == "far_keyworker" else 404
    )


def test_reading_a_project_is_written_in_the_journal(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
    client_for("keyworker").get(url("project", support.pk))
    with act_as("keyworker"):
        lines = Entry.objects.filter(person_id=cast.older_lady, act="read", part="support")
        assert lines.filter(actor_id=cast.keyworker.pk).count() == 1


GETS = ["project", "history", "tell", "adhesion", "take_back", "duration", "goal_add", "criterion_add", "step_add", "review",
        "prolong", "pace", "handover_plan", "hold", "take_up", "close", "engage", "abandon"]  # fmt: skip


@pytest.mark.parametrize("name", GETS)
def test_few_queries_whatever_the_rows(
    client_for: ClientFor, act_as: ActAs, cast: Cast, name: str,
    django_assert_max_num_queries: Callable[..., AbstractContextManager[None]],
) -> None:  # fmt: skip
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        for number in range(6):
            goal = actions.add_goal(actor, support, f"Encore un but {number}")
            actions.add_criterion(actor, support, f"Encore un critère {number}")
            actions.add_step(actor, support, f"Étape {number}", "professional", goal=goal)
            actions.hold_review(actor, support, person_rating=3)
        actions.plan_handover(actor, support, cast.keyworker, today(), today() + timedelta(days=30), "Départ")
    client = client_for("adviser")
    client.get(url("project", support.pk))
    with django_assert_max_num_queries(QUERIES):
        assert client.get(url(name, support.pk)).status_code == 200


QUERIES = 15


def test_a_refused_form_keeps_what_was_typed_and_says_why(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        support = proposed(actor, cast.older_lady)
    answer = send(
        client_for("keyworker"),
        url("goal_add", support.pk),
        sentence="...",
        person_words="Mes mots",
        on=iso(),
    )
    assert answer.status_code == 422
    assert "Mes mots" in answer.content.decode()
    assert "error-summary" in answer.content.decode()


def test_a_draft_is_offered_taken_up_and_dropped_when_sent(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        support = proposed(actor, cast.older_lady)
        keep_draft(actor, "support.goal", {"sentence": "Une phrase commencée"}, support.pk)
    client = client_for("keyworker")
    address = url("goal_add", support.pk)
    assert "brouillon=1" in client.get(address).content.decode()
    assert "Une phrase commencée" in client.get(address + "?brouillon=1").content.decode()
    assert send(client, address, sentence="Une phrase finie", on=iso()).status_code == 303
    with act_as("keyworker") as actor:
        assert find_draft(actor, "support.goal", support.pk) is None


def test_two_people_saving_the_same_project_see_both_versions(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        support = proposed(actor, cast.older_lady)
    address = url("tell", support.pk)
    first = send(
        client_for("keyworker"), address, version=support.version, own_words="Ma version", domains=["home"]
    )
    assert first.status_code == 303
    second = send(
        client_for("adviser"), address, version=support.version, own_words="Une autre", domains=["home"]
    )
    assert second.status_code == 409
    shown = second.content.decode()
    assert "Ma version" in shown
    assert "Une autre" in shown
    chosen = send(
        client_for("adviser"), address, version=support.version + 1, own_words="Une autre", domains=["home"]
    )
    assert chosen.status_code == 303
    with act_as("keyworker"):
        assert Support.objects.get(pk=support.pk).own_words == "Une autre"


def test_a_form_sent_twice_counts_once(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = proposed(actor, cast.older_lady)
    key = "0198f0aa-0000-7000-8000-000000000001"
    for _again in range(2):
        answer = send(
            client_for("keyworker"),
            url("goal_add", support.pk),
            sentence="Un seul but",
            on=iso(),
            idempotency_key=key,
        )
        assert answer.status_code == 303
    with act_as("keyworker"):
        assert Goal.objects.filter(support=support).count() == 1


@covers("S2-147")
def test_the_list_filters_sorts_counts_and_exports_with_a_line_in_the_journal(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("adviser")
    assert "empty-title" in client.get(url("list")).content.decode()
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.hold_review(actor, support, on=days_ago(20), person_rating=3, next_on=days_ago(1))
        prepared(actor, cast.young_person, "autonomy")
    shown = client.get(url("list")).content.decode()
    assert "Odette Marchand" in shown
    assert "Enzo Roussel" in shown
    due = client.get(url("list") + "?a_faire=review").content.decode()
    assert "Odette Marchand" in due
    assert "Enzo Roussel" not in due
    assert "Odette" not in client.get(url("list") + "?statut=closed").content.decode()
    assert "Odette" in client_for("head").get(url("list") + "?qui=team&tri=debut").content.decode()
    assert "Odette" not in client_for("keyworker").get(url("list")).content.decode()
    sent = client.get(url("list") + "?export=csv").content.decode()
    assert sent.count("\n") == 3
    book = load_workbook(io.BytesIO(client.get(url("list") + "?export=xlsx").content))
    assert len(list(book.active.rows)) == 3  # type: ignore[union-attr]
    with act_as("adviser"):
        exported = Entry.objects.filter(act="export", actor_id=cast.adviser.pk)
        assert set(exported.values_list("person_id", flat=True)) == {cast.older_lady, cast.young_person}
    assert client_for("secretary").get(url("list") + "?export=csv").status_code == 404


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@covers("S1-052")
def test_the_written_document_is_a_tagged_pdf_with_what_was_agreed(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
    answer = client_for("adviser").get(url("paper", support.pk))
    assert answer["Content-Type"] == "application/pdf"
    said = text_of(answer.content)
    for words in (
        "Odette Marchand",
        "Payer l’énergie sans retard",
        "Trois factures de suite",
        "Yann Le Gall",
    ):
        assert words in said.replace("'", "’")
    root: Any = PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("fr")


def test_emoji_and_any_script_are_printed_or_visibly_marked(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("adviser") as actor:
        support = prepared(actor, cast.older_lady)
        wish = "Je veux être chez moi 😀👩🏽‍🦳 \u202bأريد بيتي\u202c 家に帰りたい O'Brien-Le Gall"
        actions.tell_project(actor, support, own_words=wish, domains=[])
    answer = client_for("adviser").get(url("paper", support.pk))
    assert answer.status_code == 200
    said = text_of(answer.content)
    assert "□" in said
    assert "Brien-Le Gall" in said
    assert "chez moi" in said


def test_what_changed_is_told_in_sentences_with_who(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.prolong(actor, support, date(today().year + 1, 4, 30))
    shown = client_for("keyworker").get(url("history", support.pk)).content.decode()
    assert f"30 avril {today().year + 1}" in shown
    assert "Conseiller en économie sociale et familiale" in shown


def test_the_page_says_dates_in_full(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.hold_review(actor, support, person_rating=3, next_on=today() + timedelta(days=10))
    shown = client_for("adviser").get(url("project", support.pk)).content.decode()
    assert day_in_words(today() + timedelta(days=10)) in shown


def test_what_is_over_offers_nothing_more(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.close_support(actor, support, answers=answers(support), **ENDING)
    shown = client_for("adviser").get(url("project", support.pk)).content.decode()
    assert url("goal_add", support.pk) not in shown
    assert url("close", support.pk) not in shown

"""Reception through its pages, as the cast uses them, without scripts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.reception.fresh import diagnoses, requests
from tuilage.core.database.context import Actor, acting
from tuilage.core.forms.drafts import find_draft
from tuilage.foundation.people.models import Person
from tuilage.practice.reception import actions, urgency
from tuilage.practice.reception.actions import DomainView, Given

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
AtMost = Callable[[int], AbstractContextManager[None]]
pytestmark = pytest.mark.django_db

MINIMAL = {"words": "Je n’ai plus de chauffage.", "urgent": "no", "channel": "desk", "tier": "team"}


def send(client: Client, name: str, *args: object, **data: Any) -> Any:
    """Send a form of reception."""
    return client.post(reverse(f"reception:{name}", args=args), data)


def journal_lines(act: str) -> int:
    """Lines of the access journal, counted as its owner's guard would: through the actor's own rows."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from journal_entry where act = %s", [act])
        return int(cursor.fetchone()[0])


@pytest.fixture
def received(act_as: ActAs, cast: Cast) -> UUID:
    """An ordinary request of the older lady."""
    with act_as("secretary") as actor:
        return actions.receive(actor, cast.older_lady, "desk", "J’ai froid.", ["housing"]).pk


@pytest.fixture
def urgent(act_as: ActAs, cast: Cast) -> UUID:
    """An urgent one."""
    with act_as("secretary") as actor:
        return actions.receive(
            actor, cast.older_lady, "desk", "On m’a coupé le gaz.", urgent=True, vulnerable=True
        ).pk


@covers("S0-036")
def test_words_alone_make_a_request_without_a_name(client_for: ClientFor, act_as: ActAs) -> None:
    answer = send(client_for("secretary"), "receive", **MINIMAL)
    assert answer.status_code == 303
    with act_as("secretary"):
        request = requests().get()
    assert answer.headers["Location"] == reverse("reception:request", args=[request.pk])
    assert (request.person_id, request.themes, request.words) == (None, [], MINIMAL["words"])


def test_a_new_person_is_received_in_one_step(client_for: ClientFor, act_as: ActAs) -> None:
    who = {"first_names": "Zélie", "birth_name": "Ouradou", "born": "1990"}
    answer = send(client_for("secretary"), "receive", **MINIMAL, **who)
    assert answer.status_code == 303
    with act_as("keyworker"):
        request = requests().select_related("person").get()
        assert request.person is not None
        assert (request.person.name, request.person.birth_year, request.path) == (
            "Zélie Ouradou",
            1990,
            "first",
        )


def test_a_name_that_resembles_a_known_one_is_asked_about_and_nothing_is_lost(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("secretary")
    who = {"first_names": "Odete", "birth_name": "Marchand", "born": "1944"}
    asked = send(client, "receive", **MINIMAL, **who)
    page = asked.content.decode()
    assert str(cast.older_lady) in page
    assert MINIMAL["words"] in page
    with act_as("secretary"):
        assert not requests().exists()
    assert send(client, "receive", **MINIMAL, **who, person=str(cast.older_lady)).status_code == 303
    with act_as("secretary"):
        assert requests().get().person_id == cast.older_lady
        assert Person.objects.filter(first_names="Odete").count() == 0


def test_another_person_of_the_same_name_gets_a_file_of_their_own(
    client_for: ClientFor, act_as: ActAs
) -> None:
    who = {"first_names": "Odette", "birth_name": "Marchand", "person": "new"}
    assert send(client_for("secretary"), "receive", **MINIMAL, **who).status_code == 303
    with act_as("secretary"):
        assert Person.objects.filter(first_names="Odette").count() == 2


def test_a_person_of_another_territory_cannot_be_chosen_by_their_key(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    answer = send(client_for("secretary"), "receive", **MINIMAL, person=str(cast.stranger))
    assert answer.status_code == 422
    with act_as("secretary"):
        assert not requests().exists()


def test_likely_persons_appear_while_typing_and_the_stranger_only_as_a_telephone(
    client_for: ClientFor, cast: Cast
) -> None:
    client = client_for("secretary")
    found = send(client, "likely", first_names="odette", birth_name="marchan").content.decode()
    assert str(cast.older_lady) in found
    hidden = send(client, "likely", first_names="Armand", birth_name="Quillévéré").content.decode()
    assert str(cast.stranger) not in hidden
    assert "Armand" not in hidden
    assert send(client, "likely", first_names="o").content.decode().strip() == ""


def test_themes_are_proposed_from_the_words_and_never_ticked(client_for: ClientFor) -> None:
    page = send(
        client_for("secretary"), "themes", words="Des dettes de loyer", themes="health"
    ).content.decode()
    assert page.index('value="housing"') < page.index('value="ageing"')
    assert page.count("checked") == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("words", "."), ("urgent", ""), ("urgent", "perhaps"), ("channel", "pigeon"), ("born", "32/01/1990"),
        ("born", "99999"), ("themes", "nothing"), ("person", "not-a-key"), ("tier", "draft"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client_for: ClientFor, act_as: ActAs, field: str, value: str
) -> None:
    answer = send(client_for("secretary"), "receive", **{**MINIMAL, "first_names": "Zélie", field: value})
    assert answer.status_code == 422
    assert "Zélie" in answer.content.decode()
    with act_as("secretary"):
        assert not requests().exists()


@pytest.mark.parametrize(
    "who",
    [
        {"birth_name": "A" * 200}, {"birth_name": "Ж"}, {"first_names": "😀", "birth_name": "O’Brien-Le Gall"},
        {"birth_name": "בן־דוד", "first_names": "يوسف"}, {"birth_name": "Né", "born": "29/02/2004"},
        {"birth_name": "Sansjour", "born": "07/1950"},
    ],
)  # fmt: skip
def test_any_name_is_received(client_for: ClientFor, act_as: ActAs, who: dict[str, str]) -> None:
    client = client_for("secretary")
    answer = send(client, "receive", **MINIMAL, **who)
    assert answer.status_code == 303
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "who", [{"birth_name": "A" * 201}, {"birth_name": "Né", "born": "29/02/2005"},
            {"birth_name": "Né", "born": "3"}]
)  # fmt: skip
def test_a_date_that_never_was_is_said(client_for: ClientFor, act_as: ActAs, who: dict[str, str]) -> None:
    assert send(client_for("secretary"), "receive", **MINIMAL, **who).status_code == 422
    with act_as("secretary"):
        assert not requests().exists()


def test_the_same_form_sent_twice_counts_once(client_for: ClientFor, act_as: ActAs) -> None:
    client, once = client_for("secretary"), {**MINIMAL, "idempotency_key": str(uuid4())}
    first, second = send(client, "receive", **once), send(client, "receive", **once)
    assert first.headers["Location"] == second.headers["Location"]
    with act_as("secretary"):
        assert requests().count() == 1


@covers("S1-018", "S1-035", "S1-036")
def test_urgent_and_answered_at_once_in_one_screen(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    client, more = (
        client_for("secretary"),
        {"person": str(cast.older_lady), "kind": "information", "text": "Chèque énergie"},
    )
    refused = send(client, "receive", **{**MINIMAL, **more, "urgent": "yes"})
    assert refused.status_code == 422
    with act_as("secretary"):
        assert not requests().exists(), "nothing half-written"
    done = {"what": "Fournisseur appelé, gaz rétabli", "relay": ""}
    assert send(client, "receive", **{**MINIMAL, **more, **done, "urgent": "doubt"}).status_code == 303
    with act_as("secretary"):
        request = requests().get()
        assert (request.urgent, request.status, request.urgency_actions.count()) == (True, "answered", 1)


def test_what_is_typed_is_found_again(client_for: ClientFor, cast: Cast) -> None:
    client = client_for("secretary")
    typed = {
        "key": "reception.receive",
        "object": None,
        "data": {"words": "Un début de phrase", "themes": "housing"},
    }
    assert client.post("/brouillons/", json.dumps(typed), content_type="application/json").status_code == 200
    assert "brouillon=1" in client.get(reverse("reception:receive")).content.decode()
    again = client.get(reverse("reception:receive") + "?brouillon=1").content.decode()
    assert "Un début de phrase" in again
    send(client, "receive", **MINIMAL)
    with acting(cast.actor("secretary")) as actor:
        assert find_draft(actor, "reception.receive") is None


@covers("S1-030")
def test_the_framework_stands_beside_the_urgency_and_changes_for_every_desk(
    client_for: ClientFor, urgent: UUID
) -> None:
    officer = client_for("policy_officer")
    page = officer.get(reverse("reception:write_framework"))
    form = page.context["form"]
    values = {name: form[name].value() for name in urgency.FRAMEWORK_FIELDS}
    values |= {
        "roster": "Astreinte : 05 00 00 00 09",
        "opens_at": "08:30",
        "version": form["version"].value(),
    }
    assert send(officer, "write_framework", **values).status_code == 303
    beside = client_for("secretary").get(reverse("reception:urgency", args=[urgent])).content.decode()
    assert "Astreinte : 05 00 00 00 09" in beside
    assert "115" in beside
    late = send(officer, "write_framework", **values, criteria2="")
    assert late.status_code == 409
    assert send(client_for("secretary"), "write_framework", **values).status_code == 404


@covers("S1-035", "S1-036")
def test_the_duty_worker_qualifies_acts_and_answers(
    client_for: ClientFor, act_as: ActAs, urgent: UUID
) -> None:
    client = client_for("keyworker")
    page = client.get(reverse("reception:request", args=[urgent])).content.decode()
    assert "avant ce soir" in page or "ouverture" in page or "astreinte" in page
    with act_as("keyworker"):
        version = requests().get().version
    qualify = {"step": "qualify", "version": version, "danger": "yes", "urgent": "yes"}
    assert send(client, "urgency", urgent, **qualify).status_code == 422, "which danger?"
    assert send(client, "urgency", urgent, **qualify, kind="cold", danger_words="82 ans").status_code == 303
    assert (
        send(client, "answer", urgent, kind="aid", text="Aide", tier="shared", closes="on").status_code == 422
    )
    assert send(client, "urgency", urgent, step="act", what=".").status_code == 422
    assert send(client, "urgency", urgent, step="act", what="Gaz rétabli", relay="15").status_code == 303
    assert (
        send(client, "answer", urgent, kind="aid", text="Aide", tier="shared", closes="on").status_code == 303
    )
    with act_as("keyworker"):
        assert requests().get().status == "answered"


def test_a_secretary_signals_and_acts_but_does_not_qualify(
    client_for: ClientFor, act_as: ActAs, received: UUID
) -> None:
    client = client_for("secretary")
    assert send(client, "urgency", received, step="signal", version=1).status_code == 303
    refused = send(client, "urgency", received, step="qualify", version=2, danger="no", urgent="no")
    assert refused.status_code == 422
    with act_as("secretary"):
        assert requests().get().urgent


@covers("S1-015")
def test_a_vulnerable_person_stands_out_in_the_list(
    client_for: ClientFor, received: UUID, urgent: UUID
) -> None:
    page = client_for("secretary").get(reverse("reception:list")).content.decode()
    assert "vulnérabilité particulière" in page
    assert page.index(str(urgent)) < page.index(str(received)), "the urgent one first"
    only = client_for("secretary").get(reverse("reception:list") + "?marque=vulnerable").content.decode()
    assert str(urgent) in only
    assert str(received) not in only


def test_the_list_is_filtered_sorted_counted_and_empty_says_what_to_do(
    client_for: ClientFor, received: UUID
) -> None:
    client = client_for("secretary")
    for query in (
        "statut=answered",
        "theme=money",
        "statut=nonsense",
        "tri=nom",
        "page=99",
        "theme=housing",
        "equipe=x",
    ):
        assert client.get(reverse("reception:list") + "?" + query).status_code == 200
    assert str(received) in client.get(reverse("reception:list") + "?theme=housing").content.decode()
    assert str(received) not in client.get(reverse("reception:list") + "?theme=money").content.decode()
    nobody = client_for("neighbour").get(reverse("reception:list")).content.decode()
    assert reverse("reception:receive") in nobody


def test_the_list_is_taken_away_without_formulas_and_the_journal_knows(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("secretary") as actor:
        actions.receive(actor, None, "letter", "=cmd|'/c calc'!A1 et la suite")
        before = journal_lines("export")
    client = client_for("secretary")
    lines = client.get(reverse("reception:list") + "?export=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(lines), delimiter=";"))
    assert any(cell.startswith("'=cmd") for row in rows for cell in row)
    book = load_workbook(io.BytesIO(client.get(reverse("reception:list") + "?export=xlsx").content))
    assert book.active is not None
    assert book.active.max_row == len(rows) > 1
    with act_as("dpo"):
        assert journal_lines("export") == before + 2


def test_the_diagnosis_begins_with_their_words_and_its_versions_stand_side_by_side(
    client_for: ClientFor, act_as: ActAs, cast: Cast, received: UUID
) -> None:
    client, url = client_for("keyworker"), reverse("reception:diagnose", args=[cast.older_lady])
    page = client.get(f"{url}?demande={received}").content.decode()
    assert page.index('name="own_words"') < page.index('name="housing-wants"')
    base = {"held_on": "2026-01-05", "tier": "shared"}
    assert client.post(url, {**base, "own_words": "."}).status_code == 422
    first = client.post(
        f"{url}?demande={received}", {**base, "own_words": "J’ai froid", "housing-wants": "Rester"}
    )
    assert first.status_code == 303
    with act_as("keyworker"):
        based_on = diagnoses().get().pk
    again = client.get(url).content.decode()
    assert "Rester" in again
    assert (
        client.post(
            url, {**base, "own_words": "Mieux", "housing-wants": "Une pièce chauffée", "based_on": based_on}
        ).status_code
        == 303
    )
    both = client.get(reverse("reception:diagnose_compare", args=[cast.older_lady])).content.decode()
    assert all(said in both for said in ("J’ai froid", "Mieux", "Rester", "Une pièce chauffée"))


def test_two_people_writing_the_next_version_choose(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    url = reverse("reception:diagnose", args=[cast.older_lady])
    base = {"held_on": "2026-01-05", "tier": "shared"}
    assert client_for("keyworker").post(url, {**base, "own_words": "De Claire"}).status_code == 303
    late = client_for("adviser").post(url, {**base, "own_words": "De Yann"})
    page = late.content.decode()
    assert late.status_code == 409
    assert "De Claire" in page
    assert "De Yann" in page
    with act_as("keyworker"):
        newest = diagnoses().get().pk
    assert f'value="{newest}"' in page
    assert (
        client_for("adviser").post(url, {**base, "own_words": "De Yann", "based_on": newest}).status_code
        == 303
    )


@covers("S0-040", "S1-019")
def test_an_answer_of_ones_own_making_joins_the_range(client_for: ClientFor, received: UUID) -> None:
    client = client_for("adviser")
    own = {"kind": "own", "text": "Mardi 14 h", "tier": "shared", "closes": "on"}
    assert send(client, "answer", received, **own).status_code == 422
    assert send(client, "answer", received, **own, own_kind="Atelier petits travaux").status_code == 303
    assert (
        "Atelier petits travaux" in client.get(reverse("reception:answer", args=[received])).content.decode()
    )


def test_a_stale_answer_shows_what_changed(client_for: ClientFor, act_as: ActAs, received: UUID) -> None:
    with act_as("keyworker") as actor:
        urgency.signal_urgency(actor, requests().get(), 1)
        urgency.act_on_urgency(actor, requests().get(), "Vue aussitôt")
    late = send(
        client_for("secretary"),
        "answer",
        received,
        kind="information",
        text="Bonjour",
        tier="shared",
        version=1,
        closes="on",
    )
    assert late.status_code == 409
    assert "Bonjour" in late.content.decode()


@covers("S1-022", "S2-110")
def test_a_request_that_is_not_ours_is_referred_and_taken_back(
    client_for: ClientFor, act_as: ActAs, received: UUID
) -> None:
    client = client_for("secretary")
    assert send(client, "outside", received, why="Relève du CCAS").status_code == 422
    assert (
        send(client, "outside", received, why="Relève du CCAS", to_whom="CCAS, Sylvie Darroux").status_code
        == 303
    )
    page = client.get(reverse("reception:request", args=[received])).content.decode()
    assert "CCAS, Sylvie Darroux" in page
    assert send(client, "undo_outside", received).status_code == 303
    with act_as("secretary"):
        assert requests().get().status == "in_progress"


def test_an_answer_is_undone_from_its_page(client_for: ClientFor, act_as: ActAs, received: UUID) -> None:
    with act_as("secretary") as actor:
        given = actions.answer(actor, requests().get(), Given("information", "Erreur de dossier"))
    assert (
        "Erreur"
        in client_for("keyworker").get(reverse("reception:request", args=[received])).content.decode()
    )
    assert send(client_for("keyworker"), "undo_answer", given.pk).status_code == 303
    with act_as("secretary"):
        assert requests().get().status == "answered", "not their own"
    assert send(client_for("secretary"), "undo_answer", given.pk).status_code == 303
    with act_as("secretary"):
        assert requests().get().status == "in_progress"


def test_a_request_without_a_name_is_given_its_person(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("secretary") as actor:
        request = actions.receive(actor, None, "telephone", "Une dame appelle")
    client = client_for("secretary")
    assert (
        str(cast.older_lady) in send(client, "attach", request.pk, words="Odette Marchand").content.decode()
    )
    assert send(client, "attach", request.pk, person=str(cast.stranger), version=1).status_code == 422
    assert send(client, "attach", request.pk, person=str(cast.older_lady), version=1).status_code == 303
    with act_as("secretary"):
        assert requests().get().person_id == cast.older_lady


@pytest.mark.parametrize(
    "name", ["neighbour", "far_keyworker", "town_partner", "policy_officer", "dpo", "administrator"]
)
def test_nobody_else_opens_a_request_by_its_address(
    client_for: ClientFor, received: UUID, name: str, cast: Cast
) -> None:
    client = client_for(name)
    for page in ("request", "urgency", "answer", "outside", "attach"):
        assert client.get(reverse(f"reception:{page}", args=[received])).status_code == 404
    for page in ("diagnose", "diagnose_compare"):
        assert client.get(reverse(f"reception:{page}", args=[cast.older_lady])).status_code == 404


def test_reading_a_request_is_in_the_journal_and_a_refusal_too(
    client_for: ClientFor, act_as: ActAs, received: UUID
) -> None:
    with act_as("dpo"):
        read, refused = journal_lines("read"), journal_lines("refused")
    client_for("secretary").get(reverse("reception:request", args=[received]))
    client_for("neighbour").get(reverse("reception:request", args=[received]))
    with act_as("dpo"):
        assert journal_lines("read") == read + 1
        assert journal_lines("refused") == refused + 1


def test_pages_ask_few_questions_however_many_rows(
    client_for: ClientFor, act_as: ActAs, cast: Cast, urgent: UUID, django_assert_max_num_queries: AtMost
) -> None:
    with act_as("keyworker") as actor:
        for turn in range(12):
            request = actions.receive(actor, cast.older_lady, "desk", f"Demande {turn}")
            actions.answer(
                actor, requests().get(pk=urgent), Given("information", f"Réponse {turn}", closes=False)
            )
            urgency.act_on_urgency(actor, requests().get(pk=urgent), f"Fait {turn}")
        views = [DomainView("housing", wants="Un toit"), DomainView("health", can="Marcher")]
        first = actions.diagnose(actor, cast.older_lady, "Une", views, request)
        actions.diagnose(actor, cast.older_lady, "Deux", views, based_on=first.pk)
    client = client_for("keyworker")
    pages = [
        reverse(f"reception:{name}", args=[urgent])
        for name in ("request", "urgency", "answer", "outside", "attach")
    ]
    pages += [
        reverse(f"reception:{name}", args=[cast.older_lady]) for name in ("diagnose", "diagnose_compare")
    ]
    pages += [reverse("reception:receive"), reverse("reception:list"), reverse("reception:framework")]
    for page in pages:
        client.get(page)
        with django_assert_max_num_queries(15):
            assert client.get(page).status_code == 200, page

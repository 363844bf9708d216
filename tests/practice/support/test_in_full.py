"""From the proposal to the follow-up: kinds as data, regulation, couples, resumed supports, versions, what comes after."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.support.stories import ENDING, answers, days_ago, engaged, prepared, proposed
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, check_constraints_now
from tuilage.core.refusals import Refused
from tuilage.foundation.people import actions as people
from tuilage.foundation.people.models import Person
from tuilage.practice.support import actions, clocks, kinds, regulation
from tuilage.practice.support.models import (
    AwaitedDecision,
    ClosureBatch,
    Goal,
    KindVersion,
    Place,
    PlanVersion,
    Step,
    Support,
    SupportForm,
    SupportKind,
)

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def url(name: str, key: UUID | None = None) -> str:
    return reverse(f"support:{name}", args=[key] if key else [])


def send(client: Client, address: str, **data: Any) -> Any:
    return client.post(address, {name: value for name, value in data.items() if value is not None})


def iso(days: int = 0) -> str:
    return (today() + timedelta(days=days)).isoformat()


KIND = {
    "label": "Projet d’accueil", "description": "Ce que l’on écrit ensemble", "limits": "Il ne remplace pas la mesure",
    "legal_ground": "", "needs_adhesion": "on", "needs_goal": "on", "default_months": 6, "no_news_days": 90, "active": "on",
    "headings": "Ce que je veux : avec mes mots\nQui fait quoi",
}  # fmt: skip


# Kinds as data ---------------------------------------------------------------------------------------------


@covers("S2-146", "S2-171")
def test_a_kind_is_added_with_its_conditions_and_its_form_and_is_offered(
    client_for: ClientFor, cast: Cast
) -> None:
    client = client_for("policy_officer")
    assert "Action éducative budgétaire" in client.get(url("kinds")).content.decode()
    assert (
        send(client, url("kind_add"), **{**KIND, "needs_adhesion": None}).status_code == 422
    )  # an obligation says why
    assert send(client, url("kind_add"), **KIND).status_code == 303
    kind = SupportKind.objects.get(label="Projet d’accueil")
    assert (kind.needs_goal, kind.needs_criteria, kind.needs_duration) == (True, False, False)
    form = SupportForm.objects.get(kind=kind)
    assert [one["label"] for one in form.headings] == ["Ce que je veux", "Qui fait quoi"]
    assert "Projet d’accueil" in client_for("keyworker").get(url("propose", cast.older_lady)).content.decode()


@covers("S4-051", "S4-049")
def test_the_form_changes_and_the_earlier_ones_stay_readable_with_their_dates(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    rsa = SupportKind.objects.get(code="rsa")
    with act_as("keyworker") as actor:
        support = proposed(actor, cast.older_lady, "rsa")
    before = support.form
    assert before is not None
    client = client_for("head")
    facts = {name: getattr(rsa, name) for name in ("label", "description", "limits", "legal_ground")}
    sent = send(
        client, url("kind", rsa.pk), **facts, needs_goal="on", needs_criteria="on", needs_duration="on", default_months=6,
        no_news_days=90, active="on", headings="Un seul titre", version=rsa.version,
    )  # fmt: skip
    assert sent.status_code == 303, sent.content.decode()
    shown = client.get(url("kind", rsa.pk)).content.decode()
    for heading in ("Un seul titre", before.headings[0]["label"].replace("'", "&#x27;")):
        assert heading in shown
    page = client_for("keyworker").get(url("form", support.pk)).content.decode()
    assert before.headings[0]["label"] in page
    assert "Un seul titre" not in page
    sent = send(
        client_for("keyworker"),
        url("form", support.pk),
        h1="Elle élève seule deux enfants.",
        version=support.version,
    )
    assert sent.status_code == 303
    assert "Elle élève seule" in client_for("keyworker").get(url("project", support.pk)).content.decode()


@covers("S1-053")
def test_the_aeb_keeps_its_own_form_the_others_share_one(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        budget, whole = (
            proposed(actor, cast.older_lady, "aeb"),
            proposed(actor, cast.young_person, "autonomy"),
        )
        other = proposed(actor, cast.daughter, "home")
    assert budget.form is not None
    assert "Reste pour vivre" in [one["label"] for one in budget.form.headings]
    assert whole.form == other.form
    assert whole.form is not None
    assert whole.form.kind is None


def test_what_a_kind_asks_changes_for_new_ones_only_and_is_undone(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady)
    kind = SupportKind.objects.get(code="aeb")
    with act_as("head") as head:
        facts = {name: getattr(kind, name) for name in kinds.TERMS}
        own = kinds.form_of(kind)
        assert own is not None
        kinds.edit_kind(
            head, kind, kind.version, active=True, headings=own.headings,
            **{**facts, "needs_criteria": False, "max_months": 6, "legal_ground": "Délibération"},
        )  # fmt: skip
    with act_as("keyworker") as actor:
        again = proposed(actor, cast.young_person)
        with pytest.raises(Refused):
            actions.set_duration(actor, again, 9)
        assert (again.terms.needs_criteria, Support.objects.get(pk=support.pk).terms.needs_criteria) == (
            False,
            True,
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            KindVersion.objects.filter(kind=kind).update(needs_adhesion=False)
    assert send(client_for("head"), url("kind_undo", kind.pk)).status_code == 303
    kind.refresh_from_db()
    assert (kind.needs_criteria, kind.max_months) == (True, None)
    assert KindVersion.objects.filter(kind=kind).count() == 3


@covers("S4-049")
def test_an_obligation_starts_without_adhesion_and_says_its_ground(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        support = proposed(actor, cast.older_lady, "rsa")
        actions.prepare(actor, support)
        actions.add_goal(actor, support, "Trouver une formation", on=days_ago(5))
        actions.add_criterion(actor, support, "Inscrite en formation", on=days_ago(5))
        actions.set_duration(actor, support, 12)
        started = actions.engage(actor, support, today(), cast.keyworker)
    assert (started.adhesion_on, started.voluntary) == (None, False)
    assert "L. 262-34" in client_for("keyworker").get(url("project", support.pk)).content.decode()


# Regulation ------------------------------------------------------------------------------------------------


@covers("S1-054")
def test_opinions_are_given_one_after_the_other_with_who_was_there(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        for person in (cast.older_lady, cast.young_person):
            prepared(actor, person, "global")
    client = client_for("head")
    shown = client.get(url("regulation")).content.decode()
    assert "Odette Marchand" in shown
    first = client.get(url("opinions"))
    line = first.context["line"].support.pk
    sent = send(
        client, url("opinions"), support=line, opinion="favourable", text="Commencer par le logement", on=iso(),
        present=[str(cast.keyworker.pk), str(cast.head.pk)],
    )  # fmt: skip
    assert sent.status_code == 303
    second = client.get(sent["Location"])
    assert second.context["line"].support.pk != line
    assert second.context["form"]["present"].value() == [str(cast.keyworker.pk), str(cast.head.pk)]
    with act_as("keyworker"):
        assert Support.objects.get(pk=line).team_opinion_present == [cast.keyworker.pk, cast.head.pk]
    assert "Claire Lespinasse" in client.get(url("project", line)).content.decode()
    assert client_for("keyworker").get(url("regulation")).status_code == 404


def test_supports_without_news_end_together_and_that_is_undone(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("adviser") as actor:
        silent = [engaged(actor, cast.older_lady, cast.adviser, kind, 300) for kind in ("aeb", "home")]
        silent.append(engaged(actor, cast.young_person, cast.adviser, days=300))
        heard = engaged(actor, cast.daughter, cast.adviser, days=290)
        actions.hold_review(actor, heard, on=days_ago(10), person_rating=4)
    client = client_for("head")
    shown = client.get(url("regulation"))
    assert {one.support.pk for one, _ticked in shown.context["silent"]} >= {one.pk for one in silent}
    assert heard.pk not in {one.support.pk for one, _ticked in shown.context["silent"]}
    refused = send(client, url("end_silent"), exit_plan="...", supports=[str(silent[0].pk)])
    assert refused.status_code == 422
    sent = send(
        client,
        url("end_silent"),
        exit_plan="La permanence reste ouverte.",
        supports=[str(one.pk) for one in silent],
    )
    assert sent.status_code == 303
    with act_as("head"):
        ended = Support.objects.filter(pk__in=[one.pk for one in silent])
        assert {(one.status, one.closure_reason) for one in ended} == {("closed", "lost")}
        batch = ClosureBatch.objects.get()
    assert send(client, url("undo_end", batch.pk)).status_code == 303
    with act_as("head"):
        check_constraints_now()
        again = Support.objects.filter(pk__in=[one.pk for one in silent]).prefetch_related(
            "criteria", "keyworkers"
        )
        for one in again:
            assert one.engaged
            assert [row.period.upper for row in one.keyworkers.all()] == [None]
            assert {criterion.answer for criterion in one.criteria.all()} == {""}


def test_nobody_else_ends_supports_together(act_as: ActAs, cast: Cast) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser, days=300)
        with pytest.raises(Refused):
            actions.close_without_news(actor, cast.west.pk, [support.pk], "La porte reste ouverte")
    with act_as("head") as head, pytest.raises(Refused):
        actions.close_without_news(head, cast.west.pk, [], "La porte reste ouverte")


# Couples ---------------------------------------------------------------------------------------------------


def test_one_entry_for_a_couple_a_file_each(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        lady = Person.objects.get(pk=cast.older_lady)
        other = Person.objects.get(pk=cast.daughter)
        people.add_relation(actor, lady, kind="partner", other=other, start=today())
    client = client_for("keyworker")
    kind = SupportKind.objects.get(code="global")
    sent = send(
        client, url("together", cast.older_lady), partner=cast.daughter, kind=kind.pk, origin="spontaneous",
        own_words="Vivre plus près", about_partner="Elle boit trop", partner_words="Souffler un peu", about_person="",
    )  # fmt: skip
    assert sent.status_code == 303, sent.content.decode()
    with act_as("keyworker") as actor:
        mine = Support.objects.get(person_id=cast.older_lady, kind=kind)
        theirs = Support.objects.get(person_id=cast.daughter, kind=kind)
        assert mine.together == theirs.together is not None
        assert (mine.about_others, theirs.about_others) == ("Elle boit trop", "")
        assert theirs.own_words == "Souffler un peu"
    assert "Elle boit trop" not in client.get(url("project", theirs.pk)).content.decode()
    sent = send(
        client,
        url("goal_add", mine.pk),
        sentence="Un logement à nous",
        person_words="Mes mots",
        on=iso(),
        both="on",
    )
    assert sent.status_code == 303
    with act_as("keyworker"):
        goals = Goal.objects.filter(support__in=[mine.pk, theirs.pk]).order_by("person_words")
        assert [goal.sentence for goal in goals] == ["Un logement à nous"] * 2
        assert [goal.person_words for goal in goals] == ["", "Mes mots"]
        assert len({goal.together for goal in goals}) == 1
    assert client.get(url("leave", mine.pk)).status_code == 200
    assert send(client, url("leave", mine.pk), confirm="yes").status_code == 303
    with act_as("keyworker"):
        assert Support.objects.get(pk=mine.pk).together is None


# Resumed ---------------------------------------------------------------------------------------------------


def test_what_ran_before_is_taken_up_and_completed_on_the_way(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("keyworker")
    kind = SupportKind.objects.get(code="global")
    sent = send(
        client, url("resume", cast.older_lady), kind=kind.pk, since=iso(-400), keyworker=cast.keyworker.pk,
        own_words="Continuer comme avant",
    )  # fmt: skip
    assert sent.status_code == 303, sent.content.decode()
    with act_as("keyworker") as actor:
        support = Support.objects.get(person_id=cast.older_lady, kind=kind)
        assert support.to_complete
        told = [str(line.what) for line in clocks.due(actor, timezone.now())]
        assert any("complét" in line for line in told)
        assert support.pk in {line.support.pk for line in regulation.to_review([support], today())}
    page = url("project", support.pk)
    assert client.get(page).content.decode().count("is-missing") == 4
    for name, data in (
        ("adhesion", {"how": "oral", "on": iso()}), ("goal_add", {"sentence": "Garder mon logement", "on": iso()}),
        ("criterion_add", {"sentence": "Un bail signé", "on": iso()}), ("duration", {"months": 6}),
    ):  # fmt: skip
        assert send(client, url(name, support.pk), **data).status_code == 303, name
    with act_as("keyworker"):
        kept = Support.objects.get(pk=support.pk)
        assert (kept.completed_on, kept.to_complete) == (today(), False)
        assert PlanVersion.objects.get(support=kept).why == "completed"
        taken = pytest.raises(IntegrityError)
        with taken, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "delete from support_goal where support_id = %s; set constraints all immediate", [kept.pk]
            )


# Versions --------------------------------------------------------------------------------------------------


def test_each_agreement_is_a_version_kept_compared_and_printed(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("adviser")
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        with pytest.raises(Refused):
            actions.agree(actor, support, "oral")
        actions.add_goal(actor, support, "Comprendre mes courriers")
    assert send(client, url("agree", support.pk), how="signed", on=iso()).status_code == 303
    shown = client.get(url("versions", support.pk)).content.decode()
    assert "<mark>Comprendre mes courriers</mark>" in shown
    assert shown.count("Trois factures de suite payées à temps") == 2
    with act_as("adviser"):
        first, second = PlanVersion.objects.filter(support=support).order_by("number")
    words = {}
    for version in (first, second):
        answer = client.get(url("version_paper", version.pk))
        book = PdfReader(io.BytesIO(answer.content))
        root: Any = book.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        words[version.number] = "\n".join(page.extract_text() for page in book.pages)
    assert "Comprendre mes courriers" not in words[1]
    assert "Comprendre mes courriers" in words[2]


# The end and after -----------------------------------------------------------------------------------------


def test_after_the_end_one_asks_how_it_is_since(client_for: ClientFor, act_as: ActAs, cast: Cast) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser, days=200)
        actions.close_support(
            actor, support, on=days_ago(90), answers=answers(support), follow_up_on=today(), **ENDING
        )
        told = [line.url for line in clocks.due(actor, timezone.now())]
        assert url("follow_up", support.pk) in told
    client = client_for("adviser")
    refused = send(client, url("follow_up", support.pk), on=iso(), reached="told", words="...")
    assert refused.status_code == 422
    sent = send(
        client, url("follow_up", support.pk), on=iso(), reached="told", words="Je tiens mon budget", rating=5
    )
    assert sent.status_code == 303
    assert "Je tiens mon budget" in client.get(url("project", support.pk)).content.decode()
    with act_as("adviser"):
        assert Support.objects.get(pk=support.pk).follow_up_on is None


@covers("S2-151")
def test_a_support_meant_to_last_says_so_is_reviewed_on_living_conditions_and_is_never_late(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("adviser")
    with act_as("adviser") as actor:
        support = prepared(actor, cast.older_lady, days=500)
    sent = send(client, url("duration", support.pk), months=6, lasting="on", why_lasting="")
    assert sent.status_code == 422
    sent = send(
        client, url("duration", support.pk), months=6, lasting="on", why_lasting="Elle vit là, et y reste"
    )
    assert sent.status_code == 303
    with act_as("adviser") as actor:
        support = actions.engage(actor, support, days_ago(490), cast.adviser)
        assert regulation.past_term([support], today()) == []
    review = {"on": iso(), "person_rating": 4}
    assert send(client, url("review", support.pk), **review).status_code == 422
    sent = send(
        client,
        url("review", support.pk),
        **review,
        living_conditions="Le logement est chauffé, la voisine passe",
    )
    assert sent.status_code == 303
    page = client.get(url("project", support.pk))
    assert page.context["main"].url == url("review", support.pk)
    assert page.context["end_near"] is False
    shown = page.content.decode()
    assert "la voisine passe" in shown
    assert "Elle vit là" in shown
    assert "Odette" not in client.get(url("list") + "?a_faire=end").content.decode()


# What the person brings ------------------------------------------------------------------------------------


@covers("S0-006", "S0-009", "S0-010", "S0-105", "S1-051", "S2-156", "S2-158", "S2-160")
def test_the_project_says_wishes_by_area_programme_dates_strengths_and_networks(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("keyworker")
    with act_as("keyworker") as actor:
        support = proposed(actor, cast.older_lady)
    sent = send(
        client, url("tell", support.pk), version=support.version, own_words="Je veux rester chez moi", domains=["home"],
        wish_daily_life="Faire mes courses seule", wish_home="Vivre seule ici", wish_work="Garder des enfants",
        wish_money="Comprendre mon budget", strengths="Sait cuisiner, connaît ses voisins", life_project="Voir mes petits-enfants",
        work_project="Quelques heures de garde", networks="Club du jeudi", network_effect="revived", programme="Logement d’abord",
        programme_since=iso(-10), programme_until=iso(300),
    )  # fmt: skip
    assert sent.status_code == 303, sent.content.decode()
    sent = send(client, url("duration", support.pk), months=5, because="Le temps de refaire le chauffage")
    assert sent.status_code == 303
    sent = send(
        client, url("goal_add", support.pk), sentence="Je fais mes courses seule", domain="daily_life", on=iso(),
        difficulty="Le bus ne passe plus", person_words="Sans demander à ma fille",
    )  # fmt: skip
    assert sent.status_code == 303
    sent = send(
        client,
        url("step_add", support.pk),
        what="Aller au marché avec la voisine",
        by="person",
        leans_on="connaît ses voisins",
    )
    assert sent.status_code == 303
    shown = client.get(url("project", support.pk)).content.decode()
    for said in (
        "Faire mes courses seule", "Vivre seule ici", "Garder des enfants", "Comprendre mon budget", "Club du jeudi",
        "Logement d’abord", "Le temps de refaire le chauffage", "Le bus ne passe plus", "Sans demander à ma fille",
        "Voir mes petits-enfants", "Quelques heures de garde", "connaît ses voisins", "Je veux rester chez moi",
    ):  # fmt: skip
        assert said in shown, said
    with act_as("keyworker"):
        kept = Support.objects.get(pk=support.pk)
        assert (kept.months, kept.programme_period.upper) == (5, today() + timedelta(days=300))


@covers("S2-154")
def test_parts_are_added_and_taken_away_as_the_person_needs(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        step = actions.add_step(actor, support, "Appeler le bailleur", "professional")
    client = client_for("adviser")
    for gone in (True, False):
        assert send(client, url("step_drop", step.pk)).status_code == 303
        with act_as("adviser"):
            assert (Step.objects.get(pk=step.pk).dropped_on is not None) is gone


@covers("S0-048")
def test_decisions_awaited_stand_in_the_file_with_the_days_since_the_change(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("keyworker")
    sent = send(
        client, url("decision_add", cast.older_lady), change="Le mari est parti en établissement", changed_on=iso(-33),
        institution="CARSAT", what="La pension de réversion",
    )  # fmt: skip
    assert sent.status_code == 303, sent.content.decode()
    file = reverse("desk:person", args=[cast.older_lady])
    shown = client.get(file).content.decode()
    assert "La pension de réversion" in shown
    assert "33 jours" in shown
    with act_as("keyworker"):
        row = AwaitedDecision.objects.get(what="La pension de réversion")
    assert send(client, url("decision_made", row.pk), decision="Accordée", on=iso()).status_code == 303
    assert "La pension de réversion" not in client.get(file).content.decode()


@covers("S0-084")
def test_two_places_at_once_neither_closes_the_other(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("keyworker")
    for kind, name in (("permanent", "Foyer de vie Les Tilleuls"), ("service", "SAVS du Lot")):
        sent = send(client, url("place_add", cast.older_lady), kind=kind, name=name, since=iso(-20))
        assert sent.status_code == 303
    shown = client.get(reverse("desk:person", args=[cast.older_lady])).content.decode()
    assert "Foyer de vie Les Tilleuls" in shown
    assert "SAVS du Lot" in shown
    with act_as("keyworker"):
        rows = Place.objects.filter(person_id=cast.older_lady)
        assert [row.period.upper for row in rows] == [None, None]
    assert send(client, url("place_leave", rows[0].pk), on=iso()).status_code == 303
    with act_as("keyworker"):
        assert Place.objects.filter(person_id=cast.older_lady, period__endswith=None).count() == 1

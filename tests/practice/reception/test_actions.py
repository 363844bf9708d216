"""Receiving, diagnosing, answering: what happens, and what is refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.reception.fresh import answers, diagnoses, requests
from tuilage.core.database.context import Actor, check_constraints_now
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.reception import actions, urgency
from tuilage.practice.reception.actions import DomainView, Given
from tuilage.practice.reception.models import AnswerKind, Diagnosis, Request, UrgencyAction

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db

COLD = "Ils m’ont coupé le gaz, j’ai froid la nuit."


def received(actor: Actor, person: Any = None, **more: Any) -> Request:
    """A request at the desk, in two lines."""
    return actions.receive(actor, person, "desk", more.pop("words", COLD), **more)


def close_by_hand(status: str) -> None:
    """Close every request in raw SQL, past every action of ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update reception_request set status = %s, closed_at = now(), outside_why = 'non', outside_to = 'ici';"
            " set constraints all immediate",
            [status],
        )


@covers("S0-036")
def test_words_alone_are_enough(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        request = received(actor, cast.older_lady)
    assert (request.themes, request.status, request.urgent) == ([], "waiting", False)
    assert request.words == COLD


@covers("S1-018", "S1-019")
def test_one_reception_holds_the_request_the_diagnosis_and_the_answer(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        request = received(actor, cast.older_lady, themes=["housing"])
        seen = [DomainView("housing", own_words="La maison est trop grande", wants="Rester chez moi")]
        actions.diagnose(actor, cast.older_lady, "J’ai froid.", seen, request)
        for kind in ("right", "aid", "information", "referral"):
            actions.answer(actor, request, Given(kind, f"Réponse {kind}", closes=kind == "referral"))
        request.refresh_from_db()
        assert request.status == "answered"
        assert request.diagnoses.get().domains.get().wants == "Rester chez moi"
        assert {row.kind.code for row in request.answers.all()} == {"right", "aid", "information", "referral"}


@covers("S0-040", "S1-019")
def test_a_professional_adds_a_kind_of_answer_of_their_own_making(act_as: ActAs, cast: Cast) -> None:
    with act_as("adviser") as actor:
        kind = actions.add_answer_kind(actor, "Atelier « petits travaux »")
        assert actions.add_answer_kind(actor, "Atelier petits travaux").pk == kind.pk
        row = actions.answer(actor, received(actor, cast.older_lady), Given(kind.code, "Inscrite mardi"))
    assert row.kind.added_by_id == cast.adviser.pk


@covers("S1-022")
def test_a_request_that_is_not_ours_says_why_and_where(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        request = received(actor, None, words="Je veux contester une amende")
        for why, to_whom in (("", "Point justice"), ("Ce n’est pas du social", "."), (".", "Point justice")):
            with pytest.raises(Refused):
                actions.out_of_scope(actor, request, why, to_whom)
        actions.out_of_scope(actor, request, "Relève du tribunal de police", "Point justice, mairie")
        again = requests().get(pk=request.pk)
        assert (again.status, again.outside_to) == ("out_of_scope", "Point justice, mairie")
        actions.undo_out_of_scope(actor, again)
        assert again.status == "in_progress"


@covers("S1-035", "S1-036")
def test_an_urgency_has_its_clock_and_is_not_closed_before_the_danger_is_seen_to(
    act_as: ActAs, cast: Cast
) -> None:
    with act_as("secretary") as actor:
        request = received(actor, cast.older_lady, urgent=True)
        assert request.due_at is not None
        assert request.due_at > request.received_at
        with pytest.raises(Refused, match="urgent"):
            actions.answer(actor, request, Given("information", "Un rendez-vous"))
        with pytest.raises(Refused):
            actions.out_of_scope(actor, request, "Pas pour nous", "Le CCAS")
    with act_as("keyworker") as actor:
        request = requests().get()
        with pytest.raises(Refused):
            urgency.qualify_urgency(actor, request, request.version, danger=True)
        urgency.qualify_urgency(
            actor, request, request.version, danger=True, kind="cold", words="Elle a 82 ans"
        )
        for nothing in ("", ".", " x "):
            with pytest.raises(Refused):
                urgency.act_on_urgency(actor, request, nothing)
        urgency.act_on_urgency(actor, request, "Gaz rétabli par le fournisseur ce midi", "")
        actions.answer(actor, request, Given("aid", "Aide au paiement demandée", made_up_by="person"))
        assert requests().get().status == "answered"


def test_the_database_itself_refuses_to_close_an_urgency_without_an_act(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        request = received(actor, cast.older_lady, urgent=True)
        for status in ("answered", "out_of_scope"):
            with pytest.raises(IntegrityError, match="urgent"), transaction.atomic():
                close_by_hand(status)
        UrgencyAction(
            request=request,
            author_id=cast.secretary.pk,
            acted_at=timezone.now(),
            what="Une couverture, le 115",
        ).save(force_insert=True)
        requests().update(status="answered", closed_at=timezone.now())
        check_constraints_now()


def test_the_database_refuses_an_act_that_says_nothing_and_an_urgency_without_a_time(
    act_as: ActAs, cast: Cast
) -> None:
    with act_as("secretary") as actor:
        request = received(actor, cast.older_lady, urgent=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            UrgencyAction(
                request=request, author_id=cast.secretary.pk, acted_at=timezone.now(), what="."
            ).save()
        with pytest.raises(IntegrityError), transaction.atomic():
            requests().update(due_at=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            requests().update(danger=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            requests().update(status="answered")


def test_what_was_qualified_as_no_danger_may_leave_the_urgencies(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        received(actor, cast.older_lady, urgent=True)
    with act_as("keyworker") as actor:
        request = requests().get()
        with pytest.raises(Refused):
            urgency.qualify_urgency(actor, request, request.version, True, "cold", urgent=False)
        urgency.qualify_urgency(actor, request, request.version, danger=False, urgent=False)
        actions.answer(actor, request, Given("information", "Rendez-vous jeudi"))
        assert requests().get().signalled_at is not None


def test_a_secretary_does_not_qualify_nor_diagnose(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        request = received(actor, cast.older_lady, urgent=True)
        with pytest.raises(Refused):
            urgency.qualify_urgency(actor, request, request.version, danger=False)
        with pytest.raises(Refused):
            actions.diagnose(actor, cast.older_lady, "J’ai froid.", [])


def test_a_request_that_waits_may_become_urgent_later(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        request = received(actor, cast.older_lady)
        urgency.signal_urgency(actor, request, request.version)
        with pytest.raises(Refused):
            urgency.signal_urgency(actor, request, request.version)
        assert requests().get().due_at


def test_a_dead_person_is_not_received(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        Person.objects.filter(pk=cast.older_lady).update(died_on=date(2026, 1, 5))
        with pytest.raises(Refused, match="Odette"):
            received(actor, cast.older_lady)
        assert not requests().exists()


def test_somebody_of_another_territory_is_not_received_under_their_name(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        with pytest.raises(Refused):
            received(actor, cast.stranger)
        assert not Participation.objects.filter(person_id=cast.stranger).exists()


@covers("S2-098")
def test_a_new_person_joins_the_circle_of_the_team_that_receives_them(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        somebody = Person(first_names="Lina", birth_name="X", created_by_id=actor.id)
        somebody.save(force_insert=True)
        first = received(actor, somebody.pk)
        assert Person.objects.get(pk=somebody.pk).name == "Lina X"
        assert (first.path, received(actor, somebody.pk).path) == ("first", "continued")


def test_a_request_without_a_name_finds_its_person_later(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        request = received(actor, None)
        actions.attach_person(actor, request, cast.older_lady, request.version)
        with pytest.raises(Refused):
            actions.attach_person(actor, request, cast.young_person, request.version)
        assert requests().get().person_id == cast.older_lady


@pytest.mark.parametrize(
    "wrong",
    [
        {"words": "."}, {"words": ""}, {"words": "\u200f?"}, {"themes": ["no-such-theme"]},
        {"at": timezone.now() + timedelta(days=400)},
    ],
)  # fmt: skip
def test_what_cannot_be_received_is_said_and_leaves_nothing(
    act_as: ActAs, cast: Cast, wrong: dict[str, Any]
) -> None:
    with act_as("secretary") as actor:
        with pytest.raises(Refused):
            received(actor, cast.older_lady, **wrong)
        assert not requests().exists()


@pytest.mark.parametrize(
    "words",
    [
        "أريد أن أتحدث مع أحد",
        "😭😭 plus rien à manger 🍞",
        "O’Brien-Le Gall dit : « non »",
        "x" * 20_000,
        "ok",
    ],
)
def test_any_words_are_kept_as_they_were_said(act_as: ActAs, cast: Cast, words: str) -> None:
    with act_as("secretary") as actor:
        received(actor, cast.older_lady, words=words)
        assert requests().get().words == words


def test_a_theme_without_words_is_a_request_too(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        assert received(actor, None, words="", themes=["housing", "housing"]).themes == ["housing"]


def test_diagnoses_are_versions_and_the_one_before_stays(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        first = actions.diagnose(
            actor, cast.older_lady, "J’ai froid.", [DomainView("housing", can="Allumer le poêle")]
        )
        second = actions.diagnose(actor, cast.older_lady, "Ça va mieux.", [], based_on=first.pk)
        assert diagnoses().count() == 2
        assert actions.latest_diagnosis(cast.older_lady) == second
        assert first.domains.get().can == "Allumer le poêle"
        diagnoses().update(own_words="Rien")
        assert set(diagnoses().values_list("own_words", flat=True)) == {"J’ai froid.", "Ça va mieux."}


def test_two_people_writing_the_next_version_are_told(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        first = actions.diagnose(actor, cast.older_lady, "J’ai froid.", [])
        actions.diagnose(actor, cast.older_lady, "De Claire.", [], based_on=first.pk)
    with act_as("adviser") as actor:
        with pytest.raises(StaleVersion) as stale:
            actions.diagnose(actor, cast.older_lady, "De Yann.", [], based_on=first.pk)
        assert stale.value.current.own_words == "De Claire."  # type: ignore[attr-defined]
        with pytest.raises(IntegrityError), transaction.atomic():
            Diagnosis(
                person_id=cast.older_lady, team=cast.west, author_id=cast.adviser.pk, held_on=date(2026, 1, 1),
                own_words="Sans passer par l’action", based_on=first,
            ).save(force_insert=True)  # fmt: skip


def test_a_diagnosis_begins_with_their_words_and_is_not_dated_tomorrow(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        with pytest.raises(Refused):
            actions.diagnose(actor, cast.older_lady, ".", [DomainView("housing", wants="Un toit")])
        with pytest.raises(Refused):
            actions.diagnose(actor, cast.older_lady, "Oui", [], held_on=date(2999, 1, 1))
        assert not diagnoses().exists()


def test_an_answer_is_undone_the_same_day_by_its_author_only(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        request = received(actor, cast.older_lady)
        given = actions.answer(actor, request, Given("information", "Mauvais dossier"))
    with act_as("keyworker") as actor, pytest.raises(Refused):
        actions.undo_answer(actor, answers().get())
    with act_as("secretary") as actor:
        actions.undo_answer(actor, answers().get(), "dossier d’une autre personne")
        assert requests().get().status == "in_progress"
        with pytest.raises(Refused):
            actions.undo_answer(actor, answers().get())
        late = actions.answer(actor, requests().get(), Given("information", "Le bon"))
        answers().filter(pk=late.pk).update(answered_at=timezone.now() - timedelta(days=2))
        with pytest.raises(Refused):
            actions.undo_answer(actor, answers().get(pk=late.pk))
    assert given.pk != late.pk


def test_the_person_makes_up_the_file_unless_a_reason_is_given(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        request = received(actor, cast.older_lady)
        with pytest.raises(Refused):
            actions.answer(actor, request, Given("right", "Dossier APA", made_up_by="professional"))
        row = actions.answer(
            actor,
            request,
            Given("right", "Dossier APA", made_up_by="professional", made_up_reason="Elle ne voit plus"),
        )
        assert row.made_up_reason == "Elle ne voit plus"


def test_a_stale_answer_is_not_written_over_another(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor:
        request = received(actor, cast.older_lady)
        seen = request.version
        urgency.signal_urgency(actor, requests().get(), seen)
        with pytest.raises(StaleVersion), transaction.atomic():
            actions.answer(actor, request, Given("information", "Sans avoir vu l’urgence"), version=seen)
        assert not answers().exists()


def test_a_support_is_not_proposed_to_nobody(act_as: ActAs) -> None:
    with act_as("keyworker") as actor:
        request = received(actor, None)
        with pytest.raises(Refused):
            actions.answer(actor, request, Given("support", "Un accompagnement"))


def test_kinds_are_data(act_as: ActAs) -> None:
    assert set(AnswerKind.objects.values_list("code", flat=True)) >= {
        "right", "aid", "information", "referral", "support", "protection", "none",
    }  # fmt: skip


@covers("S4-009")
def test_violence_within_a_family_is_noted_and_the_victim_referred(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        request = received(
            actor, cast.older_lady, words="Mon fils me frappe", themes=["violence"], urgent=True
        )
        urgency.qualify_urgency(
            actor, request, request.version, True, "family_violence", "Des bleus aux bras"
        )
        urgency.act_on_urgency(actor, request, "Mise à l’abri chez sa fille", "17")
        given = Given("referral", "Rendez-vous demain 9 h", referred_to="Association d’aide aux victimes")
        assert actions.answer(actor, request, given).referred_to == "Association d’aide aux victimes"
        again = requests().get()
        assert (again.danger_kind, again.status) == ("family_violence", "answered")


def test_the_framework_is_written_by_who_may_and_read_by_all(act_as: ActAs) -> None:
    with act_as("secretary") as actor:
        text = urgency.framework()
        values = {name: getattr(text, name) for name in urgency.FRAMEWORK_FIELDS}
        with pytest.raises(Refused):
            urgency.write_framework(actor, values, text.version)
    with act_as("policy_officer") as actor:
        urgency.write_framework(actor, {**values, "roster": "Astreinte : 05 00 00 00 09"}, text.version)
        with pytest.raises(StaleVersion):
            urgency.write_framework(actor, values, text.version)
        assert urgency.framework().roster == "Astreinte : 05 00 00 00 09"

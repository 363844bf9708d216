"""Who stands around a person: joining, leaving, consents, exceptional access; each felt at once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from tests.cast import Cast
from tests.coverage import covers
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.history import changes
from tuilage.core.journal.models import Entry
from tuilage.core.refusals import Refused
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.actions import (
    break_glass,
    give_consent,
    join_circle,
    leave_circle,
    may_break_glass,
    withdraw_consent,
    write_note,
)
from tuilage.foundation.sharing.models import BreakGlass, Consent, Note, Participation

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db
REASON = "Elle a chuté, les pompiers demandent qui prévenir."


def sees(act_as: ActAs, name: str, person: UUID) -> bool:
    with act_as(name):
        return Person.objects.filter(pk=person).exists()


@covers("S2-117")
def test_a_partner_sees_with_consent_and_loses_sight_at_once(act_as: ActAs, cast: Cast) -> None:
    assert not sees(act_as, "youth_partner", cast.young_person)
    with act_as("keyworker") as actor:
        consent = give_consent(
            actor, cast.young_person, cast.youth.pk, "mon projet de logement", today(), "oral"
        )
        write_note(actor, cast.young_person, "note", "shared", timezone.now(), "pour tous")
        write_note(actor, cast.young_person, "note", "team", timezone.now(), "pour l’équipe")
        write_note(actor, cast.young_person, "note", "draft", timezone.now(), "pour moi")
    with act_as("youth_partner") as partner:
        assert [note.text for note in Note.objects.filter(person_id=cast.young_person)] == ["pour tous"]
        write_note(partner, cast.young_person, "note", "shared", timezone.now(), "vu à la mission locale")
        write_note(partner, cast.young_person, "note", "team", timezone.now(), "entre nous")
    with act_as("adviser"):
        texts = set(Note.objects.filter(person_id=cast.young_person).values_list("text", flat=True))
        assert texts == {"pour tous", "pour l’équipe", "vu à la mission locale"}
    assert not sees(act_as, "town_partner", cast.young_person)
    with act_as("keyworker") as actor:
        withdraw_consent(actor, Consent.objects.get(pk=consent.pk))
    assert not sees(act_as, "youth_partner", cast.young_person)
    with act_as("youth_partner"):
        assert not Note.objects.filter(person_id=cast.young_person).exists()
    with act_as("keyworker"):
        assert Note.objects.filter(text="vu à la mission locale").exists()
        (change,) = changes(Consent.objects.get(pk=consent.pk))
    assert "l’accord a été repris" in change.text


def test_of_two_consents_one_taken_back_leaves_the_other(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        first = give_consent(actor, cast.young_person, cast.youth.pk, "le logement", today(), "oral")
        give_consent(actor, cast.young_person, cast.youth.pk, "l’apprentissage", today(), "signed")
        withdraw_consent(actor, first)
        withdraw_consent(actor, first)
    assert sees(act_as, "youth_partner", cast.young_person)


def test_given_again_the_same_day(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        withdraw_consent(
            actor, give_consent(actor, cast.young_person, cast.youth.pk, "tout", today(), "oral")
        )
        give_consent(actor, cast.young_person, cast.youth.pk, "le logement", today(), "oral")
    assert sees(act_as, "youth_partner", cast.young_person)


def test_a_consent_in_words_and_not_to_come(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        with pytest.raises(Refused):
            give_consent(actor, cast.young_person, cast.youth.pk, "  ", today(), "oral")
        with pytest.raises(Refused):
            give_consent(actor, cast.young_person, cast.youth.pk, "tout", today() + timedelta(days=1), "oral")
        with pytest.raises(Refused):
            join_circle(actor, cast.young_person, "partner", today(), team_id=cast.youth.pk)


def test_joining_and_leaving_are_felt_at_once(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        joined = join_circle(
            actor, cast.older_lady, "coworker", today(), team_id=cast.east.pk, ground="budget"
        )
        assert join_circle(actor, cast.older_lady, "coworker", today(), team_id=cast.east.pk).pk == joined.pk
    assert sees(act_as, "neighbour", cast.older_lady)
    with act_as("keyworker") as actor:
        leave_circle(actor, Participation.objects.get(pk=joined.pk))
    assert not sees(act_as, "neighbour", cast.older_lady)


def test_a_longer_stay_ends_and_is_not_erased(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        since = today() - timedelta(days=30)
        joined = join_circle(actor, cast.older_lady, "coworker", since, team_id=cast.east.pk)
        leave_circle(actor, Participation.objects.get(pk=joined.pk))
        left = Participation.objects.get(pk=joined.pk)
    assert (left.period.lower, left.period.upper) == (since, today())
    assert not sees(act_as, "neighbour", cast.older_lady)


def test_somebody_always_stands_around(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        only = Participation.objects.get(person_id=cast.older_lady)
        with pytest.raises(Refused):
            leave_circle(actor, only)
        keyworker = join_circle(
            actor, cast.older_lady, "keyworker", today(), professional_id=actor.id, team_id=cast.west.pk
        )
        with pytest.raises(Refused):
            leave_circle(actor, keyworker)
        with pytest.raises(Refused):
            join_circle(actor, cast.older_lady, "coworker", today())
        with pytest.raises(Refused):
            join_circle(actor, cast.older_lady, "coworker", today(), team_id=cast.east.pk, end=today())


def test_the_author_who_left_loses_what_they_wrote(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        joined = join_circle(actor, cast.older_lady, "coworker", today(), team_id=cast.east.pk)
    with act_as("neighbour") as actor:
        note = write_note(actor, cast.older_lady, "note", "team", timezone.now(), "écrit par Hugo")
        assert Note.objects.filter(pk=note.pk).exists()
    with act_as("keyworker") as actor:
        assert not Note.objects.filter(pk=note.pk).exists()
        leave_circle(actor, Participation.objects.get(pk=joined.pk))
    with act_as("neighbour"):
        assert not Note.objects.filter(pk=note.pk).exists()


def test_exceptional_access_for_four_hours_in_the_same_house(act_as: ActAs, cast: Cast) -> None:
    with act_as("neighbour") as actor:
        assert not Person.objects.filter(pk=cast.older_lady).exists()
        opened = break_glass(actor, cast.older_lady, REASON)
        assert opened is not None
        assert timedelta(hours=3, minutes=59) < opened.until - timezone.now() <= timedelta(hours=4)
        assert Person.objects.filter(pk=cast.older_lady).exists()
        line = Entry.objects.filter(act="break_glass", person_id=cast.older_lady).get()
        assert line.reason == REASON
    with act_as("keyworker"):
        assert BreakGlass.objects.filter(person_id=cast.older_lady).exists()
        assert Entry.objects.filter(act="break_glass", person_id=cast.older_lady).exists()


def test_exceptional_access_ends_by_itself(act_as: ActAs, cast: Cast) -> None:
    # PostgreSQL's own clock decides: the access is asked for as if four hours ago.
    before = timezone.now() - timedelta(hours=4, minutes=1)
    with time_machine.travel(before, tick=True), act_as("neighbour") as actor:
        assert break_glass(actor, cast.older_lady, REASON) is not None
    assert not sees(act_as, "neighbour", cast.older_lady)


def test_exceptional_access_stays_inside_ones_house(act_as: ActAs, cast: Cast) -> None:
    nobody = UUID("01900000-0000-7000-8000-000000000000")
    for name in ("keyworker", "youth_partner", "town_partner", "policy_officer", "dpo", "administrator"):
        with act_as(name) as actor:
            assert break_glass(actor, cast.stranger, REASON) is None
            assert break_glass(actor, nobody, REASON) is None
            assert not may_break_glass(cast.stranger)
            assert not Person.objects.filter(pk=cast.stranger).exists()


@pytest.mark.parametrize(
    "reason", ["", "urgent", "aaaaaaaaaaaaaaa", "  . . . . . . . . . .", "1234567890 12"]
)
def test_a_reason_is_a_sentence(act_as: ActAs, cast: Cast, reason: str) -> None:
    with act_as("neighbour") as actor:
        with pytest.raises(Refused):
            break_glass(actor, cast.older_lady, reason)
        assert not Person.objects.filter(pk=cast.older_lady).exists()


def test_the_database_bounds_exceptional_access_too(act_as: ActAs, cast: Cast) -> None:
    with act_as("neighbour"):
        for until, reason in ((timedelta(days=1), REASON), (timedelta(hours=1), "x")):
            row = BreakGlass(
                person_id=cast.older_lady,
                professional_id=cast.neighbour.pk,
                reason=reason,
                until=timezone.now() + until,
            )
            with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
                row.save(force_insert=True)
        assert not Person.objects.filter(pk=cast.older_lady).exists()

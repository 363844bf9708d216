"""What changed about a person, in sentences."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest

from tests.cast import Cast
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.history import changes
from tuilage.foundation.people.actions import (
    add_protection,
    add_to_household,
    end_protection,
    record_death,
    update_person,
)
from tuilage.foundation.people.cautions import end_caution, give_caution, give_caution_back
from tuilage.foundation.people.homes import correct_stay
from tuilage.foundation.people.models import CautionKind, Person

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


def test_changes_are_told(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        person = Person.objects.get(pk=cast.older_lady)
        update_person(actor, person, 1, {"phone": "06 33 33 33 33", "address": "1 place du Marché"})
        record_death(actor, person, 2, date(2026, 11, 1))
        told = [change.text for change in changes(Person.objects.get(pk=cast.older_lady))]
    assert told == [
        "a indiqué le décès de la personne, le 1er novembre 2026",
        "a changé l’adresse et a changé le téléphone",
    ]


def test_the_end_of_a_protection_is_told(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        person = Person.objects.get(pk=cast.older_lady)
        protection = add_protection(actor, person, "curatorship", "UDAF", date(2024, 1, 1))
        end_protection(actor, protection, 1, date(2026, 1, 2))
        (change,) = changes(protection)
    assert change.text == "a indiqué la fin de la mesure (curatelle) le 2 janvier 2026"
    assert "social" in change.post.lower()


def test_consignes_numbers_and_stays_are_told(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        person = Person.objects.get(pk=cast.older_lady)
        kind = CautionKind.objects.get(code="no-message")
        caution = give_caution(actor, person.pk, kind, today() + timedelta(days=30))
        end_caution(actor, caution)
        give_caution_back(actor, caution)
        assert [change.text for change in changes(caution)] == [
            "a rétabli la consigne « Ne pas laisser de message »",
            "a mis fin à la consigne « Ne pas laisser de message »",
        ]
        stay = add_to_household(actor, person, date(2024, 1, 1))
        correct_stay(actor, stay, 1, date(2024, 1, 1), date(2026, 1, 2))
        correct_stay(actor, stay, 2, date(2024, 1, 1), None)
        correct_stay(actor, stay, 3, date(2024, 1, 1), None, "alternating", "une semaine sur deux")
        assert [change.text for change in changes(stay)] == [
            "a changé le rythme de présence dans le ménage",
            "a corrigé : la personne vit toujours dans le ménage",
            "a indiqué le départ du ménage le 2 janvier 2026",
        ]

"""What changed about a person, in sentences."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tests.cast import Cast
from tuilage.core.database.context import Actor
from tuilage.core.history import changes
from tuilage.foundation.people.actions import add_protection, end_protection, record_death, update_person
from tuilage.foundation.people.models import Person

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

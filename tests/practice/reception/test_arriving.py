"""Whoever has an appointment arrives: the agenda knows it in one tap, a passage is counted, both are taken back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.reception.fresh import requests
from tuilage.core.database.clock import start_of_day, today
from tuilage.core.database.context import Actor, counting
from tuilage.foundation.agenda.actions.booking import Wanted, book
from tuilage.foundation.agenda.models import Appointment
from tuilage.practice.reception import actions, arriving, indicators
from tuilage.practice.reception.models import HeldReception, Passage

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is an hour late, whenever the test runs."""
    monkeypatch.setattr(arriving, "LATE", timedelta(days=1))


@pytest.fixture
def booked(act_as: ActAs, cast: Cast, noon: None) -> Callable[[int], UUID]:
    """Keep an hour of today for the older lady with the keyworker; its key."""

    def keep(hour: int) -> UUID:
        starts = start_of_day(today()) + timedelta(hours=hour)
        with act_as("keyworker") as actor:
            wanted = Wanted(starts, timedelta(minutes=45), cast.keyworker.pk)
            return book(actor, cast.west, cast.older_lady, wanted).pk

    return keep


def send(client: Client, name: str, *args: object, **data: Any) -> Any:
    """Send a form of reception."""
    return client.post(reverse(f"reception:{name}", args=args), data)


def passages(cast: Cast) -> Any:
    """What was noted about the older lady."""
    return Passage.objects.filter(person_id=cast.older_lady, undone_at__isnull=True)


def test_one_tap_on_who_is_expected_tells_the_agenda_and_counts(
    booked: Callable[[int], UUID], client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    key, client = booked(10), client_for("secretary")
    page = client.get(reverse("reception:receive")).content.decode()
    aside = page[page.index('id="attendus"') :]
    assert reverse("reception:arrive", args=[key]) in aside
    assert "Marchand" not in aside.split("</section>")[0], (
        "whoever looks over the counter reads nobody's name"
    )
    send(client, "arrive", key)
    send(client, "arrive", key)
    with act_as("secretary"):
        row, noted = Appointment.objects.get(pk=key), passages(cast).get()
        assert row.status == Appointment.Status.ARRIVED
        assert (noted.expected_by_id, noted.at) == (cast.keyworker.pk, row.arrived_at)
    assert 'id="attendus"' not in client.get(reverse("reception:receive")).content.decode()
    send(client, "undo_passage", noted.pk)
    with act_as("secretary"):
        assert Appointment.objects.get(pk=key).status == Appointment.Status.PLANNED
        assert not passages(cast).exists()


def test_who_was_found_by_name_is_here_and_what_was_typed_waits(
    booked: Callable[[int], UUID], client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    key = booked(10)
    asked = send(
        client_for("secretary"), "arrived", person=str(cast.older_lady), words="Je n’ai plus de chauffage.",
        birth_name="Marchand", urgent="", channel="desk",
    )  # fmt: skip
    assert asked.status_code == 303
    with act_as("secretary"):
        assert Appointment.objects.get(pk=key).status == Appointment.Status.ARRIVED
        assert passages(cast).count() == 1
        assert HeldReception.objects.filter(label="M.", data__words="Je n’ai plus de chauffage.").exists()
        assert not requests().exists()


def test_of_several_appointments_one_chooses(
    booked: Callable[[int], UUID], client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    first, second = booked(10), booked(15)
    client = client_for("secretary")
    page = send(client, "arrived", person=str(cast.older_lady))
    assert page.status_code == 200
    for key in (first, second):
        assert reverse("reception:arrive", args=[key]) in page.content.decode()
    send(client, "arrive", second)
    with act_as("secretary"):
        assert Appointment.objects.get(pk=first).status == Appointment.Status.PLANNED
        assert Appointment.objects.get(pk=second).status == Appointment.Status.ARRIVED


def test_without_an_appointment_the_passage_alone_is_noted(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client = client_for("secretary")
    assert send(client, "arrived", person=str(cast.older_lady)).status_code == 303
    assert send(client, "arrived", person=str(cast.stranger)).status_code == 303
    with act_as("secretary") as actor:
        assert passages(cast).count() == 1
        unnamed = Passage.objects.filter(author_id=actor.id, act="arrived", person_id__isnull=True)
        assert unnamed.count() == 1, "who may not be read stays without a name"


@covers("S2-135")
def test_the_wait_for_a_first_meeting_is_counted_when_it_is_kept(
    booked: Callable[[int], UUID], act_as: ActAs, cast: Cast
) -> None:
    first, last = today().replace(day=1), today() + timedelta(days=1)

    def figure(sql: str, **more: int) -> tuple[Any, Any]:
        with counting():
            found = indicators.counted(sql, **more)(first, last)
        cells = [cell for cell in found if cell.team_id == cast.west.pk]
        return sum(cell.numerator for cell in cells), sum(cell.denominator or 0 for cell in cells)

    with act_as("secretary") as actor:
        actions.receive(
            actor, cast.older_lady, "desk", "Bonjour à vous", at=timezone.now() - timedelta(days=9)
        )
    key = booked(10)
    assert figure(indicators.MEETING) == (0, 0), "an hour kept is not a meeting yet"
    with act_as("keyworker"):
        Appointment.objects.filter(pk=key).update(status="came")
    days, meetings = figure(indicators.MEETING)
    assert (days, meetings) == (9, 1)
    assert figure(indicators.MET_WITHIN, days=7) == (0, 1)
    assert figure(indicators.MET_WITHIN, days=30) == (1, 1)

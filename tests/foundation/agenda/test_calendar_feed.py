"""One's own calendar: an address that opens one's hours and nothing else, until it is renewed or revoked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from tests.cast import Cast
from tests.foundation.agenda.test_appointments import at, kept, open_day, want
from tuilage.core.database.context import Actor, acting
from tuilage.core.journal.models import Entry
from tuilage.foundation.agenda.actions import booking
from tuilage.foundation.agenda.models import CalendarLink
from tuilage.foundation.people.models import Person

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def address_of(client: Client) -> str:
    """A new address, as its page shows it once."""
    page = client.post(reverse("agenda:link"), {"act": "renew"}, follow=True)
    shown: str = page.context["address"]
    assert client.get(reverse("agenda:link")).context["address"] == ""
    return shown.removeprefix("http://testserver")


def test_an_address_opens_my_hours_without_a_name(act_as: ActAs, cast: Cast, client_for: ClientFor) -> None:
    row = kept(act_as, cast)
    address = address_of(client_for("keyworker"))
    answer = Client().get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    event = next(iter(calendar.walk("VEVENT")))
    assert str(event["uid"]).startswith(str(row.pk))
    assert event.decoded("dtstart") == row.period.lower
    assert str(event["dtstart"].params["TZID"]) == "Europe/Paris"
    assert next(iter(calendar.walk("VTIMEZONE")))["tzid"] == "Europe/Paris"
    with act_as("secretary"):
        person = Person.objects.get(pk=cast.older_lady)
    for word in (person.birth_name, person.used_name, "Budget"):
        assert not word or word.encode() not in answer.content
    with act_as("dpo"):
        line = Entry.objects.filter(act="export", part="agenda: calendar link").get()
        assert line.actor_id == cast.keyworker.pk


def test_moved_it_keeps_its_name_and_called_off_it_says_so(
    act_as: ActAs, cast: Cast, client_for: ClientFor
) -> None:
    row = kept(act_as, cast)
    mine, theirs = address_of(client_for("keyworker")), address_of(client_for("adviser"))

    def event(address: str) -> tuple[str, int, object]:
        found = list(Calendar.from_ical(Client().get(address).content).walk("VEVENT"))
        assert len(found) == 1
        return str(found[0]["status"]), int(str(found[0].decoded("sequence"))), found[0].decoded("dtstart")

    assert event(mine) == ("CONFIRMED", 0, row.period.lower)
    later = at(open_day(), 15)
    with act_as("secretary") as actor:
        new = booking.move(actor, row, row.version, want(cast.keyworker, later), "person")
    assert event(mine) == ("CONFIRMED", 1, later)
    with act_as("secretary") as actor:
        booking.move(actor, new, new.version, want(cast.adviser, later), "service")
    assert event(mine) == ("CANCELLED", 2, later)
    assert event(theirs) == ("CONFIRMED", 2, later)


def test_renewed_or_revoked_the_old_address_is_no_page(
    act_as: ActAs, cast: Cast, client_for: ClientFor
) -> None:
    client = client_for("keyworker")
    first = address_of(client)
    second = address_of(client)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert client.post(reverse("agenda:link"), {"act": "revoke"}).status_code == 303
    assert Client().get(second).status_code == 404
    for wrong in ("x", "a" * 43, "é" * 43):
        assert Client().get(reverse("agenda:feed", args=[wrong])).status_code == 404
    with acting(cast.actor("keyworker")):
        token = second.rpartition("/")[2].removesuffix(".ics")
        assert not CalendarLink.objects.filter(token_hash=token).exists()
    with acting(cast.actor("adviser")):
        assert not CalendarLink.objects.exists()


def test_a_leaver_is_told_nothing(act_as: ActAs, cast: Cast, client_for: ClientFor) -> None:
    kept(act_as, cast)
    address = address_of(client_for("keyworker"))
    from tuilage.core.database.clock import today
    from tuilage.core.database.context import system
    from tuilage.foundation.organisations import actions

    with acting(system("demo")):
        for held in cast.keyworker.assignments.all():
            actions.leave_post(held, today() - timedelta(days=1))
    assert Client().get(address).status_code == 404

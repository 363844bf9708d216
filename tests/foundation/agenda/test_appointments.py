"""An appointment kept, moved, called off, missed; a sick worker's day; who sees what of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.coverage import covers
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.interface.dates import day_in_words
from tuilage.core.refusals import Refused
from tuilage.core.registries import events
from tuilage.foundation.agenda import clocks, finding, letters
from tuilage.foundation.agenda.actions import booking, rearranging
from tuilage.foundation.agenda.calendar import is_open_day, local_instant
from tuilage.foundation.agenda.facts import AppointmentMissed
from tuilage.foundation.agenda.models import Appointment, Rearrangement, WorkingHours
from tuilage.foundation.people.models import Person

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def open_day(after: int = 3) -> date:
    """An open day soon."""
    day = today() + timedelta(days=after)
    while not is_open_day(day):
        day += timedelta(days=1)
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A local hour."""
    return local_instant(day, time(hour, minute), timezone.get_default_timezone())


def want(who: Any, starts: datetime, **more: Any) -> booking.Wanted:
    """45 minutes with somebody."""
    return booking.Wanted(starts=starts, length=timedelta(minutes=45), professional_id=who.pk, **more)


def kept(
    act_as: ActAs, cast: Cast, hour: int = 10, day: date | None = None, who: str = "keyworker"
) -> Appointment:
    """The older lady, with her keyworker."""
    with act_as("secretary") as actor:
        return booking.book(
            actor, cast.west, cast.older_lady, want(getattr(cast, who), at(day or open_day(), hour))
        )


def test_nobody_is_at_two_places_at_once_not_even_as_the_second(act_as: ActAs, cast: Cast) -> None:
    kept(act_as, cast)
    with act_as("secretary") as actor:
        with pytest.raises(Refused):
            booking.book(actor, cast.west, cast.daughter, want(cast.keyworker, at(open_day(), 10, 30)))
        second = want(cast.adviser, at(open_day(), 10, 30), co_professional_id=cast.keyworker.pk)
        with pytest.raises(Refused):
            booking.book(actor, cast.west, cast.daughter, second)
        booking.book(actor, cast.west, cast.daughter, want(cast.keyworker, at(open_day(), 10, 45)))


def test_a_called_off_hour_is_free_again_and_taking_it_back_asks_the_database(
    act_as: ActAs, cast: Cast
) -> None:
    row = kept(act_as, cast)
    with act_as("secretary") as actor:
        booking.call_off(actor, row, row.version, "person")
        other = booking.book(actor, cast.west, cast.daughter, want(cast.keyworker, at(open_day(), 10)))
        with pytest.raises(Refused):
            booking.take_back(actor, row, row.version)
        booking.call_off(actor, other, other.version, "service", to_call=True)
        row.refresh_from_db()
        assert booking.take_back(actor, row, row.version).status == "planned"


def test_a_neighbour_sees_no_row_and_only_that_the_hour_is_taken(act_as: ActAs, cast: Cast) -> None:
    kept(act_as, cast)
    with act_as("neighbour"):
        assert not Appointment.objects.exists()
        found = finding.diaries([cast.keyworker], today())
        assert not found.is_free(cast.keyworker.pk, at(open_day(), 10), at(open_day(), 11))
    with act_as("adviser"):
        shown = Appointment.objects.get().person
        assert shown is not None
        assert shown.name
    for nobody in ("policy_officer", "town_partner", "dpo", "administrator"):
        with act_as(nobody):
            assert not Appointment.objects.exists()


def test_the_one_who_is_to_hold_it_reads_it_until_it_is_over(act_as: ActAs, cast: Cast) -> None:
    wanted = want(cast.keyworker, at(open_day(), 10), co_professional_id=cast.neighbour.pk)
    with act_as("secretary") as actor:
        row = booking.book(actor, cast.west, cast.older_lady, wanted)
    with act_as("neighbour"):
        mine = Appointment.objects.select_related("person").get()
        assert not Person.objects.filter(pk=cast.older_lady).exists()
        assert mine.pk == row.pk
    with acting(system("demo")):
        day = today() - timedelta(days=9)
        Appointment.objects.filter(pk=row.pk).update(
            day=day, period=DateTimeTZRange(at(day, 9), at(day, 10), "[)")
        )
    with act_as("neighbour"):
        assert not Appointment.objects.exists()


def test_without_a_name_no_word_is_kept(act_as: ActAs, cast: Cast, client_for: ClientFor) -> None:
    with act_as("secretary") as actor:
        with pytest.raises(Refused):
            booking.book(
                actor, cast.west, None, want(cast.keyworker, at(open_day(), 9), subject="Mme Durand")
            )
        assert booking.book(actor, cast.west, None, want(cast.keyworker, at(open_day(), 9))).person_id is None
    page = client_for("secretary").get(reverse("agenda:book_anonymous")).content.decode()
    assert 'name="subject"' not in page
    assert 'name="slot"' in page


@covers("S2-126")
def test_three_acts_open_choose_confirm_and_the_form_is_shown(cast: Cast, client_for: ClientFor) -> None:
    client, address = client_for("keyworker"), reverse("agenda:book", args=[cast.older_lady])
    page = client.get(address)  # 1: open it from the file
    offers = page.context["offers"]
    assert offers
    from tuilage.foundation.agenda.booking_forms import offer_code

    data = {"slot": offer_code(offers[0]), "form": "video", "papers": ["identity"], "subject": "Budget"}
    done = client.post(address, data, follow=True)  # 2: a free hour, 3: confirm
    words = done.content.decode()
    assert "en visioconférence" in words or "by video" in words
    assert done.redirect_chain[-1][1] == 303
    again = client.post(address, data)
    assert again.status_code == 422  # the hour is taken now, and what was chosen is still there
    assert "Budget" in again.content.decode()
    file = client.get(reverse("desk:person", args=[cast.older_lady])).content.decode()
    assert done.redirect_chain[-1][0] in file


@pytest.mark.parametrize("wrong", [{}, {"slot": "x|y"}, {"slot": "", "other": "hier"}, {"form": "moon"}])
def test_bad_input_gets_a_sentence(wrong: dict[str, str], cast: Cast, client_for: ClientFor) -> None:
    answer = client_for("keyworker").post(
        reverse("agenda:book", args=[cast.older_lady]), {"form": "office", "subject": "gardé", **wrong}
    )
    assert answer.status_code == 422
    assert "gardé" in answer.content.decode()


def test_a_moved_appointment_leads_to_the_new_one(act_as: ActAs, cast: Cast, client_for: ClientFor) -> None:
    row = kept(act_as, cast)
    client, address = client_for("secretary"), reverse("agenda:move", args=[row.pk])
    offers = client.get(address).context["offers"]
    from tuilage.foundation.agenda.booking_forms import offer_code

    assert (
        client.post(address, {"slot": offer_code(offers[-1]), "form": "office", "by": "person"}).status_code
        == 303
    )
    with act_as("secretary"):
        row.refresh_from_db()
        assert row.status == "moved"
        assert row.moved_to is not None
        assert (row.moved_to.uid, row.moved_to.sequence, row.moved_to.status) == (row.uid, 1, "planned")
        assert row.called_off_by == "person"


def test_one_tap_says_who_is_there_and_who_is_to_be_called(
    act_as: ActAs, cast: Cast, client_for: ClientFor
) -> None:
    row = kept(act_as, cast)
    past = today() - timedelta(days=1)
    with acting(system("demo")):
        Appointment.objects.filter(pk=row.pk).update(
            day=past, period=DateTimeTZRange(at(past, 9), at(past, 10), "[)")
        )
    heard: list[Any] = []
    events.listen(AppointmentMissed)(heard.append)
    client = client_for("secretary")
    for step, status in (("arrived", "arrived"), ("left", "came"), ("undo", "planned"), ("missed", "missed")):
        assert client.post(reverse("agenda:mark", args=[row.pk, step])).status_code == 303
        with act_as("secretary"):
            assert Appointment.objects.get().status == status
    events._listeners[AppointmentMissed].remove(heard.append)
    assert [fact.person_id for fact in heard] == [cast.older_lady]
    with act_as("secretary") as actor:
        assert any(due.person_id == cast.older_lady for due in clocks.due(actor, timezone.now()))
    assert client.post(reverse("agenda:called", args=[row.pk])).status_code == 303
    with act_as("secretary") as actor:
        assert not clocks.due(actor, timezone.now())


def test_a_sick_day_is_moved_in_three_clicks_and_comes_undone(
    act_as: ActAs, cast: Cast, client_for: ClientFor
) -> None:
    day = open_day()
    rows = [kept(act_as, cast, hour, day) for hour in (9, 11, 14)]
    kept(act_as, cast, 9, day, "adviser")  # the colleague is taken then
    client, address = client_for("secretary"), reverse("agenda:away", args=[cast.west.pk])
    assert client.get(address).status_code == 200  # 1: somebody is away
    page = client.get(address, {"qui": cast.keyworker.pk, "jour": day})  # 2: who, which day
    proposals = page.context["proposals"]
    assert [len(each["ways"]) for each in proposals] == [2, 3, 3]
    chosen = {each["name"]: each["ways"][0].code for each in proposals[:2]} | {proposals[2]["name"]: "call"}
    done = client.post(
        address, {"qui": cast.keyworker.pk, "jour": day, "fin": day, **chosen}, follow=True
    )  # 3
    assert len(done.context["lines"]) == 3
    with act_as("secretary"):
        assert [row.status for row in Appointment.objects.filter(pk__in=[r.pk for r in rows]).order_by("period")] == [
            "moved", "moved", "cancelled",
        ]  # fmt: skip
        assert Appointment.objects.filter(to_call=True).count() == 3
    key = done.context["done"].pk
    assert client.post(reverse("agenda:rearranged_undo", args=[key])).status_code == 303
    with act_as("secretary"):
        assert Rearrangement.objects.get().undone_at
        assert {row.status for row in Appointment.objects.all()} == {"planned"}
        assert Appointment.objects.count() == 4


def test_all_is_moved_or_nothing(act_as: ActAs, cast: Cast) -> None:
    day = open_day()
    first, second = kept(act_as, cast, 9, day), kept(act_as, cast, 11, day)
    kept(act_as, cast, 11, day, "adviser")
    with act_as("secretary") as actor:
        code = f"mate|{cast.adviser.pk}|"
        ways = [(first, code + at(day, 9).isoformat()), (second, code + at(day, 11).isoformat())]
        with pytest.raises(Refused):
            rearranging.rearrange(actor, cast.west, cast.keyworker, ways)
        assert {row.status for row in Appointment.objects.all()} == {"planned"}


def test_free_hours_keep_to_working_hours_and_absences(act_as: ActAs, cast: Cast) -> None:
    day = open_day()
    with act_as("keyworker"):
        WorkingHours(professional=cast.keyworker, weekday=day.weekday(), starts=time(14), ends=time(16)).save(
            force_insert=True
        )
    with act_as("secretary"):
        found = finding.diaries([cast.keyworker], today())
        assert not found.is_free(cast.keyworker.pk, at(day, 9), at(day, 10))
        assert found.is_free(cast.keyworker.pk, at(day, 14), at(day, 16))


def test_the_public_side_names_no_professional(act_as: ActAs, cast: Cast, client_for: ClientFor) -> None:
    kept(act_as, cast)
    address = reverse("agenda:public_side", args=[cast.west.pk]) + f"?jour={open_day()}"
    words = client_for("secretary").get(address).content.decode()
    with act_as("secretary"):
        person = Person.objects.get(pk=cast.older_lady)
    for name in ("Lespinasse", "Ferreira", "Claire", person.used_name or person.birth_name):
        assert name not in words
    assert "Assistante de service social" in words


def test_the_team_day_my_week_and_the_person(act_as: ActAs, cast: Cast, client_for: ClientFor) -> None:
    row = kept(act_as, cast)
    day = open_day()
    with act_as("secretary"):
        name = Person.objects.get(pk=cast.older_lady).name
    for who, address in (
        ("secretary", reverse("agenda:team_day", args=[cast.west.pk]) + f"?jour={day}"),
        ("keyworker", reverse("agenda:mine") + f"?jour={day}"),
        ("keyworker", reverse("agenda:of_person", args=[cast.older_lady])),
        ("keyworker", reverse("agenda:appointment", args=[row.pk])),
    ):
        assert name in client_for(who).get(address).content.decode(), address


def test_the_slip_is_a_pdf_with_or_without_a_name(act_as: ActAs, cast: Cast, client_for: ClientFor) -> None:
    from tuilage.foundation.agenda import paper

    row = kept(act_as, cast)
    with act_as("secretary"):
        row = Appointment.objects.select_related("professional", "team", "site").get(pk=row.pk)
        with_name, without = paper.told(row, True), paper.told(row, False)
    assert "Claire Lespinasse" in with_name["whom"][0]
    assert "Lespinasse" not in str(without)
    with act_as("secretary"):
        assert Person.objects.get(pk=cast.older_lady).birth_name not in str(with_name)
    answer = client_for("secretary").get(reverse("agenda:slip", args=[row.pk]))
    assert answer.content.startswith(b"%PDF")


def test_looking_for_other_hours_keeps_what_was_typed(cast: Cast, client_for: ClientFor) -> None:
    client, address = client_for("keyworker"), reverse("agenda:book", args=[cast.older_lady])
    typed = {"duree": "60", "avec": "", "des": "", "form": "home", "subject": "le chauffage", "chercher": "1"}
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="le chauffage"' in page
    assert "60 minutes" in page
    assert "chauffage" not in client.get(address).content.decode()


def test_a_letter_says_the_next_appointment(act_as: ActAs, cast: Cast) -> None:
    row = kept(act_as, cast)
    with act_as("secretary") as actor:
        said = letters.next_appointment(actor, cast.older_lady)
    assert said["appointment.day"] == day_in_words(row.period.lower)
    assert said["appointment.with"] == str(row.professional)


def test_my_own_hours_are_written_and_undone(client_for: ClientFor, cast: Cast) -> None:
    client, address = client_for("keyworker"), reverse("agenda:hours")
    wrong = client.post(address, {"act": "save", "d1_am_from": "10:00", "d1_am_to": "09:00"})
    assert wrong.status_code == 422
    assert 'value="10:00' in wrong.content.decode()
    with acting(system("demo")):
        WorkingHours.objects.filter(professional=cast.keyworker).delete()
    done = client.post(address, {"act": "save", "d1_am_from": "10:00", "d1_am_to": "12:00"})
    assert done.status_code == 303
    with acting(system("demo")):
        row = WorkingHours.objects.get(professional=cast.keyworker)
        assert (row.weekday, row.starts, row.ends) == (1, time(10), time(12))
    assert client.post(address, {"act": "undo"}).status_code == 303
    with acting(system("demo")):
        assert not WorkingHours.objects.filter(professional=cast.keyworker).exists()

"""Sessions: they end when nobody is there, when the day is over, when their owner or the administrator says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from tests.core.accounts.conftest import PASSWORD, signed_in
from tuilage.core.accounts.models import User

SignIn = Callable[..., Client]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("minutes", "open_still"), [(29, True), (31, False)])
def test_after_thirty_minutes_without_a_click_it_is_over(
    sign_in: SignIn, minutes: int, open_still: bool
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client = sign_in()
        assert signed_in(client)
    with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
        assert signed_in(client) is open_still


def test_after_twelve_hours_it_is_over_even_at_work(sign_in: SignIn) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client = sign_in()
    for minutes in range(20, 12 * 60, 20):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            assert signed_in(client), minutes
    with time_machine.travel(start + timedelta(hours=12, minutes=1), tick=False):
        assert not signed_in(client)


def test_a_session_that_ended_leads_back_to_the_page(sign_in: SignIn) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        client = sign_in()
        client.get(reverse("mfa_index"))
    with time_machine.travel(start + timedelta(hours=9), tick=False):
        answer = client.get("/journal/")
        assert answer.headers["Location"] == "/compte/login/?next=/journal/"
        answer = client.post(
            answer.headers["Location"], {"login": "claire", "password": PASSWORD, "next": "/journal/"}
        )
        assert answer.headers["Location"] == "/journal/"


def test_signing_out_elsewhere_keeps_this_session(sign_in: SignIn) -> None:
    here, there, away = sign_in(), sign_in(), sign_in()
    page = here.get(reverse("usersessions_list"))
    assert page.status_code == 200
    assert len(page.context["sessions"]) == 3
    here.post(reverse("usersessions_list"))
    assert signed_in(here)
    assert not signed_in(there)
    assert not signed_in(away)


def test_a_new_password_ends_the_other_sessions(sign_in: SignIn) -> None:
    here, there = sign_in(), sign_in()
    fresh = "Another-horse-8-battery"
    answer = here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    )
    assert answer.status_code == 302
    assert signed_in(here)
    assert not signed_in(there)


def test_signing_out_takes_a_post(sign_in: SignIn) -> None:
    client = sign_in()
    client.get(reverse("account_logout"))
    assert signed_in(client)
    client.post(reverse("account_logout"))
    assert not signed_in(client)


def test_sessions_that_are_over_are_cleared(sign_in: SignIn, account: User) -> None:
    start = timezone.now()
    with time_machine.travel(start - timedelta(hours=13), tick=False):
        sign_in()
    with time_machine.travel(start, tick=False):
        sign_in()
        assert Session.objects.count() >= 2
        app.tasks["accounts.clear_sessions"].func(timestamp=0)
        assert Session.objects.filter(expire_date__lt=start).count() == 0
        assert UserSession.objects.filter(user=account).count() == 1

"""Signing in: by name or address, told nothing when it fails, locked out in time, back where one was going."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.core.accounts.conftest import PASSWORD, signed_in
from tuilage.core.accounts.models import User
from tuilage.core.accounts.passwords import strong_enough

SignIn = Callable[..., Client]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how", ["username", "email", "upper"])
def test_by_name_or_by_address(sign_in: SignIn, account: User, how: str) -> None:
    login = {"username": account.username, "email": account.email, "upper": account.email.upper()}[how]
    assert signed_in(sign_in(login))


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(account: User) -> None:
    answers = [
        Client().post(reverse("account_login"), {"login": login, "password": "Not-this-one-7"})
        for login in (account.username, "nobody-of-that-name")
    ]
    errors = [answer.context["form"].errors for answer in answers]
    assert errors[0] == errors[1]
    assert [answer.status_code for answer in answers] == [200, 200]


def test_five_failures_lock_the_account_for_ten_minutes(sign_in: SignIn, account: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        for _ in range(5):
            assert not signed_in(sign_in(password="Not-this-one-7"))
        assert not signed_in(sign_in()), "even the right one"
    with time_machine.travel(start + timedelta(minutes=11), tick=False):
        assert signed_in(sign_in())


def test_counters_are_shared_through_the_database(sign_in: SignIn, account: User, settings: Any) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "accounts_cache"}
    }
    cache.clear()
    for _ in range(5):
        sign_in(password="Not-this-one-7")
    assert not signed_in(sign_in())


def test_a_closed_account_does_not_sign_in(sign_in: SignIn, account: User) -> None:
    account.is_active = False
    account.save()
    assert not signed_in(sign_in())


def test_the_session_changes_at_signing_in(account: User, sign_in: SignIn) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    before = session.session_key
    sign_in(client=client)
    assert client.session.session_key != before


def test_somebody_who_comes_by_an_address_is_led_back_to_it(account: User) -> None:
    client = Client()
    asked = client.get("/journal/?du=&au=")
    assert asked.status_code == 302
    assert asked.headers["Location"] == "/compte/login/?next=/journal/%3Fdu%3D%26au%3D"
    answer = client.post(
        asked.headers["Location"],
        {"login": account.username, "password": PASSWORD, "next": "/journal/?du=&au="},
    )
    assert answer.headers["Location"] == "/journal/?du=&au="


@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "/\\elsewhere"]
)
def test_nobody_is_led_elsewhere(account: User, target: str) -> None:
    for how in ("get", "post"):
        client = Client()
        address = reverse("account_login") + (f"?next={target}" if how == "get" else "")
        data = {"login": account.username, "password": PASSWORD} | ({"next": target} if how == "post" else {})
        answer = client.post(address, data)
        assert answer.status_code == 302
        assert "elsewhere" not in answer.headers["Location"]
        assert "javascript" not in answer.headers["Location"]


def test_nobody_opens_an_account_by_themselves() -> None:
    client = Client()
    before = User.objects.count()
    assert "signup" not in client.get(reverse("account_login")).content.decode()
    data = {"username": "me", "email": "me@x.example", "password1": PASSWORD, "password2": PASSWORD}
    for answer in (client.get(reverse("account_signup")), client.post(reverse("account_signup"), data)):
        assert answer.status_code in (200, 302, 404)
    assert User.objects.count() == before


@pytest.mark.parametrize(
    ("password", "enough"),
    [
        ("Abcdefgh12-!", True),
        ("Abcdefgh123!", True),
        ("Abcdefgh1234", False),
        ("Abcdefghij1234", True),
        ("abcdefghijklmnop", False),
        ("mon chat gris dort sous une grande table", True),
        ("chat chat chat chat chat chat chat", False),
        ("Ab1!", False),
        ("", False),
    ],
)
def test_a_password_takes_enough_guesses(password: str, enough: bool) -> None:
    assert strong_enough(password) is enough


def test_a_forgotten_password_tells_nobody_who_has_an_account(account: User) -> None:
    done = reverse("account_reset_password_done")
    for email in (account.email, "nobody@elsewhere.example"):
        answer = Client().post(reverse("account_reset_password"), {"email": email})
        assert (answer.status_code, answer.headers["Location"]) == (302, done)
    assert [message.to for message in mail.outbox if "/password/reset/key/" in message.body] == [
        [account.email]
    ]


def test_a_forgotten_password_is_chosen_anew_and_ends_every_session(sign_in: SignIn, account: User) -> None:
    elsewhere = sign_in()
    client = Client()
    client.post(reverse("account_reset_password"), {"email": account.email})
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)
    page = client.get(link.split("testserver")[1], follow=True)
    form = page.redirect_chain[-1][0]
    weak = client.post(form, {"password1": "weak", "password2": "weak"})
    assert weak.status_code == 200
    fresh = "Another-horse-8-battery"
    assert client.post(form, {"password1": fresh, "password2": fresh}).status_code == 302
    assert not signed_in(elsewhere)
    assert not signed_in(sign_in())
    assert signed_in(sign_in(password=fresh))
    assert client.get(link.split("testserver")[1], follow=True).status_code == 200
    again = client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert not signed_in(sign_in(password=PASSWORD)), again.status_code

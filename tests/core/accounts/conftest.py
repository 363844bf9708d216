"""An account with a password, and what to sign in by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tuilage.core.accounts.models import User

PASSWORD = "Correct-horse-7-battery"


@pytest.fixture(autouse=True)
def _fresh_counters(settings: Any) -> None:
    """Each test counts its failed sign-ins from zero."""
    from django.core.cache import cache

    cache.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def account(cast: Cast) -> User:
    """The keyworker's account, with PASSWORD."""
    found: User = cast.keyworker.account
    found.set_password(PASSWORD)
    found.save()
    return found


@pytest.fixture
def sign_in(account: User) -> Callable[..., Client]:
    """`sign_in()`: a client that came through the sign-in page."""

    def enter(login: str = "", password: str = PASSWORD, client: Client | None = None, **more: str) -> Client:
        client = client or Client()
        client.post(
            reverse("account_login"), {"login": login or account.username, "password": password, **more}
        )
        return client

    return enter


def signed_in(client: Client) -> bool:
    """Whether a page of the house opens."""
    return bool(client.get(reverse("mfa_index")).status_code == 200)


def code_for(secret: str) -> str:
    """What the telephone or the key would show now."""
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))

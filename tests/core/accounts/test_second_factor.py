"""The second factor: asked of every professional, set up without a telephone, used, lost, given anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import reverse

from tests.core.accounts.conftest import PASSWORD, code_for, signed_in
from tuilage.core.accounts.models import User

SignIn = Callable[..., Client]
pytestmark = pytest.mark.django_db


def confirm(client: Client) -> None:
    """Say the password again: what changes the account's security asks for it."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def enrol(client: Client) -> str:
    """Set up a code generator through the page; returns its secret."""
    assert client.get(reverse("mfa_activate_totp")).status_code == 302
    confirm(client)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    secret = str(page.context["form"].secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)}).status_code == 302
    return secret


def test_without_one_every_page_leads_to_its_setting_up(sign_in: SignIn, settings: Any) -> None:
    client = sign_in()
    assert client.get("/territoire/").status_code == 200
    settings.SECOND_FACTOR_REQUIRED = True
    for path in ("/territoire/", "/journal/", "/brouillons/", "/comptes/"):
        assert client.get(path).headers["Location"] == reverse("mfa_index"), path
    for path in (reverse("mfa_index"), reverse("account_reauthenticate"), "/healthz"):
        assert client.get(path).status_code == 200, path
    enrol(client)
    assert client.get("/territoire/").status_code == 200


def test_recovery_codes_alone_are_not_a_second_factor(sign_in: SignIn, settings: Any, account: User) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    client = sign_in()
    enrol(client)
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
    assert client.get("/territoire/").status_code == 302


def test_the_code_is_asked_at_each_signing_in(sign_in: SignIn, account: User) -> None:
    secret = enrol(sign_in())
    client = sign_in()
    assert not signed_in(client)
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not signed_in(client)
    from django.core.cache import cache

    cache.clear()  # a code works once: here the same half minute is lived twice
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(secret)}).status_code == 302
    assert signed_in(client)


def test_a_recovery_code_works_once(sign_in: SignIn, account: User) -> None:
    enrol(sign_in())
    codes = RecoveryCodes.activate(account) if not _codes(account) else _codes(account)
    code = codes.get_unused_codes()[0]  # type: ignore[union-attr]
    client = sign_in()
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert signed_in(client)
    again = sign_in()
    again.post(reverse("mfa_authenticate"), {"code": code})
    assert not signed_in(again)


def _codes(account: User) -> RecoveryCodes | None:
    row = Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).first()
    return RecoveryCodes(row) if row else None


def test_the_administrator_makes_it_forgotten(
    sign_in: SignIn, account: User, client_for: Callable[[str], Client]
) -> None:
    client = sign_in()
    enrol(client)
    done = client_for("administrator").post(reverse("accounts:second_factor", args=[account.pk]))
    assert done.status_code == 303
    assert not Authenticator.objects.filter(user=account).exists()
    assert not signed_in(client)
    assert signed_in(sign_in())


@pytest.mark.parametrize("route", ["mfa_list_webauthn", "mfa_add_webauthn", "mfa_index"])
def test_passkeys_are_offered(sign_in: SignIn, route: str) -> None:
    client = sign_in()
    confirm(client)
    assert client.get(reverse(route)).status_code == 200

"""A passkey in a real browser, its authenticator simulated by the browser itself: set up, then signed in by alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from tests.cast import Cast
from tests.core.accounts.conftest import PASSWORD
from tuilage.core.accounts.models import User

pytestmark = pytest.mark.browser


def test_a_passkey_is_set_up_and_signs_in_alone(
    page_for: Callable[..., Any], cast: Cast, settings: Any
) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    account = User.objects.get(pk=cast.keyworker.account_id)
    account.set_password(PASSWORD)
    account.save()
    page = page_for(None)
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    device |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})

    page.goto("/compte/login/")
    page.fill("[name=login]", account.username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto("/compte/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/webauthn/add/**")
    page.fill("[name=name]", "Mon poste")
    if page.locator("[name=passwordless]").count():
        page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "add" not in url)
    assert Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN).count() == 1

    page.context.clear_cookies()
    page.goto("/compte/login/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto("/compte/2fa/")
    assert "login" not in page.url
    assert not errors

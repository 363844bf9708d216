"""OpenID Connect: providers by environment; a link made by the owner signs in, an e-mail address alone never does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.test import RequestFactory

from tuilage.core.accounts.models import User
from tuilage.core.accounts.oidc import providers

ENVIRONMENT = {
    "TUILAGE_OIDC": "agentconnect, other-one",
    "TUILAGE_OIDC_AGENTCONNECT_NAME": "ProConnect",
    "TUILAGE_OIDC_AGENTCONNECT_URL": "https://issuer.example",
    "TUILAGE_OIDC_AGENTCONNECT_CLIENT_ID": "us",
    "TUILAGE_OIDC_AGENTCONNECT_SECRET": "s",
    "TUILAGE_OIDC_OTHER_ONE_URL": "https://other.example",
    "TUILAGE_OIDC_OTHER_ONE_CLIENT_ID": "us",
    "TUILAGE_OIDC_OTHER_ONE_SECRET": "t",
}


def test_providers_come_from_the_environment() -> None:
    found = providers(ENVIRONMENT)["openid_connect"]
    assert [(app["provider_id"], app["name"]) for app in found["APPS"]] == [
        ("agentconnect", "ProConnect"),
        ("other-one", "other-one"),
    ]
    assert found["OAUTH_PKCE_ENABLED"] is True
    assert providers({})["openid_connect"]["APPS"] == []


def test_a_provider_half_configured_says_what_is_missing() -> None:
    with pytest.raises(ValueError, match="TUILAGE_OIDC_AGENTCONNECT_SECRET"):
        providers({name: value for name, value in ENVIRONMENT.items() if not name.endswith("CONNECT_SECRET")})


@pytest.fixture
def come_back(rf: RequestFactory, settings: Any) -> Callable[..., Any]:
    """`come_back(sub, email)`: what happens when the provider sends somebody back to us."""
    settings.SOCIALACCOUNT_PROVIDERS = providers(ENVIRONMENT)

    def answer(sub: str, email: str, provider: str = "agentconnect") -> Any:
        from django.contrib.auth.models import AnonymousUser

        request = rf.get("/compte/oidc/agentconnect/login/callback/")
        SessionMiddleware(lambda r: HttpResponse()).process_request(request)
        MessageMiddleware(lambda r: HttpResponse()).process_request(request)
        request.user = AnonymousUser()
        login = SocialLogin(
            user=User(email=email, username="somebody"),
            account=SocialAccount(provider=provider, uid=sub, extra_data={}),
            provider=get_adapter().get_provider(request, provider),
            email_addresses=[EmailAddress(email=email, verified=True, primary=True)],
        )
        with context.request_context(request):
            complete_social_login(request, login)
        return request.user

    return answer


@pytest.mark.django_db
def test_an_address_alone_proves_nothing(come_back: Callable[..., Any], account: User) -> None:
    before = User.objects.count()
    assert not come_back("somebody-unknown", account.email).is_authenticated
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


@pytest.mark.django_db
def test_a_link_made_by_its_owner_signs_in(come_back: Callable[..., Any], account: User) -> None:
    SocialAccount.objects.create(user=account, provider="agentconnect", uid="sub-1", extra_data={})
    assert come_back("sub-1", "another@address.example").pk == account.pk
    assert not come_back("sub-1", account.email, provider="other-one").is_authenticated, (
        "the issuer counts too"
    )
    account.is_active = False
    account.save()
    assert not come_back("sub-1", account.email).is_authenticated

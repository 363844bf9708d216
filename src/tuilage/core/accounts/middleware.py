"""A professional without a second factor is led to set one up before anything else."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

# Recovery codes alone are a list on paper: what replaces a second factor, not one.
STRONG = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
OPEN = ("/compte/", "/langue/", "/healthz", "/static/")


class SecondFactor:
    """Required unless the demonstration runs (CNIL 2025-019); a passkey or any TOTP device, no telephone needed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (
            settings.SECOND_FACTOR_REQUIRED
            and request.user.is_authenticated
            and not request.path.startswith(OPEN)
            and not is_mfa_enabled(request.user, STRONG)
        ):
            return redirect("mfa_index")
        return self.get_response(request)

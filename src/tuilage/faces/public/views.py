"""What anyone sees: the front page; in the demonstration, who you can be."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tuilage.core.access import anyone
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.sharing import cast

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _demo_only() -> None:
    if not settings.DEMO:
        raise Http404


@anyone
def demo(request: HttpRequest) -> HttpResponse:
    """The cast, with their stories; exists in the demonstration only."""
    _demo_only()
    with connection.cursor() as cursor:
        cursor.execute("select name from territory_departement order by code limit 1")
        row = cursor.fetchone()
    return render(
        request,
        "public/demo.html",
        {"roles": cast.PROFESSIONALS, "persons": cast.PERSONS, "departement": row[0] if row else ""},
    )


@anyone
@require_POST
def sign_in_as(request: HttpRequest, name: str) -> HttpResponse:
    """Sign in as somebody of the cast, in one click."""
    _demo_only()
    if name not in {role.key for role in cast.PROFESSIONALS}:
        raise Http404
    professional = Professional.objects.select_related("account").get(pk=cast.key(name))
    login(request, professional.account, backend=BACKEND)
    return redirect("desk:today", permanent=False)

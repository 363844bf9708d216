"""One transaction a request: who acts is told to PostgreSQL, what was refused is journalled, nothing counts twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string

from tuilage.core import journal
from tuilage.core.database.context import NOBODY, Actor, acting
from tuilage.core.forms import idempotency

Answer = Callable[[HttpRequest], HttpResponseBase]


def resolve_actor(request: HttpRequest) -> Actor:
    """The actor behind the signed-in account: the room named by settings.ACTOR_RESOLVER knows its posts."""
    if not request.user.is_authenticated:
        return NOBODY
    resolve: Callable[[Any], Actor] = import_string(settings.ACTOR_RESOLVER)
    return resolve(request.user)


def _purpose(request: HttpRequest) -> str:
    """The name of the page that is about to answer: what history and journal keep as the reason."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


class SessionLimits:
    """A session ends after 30 minutes without a request, and 12 hours after signing in (settings)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            now = int(time.time())
            started = request.session.setdefault("started", now)
            seen = request.session.get("seen", now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - started > settings.SESSION_LONGEST_SECONDS:
                logout(request)
            elif now - seen > 20 or "seen" not in request.session:
                request.session["seen"] = now
        return self.get_response(request)


class Context:
    """Open the transaction, set its context, answer, journal the refusals after the rollback, commit."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz" or request.path.startswith(settings.STATIC_URL):
            request.actor = NOBODY  # type: ignore[attr-defined]
            return self.get_response(request)
        request.refusals = []  # type: ignore[attr-defined]
        # Posts and accounts say nothing of persons: they are read before the context is known.
        actor = resolve_actor(request)
        request.actor = actor  # type: ignore[attr-defined]
        with acting(actor, purpose=_purpose(request)):
            response = self._once(request, actor)
            for what, person in request.refusals:  # type: ignore[attr-defined]
                journal.record("refused", person, what, actor=actor)
        return response

    def _once(self, request: HttpRequest, actor: Actor) -> HttpResponseBase:
        """Answer, or give the first answer again when this very form was already sent."""
        # Nobody writes nothing that counts: signing in and choosing a password have their own guards.
        key = idempotency.key_of(request) if request.method == "POST" and actor.id else None
        if key is None:
            return self.get_response(request)
        print_ = idempotency.fingerprint(request)
        first = idempotency.claim(key, print_, actor, request.path)
        if first is not None:
            return first if first.status_code != 409 else render(request, "409.html", status=409)
        response = self.get_response(request)
        idempotency.settle(key, print_, response)
        return response


class ContentPolicy:
    """No script or style but our own files; nothing frames us; addresses are not told to other sites."""

    POLICY = (
        "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; font-src 'self';"
        " connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
    )

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self.POLICY)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

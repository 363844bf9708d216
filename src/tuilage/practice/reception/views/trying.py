"""What the pages share: try an act, say what stands in its way beside what was typed; take a draft up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tuilage.core.database.context import Actor
from tuilage.core.forms.drafts import drop_draft, find_draft
from tuilage.core.forms.models import Draft
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused

from ..forms import VersionedForm

T = TypeVar("T")
LISTS = {"themes"}  # fields of several values: a draft keeps a single one as a text


def acting_as(request: HttpRequest) -> Actor:
    """The actor of a request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def attempt(form: VersionedForm, act: Callable[[], T]) -> T | None:
    """Do it in a savepoint. A refusal leaves nothing written, and stands beside its field; None then."""
    try:
        with transaction.atomic():
            return act()
    except StaleVersion as stale:
        form.stale = stale
        # Saving once more is choosing one's own, knowing the other.
        form.data = {
            **{name: form.data[name] for name in form.data},
            "version": str(getattr(stale.current, "version", "")),
        }
    except Refused as refusal:
        form.place(str(refusal), refusal.field)
    return None


def show(request: HttpRequest, template: str, form: VersionedForm, context: dict[str, Any]) -> HttpResponse:
    """The page with its form: 409 beside somebody else's version, 422 when something is to be put right."""
    status = 409 if form.stale else 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, "stale": form.stale, **context}, status=status)


def see(name: str, *args: object) -> HttpResponseRedirect:
    """Go and see what was done (303)."""
    return HttpResponseRedirect(reverse(f"reception:{name}", args=args), status=303)


def taken_up(
    request: HttpRequest, key: str, about: UUID | None = None
) -> tuple[dict[str, Any], Draft | None]:
    """What was typed before, when the reader asks for it (?brouillon=1); the draft to offer otherwise."""
    draft = find_draft(acting_as(request), key, about) if request.method == "GET" else None
    if draft is not None and request.GET.get("brouillon"):
        return {
            name: [value] if name in LISTS and isinstance(value, str) else value
            for name, value in draft.data.items()
        }, None
    return {}, draft


def forget(request: HttpRequest, key: str, about: UUID | None = None) -> None:
    """The draft was sent."""
    drop_draft(acting_as(request), key, about)

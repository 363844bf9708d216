"""How a page of this room finds its support, shows a form, says no, keeps a draft, and goes back to the project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tuilage.core.access import find_or_404
from tuilage.core.database.context import Actor
from tuilage.core.forms.conflict import render_conflict
from tuilage.core.forms.drafts import drop_draft, find_draft
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused
from tuilage.foundation.sharing.reading import read_person
from tuilage.practice.support import actions
from tuilage.practice.support.models import Support


def acting(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def find_support(request: HttpRequest, pk: UUID, rows: QuerySet[Support] | None = None) -> Support:
    """The support, its person's file read and journalled; or the page that does not exist."""
    sought = Support.objects.all() if rows is None else rows
    found = find_or_404(request, sought.select_related("person", "kind", "team", "terms", "form"), pk=pk)
    read_person(request, found.person_id, "support")
    return found


def see_other(url: str) -> HttpResponseRedirect:
    """303: what was sent is done, the next page is read."""
    answer = HttpResponseRedirect(url)
    answer.status_code = 303
    return answer


def project_url(support: Support | UUID) -> str:
    return reverse("support:project", args=[support.pk if isinstance(support, Support) else support])


@dataclass
class Asking:
    """One page that asks one thing: its words, its form, and what is done with the answer."""

    title: str
    submit: str
    act: Callable[[dict[str, Any]], object]
    form: type[forms.Form]
    draft: str = ""
    intro: str = ""
    done: str = ""
    initial: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    template: str = "support/form.html"
    back: str = ""
    target: Callable[[Any], str] | None = None
    """Where to go after the act, from what it returned; the project otherwise."""


def ask(request: HttpRequest, subject: Any, asking: Asking) -> HttpResponse:
    """Show the form, or do what it says. `subject` (support or person) carries the draft; refusals stand by the field."""
    back = asking.back or project_url(subject)
    form = asking.form(**_binding(request, subject, asking))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                with transaction.atomic():
                    result = asking.act(form.cleaned_data)
                    _completed(request, subject)
            except StaleVersion as stale:
                return render_conflict(request, form, stale, back)
            except Refused as refusal:
                say_no(form, refusal)
            else:
                if asking.draft:
                    drop_draft(acting(request), asking.draft, subject.pk)
                if asking.done:
                    messages.success(request, asking.done)
                return see_other(asking.target(result) if asking.target else back)
        status = 422
    return render(request, asking.template, _context(request, subject, asking, form, back), status=status)


def _completed(request: HttpRequest, subject: Any) -> None:
    """A support taken up from before is formalised as soon as nothing is missing any more."""
    author = acting(request).id
    if isinstance(subject, Support) and subject.to_complete and author is not None:
        actions.complete_if_whole(
            author, Support.objects.select_related("terms", "form", "kind").get(pk=subject.pk)
        )


def _binding(request: HttpRequest, subject: Any, asking: Asking) -> dict[str, Any]:
    if request.method == "POST":
        return {"data": request.POST, "initial": asking.initial, **asking.given}
    initial = dict(asking.initial)
    if asking.draft and request.GET.get("brouillon"):
        kept = find_draft(acting(request), asking.draft, subject.pk)
        initial.update(
            {name: value for name, value in kept.data.items() if name != "version"} if kept else {}
        )
    return {"initial": initial, **asking.given}


def _context(
    request: HttpRequest, subject: Any, asking: Asking, form: forms.Form, back: str
) -> dict[str, Any]:
    offered = asking.draft and request.method != "POST" and not request.GET.get("brouillon")
    return {
        "form": form,
        "title": asking.title,
        "submit": asking.submit,
        "intro": asking.intro,
        "draft_key": asking.draft,
        "subject": subject,
        "support": subject if isinstance(subject, Support) else None,
        "person": subject.person if isinstance(subject, Support) else subject,
        "draft": find_draft(acting(request), asking.draft, subject.pk) if offered else None,
        "back": back,
        **asking.extra,
    }


def say_no(form: forms.BaseForm, refusal: Refused) -> None:
    """Put a refusal beside the field it is about, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def just_do(request: HttpRequest, support: Support, act: Callable[[], object], done: str) -> HttpResponse:
    """An act of one button: done and said, or refused and said."""
    try:
        with transaction.atomic():
            act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return see_other(project_url(support))


def confirm(
    request: HttpRequest, support: Support, question: str, consequence: str, act: str
) -> HttpResponse:
    """Ask twice."""
    context = {
        "question": question,
        "consequence": consequence,
        "act": act,
        "back_url": project_url(support),
        "form": None,
    }
    return render(request, "frame/confirm.html", context)

"""The pages about who somebody is: looking for them, creating, correcting, who lives with them and is around them."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuilage.core import journal
from tuilage.core.access import allow, find_or_404
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.forms.conflict import render_conflict
from tuilage.core.forms.drafts import drop_draft
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused

from . import actions
from .actions import LikelyDuplicates, search_identity
from .forms import EndForm, HouseholdForm, PersonForm, ProtectionForm, RelationForm, SearchForm
from .identity import likely_duplicates
from .models import HouseholdMembership, LegalProtection, Person, Relation
from .panels import around, homes

M = TypeVar("M", bound=Model)
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _open(request: HttpRequest, person_id: UUID, part: str) -> Person:
    """The person, found through row security, with a line in the journal."""
    person = find_or_404(request, Person.objects.select_related("commune"), pk=person_id)
    journal.record("read", person_id, part)
    return person


def _to(url: str) -> HttpResponseRedirect:
    answer = HttpResponseRedirect(url)
    answer.status_code = 303
    return answer


def _say(form: forms.BaseForm, refusal: Refused) -> None:
    """The refusal beside its field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _version(request: HttpRequest) -> int:
    value = request.POST.get("version", "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0


@allow("people.search")
@form_page
def search(request: HttpRequest) -> HttpResponse:
    """Look for somebody: what was typed is sent, never put in the address, and not kept."""
    form = SearchForm(request.POST or None)
    matches = None
    if request.method == "POST" and form.is_valid():
        matches = search_identity(_actor(request), form.cleaned_data["words"], form.birth)
    return render(request, "people/search.html", {"form": form, "matches": matches, "today": today()})


@allow("people.create")
@form_page
def create(request: HttpRequest) -> HttpResponse:
    """A new file; persons who resemble them are shown before anything is written."""
    form = PersonForm(request.POST or None, creating=True)
    matches: list[actions.Match] = []
    if request.method == "POST" and form.is_valid():
        actor = _actor(request)
        try:
            person = actions.create_person(
                actor, form.identity, confirmed=request.POST.get("confirmed") == "yes"
            )
        except LikelyDuplicates as found:
            matches = found.matches
        except Refused as refusal:
            _say(form, refusal)
        else:
            drop_draft(actor, "people.create")
            messages.success(request, _("The file is open; your team stands around the person."))
            return _to(person.get_absolute_url())
    return render(request, "people/create.html", {"form": form, "matches": matches, "today": today()})


@allow("people.create")
@require_POST
def duplicates(request: HttpRequest) -> HttpResponse:
    """While typing: who already known resembles them (a part of the page, by htmx)."""
    form = PersonForm(request.POST, creating=True)
    form.is_valid()
    matches = likely_duplicates(_actor(request), form.identity)
    return render(
        request, "people/_matches.html", {"matches": matches, "today": today(), "while_typing": True}
    )


@allow("people.edit")
@form_page
def edit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Correct an identity; a save made from an old page shows both versions."""
    person = _open(request, person_id, "identity")
    back = person.get_absolute_url()
    if request.method != "POST":
        form = PersonForm(instance=person)
        form.version = person.version
        return render(request, "people/edit.html", {"form": form, "person": person, "back": back})
    form = PersonForm(request.POST, instance=Person(pk=person.pk))
    form.version = _version(request)
    if form.is_valid():
        try:
            actions.update_person(_actor(request), person, form.version, form.identity)
        except StaleVersion as stale:
            return render_conflict(
                request, form, stale, back, _("%(name)s: identity") % {"name": person.name}
            )
        except Refused as refusal:
            _say(form, refusal)
        else:
            drop_draft(_actor(request), "people.edit", person.pk)
            messages.success(request, _("Saved."))
            return _to(back)
    return render(request, "people/edit.html", {"form": form, "person": person, "back": back})


@allow("people.edit")
@form_page
def household(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who lives together: the households of the person, their history, and moving into one."""
    person = _open(request, person_id, "household")
    day = today()
    known = [relation.other for relation in around(person.pk, day) if relation.other]
    form = HouseholdForm(known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_to_household(
                _actor(request), person, data["start"],
                with_person=data["with_person"], residence=data["residence"], rhythm=data["rhythm"],
            )  # fmt: skip
        except Refused as refusal:
            _say(form, refusal)
        else:
            return _to(reverse("people:household", args=[person.pk]))
    before = HouseholdMembership.objects.filter(person=person).exclude(period__contains=day)
    context = {
        "person": person,
        "form": form,
        "homes": homes(person.pk, day),
        "before": before.select_related("household").order_by("-period"),
    }
    return render(request, "people/household.html", context)


@allow("people.edit")
@form_page
def relation(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody around the person. A name that only one visible person bears becomes a link to their file."""
    person = _open(request, person_id, "relations")
    form = RelationForm(request.POST or None)
    matches: list[actions.Match] = []
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        chosen = request.POST.get("other", "")
        matches = [
            m
            for m in search_identity(_actor(request), data["other_name"])
            if m.visible and m.person_id != person.pk
        ]
        if not chosen and matches:
            context = {"person": person, "form": form, "matches": matches, "today": today()}
            return render(request, "people/relation.html", context)
        other = next((match.person for match in matches if str(match.person_id) == chosen), None)
        try:
            actions.add_relation(
                _actor(request), person, data.pop("kind"), data.pop("start"), other=other, **data
            )
        except Refused as refusal:
            _say(form, refusal)
        else:
            return _to(person.get_absolute_url())
    return render(
        request, "people/relation.html", {"person": person, "form": form, "matches": [], "today": today()}
    )


@allow("people.edit")
@form_page
def protection(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A legal protection and who exercises it."""
    person = _open(request, person_id, "legal protection")
    form = ProtectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.add_protection(
                _actor(request), person, data["kind"], data["exercised_by"], data["start"],
                contact=data["contact"], end=data["end"],
            )  # fmt: skip
        except Refused as refusal:
            _say(form, refusal)
        else:
            return _to(person.get_absolute_url())
    return render(request, "people/protection.html", {"person": person, "form": form})


def _end(
    request: HttpRequest, person_id: UUID, pk: UUID, rows: QuerySet[M], question: str, end: Any
) -> HttpResponse:
    """The page that ends something of a person: `end(actor, row, version, day)`."""
    row = find_or_404(request, rows, pk=pk, person_id=person_id)
    person = _open(request, person_id, "relations")
    back = person.get_absolute_url()
    form = EndForm(request.POST or None)
    form.version = getattr(row, "version", None)
    if request.method == "POST" and form.is_valid():
        try:
            end(_actor(request), row, _version(request), form.cleaned_data["end"])
        except StaleVersion as stale:
            return render_conflict(request, form, stale, back, question)
        except Refused as refusal:
            _say(form, refusal)
        else:
            return _to(back)
    return render(
        request, "people/end.html", {"person": person, "form": form, "question": question, "back": back}
    )


@allow("people.edit")
@form_page
def household_end(request: HttpRequest, person_id: UUID, pk: UUID) -> HttpResponse:
    """They no longer live there."""
    rows = HouseholdMembership.objects.filter(period__endswith__isnull=True)

    def leave(actor: Actor, row: HouseholdMembership, version: int, day: Any) -> None:
        row.version = version or row.version
        actions.leave_household(actor, row, day)

    return _end(request, person_id, pk, rows, _("Since when do they no longer live there?"), leave)


@allow("people.edit")
@form_page
def relation_end(request: HttpRequest, person_id: UUID, pk: UUID) -> HttpResponse:
    """They are no longer around the person."""
    question = _("Since when are they no longer around the person?")
    return _end(request, person_id, pk, Relation.objects.all(), question, actions.end_relation)


@allow("people.edit")
@form_page
def protection_end(request: HttpRequest, person_id: UUID, pk: UUID) -> HttpResponse:
    """The measure ended."""
    question = _("Since when has the measure ended?")
    return _end(request, person_id, pk, LegalProtection.objects.all(), question, actions.end_protection)

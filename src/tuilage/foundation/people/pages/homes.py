"""Homes and couples: a stay corrected or taken away, a partner in the same form, a file for somebody around."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tuilage.core.access import allow, find_or_404
from tuilage.core.database.clock import today
from tuilage.core.forms.conflict import render_conflict
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused

from ..actions import LikelyDuplicates, Match
from ..forms import OwnFileForm, PartnerForm, StayForm
from ..homes import add_partner, correct_stay, open_own_file, remove_stay
from ..models import HouseholdMembership, Person, Relation
from ..views import _actor, _open, _say, _to, _version, form_page


@allow("people.edit")
@form_page
def stay(request: HttpRequest, person_id: UUID, pk: UUID) -> HttpResponse:
    """Put right since when, until when and how often they live there; an empty end undoes a departure."""
    rows = HouseholdMembership.objects.select_related("person", "household")
    row = find_or_404(request, rows, pk=pk, person_id=person_id)
    person = _open(request, person_id, "household")
    back = reverse("people:household", args=[person.pk])
    now = {
        "start": row.period.lower,
        "end": row.period.upper,
        "residence": row.residence,
        "rhythm": row.rhythm,
    }
    form = StayForm(request.POST or None, initial=now)
    form.version = row.version
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            correct_stay(
                _actor(request),
                row,
                _version(request),
                data["start"],
                data["end"],
                data["residence"],
                data["rhythm"],
            )
        except StaleVersion as stale:
            return render_conflict(request, form, stale, back, _("A stay in a household"))
        except Refused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return _to(back)
    return render(request, "people/stay.html", {"person": person, "form": form, "stay": row, "back": back})


@allow("people.edit")
@form_page
def stay_remove(request: HttpRequest, person_id: UUID, pk: UUID) -> HttpResponse:
    """It was written by mistake."""
    row = find_or_404(
        request, HouseholdMembership.objects.select_related("household"), pk=pk, person_id=person_id
    )
    person = _open(request, person_id, "household")
    back = reverse("people:household", args=[person.pk])
    if request.method == "POST":
        remove_stay(_actor(request), row)
        messages.success(request, _("Removed."))
        return _to(back)
    context = {
        "question": _("Did %(name)s never live there?") % {"name": person.name},
        "consequence": _(
            "The stay leaves the file, as if it had not been written. If it is over, say until when instead."
        ),
        "act": _("Remove this stay"),
        "back_url": back,
    }
    return render(request, "frame/confirm.html", context)


def _chosen(request: HttpRequest, found: LikelyDuplicates) -> tuple[Person | None, list[Match]]:
    """Which of the persons that resemble them was chosen, if one was: only somebody the actor sees."""
    asked = request.POST.get("other", "")
    return next(
        (m.person for m in found.matches if m.person and str(m.person_id) == asked), None
    ), found.matches


@allow("people.create")
@form_page
def partner(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One entry for a couple: the partner in the same form, in a file of their own; their words stay apart."""
    person = _open(request, person_id, "relations")
    form = PartnerForm(request.POST or None)
    context: dict[str, Any] = {"person": person, "form": form, "matches": [], "today": today()}
    if request.method == "POST" and form.is_valid():
        data, confirmed = form.cleaned_data, request.POST.get("other") == "none"
        common = {"together": data["together"], "confirmed": confirmed}
        try:
            try:
                made = add_partner(_actor(request), person, form.identity, data["start"], **common)
            except LikelyDuplicates as found:
                known, context["matches"] = _chosen(request, found)
                if known is None:
                    return render(request, "people/partner.html", context)
                made = add_partner(_actor(request), person, {}, data["start"], known=known, **common)
        except Refused as refusal:
            _say(form, refusal)
        else:
            messages.success(
                request, _("%(name)s has a file; the two lead to each other.") % {"name": made.name}
            )
            return _to(person.get_absolute_url())
    return render(request, "people/partner.html", context)


@allow("people.create")
@form_page
def own_file(request: HttpRequest, person_id: UUID, pk: UUID) -> HttpResponse:
    """Somebody noted by name, a carer often, gets a file: received and supported for their own sake (S2-183)."""
    row = find_or_404(request, Relation.objects.filter(other__isnull=True), pk=pk, person_id=person_id)
    person = _open(request, person_id, "relations")
    first, _space, last = row.other_name.partition(" ")
    form = OwnFileForm(
        request.POST or None, initial={"first_names": first, "used_name": last, "phone": row.phone}
    )
    context: dict[str, Any] = {
        "person": person,
        "form": form,
        "relation": row,
        "matches": [],
        "today": today(),
    }
    if request.method == "POST" and form.is_valid():
        confirmed = request.POST.get("other") == "none"
        try:
            try:
                made = open_own_file(_actor(request), row, form.identity, confirmed=confirmed)
            except LikelyDuplicates as found:
                known, context["matches"] = _chosen(request, found)
                if known is None:
                    return render(request, "people/own_file.html", context)
                made = open_own_file(_actor(request), row, {}, known=known)
        except Refused as refusal:
            _say(form, refusal)
        else:
            messages.success(
                request, _("%(name)s has a file; the two lead to each other.") % {"name": made.name}
            )
            return _to(made.get_absolute_url())
    return render(request, "people/own_file.html", context)

"""The numbers that other software gives a person: shown with a link, added, removed, put back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuilage.core.access import allow, find_or_404
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused

from ..forms import IdentifierForm
from ..models import ExternalIdentifier, ExternalSystem, Person
from ..names import clean_line
from ..views import _actor, _open, _say, _to, form_page


@transaction.atomic
def add_identifier(
    actor: Actor, person: Person, system: ExternalSystem, value: str, number_type: str = ""
) -> ExternalIdentifier:
    """Note the number of a person in another software, from today. Raises Refused when it names somebody there."""
    number = clean_line(value)
    if not number:
        raise Refused(_("Give the number as the other software shows it."), "value")
    row = ExternalIdentifier(
        person=person, system=system, value=number, type=clean_line(number_type),
        period=DateRange(today(), None, "[)"), added_by_id=actor.id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        # Whose it is may be outside the circle: it is not said.
        raise Refused(_("This number already names somebody in that software."), "value") from error
    return row


@allow("people.edit")
@form_page
def identifiers(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Their numbers in other software, and a new one."""
    person = _open(request, person_id, "identity")
    form = IdentifierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_identifier(_actor(request), person, data["system"], data["value"], data["type"])
        except Refused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return _to(reverse("people:identifiers", args=[person.pk]))
    rows = ExternalIdentifier.objects.filter(person=person).select_related("system")
    context = {"person": person, "form": form, "identifiers": rows.order_by("use", "system__order", "value")}
    return render(request, "people/identifiers.html", context)


@allow("people.edit")
@require_POST
def identifier_use(request: HttpRequest, person_id: UUID, pk: UUID) -> HttpResponse:
    """The number is no longer used there, or is again: one act each way."""
    row = find_or_404(request, ExternalIdentifier.objects.all(), pk=pk, person_id=person_id)
    _open(request, person_id, "identity")
    old = row.use == ExternalIdentifier.Use.OLD
    row.use = ExternalIdentifier.Use.USUAL if old else ExternalIdentifier.Use.OLD
    row.save(force_update=True, update_fields=["use"])
    messages.success(request, _("Saved."))
    return _to(reverse("people:identifiers", args=[person_id]))

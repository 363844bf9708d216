"""The consignes of a person: those that run, those that ended, and a new one."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuilage.core.access import allow, find_or_404
from tuilage.core.refusals import Refused

from ..cautions import end_caution, give_caution, give_caution_back
from ..forms import CautionForm
from ..models import Caution
from ..queries import running_cautions
from ..views import _actor, _open, _say, _to, form_page


@allow("people.edit")
@form_page
def cautions(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What to know before speaking to them, as facts, with an end."""
    person = _open(request, person_id, "consignes")
    form = CautionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            give_caution(_actor(request), person.pk, data["kind"], data["until"], data["detail"])
        except Refused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("The consigne is on the banner."))
            return _to(person.get_absolute_url())
    mine = Caution.objects.filter(person=person).select_related("kind", "author")
    running = list(running_cautions().filter(person=person))
    context = {
        "person": person,
        "form": form,
        "running": running,
        "ended": mine.exclude(pk__in=[caution.pk for caution in running]).order_by("-since")[:20],
    }
    return render(request, "people/cautions.html", context)


@allow("people.edit")
@require_POST
def caution_end(request: HttpRequest, person_id: UUID, pk: UUID) -> HttpResponse:
    """No longer needed: one act; the page then offers to give it back."""
    caution = find_or_404(request, Caution.objects.all(), pk=pk, person_id=person_id)
    _open(request, person_id, "consignes")
    end_caution(_actor(request), caution)
    messages.success(request, _("The consigne has left the banner. Ended by mistake? Give it back below."))
    return _to(reverse("people:cautions", args=[person_id]))


@allow("people.edit")
@require_POST
def caution_back(request: HttpRequest, person_id: UUID, pk: UUID) -> HttpResponse:
    """Ended by mistake."""
    caution = find_or_404(request, Caution.objects.all(), pk=pk, person_id=person_id)
    person = _open(request, person_id, "consignes")
    try:
        give_caution_back(_actor(request), caution)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return _to(reverse("people:cautions", args=[person_id]))
    messages.success(request, _("The consigne is on the banner."))
    return _to(person.get_absolute_url())

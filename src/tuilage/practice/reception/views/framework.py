"""The département's framework for social emergencies: one text, read at every desk (S1-030)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tuilage.core.access import allow, may

from .. import urgency
from ..forms import FrameworkForm
from .trying import acting_as, attempt, forget, see, show, taken_up

DRAFT = "reception.framework"


@allow("reception.framework")
@require_GET
def read(request: HttpRequest) -> HttpResponse:
    """Criteria, who does what, who is on duty, whom to alert."""
    context = {
        "framework": urgency.framework(),
        "may_write": may(acting_as(request), "reception.write_framework"),
    }
    return render(request, "reception/framework.html", context)


@allow("reception.write_framework")
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write it, for every desk of the département."""
    text = urgency.framework()
    typed, draft = taken_up(request, DRAFT)
    initial = {name: getattr(text, name) for name in urgency.FRAMEWORK_FIELDS}
    form = FrameworkForm(request.POST or None, initial={**initial, "version": text.version, **typed})
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        values = {name: facts[name] for name in urgency.FRAMEWORK_FIELDS}
        if attempt(form, lambda: urgency.write_framework(acting_as(request), values, facts["version"] or 0)):
            forget(request, DRAFT)
            messages.success(
                request, _("The framework is written: every desk reads this version from now on.")
            )
            return see("framework")
    return show(request, "reception/write_framework.html", form, {"draft": draft})

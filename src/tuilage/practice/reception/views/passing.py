"""Passing a request to another team, and what that team answers."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuilage.core import journal
from tuilage.core.access import allow, find_or_404
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused

from .. import passing, wording
from ..models import Passing
from ..setting_forms import PassOnForm
from .handling import found
from .trying import acting_as, attempt, forget, see, show, taken_up


@allow("reception.answer")
@require_http_methods(["GET", "POST"])
def pass_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To which team, and what it is asked: the person does not begin again (S2-136)."""
    row = found(request, pk, "request")
    typed, draft = taken_up(request, "reception.pass_on", pk)
    form = PassOnForm(passing.other_teams(row), request.POST or None, initial=typed)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        passed = attempt(
            form, lambda: passing.pass_on(acting_as(request), row, UUID(facts["to_team"]), facts["why"])
        )
        if passed is not None:
            forget(request, "reception.pass_on", pk)
            messages.success(
                request, _("Passed on: it stays yours until %(team)s accepts it.") % {"team": passed.to_team}
            )
            return see("request", pk)
    return show(
        request, "reception/pass_on.html", form, {"demand": row, "who": wording.who(row), "draft": draft}
    )


@allow("reception.answer")
@require_POST
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept, or return with a reason."""
    actor = acting_as(request)
    rows = Passing.objects.filter(to_team_id__in=actor.teams).select_related("request", "from_team")
    row = find_or_404(request, rows, pk=pk)
    journal.record("read", row.request.person_id, "request")
    try:
        if request.POST.get("act") == "accept":
            passing.accept(actor, row)
            messages.success(request, _("The request is your team's now."))
            return see("request", row.request_id)
        passing.send_back(actor, row, request.POST.get("why", ""))
        messages.success(request, _("Returned to %(team)s, with your reason.") % {"team": row.from_team})
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
        return see("request", row.request_id)
    return see("list")

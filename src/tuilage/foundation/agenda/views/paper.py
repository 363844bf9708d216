"""What leaves the screen: the slip to give, the address of one's own calendar, and what it answers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tuilage.core import journal
from tuilage.core.access import allow, anyone, find_or_404
from tuilage.core.database.clock import today
from tuilage.core.database.context import acting
from tuilage.foundation.organisations.actors import actor_for
from tuilage.foundation.organisations.models import Professional

from .. import calendar_feed, paper
from ..actions import linking
from ..models import Appointment, CalendarLink
from .handling import PART, acting_as, appointments, see

PAST_SHOWN, AHEAD_SHOWN = timedelta(days=30), timedelta(days=366)
SHOWN_ONCE = "agenda.address"


@allow("agenda.read")
@require_safe
def slip(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The slip of an appointment, as a PDF; `?sans_nom=1`: without the professional's name."""
    row = find_or_404(request, appointments(), pk=pk)
    if row.person_id:
        journal.record("export", row.person_id, PART)
    answer = HttpResponse(paper.slip(row, not request.GET.get("sans_nom")), content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="rendez-vous.pdf"'
    return answer


@allow("agenda.link")
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """The address of my calendar: made, renewed, revoked; shown once."""
    actor = acting_as(request)
    if request.method == "POST":
        if request.POST.get("act") == "revoke":
            linking.revoke_link(actor)
        else:
            request.session[SHOWN_ONCE] = linking.renew_link(actor)
        return see("link")
    token = request.session.pop(SHOWN_ONCE, "")
    address = request.build_absolute_uri(reverse("agenda:feed", args=[token])) if token else ""
    context = {"link": CalendarLink.objects.filter(revoked_at__isnull=True).first(), "address": address}
    return render(request, "agenda/link.html", context)


@anyone
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar that a secret address opens, read as the professional whose it is; journalled each time.

    A wrong address, a revoked one and the address of somebody who holds no post any more look the same.
    """
    who = linking.holder_of(token)
    holder = Professional.objects.filter(pk=who).first() if who else None
    actor = actor_for(holder) if holder else None
    if holder is None or actor is None or not actor.known:
        raise Http404("calendar")
    with acting(actor, purpose="agenda:feed"):
        rows = Appointment.objects.filter(
            Q(professional=holder) | Q(co_professional=holder),
            day__gte=today() - PAST_SHOWN, day__lte=today() + AHEAD_SHOWN,
        ).select_related("site")  # fmt: skip
        text = calendar_feed.calendar(rows, request.get_host().partition(":")[0])
        journal.record("export", None, "agenda: calendar link")
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer

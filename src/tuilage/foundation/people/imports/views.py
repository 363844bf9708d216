"""Who is the same person: the row of the file beside the one who is known, one at a time, by keyboard too."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from tuilage.core import journal
from tuilage.core.access import allow, find_or_404
from tuilage.core.refusals import Refused
from tuilage.foundation.territory.models import Commune

from ..models import Person, Resemblance
from ..rules import Birth, birth_in_words
from .reviewing import decide

LABELS = (
    ("birth_name", gettext_lazy("birth name")), ("used_name", gettext_lazy("used name")),
    ("first_names", gettext_lazy("first names")), ("gender", gettext_lazy("gender")), ("birth", gettext_lazy("date of birth")),
    ("birth_place", gettext_lazy("place of birth")), ("address", gettext_lazy("address")), ("commune_id", gettext_lazy("commune")),
    ("phone", gettext_lazy("telephone")), ("email", gettext_lazy("e-mail")), ("died_on", gettext_lazy("date of death")),
)  # fmt: skip
# Of somebody outside the reader's circle: who they are, not how to reach them.
SHOWN = frozenset({"birth_name", "used_name", "first_names", "gender", "birth", "birth_place", "commune_id"})
REASONS = {
    "name": gettext_lazy("Born on the same day, with names that resemble each other."),
    "swapped": gettext_lazy("Born on the same day, name and first name exchanged."),
    "birth": gettext_lazy("The same names, and dates of birth that differ in one place."),
    "unborn": gettext_lazy("The same names, and a date of birth that is not known on one side."),
    "several": gettext_lazy("Several files have these names and this date of birth: here is one of them."),
}


@allow("people.import")
@require_GET
def resemblances(request: HttpRequest) -> HttpResponse:
    """The next row to decide, and how many remain. A line in the journal for who is shown."""
    waiting = Resemblance.objects.filter(state=Resemblance.State.PENDING)
    left = waiting.count()
    asked = waiting.first()
    context: dict[str, Any] = {"left": left, "asked": asked}
    if asked:
        journal.record("read", asked.person_id, "identity")
        context |= {"lines": _lines(asked), "reason": REASONS[asked.reason]}
    return render(request, "people/resemblances.html", context)


def _lines(asked: Resemblance) -> list[dict[str, Any]]:
    keys = {side.get("commune_id") for side in (asked.row, asked.known)} - {None}
    communes = {str(pk): name for pk, name in Commune.objects.filter(pk__in=keys).values_list("pk", "name")}
    lines = []
    for name, label in LABELS:
        file = _said(name, asked.row.get(name, ""), communes)
        known = _said(name, asked.known.get(name, ""), communes) if name in SHOWN else ""
        if file or known:
            lines.append(
                {
                    "label": label,
                    "file": file,
                    "known": known,
                    "hidden": name not in SHOWN,
                    "same": file == known,
                }
            )
    return lines


def _said(name: str, value: str, communes: dict[str, str]) -> str:
    if name == "birth" and value:
        year, month, day = (int(part) or None for part in value.split("-"))
        return birth_in_words(Birth(year, month, day))
    if name == "gender" and value:
        return str(Person.Gender(value).label)
    return communes.get(value, "") if name == "commune_id" else value


@allow("people.import")
@require_POST
def answer(request: HttpRequest, pk: Any) -> HttpResponse:
    """The same person, or another one; then the next."""
    asked = find_or_404(request, Resemblance.objects.all(), pk=pk)
    chosen = request.POST.get("answer", "")
    if chosen in ("same", "another"):
        try:
            decide(request.actor, asked, same=chosen == "same")  # type: ignore[attr-defined]
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("Linked: it is the same person.")
                if chosen == "same"
                else _("A file of their own was made."),
            )
    return HttpResponseRedirect(reverse("people:resemblances"), status=303)

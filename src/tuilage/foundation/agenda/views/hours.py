"""My own working hours: a week written once, the usual hours again, the last change undone."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods

from tuilage.core.access import allow
from tuilage.core.interface.widgets import TimeOfDayInput
from tuilage.core.refusals import Refused

from .. import slots
from ..actions.hours import Part, hours_of, write_hours
from .handling import acting_as, see

BEFORE = "agenda-hours-before"
HALVES = (("am", gettext_lazy("morning")), ("pm", gettext_lazy("afternoon")))
DAYS = range(6)


class HoursForm(forms.Form):
    """From and to, morning and afternoon, from Monday to Saturday."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in DAYS:
            for half, label in HALVES:
                for edge, word in (("from", pgettext("hour", "from")), ("to", pgettext("hour", "to"))):
                    said = f"{WEEKDAYS[day]}, {label}, {word}"
                    self.fields[f"d{day}_{half}_{edge}"] = forms.TimeField(
                        label=said,
                        required=False,
                        widget=TimeOfDayInput(attrs={"aria-label": said, "class": "form-control"}),
                    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for day in DAYS:
            for half, _label in HALVES:
                start, end = data.get(f"d{day}_{half}_from"), data.get(f"d{day}_{half}_to")
                if (start is None) != (end is None) or (start and end and end <= start):
                    self.add_error(f"d{day}_{half}_to", _("The end comes after the start."))
        return data

    def parts(self) -> list[Part]:
        """What was written, as the action wants it."""
        data = self.cleaned_data
        read = [
            (day, data[f"d{day}_{half}_from"], data[f"d{day}_{half}_to"])
            for day in DAYS
            for half, _label in HALVES
        ]
        return [part for part in read if part[1] is not None]

    def rows(self) -> list[dict[str, Any]]:
        """A line a day for the page."""
        return [
            {
                "day": WEEKDAYS[day],
                "halves": [
                    (label, self[f"d{day}_{half}_from"], self[f"d{day}_{half}_to"]) for half, label in HALVES
                ],
            }
            for day in DAYS
        ]


def _initial(parts: list[Part]) -> dict[str, time]:
    """The first part of a day is its morning, unless it begins in the afternoon."""
    found: dict[str, time] = {}
    for day, start, end in parts:
        half = "pm" if start >= time(12) or f"d{day}_am_from" in found else "am"
        found |= {f"d{day}_{half}_from": start, f"d{day}_{half}_to": end}
    return found


def _change(request: HttpRequest, form: HoursForm) -> bool:
    """Write them, take the usual ones, or put back what they were. False when the form has something to put right."""
    act, actor = request.POST.get("act", ""), acting_as(request)
    if act == "undo":
        kept = request.session.pop(BEFORE, None)
        if kept is not None:
            write_hours(
                actor, [(day, time.fromisoformat(one), time.fromisoformat(two)) for day, one, two in kept]
            )
            messages.success(request, _("Your hours are as they were."))
        return True
    if act != "usual" and not form.is_valid():
        return False
    try:
        before = write_hours(actor, [] if act == "usual" else form.parts())
    except Refused as refusal:
        form.add_error(getattr(refusal, "field", None), str(refusal))
        return False
    request.session[BEFORE] = [[day, one.isoformat(), two.isoformat()] for day, one, two in before]
    messages.success(request, _("Your hours are written: free hours are offered within them."))
    return True


@allow("agenda.book")
@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest) -> HttpResponse:
    """My working hours; without any, the service's usual ones are shown and used."""
    mine = hours_of(acting_as(request))
    usual = [(part.weekday, part.starts, part.ends) for part in slots.USUAL_WEEK]
    form = HoursForm(request.POST or None, initial=_initial(mine or usual))
    if request.method == "POST" and _change(request, form):
        return see("hours")
    context = {"form": form, "rows": form.rows(), "own": bool(mine), "undo": BEFORE in request.session}
    return render(request, "agenda/hours.html", context, status=422 if form.errors else 200)

"""The history of an appointment, in sentences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuilage.core.history import sentence
from tuilage.core.interface.dates import moment_in_words
from tuilage.core.journal.views import name_parts

from .models import Appointment

name_parts({"appointments": gettext_lazy("the appointments")})


@sentence(Appointment)
def status_told(before: Any, after: Any) -> str | None:
    """What became of it."""
    if after is None or before.status == after.status:
        return None
    if after.status == "planned":
        return _("put the appointment back as planned")
    return {
        "arrived": _("noted the arrival"),
        "came": _("noted that the appointment was kept"),
        "missed": _("noted that nobody came"),
        "moved": _("moved the appointment"),
        "cancelled": _("called the appointment off"),
    }.get(after.status)


@sentence(Appointment)
def call_told(before: Any, after: Any) -> str | None:
    """The person was told."""
    return _("told the person") if after is not None and after.called_at and not before.called_at else None


@sentence(Appointment)
def hour_told(before: Any, after: Any) -> str | None:
    """Another hour in place (an import); a move makes another appointment."""
    if after is None or before.period == after.period:
        return None
    return _("changed the hour, which was %(hour)s") % {"hour": moment_in_words(before.period.lower)}

"""What changed around a person, told in a sentence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tuilage.core.history import sentence
from tuilage.core.interface.dates import short_day

from .models import Consent, Note, Participation


@sentence(Participation)
def left(before: Any, after: Any) -> str | None:
    """Somebody left the circle, or their coming was undone."""
    role = Participation.Role(before.role).label
    if after is None:
        return _("undid an arrival in the circle (%(role)s)") % {"role": role}
    if after.period.upper and before.period.upper != after.period.upper:
        return _("ended a stay in the circle (%(role)s) on %(day)s") % {
            "role": role,
            "day": short_day(after.period.upper),
        }
    return None


@sentence(Consent)
def taken_back(before: Any, after: Any) -> str | None:
    """A consent was taken back."""
    if after is not None and after.withdrawn_on and before.withdrawn_on is None:
        return _("noted that the consent was taken back on %(day)s") % {"day": short_day(after.withdrawn_on)}
    return None


@sentence(Note)
def corrected(before: Any, after: Any) -> str | None:
    """A note was corrected, or shared more widely."""
    if after is None:
        return _("threw a draft away")
    if before.tier != after.tier:
        return _("let more people read the note")
    return _("corrected the note")

"""What changed of a paper or a template, told in a sentence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tuilage.core.history import sentence
from tuilage.core.interface.dates import short_day

from .models import LetterTemplate, PersonPaper


@sentence(PersonPaper)
def corrected(before: Any, after: Any) -> str | None:
    """A paper was corrected, shared more widely, replaced or taken back."""
    if after is None:
        return _("took back a paper filed by mistake")
    if after.replaced_on and before.replaced_on is None:
        return _("filed a newer one")
    if before.replaced_on and after.replaced_on is None:
        return _("took back the newer one")
    if before.tier != after.tier:
        return _("changed who can read the paper")
    if before.kind_id != after.kind_id:
        return _("filed the paper under another kind")
    if before.dated_on != after.dated_on:
        return _("corrected the date of the paper, which was %(day)s") % {"day": short_day(before.dated_on)}
    return _("corrected what is said of the paper")


@sentence(LetterTemplate)
def rewritten(before: Any, after: Any) -> str | None:
    """A template was rewritten, put away or taken up again."""
    if after is None:
        return None
    if after.archived_on and before.archived_on is None:
        return _("put the template away")
    if before.archived_on and after.archived_on is None:
        return _("took the template up again")
    return _("rewrote the template")

"""The slip to give: date, place, with whom, what to bring, in large print; a tagged PDF from plain data."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuilage.core.documents.pdf import draw
from tuilage.core.interface.dates import day_in_words, time_in_words

from . import wording
from .models import Appointment


def slip(row: Appointment, named: bool = True) -> bytes:
    """The slip; `named` False: the function and the service, without the professional's name. Two queries."""
    return draw((files("tuilage.foundation.agenda") / "slip.typ").read_bytes(), told(row, named))


def told(row: Appointment, named: bool) -> dict[str, Any]:
    """What the slip says: never the person's name nor the reason, for it is left on tables and in buses."""
    keys = [row.professional_id, *([row.co_professional_id] if row.co_professional_id else [])]
    functions = wording.functions(keys, row.team_id)
    names = [str(each) for each in (row.professional, row.co_professional) if each]
    whom = [
        f"{name}, {functions.get(key, '')}" if named else functions.get(key, "")
        for key, name in zip(keys, names, strict=True)
    ]
    return {
        "lang": (get_language() or "fr")[:2], "title": _("Your appointment"), "day": day_in_words(row.period.lower),
        "hour": time_in_words(row.period.lower), "place": [wording.place(row)], "whom_label": _("With"),
        "whom": [*whom, row.team.name], "papers_label": _("Please bring"), "papers": wording.papers(row),
        "phone_label": _("If you cannot come, call"), "phone": row.team.phone,
    }  # fmt: skip

"""An appointment in words: who, with whom, where; and what the public side of a screen may show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tuilage.foundation.organisations.models import Post, Professional

from .models import Appointment, PaperToBring


def who(row: Appointment) -> str:
    """The person to call by name; somebody whom one may not read, or who gave no name, is not named."""
    if row.person_id is None:
        return _("somebody who gave no name")
    try:
        return str(row.person.name) if row.person else _("somebody outside your circle")
    except Appointment.person.RelatedObjectDoesNotExist:
        return _("somebody outside your circle")


def initials(row: Appointment) -> str:
    """Enough for the desk to know whom it is about, nothing for the one who stands before it."""
    if row.person_id is None or row.person is None:
        return _("no name")
    return " ".join(f"{part[0].upper()}." for part in row.person.name.replace("-", " ").split() if part)


def place(row: Appointment) -> str:
    """Where, or how, in words: the form is always said (S2-126)."""
    words = [str(row.get_form_display())]
    if row.form == Appointment.Form.OFFICE and row.site:
        words.append(row.site.name)
    if row.place_words:
        words.append(row.place_words)
    return ", ".join(words)


def functions(professionals: Iterable[UUID], team_id: UUID) -> dict[UUID, str]:
    """The function of each professional in a team, as it is told outside. One query."""
    rows = Post.objects.filter(assignments__professional__in=set(professionals)).select_related("profession")
    found: dict[UUID, str] = {}
    for key, title, team in rows.values_list("assignments__professional_id", "title", "team_id"):
        if team == team_id or key not in found:
            found[key] = title
    return found


def papers(row: Appointment) -> list[str]:
    """The papers to bring, in words. One query when there are some."""
    known = (
        dict(PaperToBring.objects.filter(code__in=row.papers).values_list("code", "label"))
        if row.papers
        else {}
    )
    said = [known.get(code, code) for code in row.papers]
    return [*said, *([row.papers_more] if row.papers_more else [])]


def with_whom(row: Appointment) -> str:
    """The professional, and the second one."""
    both: list[Professional] = [row.professional, *([row.co_professional] if row.co_professional else [])]
    return pgettext("two professionals", " and ").join(str(each) for each in both)


def state_kind(status: Any) -> str:
    """The badge of a status."""
    return {"planned": "plain", "arrived": "waiting", "came": "done", "missed": "soon"}.get(
        str(status), "plain"
    )

"""What the counts of this room open on: the supports themselves, for who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from tuilage.core.counting import SqlOpening
from tuilage.core.registries import Opened, Opening, openings

from . import indicators as counts
from .models import Support

# The same rows as the count, one by one in place of their number; the largest count is some hundreds of a team.
COUNTED = f"select count(*), null::int, {counts.CELL} "
KEYS = "select s.id, coalesce(w.team_id, s.team_id) "
ORDER = " order by coalesce(s.started_on, s.proposed_on) desc, s.id"


def lines(keys: Sequence[UUID]) -> list[Opened]:
    """The supports of these keys, in their order. One query."""
    found = {
        row.pk: row for row in Support.objects.select_related("person", "kind").filter(pk__in=list(keys))
    }
    return [_line(found[key]) for key in keys if key in found]


def _line(support: Support) -> Opened:
    return Opened(
        who=support.person.name,
        what=f"{support.kind} ({support.get_status_display()})",
        on=support.started_on or support.proposed_on,
        url=reverse("support:project", args=[support.pk]),
    )


for _code, _counted in (
    ("running", counts.RUNNING),
    ("unwritten", counts.UNWRITTEN),
    ("started", counts.STARTED),
    ("closed", counts.CLOSED),
    ("proposed", counts.PROPOSED),
):
    _statement = _counted.replace(COUNTED, KEYS) + ORDER
    openings.add(f"support.{_code}", Opening(SqlOpening(_statement, counts.days), lines))

"""What the counts of this room open on: the requests themselves, for who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from tuilage.core.counting import SqlOpening
from tuilage.core.registries import Opened, Opening, openings

from . import indicators as counts
from . import wording
from .models import Request

KEYS = "select r.id, r.team_id {ROWS}"
RECEIVED = " where r.received_at >= %(start)s and r.received_at < %(end)s"
OPENED = {
    "requests": KEYS + RECEIVED,
    "people": KEYS + RECEIVED + " and r.person_id is not null",
    "first_contacts": KEYS + RECEIVED + " and r.person_id is not null and r.path = 'first'",
    "urgent_same_day": KEYS + " where r.urgent and r.signalled_at >= %(start)s and r.signalled_at < %(end)s"
    " and r.due_at < %(now)s",
    "outside": KEYS + " where r.status = 'out_of_scope' and r.closed_at >= %(start)s and r.closed_at < %(end)s",
}  # fmt: skip


def lines(keys: Sequence[UUID]) -> list[Opened]:
    """The requests of these keys, in their order. One query."""
    found = {row.pk: row for row in Request.objects.select_related("person").filter(pk__in=list(keys))}
    return [_line(found[key]) for key in keys if key in found]


def _line(asked: Request) -> Opened:
    return Opened(
        who=wording.who(asked),
        what=asked.get_status_display(),
        on=timezone.localdate(asked.received_at),
        url=reverse("reception:request", args=[asked.pk]),
    )


for _code, _sql in OPENED.items():
    _statement = _sql.replace("{ROWS}", counts.ROWS) + " order by r.received_at desc, r.id"
    openings.add(f"reception.{_code}", Opening(SqlOpening(_statement, counts.moments), lines))

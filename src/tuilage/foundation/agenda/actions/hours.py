"""One's own working hours, each week: what free hours are offered within."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from tuilage.core.database.context import Actor
from tuilage.core.database.keys import new_id
from tuilage.core.refusals import Refused

from ..models import WorkingHours

Part = tuple[int, time, time]


def hours_of(actor: Actor) -> list[Part]:
    """The parts of weekdays (Monday is 0) written by the actor; none: the service's usual hours. One query."""
    if actor.id is None:
        return []
    rows = WorkingHours.objects.filter(professional_id=actor.id)
    return [(row.weekday, row.starts, row.ends) for row in rows.order_by("weekday", "starts")]


@transaction.atomic
def write_hours(actor: Actor, parts: Iterable[Part]) -> list[Part]:
    """Replace one's own hours; what they were. None at all: the usual ones again. Raises Refused when parts overlap."""
    if actor.id is None:
        return []
    wanted = sorted(parts)
    for (day, _start, end), (next_day, start, _end) in pairwise(wanted):
        if day == next_day and start < end:
            raise Refused(_("The afternoon begins after the morning ends."), f"d{day}_pm_from")
    before = hours_of(actor)
    WorkingHours.objects.filter(professional_id=actor.id).delete()
    WorkingHours.objects.bulk_create(
        WorkingHours(id=new_id(), professional_id=actor.id, weekday=day, starts=start, ends=end)
        for day, start, end in wanted
    )
    return before

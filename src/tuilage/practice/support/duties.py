"""Who may do what around a person besides leading a support; and what stops when a support ends."""

from __future__ import annotations

from tuilage.core.access import HEAD_OF_SERVICE, PARTNER, SECRETARY, declare_acts
from tuilage.core.registries import events
from tuilage.practice.support.actions.naming import end_grounds
from tuilage.practice.support.actions.standing import span
from tuilage.practice.support.facts import SupportClosed
from tuilage.practice.support.gaps import not_over
from tuilage.practice.support.models import Attribution, CoWorker
from tuilage.practice.support.rules import LEADERS

declare_acts(
    "support",
    {
        "support.around": LEADERS | {SECRETARY, PARTNER},
        "support.coordinate": LEADERS,
        "support.attribute": {HEAD_OF_SERVICE},
        "support.bulk": {HEAD_OF_SERVICE},
    },
)


@events.listen(SupportClosed)
def stop_beside(fact: SupportClosed) -> None:
    """Whoever worked beside stops with the support; its ground too, and what was asked of somebody."""
    rows = CoWorker.objects.filter(not_over(fact.on), support_id=fact.support_id)
    for row in rows.select_related("participation"):
        place = row.participation
        if row.period.lower >= fact.on:
            row.delete()
        else:
            row.period = span(row.period.lower, fact.on)
            row.save(update_fields=["period"])
        if place is not None:
            place.period = span(place.period.lower, fact.on)
            place.save(update_fields=["period"])
    end_grounds(fact.support_id, fact.on)
    asked = Attribution.objects.filter(support_id=fact.support_id, state__in=["asked", "objected"])
    asked.update(state=Attribution.State.WITHDRAWN)

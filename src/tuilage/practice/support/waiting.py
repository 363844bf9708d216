"""Supports that wait for a keyworker: held by a post, or being prepared with nobody asked yet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q

from tuilage.practice.support.models import Attribution, Keyworker, Support


@dataclass(frozen=True)
class Waiting:
    """One support that waits, since when, and where its attribution stands."""

    support: Support
    since: date
    post: Keyworker | None
    attribution: Attribution | None
    days: int

    @property
    def objected(self) -> bool:
        """Whether an objection waits for a decision."""
        return self.attribution is not None and self.attribution.state == Attribution.State.OBJECTED


def of_teams(teams: Collection[UUID], day: date) -> list[Waiting]:
    """What waits in these teams: objections to decide first, then the longest. Three queries, whatever their number."""
    held = Keyworker.objects.select_related("post").filter(
        lane=Keyworker.Lane.RESPONSIBLE, post__isnull=False, period__contains=day
    )
    asked = Attribution.objects.select_related("professional").exclude(state=Attribution.State.WITHDRAWN)
    rows = (
        Support.objects.select_related("person", "kind", "team")
        .filter(team__in=list(teams))
        .filter(
            Q(pk__in=held.values("support"), status=Support.Status.ENGAGED)
            | Q(status__in=[Support.Status.PROPOSED, Support.Status.PREPARING])
        )
        .prefetch_related(
            Prefetch("keyworkers", held), Prefetch("attributions", asked.order_by("-asked_on", "-created_at"))
        )
    )
    found = []
    for support in rows:
        post = next(iter(support.keyworkers.all()), None)
        attribution = next(iter(support.attributions.all()), None)
        if (
            support.being_prepared
            and attribution is not None
            and attribution.state in ("accepted", "confirmed")
        ):
            continue
        since = post.period.lower if post else support.proposed_on
        found.append(Waiting(support, since, post, attribution, (day - since).days))
    return sorted(found, key=lambda one: (not one.objected, one.since, one.support.person.name))

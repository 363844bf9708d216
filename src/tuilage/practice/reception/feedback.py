"""What people say of how they were received (S2-135): one question, no name, counted with the waiting time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils.translation import gettext as _

from tuilage.core.database import clock
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused

from .models import FeedbackSlip
from .urgency import must

LATELY = timedelta(days=30)
FEW = 5  # slips; with fewer, what one of them says would say who it is


@dataclass(frozen=True)
class Said:
    """How many slips of the last thirty days, by answer, and their words once there are enough of them."""

    amount: int
    by_rating: list[tuple[str, int]]
    words: list[str]


def leave(actor: Actor, rating: int, words: str = "") -> FeedbackSlip:
    """Keep a slip for the actor's team, of today, without anybody's name. Raises Refused."""
    must(actor, "reception.receive")
    if rating not in FeedbackSlip.Rating.values:
        raise Refused(_("Choose one of the four answers."), "rating")
    if not actor.teams:
        raise Refused(_("You hold no post in a team today."))
    row = FeedbackSlip(
        team_id=actor.teams[0], given_on=clock.today(), rating=rating, words=words.strip()[:300]
    )
    row.save(force_insert=True)
    return row


def said_lately(actor: Actor) -> Said:
    """What was said to the actor's teams in the last thirty days. At most two queries."""
    rows = FeedbackSlip.objects.filter(team_id__in=actor.teams, given_on__gt=clock.today() - LATELY)
    counts = dict(rows.order_by().values_list("rating").annotate(n=Count("pk")))
    amount = sum(counts.values())
    if amount < FEW:
        return Said(amount, [], [])
    # In an order that says nothing of when they were left.
    words = list(rows.exclude(words="").order_by("words").values_list("words", flat=True)[:20])
    return Said(
        amount,
        [(str(label), counts.get(value, 0)) for value, label in reversed(FeedbackSlip.Rating.choices)],
        words,
    )

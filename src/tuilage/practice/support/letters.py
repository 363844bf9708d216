"""What supports can say of a person in a letter: since when they are accompanied, and towards what."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import short_day
from tuilage.core.registries import LetterFacts, letter_facts
from tuilage.practice.support.models import Goal, Support


def of_supports(actor: Actor, person_id: UUID) -> dict[str, str]:
    """The supports that run, and their open goals. Two queries."""
    running = Support.objects.filter(
        person_id=person_id, status=Support.Status.ENGAGED, started_on__isnull=False
    )
    found = list(running.select_related("kind").order_by("started_on"))
    goals = Goal.objects.filter(support__in=[row.pk for row in found], status=Goal.Status.OPEN)
    sentences = goals.order_by("created_at").values_list("sentence", flat=True) if found else []
    return {
        "support.kind": ", ".join(dict.fromkeys(str(row.kind) for row in found)),
        "support.since": short_day(found[0].started_on) if found and found[0].started_on else "",
        "support.goals": " ; ".join(sentence.rstrip(". ") for sentence in sentences),
    }


letter_facts.add(
    "support",
    LetterFacts(
        "support", _("The support"),
        {
            "support.kind": _("kind of support"),
            "support.since": _("first day of the support"),
            "support.goals": _("goals of the support"),
        },
        of_supports, order=40,
    ),
)  # fmt: skip

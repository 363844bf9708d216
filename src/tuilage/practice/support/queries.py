"""Reading supports: rows and counts, under row security; what the rules need to know of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from tuilage.core.asking import ask
from tuilage.core.database.together import place
from tuilage.core.once import once_a_page
from tuilage.foundation.organisations.models import Absence, Assignment
from tuilage.practice.support import gaps
from tuilage.practice.support.models import (
    Coordinator,
    CoWorker,
    Criterion,
    Goal,
    Keyworker,
    PersonStatus,
    Review,
    Step,
    Support,
    SupportGround,
    Term,
)
from tuilage.practice.support.rules import ClosureFacts, StartFacts
from tuilage.practice.support.settings import USUAL


def held_posts(professional_id: UUID | None, day: date, *others: UUID | None) -> list[Assignment]:
    """The posts a professional (or several) holds on `day`, with team and profession, the largest share first. One query."""
    rows = Assignment.objects.filter(
        professional_id__in=[professional_id, *others], period__contains=day, post__period__contains=day
    )
    return list(rows.select_related("post__team", "post__profession").order_by("-share", "post__title"))


def asks_for_opinion(support: Support, posts: list[Assignment]) -> bool:
    """Whether this kind, led from one of these posts, passes before the team (S1-054)."""
    return any(held.post.profession.code in support.terms.opinion_professions for held in posts)


def start_facts(
    support: Support, goals: list[Goal], criteria: list[Criterion], needs_opinion: bool, start: date | None
) -> StartFacts:
    """What the checklist before the start looks at."""
    return StartFacts(
        needs_adhesion=support.voluntary,
        needs_goal=support.terms.needs_goal,
        needs_duration=support.needs_duration,
        needs_criteria=support.terms.needs_criteria,
        adhesion_on=support.adhesion_on,
        adhesion_how=support.adhesion_how,
        goals_set_on=[goal.set_with_person_on for goal in goals if goal.status != Goal.Status.DROPPED],
        months=support.months,
        criteria_fixed_on=[criterion.fixed_on for criterion in criteria],
        needs_opinion=needs_opinion,
        opinion_on=support.team_opinion_on,
        opinion=support.team_opinion,
        start=start,
    )


def closure_facts(support: Support, criteria: list[Criterion]) -> ClosureFacts:
    """What the checklist before the end looks at."""
    return ClosureFacts(
        support.closure_reason,
        sum(1 for criterion in criteria if not criterion.answer),
        support.person_evaluation,
        support.evaluation_missing,
        support.exit_plan,
    )


def responsible_on(support_id: UUID, day: date) -> Keyworker | None:
    """Who answers for a support on `day`."""
    return (
        Keyworker.objects.select_related("professional", "post", "participation")
        .filter(support_id=support_id, lane=Keyworker.Lane.RESPONSIBLE, period__contains=day)
        .first()
    )


def whole(rows: QuerySet[Support] | None = None) -> QuerySet[Support]:
    """Supports with all that their page shows: one query for each kind of part, whatever the number of rows."""
    found = Support.objects.all() if rows is None else rows
    return found.select_related(
        "person", "kind", "terms", "form", "team", "proposed_by", "adhesion_recorded_by", "team_opinion_by"
    ).prefetch_related(
        "goals",
        "criteria",
        Prefetch("steps", Step.objects.select_related("professional", "goal")),
        Prefetch("reviews", Review.objects.select_related("held_by")),
        Prefetch(
            "keyworkers",
            Keyworker.objects.select_related("professional", "post", "handover__to_professional").order_by(
                "period"
            ),
        ),
    )


@dataclass(frozen=True)
class Path:
    """A person's supports, those that run first, with goals, steps and keyworkers; and who of these is away long."""

    supports: list[Support]
    absences: list[Absence]
    coworkers: list[CoWorker]
    coordinators: list[Coordinator]
    grounds: list[SupportGround]
    statuses: list[PersonStatus]
    services_wanted: int
    """From how many services on somebody coordinates: a setting of the département."""


@once_a_page
def reads_of_path(person_id: UUID, day: date) -> tuple[QuerySet[Any], ...]:
    """All that a file shows of a person's supports, unasked; absences not over on `day`."""
    supports = Support.objects.filter(person_id=person_id).select_related("kind", "team")
    supports = supports.order_by("closed_on", "-started_on", "-proposed_on")
    goals = Goal.objects.filter(person_id=person_id)
    steps = Step.objects.filter(person_id=person_id).select_related("professional")
    rows = Keyworker.objects.filter(person_id=person_id).select_related("professional", "post")
    rows = rows.order_by("period")
    everybody = Keyworker.objects.filter(person_id=person_id).values("professional")
    absences = gaps.long_absences(day).filter(professional__in=everybody)
    beside = CoWorker.objects.filter(person_id=person_id).select_related("professional", "role", "team")
    coordinators = Coordinator.objects.filter(person_id=person_id).select_related("professional", "team")
    grounds = SupportGround.objects.filter(person_id=person_id).select_related("kind")
    statuses = PersonStatus.objects.filter(person_id=person_id).select_related("kind")
    numbers = Term.objects.filter(family=Term.Family.NUMBER, code="services", active=True)
    return supports, goals, steps, rows, absences, beside, coordinators, grounds, statuses, numbers


@once_a_page
def path_of(person_id: UUID, day: date) -> Path:
    """All that a file shows of a person's supports; absences not over on `day`. One query."""
    asked = reads_of_path(person_id, day)
    ask(*asked)
    supports, goals, steps, rows, absences, beside, coordinators, grounds, statuses, numbers = asked
    for name, children in (("goals", goals), ("steps", steps), ("keyworkers", rows)):
        place(supports, name, children, "support_id")
    wanted = next((row.amount for row in numbers if row.amount), USUAL["services"])
    return Path(
        list(supports),
        list(absences),
        list(beside),
        list(coordinators),
        list(grounds),
        list(statuses),
        wanted,
    )

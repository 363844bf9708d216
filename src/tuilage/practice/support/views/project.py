"""The project: a page one can turn towards the person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tuilage.core.access import allow, may
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.history import changes_of
from tuilage.core.interface.parts import CheckItem
from tuilage.foundation.organisations.models import Professional
from tuilage.foundation.people.models import Person
from tuilage.practice.support import queries, rules
from tuilage.practice.support.actions.together import beside
from tuilage.practice.support.models import (
    Criterion,
    Goal,
    Handover,
    Keyworker,
    LifeDomain,
    Review,
    Step,
    Support,
)
from tuilage.practice.support.views.answering import acting, find_support

END_NEAR = timedelta(days=30)


@dataclass(frozen=True)
class Act:
    """Something one can do from here."""

    label: str
    url: str
    post: bool = False


@dataclass
class Project:
    """All that the page shows of a support, computed once: a template runs no query."""

    support: Support
    person: Person
    day: date
    goals: list[Goal] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    keyworkers: list[Keyworker] = field(default_factory=list)
    missing: list[CheckItem] = field(default_factory=list)

    @property
    def now(self) -> Keyworker | None:
        """Who answers today."""
        return next((row for row in self.keyworkers if _answers(row) and self.day in row.period), None)

    @property
    def beside(self) -> Keyworker | None:
        """Who works beside today."""
        return next((row for row in self.keyworkers if not _answers(row) and self.day in row.period), None)

    @property
    def before(self) -> list[Keyworker]:
        """Who answered before, the last first."""
        over = [
            row
            for row in self.keyworkers
            if _answers(row) and row.period.upper and row.period.upper <= self.day
        ]
        return sorted(over, key=lambda row: row.period.lower, reverse=True)

    @property
    def live_handover(self) -> Handover | None:
        planned = (row.handover for row in self.keyworkers if row.handover is not None)
        return next((one for one in planned if one.live and one.passes_on > self.day), None)

    @property
    def next_review(self) -> date | None:
        return self.reviews[0].next_on if self.reviews and self.support.engaged else None

    @property
    def other_steps(self) -> list[Step]:
        """Steps for the whole project."""
        return [step for step in self.steps if step.goal_id is None]

    @property
    def written(self) -> bool:
        """Whether the project is written with the person (S1-052): agreement, goals, duration, criteria."""
        return bool(self.support.adhesion_on and self.goals and self.support.months and self.criteria)

    def steps_of(self, goal: Goal) -> list[Step]:
        return [step for step in self.steps if step.goal_id == goal.pk]

    @property
    def goals_and_steps(self) -> list[tuple[Goal, list[Step]]]:
        return [(goal, self.steps_of(goal)) for goal in self.goals]


def _answers(row: Keyworker) -> bool:
    return row.lane == Keyworker.Lane.RESPONSIBLE


def gather(support: Support, actor: Actor) -> Project:
    """The project of a support that `queries.whole` brought. No query, but one while it is prepared."""
    project = Project(
        support, support.person, today(), list(support.goals.all()), list(support.criteria.all()),
        list(support.reviews.all()), list(support.steps.all()), list(support.keyworkers.all()),
    )  # fmt: skip
    if support.to_complete:
        project.missing = _checklist(
            queries.start_facts(support, project.goals, project.criteria, False, None), support, actor
        )
    if support.being_prepared:
        # Who prepares it will most often lead it: a head of service sees the same line as them.
        posts = queries.held_posts(support.proposed_by_id, project.day, actor.id)
        asks = bool(support.team_opinion_on) or queries.asks_for_opinion(support, posts)
        facts = queries.start_facts(support, project.goals, project.criteria, asks, None)
        project.missing = _checklist(facts, support, actor)
    return project


def _checklist(facts: rules.StartFacts, support: Support, actor: Actor) -> list[CheckItem]:
    return [
        CheckItem(str(line.label), line.done, str(line.hint), _where(line.code, support, actor))
        for line in rules.missing_before_start(facts)
    ]


def _where(code: str, support: Support, actor: Actor) -> str:
    """Where to get what is missing, for whoever may."""
    names = {
        "adhesion": "adhesion", "goal": "goal_add", "months": "duration", "criterion": "criterion_add",
        "opinion": "opinion",
    }  # fmt: skip
    allowed = may(actor, "support.opinion" if code == "opinion" else "support.lead")
    return reverse(f"support:{names[code]}", args=[support.pk]) if allowed else ""


def main_act(project: Project, actor: Actor) -> Act | None:
    """The one button of the page."""
    support = project.support
    if not may(actor, "support.lead"):
        return None
    if support.being_prepared:
        left = [item for item in project.missing if not item.done and item.url]
        if left:
            return Act(left[0].label, left[0].url)
        return Act(_("Start the support"), reverse("support:engage", args=[support.pk]))
    if support.status == Support.Status.CLOSED and support.follow_up_on:
        return Act(_("How is it since?"), reverse("support:follow_up", args=[support.pk]))
    if not support.engaged:
        return None
    over = support.planned_end and support.planned_end <= project.day and not support.lasting
    if support.adhesion_withdrawn_on or over:
        return Act(_("End the support"), reverse("support:close", args=[support.pk]))
    return Act(_("Hold a review"), reverse("support:review", args=[support.pk]))


def other_acts(project: Project, actor: Actor) -> list[Act]:
    """The other things one can do, in the state the support is in."""
    support = project.support
    if not may(actor, "support.lead") or not support.open:
        return []
    tell, goal, step, criterion = (
        ("tell", _("Write what the person wants")), ("goal_add", _("Add a goal")),
        ("step_add", _("Add a step")), ("criterion_add", _("Add a criterion")),
    )  # fmt: skip
    if support.being_prepared:
        named = [
            tell,
            goal,
            criterion,
            step,
            ("form", _("Write the document, heading by heading")),
            ("duration", _("Change the duration")),
            ("abandon", _("Set aside")),
        ]
        if support.adhesion_on:
            named.append(("take_back", _("The person takes their agreement back")))
        if may(actor, "support.opinion"):
            named.append(("opinion", _("Record the team's opinion")))
    else:
        named = [
            tell,
            goal,
            step,
            criterion,
            ("form", _("Write the document, heading by heading")),
            ("agree", _("Agree on the project as it is now")),
            ("prolong", _("Agree on another end")),
            ("pace", _("Lighten or pause")),
        ]
        if project.now is not None and project.now.post_id:
            named.append(("take_up", _("Name a keyworker")))
        elif project.live_handover is None:
            named += [
                ("handover_plan", _("Plan a handover")),
                ("hold", _("Nobody can take over: the post answers")),
            ]
        if support.to_complete or support.lasting:
            named.append(("duration", _("Change the duration")))
        named += [("take_back", _("The person takes their agreement back")), ("close", _("End the support"))]
    if support.together:
        named.append(("leave", _("One of the two goes on alone")))
    return [Act(label, reverse(f"support:{name}", args=[support.pk])) for name, label in named]


def names_of(professionals: list[UUID]) -> list[str]:
    """Who was there, in words. One query, none when nobody is named."""
    if not professionals:
        return []
    return [str(one) for one in Professional.objects.filter(pk__in=professionals).order_by("last_name")]


def headings_of(support: Support) -> list[tuple[str, str]]:
    """The headings of its written form under which something is written. No query."""
    headings = support.form.headings if support.form else []
    return [
        (one["label"], support.form_texts[one["code"]])
        for one in headings
        if support.form_texts.get(one["code"])
    ]


@allow("support.read")
@require_safe
def history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What changed in a support, its goals and keyworkers, in sentences, newest first."""
    support = find_support(request, pk)
    rows: list[Any] = [support, *support.goals.all()]
    rows += support.keyworkers.all()
    beside = list(support.coworkers.select_related("professional", "role"))
    grounds = list(support.grounds.select_related("kind"))
    rows += [*beside, *grounds]
    told = sorted(
        (change for lines in changes_of(rows).values() for change in lines),
        key=lambda change: change.at,
        reverse=True,
    )
    context = {
        "support": support,
        "person": support.person,
        "told": told,
        "beside": beside,
        "grounds": grounds,
    }
    return render(request, "support/history.html", context)


@allow("support.read")
@require_safe
def project(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The project, whole."""
    actor = acting(request)
    support = find_support(request, pk, queries.whole())
    found = gather(support, actor)
    context = {
        "project": found,
        "support": support,
        "person": support.person,
        "main": main_act(found, actor),
        "acts": other_acts(found, actor),
        "may_lead": may(actor, "support.lead"),
        "beside": beside(support),
        "present": names_of(support.team_opinion_present),
        "wishes": [(LifeDomain(code).label, text) for code, text in support.wishes.items() if code in LifeDomain.values],
        "headings": headings_of(support),
        "follow_ups": list(support.follow_ups.all()),
        "versions": list(support.plans.all()),
        "steps_open": support.engaged or support.being_prepared,
        "end_near": bool(
            support.engaged and support.planned_end and not support.lasting
            and support.planned_end - END_NEAR <= found.day
        ),
    }  # fmt: skip
    return render(request, "support/project.html", context)

"""Goals, criteria, steps, reviews, pace and agreed end."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.forms import BooleanField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST

from tuilage.core.access import allow, find_or_404
from tuilage.core.database.clock import today
from tuilage.practice.support import actions, forms
from tuilage.practice.support.models import Criterion, Goal, Step, Support
from tuilage.practice.support.views.answering import Asking, acting, ask, confirm, find_support, just_do


class SharedGoalForm(forms.GoalForm):
    """A goal that may be the goal of both."""

    both = BooleanField(label=_lazy("It is the goal of both: write it in the two files"), required=False)


def strengths_of(support: Support) -> list[str]:
    """What the person can lean on, as a choice for a step: a line, or what stands between commas (S2-156)."""
    parts = (part.strip(" .") for part in re.split(r"[\n;,]", support.strengths))
    return list(dict.fromkeys(part[:300] for part in parts if part))


form_page = require_http_methods(["GET", "HEAD", "POST"])
NEXT_REVIEW = timedelta(days=90)


@allow("support.lead")
@form_page
def goal_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set a goal with the person."""
    support = find_support(request, pk)

    def act(data: dict[str, Any]) -> Goal:
        data.pop("version")
        if data.pop("both", False):
            return actions.add_shared_goal(acting(request), support, **data)[0]
        return actions.add_goal(acting(request), support, **data)

    return ask(
        request,
        support,
        Asking(
            _("A goal, set with the person"), _("Save the goal"), act, SharedGoalForm if support.together else forms.GoalForm, "support.goal",
            intro=_("One goal at a time. A sentence that the person would say themselves."),
            initial={"on": today()}, done=_("The goal is set."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def goal_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Reword a goal; the earlier wording stays in the history."""
    goal = find_or_404(request, Goal.objects.all(), pk=pk)
    support = find_support(request, goal.support_id)

    def act(data: dict[str, Any]) -> Goal:
        data.pop("on")
        version = data.pop("version") or 0
        return actions.edit_goal(acting(request), goal, version, **data)

    names = ("sentence", "person_words", "baseline", "target", "domain", "difficulty", "version")
    initial = {name: getattr(goal, name) for name in names} | {"on": goal.set_with_person_on}
    return ask(
        request,
        support,
        Asking(
            _("Reword the goal"), _("Save the goal"), act, forms.GoalForm, initial=initial,
            done=_("The goal is reworded."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def goal_status(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a goal stands."""
    goal = find_or_404(request, Goal.objects.all(), pk=pk)
    support = find_support(request, goal.support_id)
    return ask(
        request,
        support,
        Asking(
            goal.sentence, _("Save"),
            lambda data: actions.reach_goal(acting(request), goal, data["status"], data["on"]), forms.GoalStatusForm,
            intro=_("Say it with the person."), initial={"status": goal.status, "on": goal.reached_on or today()},
            done=_("It is written where the goal stands."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def criterion_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Fix a criterion."""
    support = find_support(request, pk)
    return ask(
        request,
        support,
        Asking(
            _("An evaluation criterion"), _("Save the criterion"),
            lambda data: actions.add_criterion(acting(request), support, **data), forms.CriterionForm,
            "support.criterion", intro=_("How will you see, together, that it went well?"),
            initial={"on": today()}, done=_("The criterion is fixed."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def criterion_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a criterion away before the start, after having been asked."""
    criterion = find_or_404(request, Criterion.objects.all(), pk=pk)
    support = find_support(request, criterion.support_id)
    if request.POST.get("confirm") == "yes":
        return just_do(
            request,
            support,
            lambda: actions.remove_criterion(acting(request), criterion),
            _("The criterion is taken away."),
        )
    return confirm(
        request, support, _("Take this criterion away?"),
        _("“%(sentence)s” stays in the history of the support.") % {"sentence": criterion.sentence},
        _("Take it away"),
    )  # fmt: skip


@allow("support.lead")
@form_page
def step_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add something to do."""
    support = find_support(request, pk)
    return ask(
        request,
        support,
        Asking(
            _("A step"), _("Save the step"), lambda data: actions.add_step(acting(request), support, **data),
            forms.StepForm, "support.step", intro=_("Who does what, for when."),
            given={"goals": support.goals.filter(status=Goal.Status.OPEN), "strengths": strengths_of(support)}, done=_("The step is written."),
        ),
    )  # fmt: skip


@allow("support.lead")
@require_POST
def step_done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A step is done."""
    step = find_or_404(request, Step.objects.all(), pk=pk)
    support = find_support(request, step.support_id)
    return just_do(request, support, lambda: actions.done_step(acting(request), step), _("One step further."))


@allow("support.lead")
@require_POST
def step_drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a step away, or put it back (S2-154)."""
    step = find_or_404(request, Step.objects.all(), pk=pk)
    support = find_support(request, step.support_id)
    back = step.dropped_on is not None
    done = _("The step is back.") if back else _("The step is taken away.")
    return just_do(request, support, lambda: actions.drop_step(acting(request), step, back), done)


@allow("support.lead")
@form_page
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where are we? Both say it."""
    support = find_support(request, pk)
    return ask(
        request,
        support,
        Asking(
            _("Where are we?"), _("Save the review"),
            lambda data: actions.hold_review(acting(request), support, **data), forms.ReviewForm, "support.review",
            intro=_("Their rating first, yours after. They can differ: that is what a review is for."),
            initial={"on": today(), "next_on": today() + NEXT_REVIEW}, done=_("The review is written."),
            extra={"goals": support.goals.all()},
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def prolong(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Agree on another end."""
    support = find_support(request, pk)
    return ask(
        request,
        support,
        Asking(
            _("Agree on another end"), _("Save the agreed end"),
            lambda data: actions.prolong(acting(request), support, data["until"]), forms.ProlongForm,
            initial={"until": support.planned_end}, done=_("The agreed end has changed."),
        ),
    )  # fmt: skip


@allow("support.lead")
@form_page
def pace(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lighten, pause, resume."""
    support = find_support(request, pk)
    return ask(
        request,
        support,
        Asking(
            _("The pace"), _("Save the pace"),
            lambda data: actions.change_pace(acting(request), support, data["pace"]), forms.PaceForm,
            intro=_("A support can be lightened or paused without being closed: somebody still answers for it."),
            initial={"pace": support.pace}, done=_("The pace has changed."),
        ),
    )  # fmt: skip

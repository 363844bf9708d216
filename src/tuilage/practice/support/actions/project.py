"""Goals, criteria, steps, reviews."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused
from tuilage.foundation.organisations.models import Professional
from tuilage.practice.support.actions.guards import (
    checked,
    fresh,
    need,
    not_ahead,
    not_before,
    perhaps_words,
    professional_named,
    words,
)
from tuilage.practice.support.models import Criterion, Goal, LifeDomain, Review, Step, Support


def still_open(support: Support | UUID) -> Support:
    """The support, not over. Raises Refused otherwise."""
    found = fresh(support)
    if not found.open:
        raise Refused(_("This support is over: its project is kept as it was."))
    return found


def add_goal(
    actor: Actor,
    support: Support | UUID,
    sentence: str,
    person_words: str = "",
    baseline: str = "",
    target: str = "",
    on: date | None = None,
    domain: str = "",
    difficulty: str = "",
) -> Goal:
    """Set a goal with the person (S1-048), on `on`: before the start, or on the way when their needs change.

    `domain`, `difficulty`: the need it answers, and what makes it hard for this person (S0-010, S2-158).
    """
    need(actor, "support.lead")
    found = still_open(support)
    day = not_before(not_ahead(on or today()), found.proposed_on)
    last = found.goals.aggregate(last=Max("position"))["last"] or 0
    goal = Goal(
        support=found,
        person_id=found.person_id,
        position=last + 1,
        sentence=words(sentence, "sentence", _("Write the goal as a sentence.")),
        person_words=perhaps_words(person_words, "person_words"),
        baseline=baseline.strip(),
        target=target.strip(),
        set_with_person_on=day,
        domain=_domain(domain),
        difficulty=difficulty.strip(),
    )
    with checked():
        goal.save(force_insert=True)
    return goal


def _domain(code: str) -> str:
    if code and code not in LifeDomain.values:
        raise Refused(_("One of these areas of life is not known."), "domain")
    return code


def edit_goal(
    actor: Actor,
    goal: Goal,
    version: int,
    *,
    sentence: str,
    person_words: str = "",
    baseline: str = "",
    target: str = "",
    domain: str = "",
    difficulty: str = "",
) -> Goal:
    """Reword a goal. Raises StaleVersion when somebody saved it since `version` was read."""
    need(actor, "support.lead")
    still_open(goal.support_id)
    goal.sentence = words(sentence, "sentence", _("Write the goal as a sentence."))
    goal.person_words = perhaps_words(person_words, "person_words")
    goal.baseline, goal.target = baseline.strip(), target.strip()
    goal.domain, goal.difficulty = _domain(domain), difficulty.strip()
    return save_checked(
        goal, version, ["sentence", "person_words", "baseline", "target", "domain", "difficulty"]
    )


def reach_goal(actor: Actor, goal: Goal, status: str = Goal.Status.REACHED, on: date | None = None) -> Goal:
    """Say where a goal stands; reached, it takes its date."""
    need(actor, "support.lead")
    still_open(goal.support_id)
    if status not in Goal.Status.values:
        raise Refused(_("Say where the goal stands."), "status")
    goal.status = status
    reached = status == Goal.Status.REACHED
    goal.reached_on = not_before(not_ahead(on or today()), goal.set_with_person_on) if reached else None
    with checked():
        save_checked(goal, goal.version, ["status", "reached_on"])
    return goal


def add_criterion(actor: Actor, support: Support | UUID, sentence: str, on: date | None = None) -> Criterion:
    """Fix how both will see that it went well (S1-050). One at least is fixed before the start."""
    need(actor, "support.lead")
    found = still_open(support)
    criterion = Criterion(
        support=found,
        person_id=found.person_id,
        sentence=words(sentence, "sentence", _("Write the criterion as a sentence.")),
        fixed_on=not_before(not_ahead(on or today()), found.proposed_on),
    )
    with checked():
        criterion.save(force_insert=True)
    return criterion


def remove_criterion(actor: Actor, criterion: Criterion) -> None:
    """Take a criterion away while the support is being prepared; once it runs, criteria are answered, not erased."""
    need(actor, "support.lead")
    if not fresh(criterion.support_id).being_prepared:
        raise Refused(_("The support has started: its criteria are answered at the end, not erased."))
    criterion.delete()


def add_step(
    actor: Actor,
    support: Support | UUID,
    what: str,
    by: str,
    due_on: date | None = None,
    professional: Professional | UUID | None = None,
    goal: Goal | None = None,
    leans_on: str = "",
) -> Step:
    """Add something to do on the way, by the person or by a professional (the actor unless another is named)."""
    author = need(actor, "support.lead")
    found = still_open(support)
    if by not in Step.By.values:
        raise Refused(_("Say who does it: the person, or which professional."), "by")
    who = professional_named(professional or author) if by == Step.By.PROFESSIONAL else None
    if goal is not None and goal.support_id != found.pk:
        raise Refused(_("This goal belongs to another support."), "goal")
    step = Step(
        support=found,
        person_id=found.person_id,
        what=words(what, "what", _("Write the step in words.")),
        by=by,
        professional=who,
        due_on=due_on,
        goal=goal,
        leans_on=leans_on.strip(),
    )
    with checked():
        step.save(force_insert=True)
    return step


def done_step(actor: Actor, step: Step, on: date | None = None) -> Step:
    """A step is done. Doing it twice changes nothing."""
    need(actor, "support.lead")
    still_open(step.support_id)
    if step.done_on is None:
        step.done_on = not_ahead(on or today())
        step.save(update_fields=["done_on"])
    return step


def drop_step(actor: Actor, step: Step, back: bool = False) -> Step:
    """Take a step away, or put it back: an answer is made of parts, as the person needs (S2-154)."""
    need(actor, "support.lead")
    still_open(step.support_id)
    if step.done_on is not None:
        raise Refused(_("This step is done: it is kept as it was."))
    step.dropped_on = None if back else step.dropped_on or today()
    step.save(update_fields=["dropped_on"])
    return step


def hold_review(
    actor: Actor,
    support: Support | UUID,
    *,
    on: date | None = None,
    person_rating: int | None = None,
    person_words: str = "",
    professional_rating: int | None = None,
    professional_words: str = "",
    next_on: date | None = None,
    living_conditions: str = "",
) -> Review:
    """Where are we? Both say it, the person first. The goals are kept as they stood that day."""
    author = need(actor, "support.lead")
    found = fresh(support)
    if not found.engaged or found.started_on is None:
        raise Refused(_("A review is held while the support runs."))
    day = not_before(not_ahead(on or today()), found.started_on)
    if next_on is not None and next_on <= day:
        raise Refused(_("The next review comes after this one."), "next_on")
    lived = perhaps_words(living_conditions, "living_conditions")
    if found.lasting and not lived:
        raise Refused(
            _("This support is meant to last: say how life is going there, at home, day after day."),
            "living_conditions",
        )
    said = perhaps_words(person_words, "person_words")
    if person_rating is None and not said:
        raise Refused(_("A review holds the person's rating or their words."), "person_words")
    review = Review(
        support=found,
        person_id=found.person_id,
        held_on=day,
        person_rating=person_rating,
        person_words=said,
        professional_rating=professional_rating,
        professional_words=perhaps_words(professional_words, "professional_words"),
        living_conditions=lived,
        held_by_id=author,
        next_on=next_on,
        progress={str(pk): status for pk, status in found.goals.values_list("pk", "status")},
    )
    with checked():
        review.save(force_insert=True)
    return review

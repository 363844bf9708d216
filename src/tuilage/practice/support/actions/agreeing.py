"""Versions of the project: what was agreed on a day is kept as it was, beside what is written since."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.practice.support.actions.guards import checked, fresh, need, not_ahead, not_before
from tuilage.practice.support.models import Goal, PlanVersion, Support


def content_of(support: Support) -> dict[str, Any]:
    """What a version keeps, as plain data: words, goals, criteria, duration, headings with what is under them."""
    return {
        "kind": str(support.kind),
        "own_words": support.own_words,
        "domains": list(support.domains),
        "months": support.months,
        "planned_end": support.planned_end.isoformat() if support.planned_end else None,
        "lasting": support.lasting,
        "goals": [
            {"sentence": goal.sentence, "words": goal.person_words, "baseline": goal.baseline, "target": goal.target}
            for goal in support.goals.exclude(status=Goal.Status.DROPPED)
        ],
        "criteria": [criterion.sentence for criterion in support.criteria.all()],
        "headings": [
            {"label": one["label"], "text": support.form_texts.get(one["code"], "")}
            for one in (support.form.headings if support.form else [])
        ],
    }  # fmt: skip


def keep_version(support: Support, author: UUID, why: PlanVersion.Why, how: str, on: date) -> PlanVersion:
    """Keep the project as it is now, agreed on `on`."""
    last = support.plans.aggregate(last=Max("number"))["last"] or 0
    version = PlanVersion(
        support=support, person_id=support.person_id, number=last + 1, agreed_on=on, how=how, why=why,
        recorded_by_id=author, content=content_of(support),
    )  # fmt: skip
    version.save(force_insert=True)
    return version


def agree(actor: Actor, support: Support | UUID, how: str, on: date | None = None) -> PlanVersion:
    """The person agrees to the project as it is written now: a new version. Raises Refused when nothing changed."""
    author = need(actor, "support.lead")
    found = fresh(support)
    if not found.engaged or found.started_on is None:
        raise Refused(_("A version is agreed while the support runs."))
    if how not in Support.How.values:
        raise Refused(_("Say how the person gave their agreement: said or signed."), "how")
    day = not_before(not_ahead(on or today()), found.started_on)
    last = found.plans.order_by("-number").first()
    if (
        last is not None
        and last.content == content_of(found)
        and (last.how == how or how == Support.How.ORAL)
    ):
        raise Refused(_("Nothing has changed since the version agreed last."))
    with checked():
        return keep_version(found, author, PlanVersion.Why.CHANGE, how, day)


def sentences(content: dict[str, Any]) -> dict[str, list[str]]:
    """The parts of a version that are compared: goals and criteria as sentences."""
    return {
        "goals": [goal["sentence"] for goal in content.get("goals", [])],
        "criteria": list(content.get("criteria", [])),
    }

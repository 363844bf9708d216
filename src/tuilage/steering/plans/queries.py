"""Reading plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from tuilage.core.registries import indicators

from . import rules
from .models import ActionIndicator, ActionLine, ActionYear, Plan, PlanAction, PlanNode


def term_of(plan: Plan, today: date) -> rules.Term:
    """The plan in time."""
    return rules.term(
        plan.period.lower, plan.period.upper, today,
        plan.renewed_every, plan.announced_before, plan.evaluated_every,
    )  # fmt: skip


def plans() -> QuerySet[Any]:
    """Plans with their number of actions, newest first."""
    return Plan.objects.annotate(size=Count("actions"))


@dataclass
class Branch:
    """A node with what is in it, ready for a template."""

    node: PlanNode
    label: str
    branches: list[Branch] = field(default_factory=list)
    actions: list[Any] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether a filter left nothing in it."""
        return not self.actions and all(branch.empty for branch in self.branches)


def actions_of(plan: Plan) -> QuerySet[Any]:
    """The plan's actions with their years and indicators, and whether each names an issue (S2-064)."""
    stakes = ActionLine.objects.filter(action=OuterRef("pk"), kind=ActionLine.Kind.STAKE)
    return (
        PlanAction.objects.filter(plan=plan)
        .annotate(has_stake=Exists(stakes))
        .prefetch_related(
            Prefetch("years", ActionYear.objects.order_by("year")),
            Prefetch("indicators", ActionIndicator.objects.order_by("position")),
        )
    )


def tree(plan: Plan, actions: Sequence[Any]) -> tuple[list[Branch], list[Any]]:
    """The plan as it is read: its branches in order, and the actions that hang on none; one query."""
    branches = {
        node.pk: Branch(node, plan.levels[node.level] if node.level < len(plan.levels) else "")
        for node in PlanNode.objects.filter(plan=plan).order_by("level", "position")
    }
    roots: list[Branch] = []
    loose: list[Any] = []
    for branch in branches.values():
        parent = branches.get(branch.node.parent_id) if branch.node.parent_id else None
        (parent.branches if parent else roots).append(branch)
    for action in actions:
        (branches[action.node_id].actions if action.node_id in branches else loose).append(action)
    return roots, loose


def ancestors(node: PlanNode | None) -> list[PlanNode]:
    """From the top to `node`; one query for the whole plan's nodes."""
    if node is None:
        return []
    by_key = {one.pk: one for one in PlanNode.objects.filter(plan_id=node.plan_id)}
    path, at = [], by_key.get(node.pk)
    while at is not None:
        path.append(at)
        at = by_key.get(at.parent_id) if at.parent_id else None
    return path[::-1]


@dataclass
class Part:
    """A numbered sub-action: what is to be done, and how."""

    number: int
    title: str
    what: list[str] = field(default_factory=list)
    how: list[str] = field(default_factory=list)


@dataclass
class Sheet:
    """The lines of an action, by heading."""

    by_kind: dict[str, list[str]]
    parts: list[Part]


def sheet(action: PlanAction) -> Sheet:
    """The lines of an action; one query."""
    kinds = ActionLine.Kind
    by_kind: dict[str, list[str]] = defaultdict(list)
    parts: dict[int, Part] = {}
    for line in ActionLine.objects.filter(action=action).order_by("part", "position"):
        if line.kind in (kinds.PART, kinds.WHAT, kinds.HOW):
            part = parts.setdefault(line.part, Part(line.part, ""))
            if line.kind == kinds.PART:
                part.title = line.text
            else:
                (part.what if line.kind == kinds.WHAT else part.how).append(line.text)
        else:
            by_kind[line.kind].append(line.text)
    return Sheet(dict(by_kind), [parts[number] for number in sorted(parts)])


def countable(indicator: ActionIndicator) -> bool:
    """Whether a room of Tuilage counts it today."""
    return bool(indicator.code) and indicator.code in indicators

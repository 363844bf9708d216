"""Reading plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet

from tuilage.core.database.together import fetch
from tuilage.core.registries import indicators

from . import rules
from .models import ActionIndicator, ActionLine, ActionLink, ActionYear, Plan, PlanAction, PlanNode


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


@dataclass(frozen=True)
class Parts:
    """All that an action is made of, as the document has it."""

    years: list[ActionYear]
    indicators: list[ActionIndicator]
    lines: list[ActionLine]
    links: list[ActionLink]
    nodes: list[PlanNode]


def parts_of(action: PlanAction) -> Parts:
    """The parts of an action, and its plan's nodes. One query."""
    years, indicators = (
        ActionYear.objects.filter(action=action),
        ActionIndicator.objects.filter(action=action),
    )
    lines, links = ActionLine.objects.filter(action=action), ActionLink.objects.filter(action=action)
    nodes = PlanNode.objects.filter(plan_id=action.plan_id)
    fetch(years, indicators, lines, links, nodes)
    return Parts(list(years), list(indicators), list(lines), list(links), list(nodes))


def ancestors(key: UUID | None, nodes: Iterable[PlanNode]) -> list[PlanNode]:
    """From the top to the node `key`, among the plan's nodes. No query."""
    by_key = {one.pk: one for one in nodes}
    path, at = [], by_key.get(key) if key else None
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


def sheet(lines: Iterable[ActionLine]) -> Sheet:
    """The lines of an action, in their order. No query."""
    kinds = ActionLine.Kind
    by_kind: dict[str, list[str]] = defaultdict(list)
    parts: dict[int, Part] = {}
    for line in lines:
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

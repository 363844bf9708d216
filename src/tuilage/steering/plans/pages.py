"""What the plan's pages show, gathered before the template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tuilage.core.database.context import Actor
from tuilage.core.history import Change, changes, changes_of
from tuilage.core.registries import FigureCard, FigureRequest, figures

from . import queries, rules
from .models import ActionIndicator, ActionLink, ActionYear, Plan, PlanAction, PlanNode

STATE_KINDS = {"done": "done", "late": "urgent", "running": "new", "planned": "waiting"}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an action stands, in words and with its sign."""

    code: str
    label: str
    kind: str


def standing(action: PlanAction, plan: Plan, years: list[ActionYear], today: date) -> Standing:
    """Where an action stands; "late" when a planned year went by undone, as long as the plan runs."""
    code = rules.standing(action.status, [(one.year, one.planned, one.done) for one in years], today.year)
    if code == "late" and today >= plan.period.upper:
        code = action.status
    label = pgettext("action of a plan", "late") if code == "late" else str(PlanAction.Status(code).label)
    return Standing(code, label, STATE_KINDS.get(code, "plain"))


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action as the plan's page lists it."""

    action: Any
    standing: Standing
    first: int | None
    last: int | None
    counted: int
    indicators: int
    without_stake: bool


def row(action: Any, plan: Plan, today: date) -> ActionRow:
    """An action of `queries.actions_of`; no query."""
    years = list(action.years.all())
    planned = [one.year for one in years if one.planned]
    asked = list(action.indicators.all())
    return ActionRow(
        action, standing(action, plan, years, today), min(planned, default=None), max(planned, default=None),
        sum(queries.countable(one) for one in asked), len(asked), not action.has_stake,
    )  # fmt: skip


def summary(rows: list[ActionRow]) -> list[tuple[Standing, int]]:
    """How many actions stand where, the late ones first."""
    order = ["late", "planned", "running", "paused", "done", "dropped"]
    amounts = Counter(one.standing for one in rows)
    return sorted(amounts.items(), key=lambda one: order.index(one[0].code))


@dataclass(frozen=True, slots=True)
class Known:
    """How we will know: the indicator in the document's words, and its figure, or why there is none yet."""

    indicator: ActionIndicator
    card: FigureCard | None
    reason: str


def known(actor: Actor, asked: list[ActionIndicator]) -> list[Known]:
    """The indicators of an action with their figures, asked all at once of the room that counts."""
    source = next(iter(figures), None)
    counted = [one for one in asked if source is not None and queries.countable(one)]
    requests = [FigureRequest(one.code, one.profession, one.low, one.high) for one in counted]
    cards = dict(zip((one.pk for one in counted), source(actor, requests) if source else [], strict=True))
    return [Known(one, cards.get(one.pk), "" if one.pk in cards else _reason(one)) for one in asked]


def _reason(indicator: ActionIndicator) -> str:
    if indicator.waiting_for:
        return indicator.waiting_for
    return _("No room of Tuilage counts it yet.")


@dataclass(frozen=True, slots=True)
class Link:
    """Another plan or regulation; `ended` when its years have gone by (S3-057)."""

    text: str
    years: str
    ended: bool


def links(rows: Iterable[ActionLink], today: date) -> list[Link]:
    """The links of an action, in their order. No query."""
    found = []
    for one in rows:
        years = f"{one.period.lower.year}-{one.period.upper.year - 1}" if one.period else ""
        found.append(Link(one.text, years, bool(one.period and one.period.upper <= today)))
    return found


def path(action: PlanAction, plan: Plan, nodes: Iterable[PlanNode]) -> list[tuple[str, Any]]:
    """The levels above an action: (name of the level, node). No query."""
    return [(plan.levels[node.level], node) for node in queries.ancestors(action.node_id, nodes)]


def told(action: PlanAction, years: list[ActionYear]) -> list[Change]:
    """What changed, newest first: where it stands, and the years ticked since it was written; two queries."""
    found = changes(action) + [change for told_of in changes_of(years).values() for change in told_of]
    return sorted(found, key=lambda change: change.at, reverse=True)

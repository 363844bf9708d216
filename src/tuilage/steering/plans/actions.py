"""What changes a plan: its import from a document, and the follow-up of its actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from tuilage.core.access import may
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import save_checked
from tuilage.core.refusals import Refused

from .document import ActionEntry, Document, NodeEntry, Problem, read
from .models import ActionIndicator, ActionLine, ActionLink, ActionYear, Plan, PlanAction, PlanNode

PLAN_FACTS = (
    "name", "kind", "author", "summary", "source", "period", "levels", "status", "renewed_every", "announced_before",
    "evaluated_every",
)  # fmt: skip


@dataclass
class ImportReport:
    """What an import did, or would do (`preview`). With `problems`, nothing was written.

    `kept` are the actions of the plan that the file does not speak of: they stay.
    """

    plan: Plan | None = None
    problems: list[Problem] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    plan_state: str = "unchanged"
    document: Document | None = None


def import_plan(actor: Actor, file: str | bytes, preview: bool = False) -> ImportReport:
    """Bring a plan in, or up to date, from its YAML document; the same file twice changes nothing.

    Where an action stands, its years done and its progress are life, not document: they are never overwritten.
    A faulty file writes nothing and comes back with its faults by line. Raises Refused without the right.
    """
    if actor.kind != "system" and not may(actor, "plans.import"):
        raise Refused(_("Only a policy officer brings a plan in."))
    try:
        text = file.decode("utf-8-sig") if isinstance(file, bytes) else file
    except UnicodeDecodeError:
        return ImportReport(
            problems=[Problem(0, _("The file is not in UTF-8: save it again with this encoding."))]
        )
    document, problems = read(text)
    if document is None:
        return ImportReport(problems=problems)
    with transaction.atomic():
        report = _write(document)
        if preview:
            transaction.set_rollback(True)
    return report


def _write(document: Document) -> ImportReport:
    report = ImportReport(document=document)
    plan = report.plan = _write_plan(document, report)
    known = {action.code: action for action in PlanAction.objects.select_for_update().filter(plan=plan)}
    nodes = _write_nodes(plan, document.nodes)
    old = _Contents(plan)
    for entry in document.actions:
        report_list = _write_action(plan, entry, known.get(entry.code), nodes, old, report)
        report_list.append(entry.code)
    said = {entry.code for entry in document.actions}
    report.kept = sorted(known.keys() - said)
    unused = PlanNode.objects.filter(plan=plan).exclude(code__in=nodes)
    unused.filter(actions=None, children=None).delete()
    return report


def _write_plan(document: Document, report: ImportReport) -> Plan:
    first, last = document.years
    facts = {**document.facts, "period": DateRange(date(first, 1, 1), date(last + 1, 1, 1), "[)")}
    plan = Plan.objects.select_for_update().filter(key=document.key).first()
    if plan is None:
        plan = Plan(key=document.key, **facts)
        plan.save(force_insert=True)
        report.plan_state = "created"
    elif any(getattr(plan, name) != facts[name] for name in PLAN_FACTS):
        for name in PLAN_FACTS:
            setattr(plan, name, facts[name])
        save_checked(plan, plan.version, PLAN_FACTS)
        report.plan_state = "changed"
    return plan


def _write_nodes(plan: Plan, entries: Iterable[NodeEntry]) -> dict[str, PlanNode]:
    """Nodes by code; those that are there already keep their key, so that links to them stay good."""
    known = {node.code: node for node in PlanNode.objects.filter(plan=plan)}
    nodes: dict[str, PlanNode] = {}
    for entry in entries:
        node = known.get(entry.code) or PlanNode(plan=plan, code=entry.code)
        facts = {
            "parent_id": nodes[entry.parent].pk if entry.parent else None,
            "level": entry.level, "title": entry.title, "position": entry.position,
        }  # fmt: skip
        if entry.code not in known or any(getattr(node, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(node, name, value)
            node.save(force_insert=entry.code not in known)
        nodes[entry.code] = node
    return nodes


class _Contents:
    """What the actions of a plan say today, read at once: four queries whatever their number."""

    def __init__(self, plan: Plan) -> None:
        self.lines: dict[Any, list[Any]] = {}
        self.links: dict[Any, list[Any]] = {}
        self.indicators: dict[Any, list[Any]] = {}
        self.years: dict[Any, dict[int, ActionYear]] = {}
        for line in ActionLine.objects.filter(action__plan=plan):
            self.lines.setdefault(line.action_id, []).append((line.kind, line.part, line.position, line.text))
        for link in ActionLink.objects.filter(action__plan=plan):
            self.links.setdefault(link.action_id, []).append((link.position, link.text, link.period))
        for one in ActionIndicator.objects.filter(action__plan=plan):
            self.indicators.setdefault(one.action_id, []).append(
                (one.position, *(getattr(one, name) for name in INDICATOR_FACTS))
            )
        for year in ActionYear.objects.filter(action__plan=plan):
            self.years.setdefault(year.action_id, {})[year.year] = year


INDICATOR_FACTS = ("label", "tool", "code", "profession", "low", "high", "target", "waiting_for")


def _write_action(
    plan: Plan, entry: ActionEntry, action: PlanAction | None, nodes: dict[str, PlanNode], old: _Contents,
    report: ImportReport,
) -> list[str]:  # fmt: skip
    """Write one action; returns the list of the report it belongs to."""
    facts = {
        "node_id": nodes[entry.node].pk, "title": entry.title, "position": entry.position, "term": entry.term,
    }  # fmt: skip
    if action is None:
        action = PlanAction(plan=plan, code=entry.code, **facts)
        action.save(force_insert=True)
        _write_contents(action, entry, old)
        return report.created
    changed = any(getattr(action, name) != value for name, value in facts.items())
    if changed:
        for name, value in facts.items():
            setattr(action, name, value)
        save_checked(action, action.version, facts)
    changed = _write_contents(action, entry, old) or changed
    return report.changed if changed else report.unchanged


def _write_contents(action: PlanAction, entry: ActionEntry, old: _Contents) -> bool:
    """Replace each kind of content that differs; whether any did."""
    periods = [
        (at, link.text, DateRange(date(link.years[0], 1, 1), date(link.years[1] + 1, 1, 1), "[)") if link.years else None)
        for at, link in enumerate(entry.links)
    ]  # fmt: skip
    indicators = [
        (at, *(getattr(one, name) for name in INDICATOR_FACTS)) for at, one in enumerate(entry.indicators)
    ]
    changed = _write_years(action, entry.years, old.years.get(action.pk, {}))
    if sorted(old.lines.get(action.pk, [])) != sorted(entry.lines):
        ActionLine.objects.filter(action=action).delete()
        ActionLine.objects.bulk_create(
            ActionLine(action=action, kind=kind, part=part, position=position, text=text)
            for kind, part, position, text in entry.lines
        )
        changed = True
    if sorted(old.links.get(action.pk, []), key=lambda link: int(link[0])) != periods:
        ActionLink.objects.filter(action=action).delete()
        ActionLink.objects.bulk_create(
            ActionLink(action=action, position=at, text=text, period=period) for at, text, period in periods
        )
        changed = True
    if sorted(old.indicators.get(action.pk, []), key=lambda one: int(one[0])) != indicators:
        ActionIndicator.objects.filter(action=action).delete()
        ActionIndicator.objects.bulk_create(
            ActionIndicator(action=action, position=at, **dict(zip(INDICATOR_FACTS, values, strict=True)))
            for at, *values in indicators
        )
        changed = True
    return changed


def _write_years(action: PlanAction, planned: list[int], old: dict[int, ActionYear]) -> bool:
    """The calendar of the document; a year that life has ticked stays, planned or not."""
    changed = False
    for year in planned:
        row = old.get(year)
        if row is None:
            ActionYear(action=action, year=year, planned=True).save(force_insert=True)
        elif not row.planned:
            row.planned = True
            row.save(update_fields=["planned"])
        changed = changed or row is None or not old[year].planned
    for year, row in old.items():
        if year not in planned and row.planned:
            changed = True
            if row.done:
                row.planned = False
                row.save(update_fields=["planned"])
            else:
                row.delete()
    return changed


@transaction.atomic
def follow_up(
    actor: Actor, action: PlanAction, version: int, status: str, progress: str, done: Iterable[int]
) -> PlanAction:
    """Say where an action stands and which years were done; its version was `version` when the form was opened.

    Raises StaleVersion when somebody saved it since, Refused without the right; nothing is written then.
    """
    if actor.kind != "system" and not may(actor, "plans.edit"):
        raise Refused(_("Only a policy officer follows up the actions of the plan."))
    if status not in PlanAction.Status.values:
        raise Refused(_("Choose where the action stands."), field="status")
    action.status, action.progress = status, progress.strip()
    save_checked(action, version, ["status", "progress"])
    wanted = set(done)
    for row in ActionYear.objects.filter(action=action):
        if row.done != (row.year in wanted):
            row.done = row.year in wanted
            row.save(update_fields=["done"])
    return action

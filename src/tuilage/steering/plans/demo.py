"""The two plans of the demonstration: the documents that Tuilage was made from, in their own words."""

from __future__ import annotations

from pathlib import Path

from tuilage.core.database.context import system
from tuilage.core.refusals import Refused
from tuilage.core.registries import DemoStep, demo_parts

from .actions import ImportReport, import_plan

DATA = Path(__file__).parent / "data"


def load_plans() -> list[ImportReport]:
    """Import every plan of the data folder; run again, it changes nothing. Raises Refused on a faulty file."""
    reports = []
    for path in sorted(DATA.glob("*.yaml")):
        report = import_plan(system("demo"), path.read_bytes())
        if report.problems:
            raise Refused(f"{path.name}, {report.problems[0].line}: {report.problems[0].text}")
        reports.append(report)
    return reports


def _build(context: object) -> None:
    load_plans()


demo_parts.add("plans", DemoStep("plans", _build, order=800))

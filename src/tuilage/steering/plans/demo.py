"""The plans of the demonstration: the documents that Tuilage was made from, in their own words."""

from __future__ import annotations

from pathlib import Path

from tuilage.core.database.context import system
from tuilage.core.refusals import Refused
from tuilage.core.registries import DemoStep, demo_parts

from .actions import ImportReport, follow_up, import_plan
from .models import PlanAction

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


# (plan, action): where it stands, years done, what is told of it. Made up, as the demonstration's people are.
LIVED = {
    ("offre-de-service-2008-2010", "17"): ("running", (2008, 2009, 2010), ""),
    ("offre-de-service-2008-2010", "18"): (
        "running", (2008, 2009, 2010),
        "Formalisation acquise dans les six équipes. La moyenne par EQTP est suivie chaque mois, par équipe.",
    ),
    ("offre-de-service-2008-2010", "20"): ("paused", (2008,), ""),
    ("offre-de-service-2008-2010", "22"): ("done", (2008, 2009, 2010), ""),
    ("schema-autonomie-2021-2025", "5-1-2"): (
        "running", (2021, 2022, 2023, 2024),
        "Les commissions de territoire se réunissent. Reste à faire : la journée sur l'autonomie.",
    ),
    ("schema-solidarites-2019-2024", "2.3.1"): ("done", (2019, 2020, 2021, 2022, 2023, 2024), ""),
    ("schema-solidarites-2019-2024", "3.1.1"): (
        "done", (2020, 2021, 2022, 2023, 2024), "Un même document d'accompagnement est signé dans les six équipes.",
    ),
    ("schema-solidarites-2019-2024", "3.4.2"): ("paused", (2021,), ""),
    ("sosms-2024-2028", "C-3"): ("running", (2025,), ""),
    ("sosms-2024-2028", "D-1"): ("running", (2024, 2025), ""),
}  # fmt: skip


def live_plans() -> None:
    """Say where some actions stand, once: what somebody wrote since is not touched."""
    for (plan, code), (status, done, progress) in LIVED.items():
        action = PlanAction.objects.get(plan__key=plan, code=code)
        if action.version == 1:
            follow_up(system("demo"), action, 1, status, progress, done)


def _build(context: object) -> None:
    load_plans()
    live_plans()


demo_parts.add("plans", DemoStep("plans", _build, order=800))

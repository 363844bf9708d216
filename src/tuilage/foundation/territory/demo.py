"""The territory of the demonstration: the real communes of the département asked for, and four zonings."""

from __future__ import annotations

from dataclasses import dataclass, field

from tuilage.core.registries import DemoStep, demo_parts

from .actions import LoadReport, load_departement
from .laying import SECTORS, lay_epci, lay_political, lay_sectors, lay_settlements
from .models import Departement, Zoning
from .sources import Sources, default_sources


@dataclass(slots=True)
class Territory:
    """What the demonstration laid: `sectors` are those of its teams."""

    departement: Departement
    report: LoadReport
    sectors: Zoning
    zonings: list[Zoning] = field(default_factory=list)


def build_territory(code: str, sources: Sources | None = None, sectors: int = SECTORS) -> Territory:
    """Load a département and lay its zonings; run again, it changes nothing. Raises Refused if unknown."""
    sources = sources or default_sources()
    report = load_departement(code, sources)
    departement = Departement.objects.get(code=report.departement)
    laid = [
        lay_political(departement, sources),
        lay_epci(departement),
        lay_settlements(departement),
    ]
    return Territory(
        departement,
        report,
        lay_sectors(departement, sectors),
        [zoning for zoning in laid if zoning is not None],
    )


def _build(context: object) -> None:
    """The demonstration's first step. `context` says which département (`departement`, "47" by default)."""
    code = str(getattr(context, "departement", None) or "47")
    build_territory(code, sectors=getattr(context, "wanted_sectors", SECTORS))


demo_parts.add("territory", DemoStep("territory", _build, order=10))

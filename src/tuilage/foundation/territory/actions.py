"""What changes the territory: loading a département's public data, laying and importing zonings.

Loading runs from the command line; it may be run again at any time (a new edition of the codes, a
département already there): rows are found again by their codes and keep their keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from tuilage.core.refusals import Refused

from . import geometry, rules
from .models import Commune, Departement, Epci, FormerCommune, Outline, TownHall
from .sources import (
    CommuneRecord,
    Divisions,
    EpciRecord,
    PlaceRecord,
    Sources,
    TownHallRecord,
    default_sources,
    read_divisions,
    read_places,
)

BATCH = 500
M = TypeVar("M", bound=models.Model)
_COUNTED = ("departement", "vintage", "communes", "districts", "epci", "former", "town_halls")


@dataclass(frozen=True, slots=True)
class RejectedTownHall:
    """A town hall whose position cannot be its own; its address and telephone are kept."""

    code: str
    name: str
    distance_km: float


@dataclass(slots=True)
class LoadReport:
    """What a load did, for whoever ran it."""

    departement: str
    vintage: int
    communes: int = 0
    districts: int = 0
    epci: int = 0
    former: int = 0
    town_halls: int = 0
    population: int | None = None
    doubtful_town_halls: int = 0
    rejected_town_halls: list[RejectedTownHall] = field(default_factory=list)
    without_contour: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """What the command line says of it."""
        lines = [
            _("%(departement)s, edition %(vintage)d: %(communes)d communes, %(districts)d districts, %(epci)d groupings,"
              " %(former)d former communes, %(town_halls)d town halls.")
            % {name: getattr(self, name) for name in _COUNTED},
            *[
                _("Position of a town hall left out: %(name)s (%(code)s), %(km)d km away.")
                % {"name": hall.name, "code": hall.code, "km": round(hall.distance_km)}
                for hall in self.rejected_town_halls
            ],
        ]  # fmt: skip
        if self.without_contour:
            lines.append(_("Without contour: %(codes)s.") % {"codes": ", ".join(self.without_contour)})
        if self.gone:
            lines.append(_("Merged since, kept as they were: %(codes)s.") % {"codes": ", ".join(self.gone)})
        return "\n".join(lines)


@transaction.atomic
def load_departement(code: str, sources: Sources | None = None) -> LoadReport:
    """Load or refresh a département. Raises Refused when no département has this code, SourceMissing
    when the packages are not installed."""
    sources = sources or default_sources()
    divisions = read_divisions(sources, code.strip().upper())
    if divisions is None:
        raise Refused(
            _("There is no département “%(code)s”. Codes are written like 47, 2A or 974.") % {"code": code}
        )
    record = divisions.departement
    places = {(place.code, place.kind): place for place in read_places(sources, record.code)}
    departement, _made = Departement.objects.update_or_create(
        code=record.code,
        defaults={
            "name": record.name, "region_code": record.region_code, "region_name": record.region_name,
            "time_zone": record.time_zone, "vintage": record.vintage,
        },
    )  # fmt: skip
    report = LoadReport(record.code, record.vintage)
    epci = _save_epci(divisions.epci)
    communes = _save_communes(departement, divisions, places, epci)
    _save_outlines(communes, places)
    former = _save_former(divisions, communes)
    _retire_the_gone(departement, communes, report)
    _save_town_halls(communes, former, places, report)
    report.epci, report.former = len(divisions.epci), len(former)
    report.districts = sum(1 for commune in communes.values() if commune.parent_id)
    report.communes = len(communes) - report.districts
    known = [c.population for c in communes.values() if c.population is not None and not c.parent_id]
    report.population = sum(known) if known else None
    report.without_contour = sorted(code for code in communes if not _place(places, communes[code]).contour)
    return report


def _upsert(rows: Iterable[M], unique: str, fields: Sequence[str]) -> None:
    """Write rows, those already there by `unique` being brought up to date and keeping their keys."""
    listed = list(rows)
    if listed:
        type(listed[0])._default_manager.bulk_create(
            listed, batch_size=BATCH, update_conflicts=True, unique_fields=[unique], update_fields=fields
        )


def _save_epci(records: list[EpciRecord]) -> dict[str, Epci]:
    """By the code of each member commune."""
    _upsert((Epci(code=r.code, name=r.name, kind=r.kind) for r in records), "code", ["name", "kind"])
    saved = Epci.objects.in_bulk([record.code for record in records], field_name="code")
    return {member: saved[record.code] for record in records for member in record.members}


def _place(places: dict[tuple[str, str], PlaceRecord], commune: Commune | CommuneRecord) -> PlaceRecord:
    """The contour and town hall of a commune or of a district; empty where the source has neither."""
    found = places.get((commune.code, "COM")) or places.get((commune.code, "ARM"))
    return found or PlaceRecord(commune.code, "COM", None, None)


def _save_communes(
    departement: Departement,
    divisions: Divisions,
    places: dict[tuple[str, str], PlaceRecord],
    epci: dict[str, Epci],
) -> dict[str, Commune]:
    """Cities before their districts, so that a district finds its city."""
    around = _neighbourhood(places.values())
    saved: dict[str, Commune] = {}
    for districts in (False, True):
        records = [record for record in divisions.communes if bool(record.parent) is districts]
        rows = [
            _commune(record, departement, _place(places, record), around, epci, saved) for record in records
        ]
        _upsert(rows, "code", [
            "name", "folded", "departement", "epci", "parent", "merged_into", "postcodes", "population",
            "longitude", "latitude", "area_km2",
        ])  # fmt: skip
        saved |= Commune.objects.in_bulk([record.code for record in records], field_name="code")
    return saved


def _commune(
    record: CommuneRecord,
    departement: Departement,
    place: PlaceRecord,
    around: geometry.Point | None,
    epci: dict[str, Epci],
    saved: dict[str, Commune],
) -> Commune:
    longitude, latitude = _centre(place, around) or (None, None)
    return Commune(
        code=record.code,
        name=record.name,
        folded=rules.fold(record.name),
        departement=departement,
        epci=epci.get(record.parent or record.code),
        parent=saved[record.parent] if record.parent else None,
        postcodes=list(record.postcodes),
        population=record.population,
        longitude=longitude,
        latitude=latitude,
        area_km2=round(geometry.area_km2(place.contour), 3) if place.contour else None,
    )


def _neighbourhood(places: Iterable[PlaceRecord]) -> geometry.Point | None:
    """The middle of the town halls' positions (median: the wrong ones do not move it)."""
    positions = [place.town_hall.position for place in places if place.town_hall and place.town_hall.position]
    if not positions:
        return None
    return median(point[0] for point in positions), median(point[1] for point in positions)


def _centre(place: PlaceRecord, around: geometry.Point | None) -> geometry.Point | None:
    """Inside the contour; without a contour, the town hall, if it stands in this département."""
    if place.contour:
        return geometry.inner_point(place.contour)
    position = place.town_hall.position if place.town_hall else None
    if position and around and geometry.distance_km(position, around) <= rules.WITHIN_DEPARTEMENT_KM:
        return position
    return None


def _save_outlines(communes: dict[str, Commune], places: dict[tuple[str, str], PlaceRecord]) -> None:
    rows = [
        Outline(commune=commune, geometry=geometry.to_geojson(contour))
        for commune in communes.values()
        if (contour := _place(places, commune).contour)
    ]
    _upsert(rows, "commune", ["geometry"])


def _save_former(divisions: Divisions, communes: dict[str, Commune]) -> dict[str, FormerCommune]:
    rows = [
        FormerCommune(
            code=record.code, name=record.name, folded=rules.fold(record.name), kind=record.kind,
            commune=communes[record.into],
        )
        for record in divisions.former
        if record.into in communes
    ]  # fmt: skip
    _upsert(rows, "code", ["name", "folded", "kind", "commune"])
    return FormerCommune.objects.in_bulk([row.code for row in rows], field_name="code")


def _retire_the_gone(departement: Departement, communes: dict[str, Commune], report: LoadReport) -> None:
    """A commune that this edition no longer has is kept, and points to the one that took it over."""
    gone = Commune.objects.current().filter(departement=departement).exclude(code__in=communes)
    for commune in gone:
        heir = FormerCommune.objects.filter(code=commune.code).select_related("commune").first()
        if heir:
            commune.merged_into = heir.commune
            commune.save(update_fields=["merged_into"])
        report.gone.append(commune.code)


def _save_town_halls(
    communes: dict[str, Commune],
    former: dict[str, FormerCommune],
    places: dict[tuple[str, str], PlaceRecord],
    report: LoadReport,
) -> None:
    """Town halls have no code of their own: those of the communes loaded are written anew."""
    around = _neighbourhood(places.values())
    rows = []
    for place in places.values():
        old = former.get(place.code) if place.kind in ("COMD", "COMA") else None
        commune = old.commune if old else communes.get(place.code)
        if place.town_hall and commune and (old or place.kind in ("COM", "ARM")):
            rows.append(_town_hall(place, place.town_hall, commune, old, around, report))
    TownHall.objects.filter(commune__in=communes.values()).delete()
    TownHall.objects.bulk_create(rows, batch_size=BATCH)
    report.town_halls = len(rows)


def _town_hall(
    place: PlaceRecord,
    found: TownHallRecord,
    commune: Commune,
    former: FormerCommune | None,
    around: geometry.Point | None,
    report: LoadReport,
) -> TownHall:
    """A position too far from the contour is left out; the address stays, it is right more often."""
    position, doubtful = found.position, False
    if position:
        nearness = rules.judge_position(position, place.contour, around)
        doubtful = nearness.doubtful
        if nearness.rejected:
            name = former.name if former else commune.name
            report.rejected_town_halls.append(RejectedTownHall(place.code, name, nearness.distance or 0.0))
            position = None
    report.doubtful_town_halls += doubtful
    longitude, latitude = position or (None, None)
    contact: dict[str, Any] = {"phone": found.phone, "email": found.email, "website": found.website}
    return TownHall(
        commune=commune, former=former, address=found.address, hours=found.hours, longitude=longitude,
        latitude=latitude, doubtful=doubtful, **contact,
    )  # fmt: skip

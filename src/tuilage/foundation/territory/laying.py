"""Zonings worked out from the public data themselves: the same data give the same zones."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _

from . import geometry, rules
from .models import Commune, Departement, Zoning
from .sources import CantonRecord, Sources, read_cantons, read_constituencies
from .zonings import save_zoning

# Keys under which upper rooms find the zonings that the product lays itself.
ZONING_SECTORS: Final = "sectors"
ZONING_POLITICAL: Final = "political"
ZONING_EPCI: Final = "epci"
ZONING_SETTLEMENTS: Final = "settlements"
SECTORS: Final = 6


def _laid(departement: Departement, key: str, **facts: str) -> Zoning:
    """The zoning of this key, brought up to date, or a new one; `facts` are its texts."""
    dated_on = datetime.date(departement.vintage, 1, 1)
    zoning = Zoning.objects.filter(departement=departement, key=key).first()
    zoning = zoning or Zoning(departement=departement, key=key)
    for name, value in {**facts, "dated_on": dated_on}.items():
        setattr(zoning, name, value)
    return zoning


def _smallest(departement: Departement) -> list[Commune]:
    return list(Commune.objects.smallest().filter(departement=departement).order_by("code"))


def _by_population(zones: Mapping[str, list[Commune]]) -> dict[str, tuple[str, list[Commune]]]:
    """Codes 1, 2, 3… from the most to the least inhabited."""
    ranked = sorted(zones, key=lambda name: (-sum(c.population or 0 for c in zones[name]), name))
    return {name: (str(number), zones[name]) for number, name in enumerate(ranked, start=1)}


def lay_sectors(departement: Departement, number: int = SECTORS) -> Zoning:
    """Compact sectors of about the same population, named after their largest commune.

    Communes without a known position join a sector of their EPCI, or the first one.
    """
    everyone = _smallest(departement)
    by_code = {commune.code: commune for commune in everyone}
    weighted = [
        rules.Weighted(c.code, c.name, c.centre, c.population or 0) for c in everyone if c.centre is not None
    ]
    sectors = [[by_code[w.code] for w in sector] for sector in rules.cut_into_sectors(weighted, number)]
    for commune in (c for c in everyone if c.centre is None):
        kin = [s for s in sectors if commune.epci_id and any(m.epci_id == commune.epci_id for m in s)]
        if not sectors:
            sectors.append([])
        (kin or sectors)[0].append(commune)
    zones: dict[str, list[Commune]] = {}
    for sector in sectors:
        largest = max(sector, key=lambda commune: (commune.population or 0, commune.code))
        zones[largest.name if largest.name not in zones else f"{largest.name} ({largest.code})"] = sector
    zoning = _laid(
        departement, ZONING_SECTORS, name=_("Sectors of action"), criterion="administrative",
        description=_("Compact sectors with about as many inhabitants each, named after their largest commune."),
        source=_("worked out from INSEE populations and IGN contours"),
    )  # fmt: skip
    return save_zoning(zoning, _by_population(zones))


def lay_epci(departement: Departement) -> Zoning:
    """The administrative reading: each commune's intercommunal grouping."""
    zones: dict[str, tuple[str, list[Commune]]] = {}
    communes = Commune.objects.smallest().filter(departement=departement).select_related("epci")
    for commune in communes.order_by("code"):
        name = commune.epci.name if commune.epci else _("Outside any grouping")
        zones.setdefault(name, (commune.epci.code if commune.epci else "0", []))[1].append(commune)
    zoning = _laid(
        departement, ZONING_EPCI, name=_("Intercommunal groupings (EPCI)"), criterion="administrative",
        description=_("Communes that share a grouping with its own taxes."),
        source=_("INSEE, official geographic code"),
    )  # fmt: skip
    return save_zoning(zoning, zones)


def lay_settlements(departement: Departement) -> Zoning:
    """The sociological reading: towns, large villages and rural communes, by population and density."""
    names = {"town": _("Towns"), "large_village": _("Large villages"), "rural": _("Rural communes")}
    zones: dict[str, tuple[str, list[Commune]]] = {}
    for commune in _smallest(departement):
        kind = rules.settlement(commune.population, commune.area_km2)
        zones.setdefault(names[kind], (str(list(names).index(kind) + 1), []))[1].append(commune)
    said = {
        "town": rules.TOWN_POPULATION, "town_density": int(rules.TOWN_DENSITY),
        "village": rules.LARGE_VILLAGE_POPULATION, "village_density": int(rules.LARGE_VILLAGE_DENSITY),
    }  # fmt: skip
    description = _(
        "Town: from %(town)d inhabitants or %(town_density)d per km²; large village: from %(village)d"
        " inhabitants or %(village_density)d per km²; else rural."
    )
    zoning = _laid(
        departement, ZONING_SETTLEMENTS, name=_("Towns, large villages and countryside"),
        criterion="sociological", description=description % said,
        source=_("worked out from INSEE populations and IGN contours"),
    )  # fmt: skip
    return save_zoning(zoning, zones)


def lay_political(departement: Departement, sources: Sources) -> Zoning | None:
    """The political reading: cantons, or legislative constituencies where councillors are elected otherwise.

    A commune belongs to the area its centre lies in; an island that no area reaches, to the nearest. Where a
    whole grouping has no canton (the metropolis of Lyon elects its own council) its communes stand outside.
    None where the source knows neither.
    """
    cantons = read_cantons(sources, departement.code)
    areas = cantons or read_constituencies(sources, departement.code)
    if not areas:
        return None
    if cantons:
        name, description = (
            _("Cantons"),
            _(
                "Where the councillors of the département are elected; a town split between several cantons"
                " stands whole."
            ),
        )
    else:
        name, description = _("Legislative constituencies"), _("Where the members of parliament are elected.")
        areas = [replace(area, name=_("Constituency %(number)s") % {"number": area.name}) for area in areas]
    zoning = _laid(
        departement, ZONING_POLITICAL, name=name, criterion="political", description=description,
        source=_("INSEE and IGN, Admin Express"),
    )  # fmt: skip
    return save_zoning(zoning, _by_area(_smallest(departement), areas))


def _by_area(communes: list[Commune], areas: list[CantonRecord]) -> dict[str, tuple[str, list[Commune]]]:
    """Each commune in the area of its centre: name → code, communes."""
    homes = {commune.pk: _area_around(areas, commune.centre) for commune in communes}
    groupings_inside = {commune.epci_id for commune in communes if homes[commune.pk]}
    names = _distinct_names(areas)
    zones: dict[str, tuple[str, list[Commune]]] = {}
    for commune in communes:
        home = homes[commune.pk]
        if home is None and (commune.epci_id is None or commune.epci_id in groupings_inside):
            home = _nearest(areas, commune)
        label, code = (names[home.code], home.code) if home else (_("Outside these areas"), "0")
        zones.setdefault(label, (code, []))[1].append(commune)
    return zones


def _area_around(areas: list[CantonRecord], centre: geometry.Point | None) -> CantonRecord | None:
    return next((area for area in areas if centre and geometry.contains(area.contour, centre)), None)


def _nearest(areas: list[CantonRecord], commune: Commune) -> CantonRecord:
    """The nearest area; the first one for a commune whose position nobody knows."""
    centre = commune.centre
    if centre is None:
        return areas[0]
    return min(areas, key=lambda area: geometry.distance_to_contour_km(area.contour, centre))


def _distinct_names(cantons: Iterable[CantonRecord]) -> dict[str, str]:
    """Names by code; two cantons of one name are told apart by their codes."""
    names: dict[str, str] = {}
    for canton in sorted(cantons, key=lambda canton: canton.code):
        names[canton.code] = (
            canton.name if canton.name not in names.values() else f"{canton.name} ({canton.code})"
        )
    return names

"""What the territory's pages show, gathered before the template: table, map, figures, neighbours' panels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tuilage.core.access import may
from tuilage.core.database.context import Actor
from tuilage.core.interface.parts import Cell, Column, Table
from tuilage.core.registries import panels

from .map import Area, Drawing, draw
from .models import Commune, Outline, Zone
from .queries import zones_with_population

SORTS = {"nom": ("folded", "code"), "population": ("-population", "folded"), "surface": ("-area_km2", "folded"),
         "epci": ("epci__name", "folded")}  # fmt: skip


def figure(value: float | int | None, digits: int = 0) -> str:
    """A number as the language writes it; an unknown one is said to be unknown, never 0."""
    if value is None:
        return _("not known")
    return str(number_format(round(value, digits) if digits else round(value), digits, force_grouping=True))


def commune_columns(sort: str, kept: dict[str, str], sortable: bool = True) -> list[Column]:
    """Headings; those that sort keep the filter (`kept`) in their address."""
    named = [
        ("nom", _("Commune"), False), ("", _("INSEE code"), False), ("", _("Zone"), False),
        ("epci", _("Intercommunal grouping (EPCI)"), False), ("population", _("Inhabitants"), True),
        ("surface", _("Area (km²)"), True), ("", _("Inhabitants per km²"), True),
    ]  # fmt: skip
    columns = []
    for key, label, numeric in named:
        url = "?" + urlencode({**kept, "tri": key}) if key and sortable else ""
        state = ("ascending" if SORTS[key][0][0] != "-" else "descending") if key and key == sort else ""
        columns.append(Column(label, numeric=numeric, sort_url=url, sorted=state))
    return columns


def commune_values(
    communes: Iterable[Commune], zones: dict[UUID, Zone]
) -> list[tuple[str, str, str, str, int | None, float | None, float | None]]:
    """The same columns as plain values, for exports."""
    return [
        (
            commune.name, commune.code, zones[commune.pk].name if commune.pk in zones else "",
            commune.epci.name if commune.epci else "", commune.population,
            round(commune.area_km2, 1) if commune.area_km2 is not None else None,
            round(commune.density, 1) if commune.density is not None else None,
        )
        for commune in communes
    ]  # fmt: skip


def commune_table(
    communes: Sequence[Commune], zones: dict[UUID, Zone], numbers: dict[str, int], columns: list[Column]
) -> Table:
    """A line per commune; its zone bears the number it has on the map."""
    rows: list[list[Cell | str]] = []
    for commune in communes:
        zone = zones.get(commune.pk)
        number = numbers.get(str(zone.pk)) if zone else None
        rows.append([
            Cell(commune.name, reverse("territory:commune", args=[commune.pk])),
            commune.code,
            Cell(f"{number}. {zone.name}" if number else zone.name, reverse("territory:zone", args=[zone.pk]))
            if zone else "–",
            commune.epci.name if commune.epci else _("no grouping"),
            figure(commune.population), figure(commune.area_km2, 1), figure(commune.density),
        ])  # fmt: skip
    return Table(_("Communes of the territory"), columns, rows)


def zone_table(zones: Iterable[Zone], numbers: dict[str, int]) -> Table:
    """Zones of a zoning with their populations."""
    rows: list[list[Cell | str]] = []
    for zone in zones:
        inhabitants, size = getattr(zone, "inhabitants", None), getattr(zone, "size", 0)
        number = numbers.get(str(zone.pk))
        rows.append([
            Cell(f"{number}. {zone.name}" if number else zone.name, reverse("territory:zone", args=[zone.pk])),
            figure(size), figure(inhabitants), figure(getattr(zone, "area", None), 1),
        ])  # fmt: skip
    columns = [
        Column(_("Zone")), Column(_("Communes"), numeric=True), Column(_("Inhabitants"), numeric=True),
        Column(_("Area (km²)"), numeric=True),
    ]  # fmt: skip
    return Table(_("Zones of this zoning"), columns, rows)


def territory_map(
    communes: Sequence[Commune], zone_of: dict[UUID, Zone], zones: Sequence[Zone]
) -> Drawing | None:
    """The communes in the colours of their zones; one query, for the contours."""
    outlines = Outline.objects.in_bulk([commune.pk for commune in communes])
    areas = [
        Area(
            commune.name, outlines[commune.pk].contour, commune.centre,
            str(zone_of[commune.pk].pk) if commune.pk in zone_of else None, commune.population or 0, str(commune.pk),
        )
        for commune in communes
        if commune.pk in outlines
    ]  # fmt: skip
    return draw(areas, [(str(zone.pk), zone.name) for zone in zones])


def numbered(zones: Iterable[Zone]) -> dict[str, int]:
    """The number each zone bears on the map, by its key."""
    return {str(zone.pk): number for number, zone in enumerate(zones, start=1)}


def zones_in_order(zone: Zone | None, every: Sequence[Zone]) -> list[Zone]:
    """All zones of the map, or the one that was chosen."""
    return [one for one in every if zone is None or one.pk == zone.pk]


def gathered(actor: Actor, place: str, subject: UUID) -> list[dict[str, Any]]:
    """What other rooms show of a commune or a zone: its services, its actions, its figures."""
    shown = []
    for panel in panels:
        if panel.place == place and (panel.act is None or may(actor, panel.act)):
            context = panel.gather(actor, subject)
            if context is not None:
                shown.append({"title": panel.title, "template": panel.template, "context": context})
    return shown


def all_zones(zoning: Any) -> list[Zone]:
    """Zones of a zoning with their figures, in the order of the map; none without a zoning."""
    return list(zones_with_population(zoning)) if zoning else []

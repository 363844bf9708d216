"""Questions put to the territory: the commune picker, old codes, nearest communes, zones, populations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypedDict
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from rapidfuzz import fuzz, process

from . import geometry, rules
from .models import Commune, Departement, FormerCommune, Outline, TownHall, Zone, ZoneCommune, Zoning

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PICKER_SIZE: Final = 12
SHORTEST_TYPO: Final = 4  # below this, a typo cannot be told from another name
LIKENESS: Final = 78.0  # rapidfuzz's WRatio, out of 100


@dataclass(frozen=True, slots=True)
class Resolved:
    """A commune found by a code, and what to tell whoever used it (empty for a current code)."""

    commune: Commune
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line of the commune picker; `note` says why an unexpected commune is proposed."""

    commune: Commune
    note: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    commune: Commune
    km: float


def resolve_code(code: str) -> Resolved | None:
    """The commune that answers to an INSEE code today, merged ones included; None for an unknown code."""
    code = code.strip().upper()
    communes = Commune.objects.select_related("merged_into", "departement")
    commune = communes.filter(code=code).first()
    if commune and commune.merged_into is None:
        return Resolved(commune)
    old = FormerCommune.objects.select_related("commune__departement").filter(code=code).first()
    if old:
        return Resolved(old.commune, old.sentence())
    if commune and commune.merged_into:
        gone = FormerCommune(
            code=code, name=commune.name, kind=FormerCommune.Kind.MERGED, commune=commune.merged_into
        )
        return Resolved(commune.merged_into, gone.sentence())
    return None


def search_communes(
    text: str, size: int = PICKER_SIZE, departement: Departement | None = None
) -> list[Candidate]:
    """Communes for a picker: by code, postcode, beginning of the name, words of it, old name, then likeness.

    At most four queries, the last (a typo) over the names only.
    """
    folded = rules.fold(text)
    if len(folded) < 2:
        return []
    scope = Commune.objects.current().select_related("departement", "parent")
    if departement:
        scope = scope.filter(departement=departement)
    if re.fullmatch(r"\d[\dab]\d{0,3}", folded):
        return _by_number(scope, folded.upper(), size)
    found = {
        c.pk: Candidate(c) for c in scope.filter(folded__startswith=folded).order_by("-population")[:size]
    }
    if len(found) < size:
        every_word = Q()
        for word in folded.split():
            every_word &= Q(folded__contains=word)
        for commune in scope.filter(every_word).order_by("-population")[: size * 2]:
            found.setdefault(commune.pk, Candidate(commune))
        for old in _former(folded, departement)[:size]:
            found.setdefault(old.commune_id, Candidate(old.commune, old.sentence()))
    if not found and len(folded) >= SHORTEST_TYPO:
        return _alike(scope, folded, size)
    return list(found.values())[:size]


def _by_number(scope: QuerySet[Commune], number: str, size: int) -> list[Candidate]:
    by_code = Q(code__startswith=number)
    whole = Q(postcodes__contains=[number]) if len(number) == 5 else by_code
    found = {c.pk: Candidate(c) for c in scope.filter(by_code | whole).order_by("-population")[:size]}
    old = resolve_code(number) if len(number) == 5 and not found else None
    if old:
        found[old.commune.pk] = Candidate(old.commune, old.sentence)
    return list(found.values())


def _former(folded: str, departement: Departement | None) -> QuerySet[FormerCommune]:
    rows = FormerCommune.objects.select_related("commune__departement", "commune__parent")
    if departement:
        rows = rows.filter(commune__departement=departement)
    return rows.filter(folded__startswith=folded)


def took_over(name: str) -> list[Commune]:
    """The communes of today that took over one of that name; most often one, or none. One query."""
    old = FormerCommune.objects.filter(folded=rules.fold(name)).values("commune_id")
    return list(Commune.objects.current().filter(pk__in=old)) if rules.fold(name) else []


def _alike(scope: QuerySet[Commune], folded: str, size: int) -> list[Candidate]:
    names = {row["pk"]: row["folded"] for row in scope.order_by().values("pk", "folded")}
    best = process.extract(folded, names, scorer=fuzz.WRatio, limit=size, score_cutoff=LIKENESS)
    communes = scope.in_bulk([key for _name, _score, key in best])
    return [Candidate(communes[key]) for _name, _score, key in best]


def nearest_communes(
    centre: geometry.Point, limit: int = 10, exclude: Iterable[UUID] = (), within_km: float | None = None
) -> list[Neighbour]:
    """Current communes by distance from a point, as the crow flies; one query."""
    communes = Commune.objects.smallest().exclude(longitude=None).exclude(pk__in=list(exclude))
    ranked = sorted(
        (Neighbour(commune, geometry.distance_km(centre, commune.centre or centre)) for commune in communes),
        key=lambda neighbour: (neighbour.km, neighbour.commune.code),
    )
    return [near for near in ranked if within_km is None or near.km <= within_km][:limit]


def distance_between(one: Commune, other: Commune) -> float | None:
    """Kilometres between two communes' centres, as the crow flies; None when a position is unknown."""
    if one.centre is None or other.centre is None:
        return None
    return geometry.distance_km(one.centre, other.centre)


def commune_at(point: geometry.Point) -> Commune | None:
    """The commune whose contour holds a point: the contours of the nearest centres are tried first."""
    near = nearest_communes(point, limit=40)
    outlines = Outline.objects.in_bulk([neighbour.commune.pk for neighbour in near])
    for neighbour in near:
        outline = outlines.get(neighbour.commune.pk)
        if outline and geometry.contains(outline.contour, point):
            return neighbour.commune
    return None


def zones_of(commune: Commune) -> list[ZoneCommune]:
    """Its place in every zoning, in the zonings' order; a district without its own takes its city's."""
    rows = ZoneCommune.objects.filter(commune__in=[commune.pk, commune.parent_id]).select_related(
        "zone__zoning"
    )
    by_zoning: dict[UUID, ZoneCommune] = {}
    for row in sorted(rows, key=lambda row: row.commune_id == commune.pk):
        by_zoning[row.zoning_id] = row
    return sorted(by_zoning.values(), key=lambda row: (row.zone.zoning.criterion, row.zone.zoning.name))


def zone_by_commune(zoning: Zoning) -> dict[UUID, Zone]:
    """The zone of each commune of a zoning, by the commune's key; one query."""
    rows = ZoneCommune.objects.filter(zoning=zoning).select_related("zone")
    return {row.commune_id: row.zone for row in rows}


class ZoneFigures(TypedDict):
    """What a zone counts: inhabitants (None when unknown), communes, km²."""

    inhabitants: int | None
    size: int
    area: float | None


def zones_with_population(zoning: Zoning) -> QuerySet[WithAnnotations[Zone, ZoneFigures]]:
    """Zones with `inhabitants` (None when no population is known), `size` (communes) and `area`; one query."""
    return zoning.zones.annotate(
        inhabitants=Sum("communes__population"), size=Count("communes"), area=Sum("communes__area_km2")
    ).order_by("code")


def population_by_zone(zoning: Zoning) -> dict[UUID, int | None]:
    """Inhabitants of each zone, for rates per inhabitant."""
    return {zone.pk: zone.inhabitants for zone in zones_with_population(zoning)}


def population_of(departement: Departement) -> int | None:
    """Inhabitants of the département; None when unknown."""
    total: int | None = (
        Commune.objects.whole().filter(departement=departement).aggregate(total=Sum("population"))["total"]
    )
    return total


def zoning_by_key(key: str, departement: Departement | None = None) -> Zoning | None:
    """A zoning that the product lays itself (laying.ZONING_…); None before it is laid."""
    rows = Zoning.objects.filter(key=key)
    return (
        (rows.filter(departement=departement) if departement else rows).order_by("departement__code").first()
    )


def home_departement() -> Departement | None:
    """The département of this installation: the one with the most communes loaded."""
    rows = Departement.objects.annotate(size=Count("communes"))
    return rows.order_by("-size", "code").first()


def main_town_hall(commune: Commune) -> TownHall | None:
    """Its own town hall, not those of the communes it took over."""
    return TownHall.objects.filter(commune=commune, former=None).first()


def best_position(commune: Commune) -> geometry.Point | None:
    """Where people of a commune are counted from: its town hall unless doubtful, else its centre."""
    hall = (
        TownHall.objects.filter(commune=commune, former=None, doubtful=False).exclude(longitude=None).first()
    )
    return hall.position if hall else commune.centre


def communes_for_table(departement: Departement) -> QuerySet[Commune]:
    """Current communes with their EPCI; districts come under their city's name."""
    rows = Commune.objects.smallest().filter(departement=departement)
    return rows.select_related("epci", "parent")


def zonings_with_size(departement: Departement) -> QuerySet[Zoning]:
    """Zonings of a département with `size`, their number of zones; one query."""
    return Zoning.objects.filter(departement=departement).annotate(size=Count("zones"))

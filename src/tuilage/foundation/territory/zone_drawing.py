"""A zoning made by hand: communes put in numbered zones, on a map or in a table; the last drawing can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tuilage.core.access import may
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import Difference, StaleVersion
from tuilage.core.refusals import Refused

from . import rules
from .models import Commune, Departement, Zone, ZoneCommune, Zoning
from .zonings import save_zoning

MOST_ZONES = 60


@dataclass(frozen=True, slots=True)
class DrawnZone:
    """A zone as it was drawn: `key` is its own when it was there already, `communes` the keys of its communes."""

    key: UUID | None
    name: str
    communes: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What somebody drew: the facts of the zoning, its zones in the order of their numbers."""

    name: str
    criterion: str
    description: str
    zones: tuple[DrawnZone, ...]


def drawn(zoning: Zoning) -> Drawn:
    """A zoning as it stands; two queries."""
    members: dict[UUID, list[UUID]] = {}
    for zone, commune in ZoneCommune.objects.filter(zoning=zoning).values_list("zone_id", "commune_id"):
        members.setdefault(zone, []).append(commune)
    zones = sorted(zoning.zones.all(), key=_in_order)
    return Drawn(
        zoning.name,
        zoning.criterion,
        zoning.description,
        tuple(DrawnZone(zone.pk, zone.name, tuple(sorted(members.get(zone.pk, [])))) for zone in zones),
    )


def _in_order(zone: Zone) -> tuple[int, str]:
    return (int(zone.code) if zone.code.isdecimal() else MOST_ZONES + 1, zone.code)


@transaction.atomic
def draw_zoning(
    actor: Actor, departement: Departement | None, zoning: Zoning | None, version: int, wanted: Drawn
) -> Zoning:
    """Write a zoning as it was drawn, new when `zoning` is None; a zone keeps its key under a new name.

    Raises Refused (no right, no name, a name twice, a zone in use that disappears) and StaleVersion.
    """
    wanted = _checked(actor, zoning, wanted)
    if zoning is None:
        if departement is None:
            raise Refused(_("No département is loaded yet."))
        zoning = Zoning(departement=departement, dated_on=today())
    else:
        zoning = _unchanged(zoning, version, wanted)
        zoning.before = _kept(drawn(zoning))
        zoning.version += 1
        _rename(zoning, wanted.zones)
    return _write(zoning, wanted)


@transaction.atomic
def undo_drawing(actor: Actor, zoning: Zoning) -> Zoning:
    """Put back what the last drawing replaced. Raises Refused without the right, or when there is nothing to undo."""
    if not may(actor, "territory.zoning"):
        raise Refused(_("Your post does not let you draw zonings."))
    zoning = Zoning.objects.select_for_update().get(pk=zoning.pk)
    if not zoning.before:
        raise Refused(_("There is nothing to undo on this zoning."))
    wanted = _taken(zoning.before)
    zoning.before = None
    zoning.version += 1
    known = set(zoning.zones.values_list("pk", flat=True))
    _rename(zoning, wanted.zones)
    lost = [zone for zone in wanted.zones if zone.key not in known]
    Zone.objects.bulk_create(
        [Zone(id=zone.key, zoning=zoning, code=f"~{number}", name=zone.name) for number, zone in enumerate(lost)]
    )  # fmt: skip
    return _write(zoning, wanted)


def _write(zoning: Zoning, wanted: Drawn) -> Zoning:
    zoning.name, zoning.criterion, zoning.description = wanted.name, wanted.criterion, wanted.description
    asked = {commune for zone in wanted.zones for commune in zone.communes}
    communes = Commune.objects.filter(departement=zoning.departement).in_bulk(list(asked))
    if asked - communes.keys():
        raise Refused(_("A commune of this drawing is not in the département. Open the page again."))
    zones = {
        zone.name: (str(number), [communes[key] for key in zone.communes])
        for number, zone in enumerate(wanted.zones, 1)
    }
    return save_zoning(zoning, zones)


def _checked(actor: Actor, zoning: Zoning | None, wanted: Drawn) -> Drawn:
    """The same with its words trimmed. Raises Refused for what nobody could draw."""
    if not may(actor, "territory.zoning"):
        raise Refused(_("Your post does not let you draw zonings."))
    name = " ".join(wanted.name.split())
    zones = tuple(
        DrawnZone(zone.key, " ".join(zone.name.split()), zone.communes)
        for zone in wanted.zones
        if zone.name.strip() or zone.communes
    )
    if not name or wanted.criterion not in Zoning.Criterion.values:
        raise Refused(_("Give the zoning a name and a criterion."), "name")
    others = Zoning.objects.filter(name=name)
    if (others.exclude(pk=zoning.pk) if zoning else others).exists():
        raise Refused(_("A zoning already bears this name."), "name")
    _check_zones(zones)
    return Drawn(name, wanted.criterion, wanted.description.strip(), zones)


def _check_zones(zones: Sequence[DrawnZone]) -> None:
    if not any(zone.communes for zone in zones):
        raise Refused(_("Put at least one commune in a zone."))
    if len(zones) > MOST_ZONES:
        raise Refused(_("A zoning has at most %(most)d zones.") % {"most": MOST_ZONES})
    seen: dict[str, str] = {}
    for number, zone in enumerate(zones, 1):
        if not zone.name:
            raise Refused(_("Give zone %(number)d a name: communes were put in it.") % {"number": number})
        folded = rules.fold(zone.name)
        if folded in seen:
            raise Refused(_("Two zones are called “%(name)s”.") % {"name": zone.name})
        seen[folded] = zone.name


def _unchanged(zoning: Zoning, version: int, wanted: Drawn) -> Zoning:
    """The zoning, locked. Raises StaleVersion with what differs when somebody drew it in the meantime."""
    current = Zoning.objects.select_for_update().get(pk=zoning.pk)
    if current.version == version:
        return current
    raise StaleVersion(current, _differences(wanted, drawn(current)))


def _differences(mine: Drawn, theirs: Drawn) -> list[Difference]:
    """What the two say otherwise: the name, then commune by commune."""
    found = [] if mine.name == theirs.name else [Difference("name", _("name"), mine.name, theirs.name)]
    here, there = _zone_of(mine), _zone_of(theirs)
    moved = [key for key in here.keys() | there.keys() if here.get(key) != there.get(key)]
    names = dict(Commune.objects.filter(pk__in=moved).order_by("folded").values_list("pk", "name"))
    return found + [Difference(str(key), name, here.get(key, ""), there.get(key, "")) for key, name in names.items()]  # fmt: skip


def _zone_of(picture: Drawn) -> dict[UUID, str]:
    return {commune: zone.name for zone in picture.zones for commune in zone.communes}


def _rename(zoning: Zoning, zones: Sequence[DrawnZone]) -> None:
    """Give the zones that stay their new names first, so that they are found again and keep their keys."""
    wanted = {zone.key: zone.name for zone in zones if zone.key}
    changed = [zone for zone in zoning.zones.all() if zone.pk in wanted and zone.name != wanted[zone.pk]]
    for zone in changed:  # out of the way: two names may be exchanged
        zone.name = f"~{zone.pk.hex}"
    Zone.objects.bulk_update(changed, ["name"])
    taken = {zone.name: zone for zone in zoning.zones.all()}
    for zone in changed:
        other = taken.get(wanted[zone.pk])
        if other is not None and other.pk not in wanted:  # it goes, and its name is taken up
            other.name = f"~{other.pk.hex}"
            other.save(update_fields=["name"])
        zone.name = wanted[zone.pk]
    Zone.objects.bulk_update(changed, ["name"])


def _kept(picture: Drawn) -> dict[str, Any]:
    return {
        "name": picture.name, "criterion": picture.criterion, "description": picture.description,
        "zones": [[str(zone.key), zone.name, [str(key) for key in zone.communes]] for zone in picture.zones],
    }  # fmt: skip


def _taken(kept: Mapping[str, Any]) -> Drawn:
    zones = tuple(
        DrawnZone(UUID(key), name, tuple(map(UUID, communes))) for key, name, communes in kept["zones"]
    )
    return Drawn(kept["name"], kept["criterion"], kept["description"], zones)

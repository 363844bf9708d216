"""Writing a zoning, whole and at once, and importing one from a file."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from tuilage.core.access import may
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused

from . import rules
from .models import Commune, Departement, FormerCommune, Zone, ZoneCommune, Zoning
from .queries import home_departement
from .zone_file import MOST_REMARKS, NotATable, Remark, ZoneLine, read_zone_file

BATCH = 1000


@dataclass(slots=True)
class ImportReport:
    """What an import found. `zoning` is None when anything fatal stopped it: nothing was written."""

    zoning: Zoning | None = None
    remarks: list[Remark] = field(default_factory=list)
    communes: int = 0
    zones: int = 0
    missing: list[Commune] = field(default_factory=list)

    @property
    def errors(self) -> list[Remark]:
        return [remark for remark in self.remarks if remark.fatal]


@dataclass(slots=True)
class _Placed:
    """Where each commune has been put so far, and by which line."""

    zones: dict[str, list[Commune]] = field(default_factory=dict)
    by_code: dict[str, tuple[str, int]] = field(default_factory=dict)


class _Gazetteer:
    """The communes of a département by code and by folded name, old ones included: three queries."""

    def __init__(self, departement: Departement) -> None:
        every = list(Commune.objects.current().filter(departement=departement).select_related("parent"))
        self.by_code = {commune.code: commune for commune in every}
        self.by_name: dict[str, list[Commune]] = {}
        for commune in every:
            self.by_name.setdefault(commune.folded, []).append(commune)
        former = FormerCommune.objects.filter(commune__departement=departement).select_related("commune")
        self.former_by_code = {old.code: old for old in former}
        self.former_by_name = {old.folded: old for old in former if old.folded}
        self.districts: dict[str, list[Commune]] = {}
        for commune in every:
            if commune.parent:
                self.districts.setdefault(commune.parent.code, []).append(commune)

    def find(self, line: ZoneLine) -> tuple[Commune | None, str, bool]:
        """The commune of a line, what to say of it, and whether that stops the import."""
        code = line.code.zfill(5) if line.code.isdigit() and len(line.code) == 4 else line.code
        if code:
            return self._by_code(code, line)
        folded = rules.fold(line.name)
        named = self.by_name.get(folded, [])
        if len(named) > 1:
            return (
                None,
                _("Several communes are called “%(name)s”: give the code.") % {"name": line.name},
                True,
            )
        if named:
            return named[0], "", False
        old = self.former_by_name.get(folded)
        if old:
            return old.commune, old.sentence(), False
        return None, _("No commune of this département is called “%(name)s”.") % {"name": line.name}, True

    def _by_code(self, code: str, line: ZoneLine) -> tuple[Commune | None, str, bool]:
        commune, old = self.by_code.get(code), self.former_by_code.get(code)
        if commune:
            names = {commune.folded, old.folded if old else commune.folded}
            if line.name and rules.fold(line.name) not in names:
                said = {"code": code, "name": commune.name, "given": line.name}
                return commune, _("%(code)s is %(name)s, not “%(given)s”: check.") % said, False
            note = _("The code was read as %(code)s.") % {"code": code} if code != line.code else ""
            return commune, note, False
        if old:
            return old.commune, old.sentence(), False
        return None, _("No commune of this département has the code “%(code)s”.") % {"code": code}, True


def import_zoning(
    actor: Actor,
    name: str,
    criterion: str,
    data: bytes,
    *,
    departement: Departement | None = None,
    description: str = "",
    source: str = "",
    dated_on: datetime.date | None = None,
    replace: bool = False,
) -> ImportReport:
    """Import a zoning from a CSV file: all of it or nothing.

    A commune since merged is taken with a remark; an unknown one, one named twice in different zones, or
    a line that cannot be read stops the import. `replace` brings a zoning of the same name up to date,
    its zones keeping their keys. Raises Refused without the right, for a name already taken, for a
    criterion that does not exist, and when a zone to remove is still in use.
    """
    if not may(actor, "territory.zoning"):
        raise Refused(_("Your post does not let you import zonings."))
    name = " ".join(name.split())
    departement = _check(departement or home_departement(), name, criterion, replace)
    facts = {"criterion": criterion, "description": description, "source": source}
    return _take(Zoning(departement=departement, name=name, dated_on=dated_on or today(), **facts), data)


def _take(zoning: Zoning, data: bytes) -> ImportReport:
    """Read the file and write the zoning, unless a remark forbids it."""
    try:
        lines, remarks = read_zone_file(data)
    except NotATable as error:
        return ImportReport(remarks=[Remark(0, True, str(error))])
    report = ImportReport(remarks=remarks)
    gazetteer = _Gazetteer(zoning.departement)
    placed = _place_lines(lines, gazetteer, report)
    if not placed.zones and not report.errors:
        report.remarks.append(Remark(0, True, _("The file holds no line below its headings.")))
    if not report.errors:
        report.zoning = _replace_or_create(zoning, placed.zones)
        report.communes, report.zones = len(placed.by_code), len(placed.zones)
        report.missing = _left_out(gazetteer, placed)
    kept = sorted(report.remarks, key=lambda remark: (not remark.fatal, remark.line))[:MOST_REMARKS]
    report.remarks = sorted(kept, key=lambda remark: remark.line)
    return report


def _check(departement: Departement | None, name: str, criterion: str, replace: bool) -> Departement:
    """Refuse before reading the file what no file could put right."""
    if departement is None:
        raise Refused(_("No département is loaded yet."))
    if not name or criterion not in Zoning.Criterion.values:
        raise Refused(_("Give the zoning a name and a criterion."))
    if not replace and Zoning.objects.filter(departement=departement, name=name).exists():
        raise Refused(_("A zoning already bears this name. Tick “Replace it”, or choose another."), "name")
    return departement


def _place_lines(lines: Iterable[ZoneLine], gazetteer: _Gazetteer, report: ImportReport) -> _Placed:
    placed = _Placed()
    canonical: dict[str, str] = {}  # "secteur nord" and "Secteur Nord" are one zone
    for line in lines:
        commune, text, fatal = gazetteer.find(line)
        if text:
            report.remarks.append(Remark(line.line, fatal, text))
        if commune is None:
            continue
        zone = canonical.setdefault(rules.fold(line.zone) or line.zone, line.zone)
        conflict = _conflict(commune, zone, gazetteer, placed)
        if conflict is not None:
            report.remarks.append(Remark(line.line, *conflict))
            continue
        placed.by_code[commune.code] = (zone, line.line)
        placed.zones.setdefault(zone, []).append(commune)
    return placed


def _conflict(commune: Commune, zone: str, gazetteer: _Gazetteer, placed: _Placed) -> tuple[bool, str] | None:
    """Whether this commune, its city or one of its districts already stands somewhere."""
    kin = [commune, *([commune.parent] if commune.parent else gazetteer.districts.get(commune.code, []))]
    for other in kin:
        before = placed.by_code.get(other.code)
        if before is None:
            continue
        said = {"name": commune.name, "zone": before[0], "line": before[1]}
        if other is commune and before[0] == zone:
            return False, _("%(name)s already stands in “%(zone)s” (line %(line)d): counted once.") % said
        if other is commune:
            return True, _("%(name)s already stands in “%(zone)s” (line %(line)d): one zone only.") % said
        return True, _("%(name)s overlaps a city or a district placed on line %(line)d.") % said
    return None


def _left_out(gazetteer: _Gazetteer, placed: _Placed) -> list[Commune]:
    """Communes that no line names; a city whose districts are all placed is not one of them."""
    left = []
    for commune in gazetteer.by_code.values():
        city = commune.parent.code if commune.parent else ""
        districts = gazetteer.districts.get(commune.code, [])
        covered = {commune.code, city} & placed.by_code.keys()
        if not covered and not (districts and all(d.code in placed.by_code for d in districts)):
            left.append(commune)
    return sorted(left, key=lambda commune: commune.folded)


def _replace_or_create(zoning: Zoning, zones: Mapping[str, Iterable[Commune]]) -> Zoning:
    found = Zoning.objects.filter(departement=zoning.departement, name=zoning.name).first()
    if found:
        for name in ("criterion", "description", "source", "dated_on"):
            setattr(found, name, getattr(zoning, name))
        zoning = found
    ordered = {name: zones[name] for name in sorted(zones, key=rules.fold)}
    return save_zoning(
        zoning, {name: (str(n), members) for n, (name, members) in enumerate(ordered.items(), 1)}
    )


@transaction.atomic
def save_zoning(zoning: Zoning, zones: Mapping[str, tuple[str, Iterable[Commune]]]) -> Zoning:
    """Write a zoning and its zones (name → code, communes); zones already there by name keep their keys.

    Raises Refused when a zone that disappears is still in use elsewhere.
    """
    zoning.save()
    known = {zone.name: zone for zone in zoning.zones.all()}
    ZoneCommune.objects.filter(zoning=zoning).delete()
    gone = [zone for name, zone in known.items() if name not in zones]
    try:
        Zone.objects.filter(pk__in=[zone.pk for zone in gone]).delete()
    except ProtectedError:
        names = ", ".join(zone.name for zone in gone)
        raise Refused(_("These zones are still in use: %(names)s.") % {"names": names}) from None
    _recode(known, zones)
    made = [
        Zone(zoning=zoning, code=code, name=name) for name, (code, _m) in zones.items() if name not in known
    ]
    Zone.objects.bulk_create(made, batch_size=BATCH)
    known |= {zone.name: zone for zone in made}
    ZoneCommune.objects.bulk_create(
        [
            ZoneCommune(zone=known[name], zoning=zoning, commune=commune)
            for name, (_code, members) in zones.items()
            for commune in members
        ],
        batch_size=BATCH,
    )
    return zoning


def _recode(known: Mapping[str, Zone], zones: Mapping[str, tuple[str, Iterable[Commune]]]) -> None:
    """Codes first moved out of the way: two zones that swap theirs would meet the unique constraint."""
    changed = [zone for name, zone in known.items() if name in zones and zone.code != zones[name][0]]
    for zone in changed:
        zone.code = f"~{zone.pk.hex[-20:]}"
    Zone.objects.bulk_update(changed, ["code"])
    for zone in changed:
        zone.code = zones[zone.name][0]
    Zone.objects.bulk_update(changed, ["code"])

"""What is published of a count: its total, each zone of each zoning, each team, profession, profession of a team. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from tuilage.core.registries import Cell

from .rules import Sums, grouped, value_of
from .secrecy import Margin, suppress


class Key(NamedTuple):
    """Of whom a figure speaks; all None is the département."""

    team: UUID | None = None
    zone: UUID | None = None
    profession: str | None = None


WHOLE = Key()


@dataclass(frozen=True, slots=True)
class Places:
    """How the territory is cut: zones by zoning, and the zones each commune lies in."""

    zones: Mapping[UUID, Sequence[UUID]]
    of_commune: Mapping[str, Sequence[UUID]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure ready to be written; hidden ones are empty."""

    key: Key
    sums: Sums
    hidden: str = ""


def keys_of(cell: Cell, places: Places) -> list[Key]:
    """Every published figure that a cell is part of."""
    keys = [WHOLE]
    keys += [Key(zone=zone) for zone in places.of_commune.get(cell.commune_code or "", ())]
    if cell.team_id:
        keys.append(Key(team=cell.team_id))
    if cell.profession:
        keys.append(Key(profession=cell.profession))
    if cell.team_id and cell.profession:
        keys.append(Key(cell.team_id, None, cell.profession))
    return keys


def families(keys: Sequence[Key], places: Places) -> list[tuple[Key, list[Key]]]:
    """Each figure with the parts that add up to it."""
    teams = [key for key in keys if key.team and not key.profession]
    professions = [key for key in keys if key.profession and not key.team]
    crossed = [key for key in keys if key.team and key.profession]
    found = [(WHOLE, [Key(zone=zone) for zone in zones]) for zones in places.zones.values()]
    found += [(WHOLE, teams), (WHOLE, professions)]
    found += [(team, [key for key in crossed if key.team == team.team]) for team in teams]
    found += [(one, [key for key in crossed if key.profession == one.profession]) for one in professions]
    return found


def lay(cells: Sequence[Cell], places: Places) -> list[Figure]:
    """Every figure to publish of one indicator and period, the small ones hidden.

    A zone where nothing was counted has its line (zero, not unknown): a territory without any must show.
    """
    sums = grouped(cells, lambda cell: keys_of(cell, places))
    for key in [WHOLE, *(Key(zone=zone) for zones in places.zones.values() for zone in zones)]:
        sums.setdefault(key, Sums())
    atoms = dict.fromkeys(sums, 0)
    for at, cell in enumerate(cells):
        for key in keys_of(cell, places) if cell.people or cell.workers else ():
            atoms[key] |= 1 << at
    margins = [Margin(key, one.people, atoms[key], one.workers == 1) for key, one in sums.items()]
    hidden = suppress(margins, families(list(sums), places))
    return [Figure(key, one, hidden.get(key, "")) for key, one in sums.items()]


def columns(figure: Figure, kind: str) -> dict[str, object]:
    """The columns of a published figure: empty when it is hidden."""
    team, zone, profession = figure.key
    of: dict[str, object] = {
        "team_id": team,
        "zone_id": zone,
        "profession": profession,
        "hidden": figure.hidden,
    }
    if figure.hidden:
        return of
    sums = figure.sums
    return {
        **of,
        "numerator": sums.numerator,
        "denominator": sums.denominator,
        "people": sums.people,
        "value": value_of(kind, sums.numerator, sums.denominator),
    }

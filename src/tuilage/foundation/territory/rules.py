"""Rules of the territory: names compared, town halls judged, communes sorted into kinds and sectors.

Pure: no database, no clock. Points are (longitude, latitude) in degrees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, radians

from tuilage.core.access import EVERY_ROLE, POLICY_OFFICER, declare_acts

from .geometry import Contour, Point, distance_km, distance_to_contour_km

ACTS = {
    "territory.read": EVERY_ROLE,
    "territory.zoning": {POLICY_OFFICER},
}
declare_acts("territory", ACTS)

# A contour is simplified (some hundreds of metres) and a town hall may stand in the next commune or be
# placed at its postcode's centre: these are kept, but said to be doubtful beyond DOUBTFUL_KM.
# Beyond TOO_FAR_KM (wider than all but the largest communes) the position belongs to another place: the
# source has 183 of those over the country, none of them in Guyane, whose communes are 150 km wide and
# whose right town halls a distance from the *centre* would reject.
DOUBTFUL_KM = 2.0
TOO_FAR_KM = 20.0
# A place without a contour can only be compared with the middle of the others: wider than any mainland
# département from its middle to its edge, narrower than the errors that matter (another region, an ocean).
WITHIN_DEPARTEMENT_KM = 150.0

# Sociological reading, by numbers everyone can check (not INSEE's density grid, which needs 1 km cells).
TOWN_POPULATION, TOWN_DENSITY = 10_000, 1_500.0
LARGE_VILLAGE_POPULATION, LARGE_VILLAGE_DENSITY = 2_000, 300.0

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_SAINT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}


def fold(text: str) -> str:
    """A name made comparable: no accent, no case, no apostrophe or hyphen, "St" read as "Saint".

    >>> fold("L’Haÿ-les-Roses"), fold("ST ŒUF")
    ('l hay les roses', 'saint oeuf')
    """
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    words = re.sub(r"[^a-z0-9]+", " ", bare.translate(_LIGATURES)).split()
    return " ".join(_SAINT.get(word, word) for word in words)


@dataclass(frozen=True, slots=True)
class Nearness:
    """How far a town hall stands from its commune's contour, in km; None when nothing can tell."""

    distance: float | None

    @property
    def rejected(self) -> bool:
        return self.distance is not None and self.distance > TOO_FAR_KM

    @property
    def doubtful(self) -> bool:
        return self.distance is None or DOUBTFUL_KM < self.distance <= TOO_FAR_KM


def judge_position(position: Point, contour: Contour | None, neighbourhood: Point | None = None) -> Nearness:
    """Judge by the contour; without one, only a position outside the whole département is told wrong."""
    if contour:
        return Nearness(distance_to_contour_km(contour, position))
    if neighbourhood and distance_km(position, neighbourhood) > WITHIN_DEPARTEMENT_KM:
        return Nearness(distance_km(position, neighbourhood))
    return Nearness(None)


def density(population: int | None, area_km2: float | None) -> float | None:
    """Inhabitants per km²; None when either is unknown."""
    return population / area_km2 if population is not None and area_km2 else None


def settlement(population: int | None, area_km2: float | None) -> str:
    """ "town", "large_village" or "rural": the sociological reading of a commune."""
    people, per_km2 = population or 0, density(population, area_km2) or 0.0
    if people >= TOWN_POPULATION or per_km2 >= TOWN_DENSITY:
        return "town"
    if people >= LARGE_VILLAGE_POPULATION or per_km2 >= LARGE_VILLAGE_DENSITY:
        return "large_village"
    return "rural"


@dataclass(frozen=True, slots=True)
class Weighted:
    """A commune as the cutting into sectors sees it."""

    code: str
    name: str
    centre: Point
    population: int


def cut_into_sectors(communes: Sequence[Weighted], number: int) -> list[list[Weighted]]:
    """At most `number` compact sectors of about the same population; the same input gives the same cut.

    The communes are halved again and again across their longer side, each half receiving people in
    proportion to the sectors it will hold: every sector is all that lies between straight lines.
    Every commune is in exactly one sector, and no sector is empty.
    """
    ordered = sorted(communes, key=lambda commune: commune.code)
    number = min(number, len(ordered))
    if number <= 1:
        return [ordered] if ordered else []
    position = _along_longer_side(ordered)
    ordered.sort(key=lambda commune: (position(commune.centre), commune.code))
    first = number // 2
    cut = _cut_at([max(c.population, 1) for c in ordered], first / number, first, number - first)
    return cut_into_sectors(ordered[:cut], first) + cut_into_sectors(ordered[cut:], number - first)


def _along_longer_side(communes: Sequence[Weighted]) -> Callable[[Point], float]:
    longitudes, latitudes = [c.centre[0] for c in communes], [c.centre[1] for c in communes]
    scale = cos(radians(sum(latitudes) / len(latitudes)))
    wide = (max(longitudes) - min(longitudes)) * scale >= max(latitudes) - min(latitudes)
    return (lambda point: point[0]) if wide else (lambda point: -point[1])


def _cut_at(weights: Sequence[int], share: float, least_before: int, least_after: int) -> int:
    """The place where the weights before come nearest to `share` of all, each side keeping enough."""
    total, before = sum(weights), 0
    gaps: list[tuple[float, int]] = []
    for place, weight in enumerate(weights[:-1], start=1):
        before += weight
        gaps.append((abs(before - share * total), place))
    return min(gap for gap in gaps if least_before <= gap[1] <= len(weights) - least_after)[1]

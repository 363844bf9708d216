"""Which figures are hidden so that nobody can be recognised. Pure.

First the small ones: fewer than `threshold` people, zero excepted, which is nobody; and the work of one worker alone,
which is judged for a team only (law 7 of the house). Then what would give them
away: a total less its other parts (`cover`), or any sum and difference of what is shown, across zonings, teams and
professions (`leaks`). Each adds the least figure that blurs the small one again, until nothing is given away.

What it does not look at: figures of different indicators or months that are tied (running this month is running last
month, plus started, less closed). docs/explanation/what-is-published.md says so.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .rules import THRESHOLD

K = TypeVar("K", bound=Hashable)
FEW, ALONE, SHIELD = "few", "alone", "shield"
PRIME = (1 << 61) - 1  # arithmetic modulo a large prime is exact enough: a false answer once in 10¹⁸
MOST_EXACT = 120  # figures; beyond, the exact search takes seconds and the quick one stands alone


@dataclass(frozen=True, slots=True)
class Margin(Generic[K]):
    """A figure that could be published: `atoms` is the set, as bits, of the smallest groups of people it adds up."""

    key: K
    people: int
    atoms: int
    alone: bool = False  # it measures the work of a single worker


def suppress(
    margins: Sequence[Margin[K]], families: Sequence[tuple[K, Sequence[K]]], threshold: int = THRESHOLD
) -> dict[K, str]:
    """The figures to hide, each with why: `few`, `alone` or `shield`.

    `families` are the parts that a figure is the sum of. Terminates: each turn hides at least one figure more.
    """
    by_key = {margin.key: margin for margin in margins}
    hidden = {margin.key: ALONE for margin in margins if margin.alone}
    hidden |= {margin.key: FEW for margin in margins if 0 < margin.people < threshold}
    if not hidden:
        return {}
    while True:
        shields = _cover(by_key, hidden, families, threshold) or _leaks(by_key, hidden)
        if not shields:
            return hidden
        taken = {by_key[key].atoms for key in shields}
        for margin in margins:
            # A team and a zone that count the same people are one figure under two names.
            if margin.atoms in taken:
                hidden.setdefault(margin.key, SHIELD)


def _cover(
    by_key: dict[K, Margin[K]],
    hidden: dict[K, str],
    families: Sequence[tuple[K, Sequence[K]]],
    threshold: int,
) -> set[K]:
    """What to hide because a small figure could be bounded by a total less the other parts."""
    for parent, parts in families:
        unseen = [key for key in parts if key in hidden]
        if parent in hidden or not any(hidden[key] == FEW for key in unseen):
            continue
        spread = _spread(by_key, hidden, unseen, threshold)
        if spread == threshold - 2:
            continue
        shown = [by_key[key] for key in parts if key not in hidden and by_key[key].people]
        if shown:
            return {min(shown, key=lambda margin: margin.people).key}
        if spread == 0:
            return {parent}
    return set()


def _spread(by_key: dict[K, Margin[K]], hidden: dict[K, str], unseen: Sequence[K], threshold: int) -> int:
    """How many numbers a reader can hesitate over, less one, for the small figure that is best known.

    The reader knows the sum of what is unseen, that a small figure is 1 to threshold - 1, a shield more.
    """
    rest = sum(by_key[key].people for key in unseen)
    lower = sum({FEW: 1, ALONE: 0}.get(hidden[key], threshold) for key in unseen)
    open_ended = any(hidden[key] != FEW for key in unseen)
    upper = len(unseen) * (threshold - 1)
    most = min(threshold - 1, rest - lower + 1)
    least = 1 if open_ended else max(1, rest - upper + threshold - 1)
    return most - least


def _leaks(by_key: dict[K, Margin[K]], hidden: dict[K, str]) -> set[K]:
    """What to hide because sums and differences of shown figures make a small one: the least that takes part."""
    targets = list({by_key[key].atoms for key, why in hidden.items() if why in (FEW, ALONE)})
    shown = {margin.atoms: margin for key, margin in by_key.items() if key not in hidden and margin.atoms}
    rows = sorted(shown.values(), key=lambda margin: margin.people)
    atoms = [row.atoms for row in rows]
    found = _chosen(rows, _quick_combinations(atoms, targets))
    if not found and len(rows) <= MOST_EXACT:
        found = _chosen(rows, _combinations(atoms, targets))
    return found


def _chosen(rows: Sequence[Margin[K]], combinations: Sequence[Sequence[int] | None]) -> set[K]:
    return {rows[min(weights)].key for weights in combinations if weights}


def _quick_combinations(rows: Sequence[int], targets: Sequence[int]) -> list[list[int] | None]:
    """For each target, rows whose combination modulo 3 gives it; None when none does.

    Numbers modulo 3 as two sets of bits (where it is 1, where it is 2): thousands of people groups at once. A sum or
    difference of figures cannot escape it, unless every way to find the target takes a third of something.
    """
    size = len(rows)
    basis: dict[int, tuple[int, int]] = {}
    for at, row in enumerate(rows):
        one, two = _reduced(row << size | 1 << at, 0, basis, size)
        top = (one | two).bit_length() - 1
        if top >= size:
            basis[top] = (one, two) if one >> top & 1 else (two, one)
    found: list[list[int] | None] = []
    for target in targets:
        one, two = _reduced(target << size, 0, basis, size)
        used = one | two
        found.append([at for at in range(size) if used >> at & 1] if not used >> size else None)
    return found


def _reduced(one: int, two: int, basis: dict[int, tuple[int, int]], size: int) -> tuple[int, int]:
    """A vector less the rows of the basis, from its highest bit down; bits below `size` say which rows were used."""
    top = (one | two).bit_length() - 1
    while top >= size and top in basis:
        plus, minus = basis[top]
        if one >> top & 1:
            plus, minus = minus, plus
        both = (one | minus) ^ (two | plus)
        one, two = (two | minus) ^ both, (one | plus) ^ both
        top = (one | two).bit_length() - 1
    return one, two


def _combinations(rows: Sequence[int], targets: Sequence[int]) -> list[list[int] | None]:
    """For each target, the rows whose combination gives it exactly; None when no combination does.

    Least squares on the table of overlaps: its size is the number of figures, however many people there are.
    """
    size = len(rows)
    table = [
        [(a & b).bit_count() for b in rows] + [(a & target).bit_count() for target in targets] for a in rows
    ]
    pivots: list[int] = []
    for at in range(size):
        line = table[at]
        if not line[at]:
            continue  # it is a combination of rows before it
        pivots.append(at)
        inverse = pow(line[at], -1, PRIME)
        line = table[at] = [value * inverse % PRIME for value in line]
        for other in range(size):
            factor = table[other][at] if other != at else 0
            if factor:
                table[other] = [
                    (old - factor * new) % PRIME for old, new in zip(table[other], line, strict=True)
                ]
    return [_exact(rows, target, table, pivots, size + at) for at, target in enumerate(targets)]


def _exact(
    rows: Sequence[int], target: int, table: Sequence[Sequence[int]], pivots: Sequence[int], column: int
) -> list[int] | None:
    weights = {at: table[at][column] for at in pivots if table[at][column]}
    reached = sum(weight * (rows[at] & target).bit_count() for at, weight in weights.items())
    return list(weights) if (reached - target.bit_count()) % PRIME == 0 else None

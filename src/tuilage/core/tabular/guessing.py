"""Which column holds what, guessed from its heading and from what is in it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from .targets import Field, fold

SURE_ENOUGH = 0.5
RESEMBLES = 88.0  # rapidfuzz's ratio, of 100


@dataclass(frozen=True, slots=True)
class Guess:
    """A field for a column, with how sure the guess is (0 to 1)."""

    field: str
    confidence: float


def guess_columns(
    headings: Sequence[str], sample: Sequence[Sequence[str]], fields: Sequence[Field]
) -> dict[str, Guess]:
    """heading -> guess; each field once, the surest first. Columns that resemble nothing are left out."""
    scored = sorted(
        (
            (
                _score(heading, [row[place] for row in sample if row[place].strip()], each),
                place,
                heading,
                each.code,
            )
            for place, heading in enumerate(headings)
            for each in fields
        ),
        key=lambda found: (-found[0], found[1]),
    )
    guessed: dict[str, Guess] = {}
    taken: set[str] = set()
    for score, _place, heading, code in scored:
        if score >= SURE_ENOUGH and heading not in guessed and code not in taken:
            guessed[heading] = Guess(code, round(score, 2))
            taken.add(code)
    return guessed


def _score(heading: str, values: Sequence[str], each: Field) -> float:
    """0.7 for the heading, 0.3 for the content; a content that contradicts takes the heading's word away."""
    folded = fold(heading)
    named = _named(folded, each)
    if each.looks is None or not values:
        return named * 0.9
    share = sum(each.looks(value.strip()) for value in values) / len(values)
    if named and share < 0.2:
        return named * 0.4
    return 0.7 * named + 0.3 * share


def _named(folded: str, each: Field) -> float:
    if not folded:
        return 0.0
    if folded in each.names:
        return 1.0
    best = max((fuzz.ratio(folded, name) for name in each.names), default=0.0)
    return 0.85 if best >= RESEMBLES else 0.0

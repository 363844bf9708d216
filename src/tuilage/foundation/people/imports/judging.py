"""Whether two identities may be one person's, and what of a file is taken. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from ..names import fold, sound

Value = Any


@dataclass(frozen=True, slots=True)
class Who:
    """What is compared: the two last names, the first names, birth."""

    birth_name: str
    used_name: str
    first_names: str
    birth: tuple[int | None, int | None, int | None]

    @property
    def lasts(self) -> list[str]:
        """The last names, folded."""
        return [fold(name) for name in (self.birth_name, self.used_name) if name]

    @property
    def first(self) -> str:
        """The first of the first names, folded."""
        words = self.first_names.replace(",", " ").split()
        return fold(words[0]) if words else ""


def alike(one: str, other: str) -> bool:
    """The same word, one slip away from it, or of the same sound in French."""
    if not one or not other:
        return False
    if one == other:
        return True
    if min(len(one), len(other)) >= 4 and DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1:
        return True
    heard = sound(one)
    return bool(heard) and len(heard) >= 3 and heard == sound(other)


def resembles(one: Who, other: Who) -> str:
    """Why two identities may be the same person ("name", "swapped", "birth", "unborn"), or "". Symmetric.

    The same day of birth and names that resemble each other; or the same names and a birth that does not contradict.
    """
    same_birth = None not in one.birth and one.birth == other.birth
    straight = any(alike(a, b) for a in one.lasts for b in other.lasts) and alike(one.first, other.first)
    if same_birth and straight:
        return "name"
    if (
        same_birth
        and any(alike(a, other.first) for a in one.lasts)
        and any(alike(one.first, b) for b in other.lasts)
    ):
        return "swapped"
    exact = bool(set(one.lasts) & set(other.lasts)) and one.first == other.first != ""
    return births_agree(one.birth, other.birth) if exact else ""


def births_agree(
    one: tuple[int | None, int | None, int | None], other: tuple[int | None, int | None, int | None]
) -> str:
    """ "unborn" when one is less known and nothing contradicts; "birth" when one part differs or two are exchanged."""
    if None in one or None in other:
        return (
            "unborn" if all(a is None or b is None or a == b for a, b in zip(one, other, strict=True)) else ""
        )
    if one == other:
        return "name"
    (y1, m1, d1), (y2, m2, d2) = one, other
    if y1 == y2 and m1 == d2 and d1 == m2:
        return "birth"
    return "birth" if (y1 == y2) + (m1 == m2) + (d1 == d2) == 2 else ""


def settle(
    current: Mapping[str, Value], said: Mapping[str, Value], file: Mapping[str, Value]
) -> tuple[dict[str, Value], list[str]]:
    """What of a file is written, and what is kept as people here wrote it.

    An empty value erases nothing. What is empty here is filled. A value that the source changed is taken when ours is
    what it said the last time; else ours was changed by hand (or was here first): kept, and told.
    """
    taken: dict[str, Value] = {}
    kept: list[str] = []
    for name, new in file.items():
        now = current.get(name)
        if _empty(new) or new == now:
            continue
        if (_empty(now) and (name not in said or said[name] != new)) or (name in said and said[name] == now):
            taken[name] = new
        else:
            kept.append(name)
    return taken, kept


def _empty(value: Value) -> bool:
    return value in (None, "", "unknown", [None, None, None])

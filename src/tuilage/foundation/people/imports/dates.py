"""Dates as files write them: partial, in another order, with two figures for the year, or a placeholder. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from ..rules import OLDEST, Birth

# What software writes when it knows nothing.
PLACEHOLDERS = frozenset(
    {
        (1, 1, 1900),
        (1, 1, 1901),
        (1, 1, 1800),
        (31, 12, 9999),
        (31, 12, 1899),
        (30, 12, 1899),
        (1, 1, 1),
        (31, 12, 2099),
    }
)
NOTHING = frozenset(
    {"", "0", "nc", "n c", "inconnu", "inconnue", "null", "none", "nr", "x", "na", "n a", "nd", "sans objet"}
)
MONTHS = {
    name: number
    for number, names in enumerate(
        ("janvier jan janv", "fevrier fev fevr", "mars mar", "avril avr", "mai", "juin", "juillet juil",
         "aout", "septembre sept sep", "octobre oct", "novembre nov", "decembre dec"), 1)
    for name in names.split()
}  # fmt: skip
_PARTS = re.compile(r"[^\W_]+")
_TIME = re.compile(r"^(\d{1,4} [^\W_]+? \d{1,4})[t ]\d\d \d\d.*$")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as far as it could be read. `problem` is "", "placeholder", "century", "order" or "unreadable"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    problem: str = ""

    @property
    def birth(self) -> Birth:
        """As a date of birth."""
        return Birth(self.year, self.month, self.day)

    @property
    def full(self) -> date | None:
        """The date when it is known to the day."""
        return self.birth.full


def read_date(text: str, order: str, today: date, plain: str) -> ReadDate:
    """Read `text` (`plain`: the same, folded), parts in `order` (dmy, mdy, ymd); ISO is always understood.

    Zeros stand for what is not known (00/00/1950). Two figures for a year: the last one that is not to come. A month
    over twelve is the day, and said ("order").
    """
    if plain in NOTHING or not plain.replace("0", "").strip():
        return ReadDate()
    parts = _PARTS.findall(_TIME.sub(r"\1", plain))
    if len(parts) == 1 and parts[0].isdecimal() and len(parts[0]) == 8:
        digits = parts[0]
        parts = (
            [digits[:4], digits[4:6], digits[6:]] if order == "ymd" else [digits[:2], digits[2:4], digits[4:]]
        )
    numbers = [MONTHS.get(part, int(part) if part.isdecimal() and len(part) <= 4 else -1) for part in parts]
    named = next((i for i, part in enumerate(parts) if part in MONTHS), None)
    if -1 in numbers or not 1 <= len(numbers) <= 3:
        return ReadDate(problem="unreadable")
    if len(numbers) == 1:
        return (
            _checked(numbers[0], 0, 0, len(parts[0]), today)
            if len(parts[0]) == 4
            else ReadDate(problem="unreadable")
        )
    if len(numbers) == 2:
        (first, second), widths = numbers, [len(part) for part in parts]
        if widths[0] == 4:
            return _checked(first, second, 0, 4, today)
        return _checked(second, first, 0, widths[1], today)
    if len(parts[0]) == 4 and parts[0].isdecimal():
        year, month, day, width = numbers[0], numbers[1], numbers[2], 4
    elif named is not None:
        day, month, year = (
            (numbers[1], numbers[0], numbers[2]) if named == 0 else (numbers[0], numbers[1], numbers[2])
        )
        width = len(parts[2])
    elif order == "ymd":
        year, month, day, width = numbers[0], numbers[1], numbers[2], len(parts[0])
    else:
        day, month = (numbers[1], numbers[0]) if order == "mdy" else (numbers[0], numbers[1])
        year, width = numbers[2], len(parts[2])
    return _checked(year, month, day, width, today)


def _checked(year: int, month: int, day: int, width: int, today: date) -> ReadDate:
    problem = ""
    if (day, month, year) in PLACEHOLDERS or (width == 4 and year in (0, 9999)):
        return ReadDate(problem="placeholder")
    if width <= 2:
        year += 2000 if 2000 + year <= today.year else 1900
        problem = "century"
    if month > 12 >= day > 0:
        month, day, problem = day, month, "order"
    if not today.year - OLDEST <= year <= today.year:
        return ReadDate(problem="unreadable")
    if not month:
        return ReadDate(year, problem=problem)
    if not 1 <= month <= 12:
        return ReadDate(problem="unreadable")
    if not day:
        return ReadDate(year, month, problem=problem)
    if not 1 <= day <= monthrange(year, month)[1] or date(year, month, day) > today:
        return ReadDate(problem="unreadable")
    return ReadDate(year, month, day, problem)

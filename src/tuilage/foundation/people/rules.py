"""Rules about persons: partial dates of birth, ages, death, legal protection. Pure: the day is an argument."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from tuilage.core.access import CASE_WORKER, HEAD_OF_SERVICE, SECRETARY, TEAM_ROLES, declare_acts
from tuilage.core.interface.dates import short_day
from tuilage.core.refusals import Refused

ACTS = {
    "people.search": TEAM_ROLES,
    "people.create": TEAM_ROLES,
    "people.edit": TEAM_ROLES,
    "people.import": frozenset({SECRETARY, HEAD_OF_SERVICE}),
    "people.doubles": TEAM_ROLES,  # a secretary proposes
    "people.merge": {CASE_WORKER, HEAD_OF_SERVICE},
}
declare_acts("people", ACTS)

OLDEST = 130  # years; nobody was ever known to live that long
MAJORITY = 18  # Code civil, art. 414


@dataclass(frozen=True, slots=True)
class Birth:
    """A date of birth as it is known: to the day, the month, the year, or not at all."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @property
    def full(self) -> date | None:
        """The date when it is known to the day."""
        return date(self.year, self.month, self.day) if self.year and self.month and self.day else None

    @property
    def earliest(self) -> date | None:
        """The first day it may have been."""
        return date(self.year, self.month or 1, self.day or 1) if self.year else None

    @property
    def latest(self) -> date | None:
        """The last day it may have been."""
        if not self.year:
            return None
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])


@dataclass(frozen=True, slots=True)
class Age:
    """Whole years (and months for a small child); `about` when the date of birth leaves it open."""

    years: int
    months: int
    about: bool


def check_birth(birth: Birth, today: date) -> None:
    """Refuse a date of birth that no calendar has, one to come, or one of more than 130 years ago."""
    if birth.year is None:
        if birth.month is not None or birth.day is not None:
            raise Refused(_("Give the year too, or leave the whole date of birth empty."), "birth_year")
        return
    if not today.year - OLDEST <= birth.year:
        raise Refused(_("More than 130 years ago: look at the year of birth again."), "birth_year")
    if birth.month is None and birth.day is not None:
        raise Refused(_("Give the month too, or leave the day empty."), "birth_month")
    if birth.month is not None and not 1 <= birth.month <= 12:
        raise Refused(_("A month is between 1 and 12."), "birth_month")
    if birth.year > today.year:
        raise Refused(_("This date of birth is still to come."), "birth_year")
    if birth.day is not None and not 1 <= birth.day <= monthrange(birth.year, birth.month or 1)[1]:
        raise Refused(
            _("This day does not exist in that month of %(year)d.") % {"year": birth.year}, "birth_day"
        )
    if (earliest := birth.earliest) and earliest > today:
        raise Refused(_("This date of birth is still to come."), "birth_day" if birth.day else "birth_month")


def check_death(died_on: date | None, birth: Birth, today: date) -> None:
    """Refuse a death to come, or before birth."""
    if died_on is None:
        return
    if died_on > today:
        raise Refused(_("This date of death is still to come."), "died_on")
    if (earliest := birth.earliest) and died_on < earliest:
        raise Refused(_("This date of death is before the birth."), "died_on")


def check_named(birth_name: str, used_name: str, first_names: str, usual_first_name: str) -> None:
    """Refuse a person without any name."""
    if not (birth_name or used_name or first_names or usual_first_name):
        raise Refused(_("Give at least one name, even a first name alone."), "birth_name")


def check_period(start: date, end: date | None, field: str = "end") -> None:
    """Refuse an end that is not after the start."""
    if end is not None and end <= start:
        raise Refused(_("The end comes after the start: look at the two dates again."), field)


def check_protector(kind: str, exercised_by: str) -> None:
    """A curator, guardian or other mandatary is named; only a judicial safeguard may have none (Code civil, 437)."""
    if not exercised_by and kind != "safeguard":
        raise Refused(_("Say who exercises the measure: a name, or the association."), "exercised_by")


def anniversary(born: date, years: int) -> date:
    """The day somebody reaches an age; born on 29 February, the last day of February in common years.

    Where a month has no such day, a term of years ends on its last one (CPC art. 641).
    """
    year = born.year + years
    return date(year, born.month, min(born.day, monthrange(year, born.month)[1]))


def _whole(born: date, day: date) -> tuple[int, int]:
    years = day.year - born.year - (day < anniversary(born, day.year - born.year))
    last = anniversary(born, years)
    months = (day.year - last.year) * 12 + day.month - last.month - (day.day < last.day)
    return years, min(max(months, 0), 11)  # the eve of a 29 February is not a month later


def age_on(birth: Birth, day: date) -> Age | None:
    """The age on a day; None when the year of birth is not known, or for somebody not born yet."""
    earliest, latest = birth.earliest, birth.latest
    if earliest is None or latest is None or earliest > day:
        return None
    oldest, months = _whole(earliest, day)
    youngest = _whole(latest, day)[0] if latest <= day else 0
    return Age(oldest, months, about=birth.full is None and (oldest != youngest or oldest < 2))


def age_in_words(birth: Birth, day: date) -> str:
    """ "82 ans", "environ 82 ans", "7 mois", "âge inconnu"."""
    age = age_on(birth, day)
    if age is None:
        return _("age not known")
    if age.years < 2 and not age.about:
        months = age.years * 12 + age.months
        return ngettext("%(n)d month old", "%(n)d months old", months) % {"n": months}
    words = ngettext("%(n)d year old", "%(n)d years old", age.years) % {"n": age.years}
    return _("about %(age)s") % {"age": words} if age.about else words


def majority_on(birth: Birth) -> date | None:
    """The day they come of age (Code civil, art. 414); None when the day of birth is not known."""
    return anniversary(birth.full, MAJORITY) if birth.full else None


def is_minor_on(birth: Birth, day: date) -> bool | None:
    """Whether they are under 18; None when that cannot be told."""
    if birth.latest is None or birth.earliest is None:
        return None
    if anniversary(birth.earliest, MAJORITY) > day:
        return True
    return None if anniversary(birth.latest, MAJORITY) > day else False


def is_alive_on(died_on: date | None, day: date) -> bool:
    """Whether somebody may be received or accompanied on that day: the day of death is the last one."""
    return died_on is None or day <= died_on


def birth_in_words(birth: Birth) -> str:
    """ "29 février 2004", "mars 1944", "1944", "date de naissance inconnue"."""
    if birth.year is None:
        return _("date of birth not known")
    if birth.full:
        return short_day(birth.full)
    if birth.month:
        return short_day(date(birth.year, birth.month, 2)).split(" ", 1)[1]
    return str(birth.year)


def born_in_words(birth: Birth, gender: str) -> str:
    """ "née en mars 1944", "né le 29 février 2004", "né(e) en 1944"."""
    if birth.year is None:
        return _("date of birth not known")
    words = birth_in_words(birth)
    if gender == "woman":
        told = pgettext("woman", "born on %(day)s") if birth.full else pgettext("woman", "born in %(day)s")
    elif gender == "man":
        told = pgettext("man", "born on %(day)s") if birth.full else pgettext("man", "born in %(day)s")
    else:
        told = (
            pgettext("anybody", "born on %(day)s") if birth.full else pgettext("anybody", "born in %(day)s")
        )
    return told % {"day": words}

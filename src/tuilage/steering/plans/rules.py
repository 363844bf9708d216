"""Rules of a plan: its term, its next dates, where an action stands. Pure: today is always an argument."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tuilage.core.access import EVERY_ROLE, POLICY_OFFICER, declare_acts

ACTS = {
    "plans.read": EVERY_ROLE,
    "plans.edit": {POLICY_OFFICER},
    "plans.import": {POLICY_OFFICER},
}
declare_acts("plans", ACTS)


def years_later(day: date, years: int) -> date:
    """The same day, `years` later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def months_earlier(day: date, months: int) -> date:
    """The first day of the month that is `months` before."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Term:
    """A plan in time. `end` is the day after its last one; `years_left` counts begun years, 0 once it has ended.

    `renewal` is the day by which the next plan must be adopted (S4-014), `announced` the day from which that is said;
    `evaluation` the next meeting of its evaluation committee (S4-068). None where the plan has no such rule.
    """

    start: date
    end: date
    years: int
    years_left: int
    renewal: date | None
    announced: date | None
    evaluation: date | None

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    def stage(self, today: date) -> str:
        """ "coming", "running" or "ended"."""
        if today < self.start:
            return "coming"
        return "running" if today < self.end else "ended"

    def renewal_stage(self, today: date) -> str:
        """ "" (not yet to be said), "announced" or "late"; a plan that has no rule says nothing."""
        if self.renewal is None or self.announced is None or today < self.announced:
            return ""
        return "announced" if today < self.renewal else "late"


def term(
    start: date,
    end: date,
    today: date,
    renewed_every: int | None = None,
    announced_before: int = 18,
    evaluated_every: int | None = None,
) -> Term:
    """Where a plan is in its life on the day `today`; `end` is the day after its last one."""
    renewal = years_later(start, renewed_every) if renewed_every else None
    years = (end - timedelta(days=1)).year - start.year + 1
    left = 0 if today >= end else years if today < start else (end - timedelta(days=1)).year - today.year + 1
    return Term(
        start, end, years, left, renewal,
        months_earlier(renewal, announced_before) if renewal else None,
        _next(start, end, today, evaluated_every),
    )  # fmt: skip


def _next(start: date, end: date, today: date, every: int | None) -> date | None:
    if not every:
        return None
    number = 1
    while years_later(start, number * every) < today:
        number += 1
    found = years_later(start, number * every)
    return found if found <= end else None


def standing(status: str, years: Iterable[tuple[int, bool, bool]], this_year: int) -> str:
    """Where an action stands: its status, or "late" when a planned year has gone by and it is neither done.

    `years` are (year, planned, done).
    """
    if status in ("done", "dropped", "paused"):
        return status
    missed = any(planned and not done and year < this_year for year, planned, done in years)
    return "late" if missed else status

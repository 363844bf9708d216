"""The rules of a voluntary support, without database nor clock: periods are '[)' in days, today is an argument."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from tuilage.core.access import (
    CASE_WORKER,
    HEAD_OF_SERVICE,
    PARTNER,
    POLICY_OFFICER,
    SECRETARY,
    declare_acts,
)

OVERLAP_DAYS: Final = 30
"""Days during which the next keyworker works beside the present one, unless said otherwise."""

LEADERS: Final = frozenset({CASE_WORKER, HEAD_OF_SERVICE})
declare_acts(
    "support",
    {
        "support.read": LEADERS | {SECRETARY, PARTNER},
        "support.list": LEADERS | {SECRETARY},
        "support.export": LEADERS,
        "support.propose": LEADERS,
        "support.lead": LEADERS,
        "support.opinion": {HEAD_OF_SERVICE},
        "support.loads": {HEAD_OF_SERVICE},
        "support.regulate": {HEAD_OF_SERVICE},
        "support.kinds": {HEAD_OF_SERVICE, POLICY_OFFICER},
    },
)

Period = tuple[date, date | None]

# The only ways from one status to another (S1-047 to S1-050: nothing leads straight from a proposal to a start
# but through the checks of `missing_before_start`).
MOVES: Final[dict[str, frozenset[str]]] = {
    "proposed": frozenset({"preparing", "abandoned"}),
    "preparing": frozenset({"engaged", "abandoned"}),
    "engaged": frozenset({"closed"}),
    "closed": frozenset(),
    "abandoned": frozenset(),
}


def may_become(status: str, wanted: str) -> bool:
    """Whether a support may go from `status` to `wanted`. Raises KeyError for a status that does not exist."""
    return wanted in MOVES[status]


def says_something(text: str | None) -> bool:
    """Whether a text says anything: two letters at least, of any script. "." and blanks do not."""
    return sum(character.isalpha() for character in text or "") >= 2


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month (31 January + 1 is 28 or 29 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


# Before the start -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Missing:
    """One thing a support needs before it starts: there, or still to come, and how to get there."""

    code: str
    label: Any
    hint: Any
    done: bool


@dataclass(frozen=True)
class StartFacts:
    """What is known of a support being prepared. `start`: the first day thought of, or None (today will do)."""

    needs_adhesion: bool = True
    adhesion_on: date | None = None
    adhesion_how: str = ""
    goals_set_on: Sequence[date] = ()
    months: int | None = None
    criteria_fixed_on: Sequence[date] = ()
    needs_goal: bool = True
    needs_duration: bool = True
    needs_criteria: bool = True
    needs_opinion: bool = False
    opinion_on: date | None = None
    opinion: str = ""
    start: date | None = None


def _by(days: Iterable[date], start: date | None) -> bool:
    return any(start is None or day <= start for day in days)


def missing_before_start(facts: StartFacts) -> list[Missing]:
    """The checklist that fills up: S1-047 adhesion, S1-048 goals, S1-049 duration, S1-050 criteria, S1-054 opinion.

    What a kind does not ask for is not on its list. What is dated after the first day does not count: a criterion is
    fixed beforehand.
    """
    lines: list[Missing] = []
    if facts.needs_adhesion:
        given = [facts.adhesion_on] if facts.adhesion_on and facts.adhesion_how else []
        lines.append(
            Missing(
                "adhesion", _("The person's agreement"),
                _("It is theirs to give, said or signed, and they can take it back."), _by(given, facts.start),
            )
        )  # fmt: skip
    asked = [
        facts.needs_goal and Missing(
            "goal", _("At least one goal, set with the person"),
            _("A sentence that they would say themselves."), _by(facts.goals_set_on, facts.start),
        ),
        facts.needs_duration and Missing(
            "months", _("A duration"),
            _("How long do you think it will take, together?"), bool(facts.months and facts.months > 0),
        ),
        facts.needs_criteria and Missing(
            "criterion", _("Evaluation criteria, fixed beforehand"),
            _("How will you see, together, that it went well?"), _by(facts.criteria_fixed_on, facts.start),
        ),
    ]  # fmt: skip
    lines += [line for line in asked if isinstance(line, Missing)]
    if facts.needs_opinion:
        heard = [facts.opinion_on] if facts.opinion_on and facts.opinion in ("favourable", "advice") else []
        lines.append(
            Missing(
                "opinion", _("The team's opinion"),
                _("The head of service writes down what came out of the team's regulation."), _by(heard, facts.start),
            )
        )  # fmt: skip
    return lines


def ready(facts: StartFacts) -> bool:
    """Whether nothing is missing."""
    return all(line.done for line in missing_before_start(facts))


# Keyworkers in time ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hole:
    """[start, end) without anybody who answers; `end` None: without end in sight. `to_come`: it has not begun."""

    start: date
    end: date | None
    to_come: bool
    why: str = "none"  # "none": nobody is named; "absent": who is named is away


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)


def _before(day: date, end: date | None) -> bool:
    return end is None or day < end


def uncovered(periods: Iterable[Period], running: Period) -> list[Period]:
    """The parts of `running` that no period covers, in order."""
    start, end = running
    free: date | None = start
    found: list[Period] = []
    for since, until in sorted(periods, key=lambda period: period[0]):
        if free is None or not _before(free, end):
            break
        if since > free:
            found.append((free, since if end is None or since < end else end))
        free = _later(free, until)
    if free is not None and _before(free, end):
        found.append((free, end))
    return found


def overlapping(periods: Iterable[Period]) -> bool:
    """Whether two of the periods share a day."""
    ordered = sorted(periods, key=lambda period: period[0])
    reach: date | None = date.min
    for since, until in ordered:
        if reach is None or since < reach:
            return True
        reach = until
    return False


def cover(periods: Sequence[Period], running: Period) -> bool:
    """Whether the responsible keyworkers' periods cover `running` with one at any instant: never none, never two."""
    return not uncovered(periods, running) and not overlapping(periods)


@dataclass(frozen=True)
class HandoverPlan:
    """What a handover writes: the present one ends on `passes_on`, the next one begins there, beside before."""

    before: Period
    beside: Period
    after: Period


def plan_handover(current: Period, starts_on: date, passes_on: date) -> HandoverPlan:
    """Cut the responsible period `current` at `passes_on`. Raises ValueError when the dates are out of order."""
    since, until = current
    if not starts_on < passes_on:
        raise ValueError("the overlap lasts at least a day")
    if not since <= starts_on or not since < passes_on or not _before(passes_on, until):
        raise ValueError("the handover lies within the present keyworker's period")
    return HandoverPlan((since, passes_on), (starts_on, passes_on), (passes_on, until))


def _common(one: Period, other: Period) -> Period | None:
    start = max(one[0], other[0])
    ends = [end for end in (one[1], other[1]) if end is not None]
    end = min(ends) if ends else None
    return (start, end) if _before(start, end) else None


def holes(
    keyworkers: Sequence[Period],
    support: Period,
    absences: Sequence[tuple[Period, Period]],
    today: date,
) -> list[Hole]:
    """Gaps and gaps to come of a support: nobody named, or the one named is away and nobody is beside them.

    `absences`: pairs (the keyworker's own period, a period of absence). Only what is not over today is told.
    """
    found = [Hole(start, end, start > today) for start, end in uncovered(keyworkers, support)]
    for held, away in absences:
        common = _common(held, away)
        inside = _common(common, support) if common else None
        if inside:
            found.append(Hole(inside[0], inside[1], inside[0] > today, "absent"))
    return sorted(
        (hole for hole in found if _before(today, hole.end)),
        key=lambda hole: (hole.start, hole.end or date.max),
    )


# The end --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClosureFacts:
    """What is known when a support is about to end."""

    reason: str
    unanswered: int
    person_evaluation: str
    evaluation_missing: str
    exit_plan: str


def missing_before_closure(facts: ClosureFacts) -> list[Missing]:
    """The closure's checklist: reason, criteria one by one, the person's own word or why it is missing, what next."""
    theirs = says_something(facts.person_evaluation) or says_something(facts.evaluation_missing)
    return [
        Missing("reason", _("Why it ends"), _("Choose the reason closest to what happened."), bool(facts.reason)),
        Missing(
            "criteria", _("Each criterion answered"),
            _("Yes, partly or no: what was fixed beforehand is answered one by one."), facts.unanswered == 0,
        ),
        Missing(
            "evaluation", _("What the person says of it"),
            _("Their own words; or, if they could not be asked, why."), theirs,
        ),
        Missing(
            "exit_plan", _("What is left to do, and whom to turn to"),
            _("The end is prepared with the person."), says_something(facts.exit_plan),
        ),
    ]  # fmt: skip


CHECKLIST: Final[dict[str, Any]] = {
    "told": _("The person was told, and why"),
    "met": _("The three of them met: the person, the present and the next keyworker"),
    "documents": _("The documents were passed on"),
    "partners": _("The partners know who to turn to"),
    "word": _("The person said what matters to them"),
}
"""What is ticked during a handover."""


def default_dates(today: date, days: int = OVERLAP_DAYS) -> tuple[date, date]:
    """The dates proposed for a handover: beside from today, answering `days` days later."""
    return today, today + timedelta(days=days)

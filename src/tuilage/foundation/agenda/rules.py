"""Who may do what with the agenda; the parts of a week that a roster fills.

Pure: no database, no clock of its own. Days are local, instants aware, periods '[)'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from tuilage.core.access import HEAD_OF_SERVICE, SECRETARY, TEAM_ROLES, declare_acts

from .calendar import is_open_day, local_instant

__all__ = [
    "ACTS",
    "MIDNIGHT",
    "MOST_WEEKS",
    "NOON",
    "OPENS",
    "Slot",
    "holder_at",
    "local_instant",
    "monday_of",
    "office_slots",
    "on_call_slots",
    "slots_of",
]

ACTS: Final = {
    "agenda.read": TEAM_ROLES,
    "agenda.book": TEAM_ROLES,
    "agenda.mark": TEAM_ROLES,
    "agenda.rearrange": {SECRETARY, HEAD_OF_SERVICE},
    "agenda.link": TEAM_ROLES,
    "agenda.roster": {HEAD_OF_SERVICE},
}
declare_acts("agenda", ACTS)

MIDNIGHT: Final = time(0, 0)
OPENS: Final = time(8, 30)
NOON: Final = time(13, 0)
MOST_WEEKS: Final = 26  # that a weekly pattern is repeated in one act


@dataclass(frozen=True)
class Slot:
    """A part of a week that somebody holds: `code` names it in forms, `day` is where it begins."""

    code: str
    day: date
    starts: datetime
    ends: datetime


def monday_of(day: date) -> date:
    """The Monday of the week of `day`."""
    return day - timedelta(days=day.weekday())


def office_slots(monday: date, closes: time, zone: tzinfo) -> list[Slot]:
    """Mornings and afternoons of the open days of a week: what a duty worker, and their backup, hold."""
    slots = []
    for number in range(7):
        day = monday + timedelta(days=number)
        if not is_open_day(day):
            continue
        edges = (("am", OPENS, NOON), ("pm", NOON, closes)) if closes > NOON else (("am", OPENS, closes),)
        for half, start, end in edges:
            slots.append(
                Slot(f"{number}{half}", day, local_instant(day, start, zone), local_instant(day, end, zone))
            )
    return slots


def on_call_slots(monday: date, closes: time, zone: tzinfo) -> list[Slot]:
    """The evening and night of each day, and the whole of a closed one: with office hours, no instant is left out."""
    slots = []
    for number in range(7):
        day = monday + timedelta(days=number)
        starts = closes if is_open_day(day) else OPENS
        ends = local_instant(day + timedelta(days=1), OPENS, zone)
        slots.append(Slot(f"{number}night", day, local_instant(day, starts, zone), ends))
    return slots


def slots_of(kind: str, monday: date, closes: time, zone: tzinfo) -> list[Slot]:
    """The parts of a week that a roster of this kind fills."""
    make = on_call_slots if kind == "on_call" else office_slots
    return make(monday, closes, zone)


def holder_at(turns: Sequence[tuple[datetime, datetime, object]], at: datetime) -> object | None:
    """Who holds the instant `at` among (start, end, who), periods '[)'; None when nobody does."""
    return next((who for start, end, who in turns if start <= at < end), None)


def closing_of(value: time | str) -> time:
    """A team's closing time, whether the row was read or has just been made with its default text."""
    return time.fromisoformat(value) if isinstance(value, str) else value

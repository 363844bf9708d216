"""The tables of the agenda."""

from .appointments import Appointment, CalendarLink, PaperToBring, Rearrangement, WorkingHours
from .duty import DutyTurn, Roster, RosterChange, RosterTeam

__all__ = [
    "Appointment",
    "CalendarLink",
    "DutyTurn",
    "PaperToBring",
    "Rearrangement",
    "Roster",
    "RosterChange",
    "RosterTeam",
    "WorkingHours",
]

"""The tables of the agenda."""

from .duty import DutyTurn, Roster, RosterChange, RosterTeam

__all__ = ["DutyTurn", "Roster", "RosterChange", "RosterTeam"]

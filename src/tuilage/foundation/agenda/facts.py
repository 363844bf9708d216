"""What the agenda tells its neighbours: registered listeners hear it in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class AppointmentKept:
    """Somebody came, and has been received."""

    appointment_id: UUID
    person_id: UUID | None
    team_id: UUID
    professional_id: UUID
    day: date


@dataclass(frozen=True)
class AppointmentMissed:
    """Somebody did not come, and is to be called back."""

    appointment_id: UUID
    person_id: UUID | None
    team_id: UUID
    professional_id: UUID
    day: date

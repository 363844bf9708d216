"""What this room announces to its siblings (`core.registries.events`): heard in the same transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class SupportEngaged:
    """A support started."""

    support_id: UUID
    person_id: UUID
    on: date
    keyworker_id: UUID


@dataclass(frozen=True)
class SupportClosed:
    """A support ended, with its reason."""

    support_id: UUID
    person_id: UUID
    on: date
    reason: str


@dataclass(frozen=True)
class HandoverPlanned:
    """A handover was planned: both are there on [starts_on, passes_on)."""

    handover_id: UUID
    support_id: UUID
    person_id: UUID
    to_professional_id: UUID
    starts_on: date
    passes_on: date

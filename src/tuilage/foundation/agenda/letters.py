"""What the agenda can say of a person in a letter: their next appointment."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tuilage.core.asking import ask
from tuilage.core.database.context import Actor
from tuilage.core.interface.dates import day_in_words, time_in_words
from tuilage.core.registries import LetterFacts, letter_facts

from . import wording
from .panels import reads_ahead


def next_appointment(actor: Actor, person_id: UUID) -> dict[str, str]:
    """When, where and with whom they are next met; empty words when no hour is kept. Two queries."""
    (rows,) = reads_ahead(actor, person_id)
    ask(rows)
    row = next(iter(rows), None)
    return {
        "appointment.day": day_in_words(row.period.lower) if row else "",
        "appointment.hour": time_in_words(row.period.lower) if row else "",
        "appointment.place": wording.place(row) if row else "",
        "appointment.with": wording.with_whom(row) if row else "",
    }


letter_facts.add(
    "agenda",
    LetterFacts(
        "agenda", _("The next appointment"),
        {
            "appointment.day": _("day of the next appointment"),
            "appointment.hour": _("hour of the next appointment"),
            "appointment.place": _("form and place of the next appointment"),
            "appointment.with": _("with whom the next appointment is"),
        },
        next_appointment, order=25,
    ),
)  # fmt: skip

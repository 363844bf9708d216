"""What this room shows on a person's file: who stands around them, who looked, what was written, where to write."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from tuilage.core.access import may
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, current
from tuilage.core.once import once_a_page
from tuilage.core.registries import Panel, TimelineEntry, TimelineSource, panels, timeline_sources

from .circle import circle_on, members, readings, reads_of_circle, standing, told, who_reads
from .forms import NoteForm
from .models import Note, Tier

ICONS = {"interview": "chat-text", "note": "journal-text", "step": "check2-square", "meeting": "people"}
SHOWN = 5


def circle(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """Who stands around the person. One query, shared with the composer."""
    if person_id is None:
        return None
    found = circle_on(person_id, today())
    return {
        "person_id": person_id,
        "members": members(found.participations),
        "consents": found.consents,
        "may_circle": may(actor, "sharing.circle"),
        "may_consent": may(actor, "sharing.consent"),
    }


def reads_around(actor: Actor, person_id: UUID | None) -> Sequence[Any]:
    """What the circle and the composer read."""
    return reads_of_circle(person_id, today()) if person_id else ()


@once_a_page
def last_readings(actor: Actor, person_id: UUID | None) -> Sequence[Any]:
    """The last readings, unasked."""
    return (readings(person_id)[:SHOWN],) if person_id else ()


def last_readers(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """Who looked lately, by service and function. One query."""
    if person_id is None:
        return None
    return {"person_id": person_id, "readings": [told(entry) for entry in last_readings(actor, person_id)[0]]}


def composer(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """Where one writes, with who else will read it. One query, shared with the circle."""
    if person_id is None:
        return None
    around = standing(person_id, today())
    return {
        "person_id": person_id,
        "form": NoteForm(),
        "readers": [(label, who_reads(around, tier, actor)) for tier, label in TIER_WORDS],
    }


TIER_WORDS = ((Tier.SHARED.value, _("Shared")), (Tier.TEAM.value, _("Team")), (Tier.DRAFT.value, _("Draft")))


def first_words(text: str) -> str:
    """What heads a note on the timeline: its first line, cut at a word."""
    return Truncator(text.partition("\n")[0]).chars(90)


@once_a_page
def reads_of_notes(person_id: UUID, before: datetime | None, limit: int) -> Sequence[Any]:
    """The notes that the actor may read, newest first, unasked."""
    rows = Note.objects.filter(person_id=person_id).select_related("author")
    if before is not None:
        rows = rows.filter(happened_at__lt=before)
    return (rows.order_by("-happened_at")[:limit],)


def notes(person_id: UUID, before: datetime | None, limit: int) -> list[TimelineEntry]:
    """The same on the timeline. One query."""
    me = current().id
    return [
        TimelineEntry(
            at=note.happened_at,
            kind="sharing.notes",
            kind_label=note.get_kind_display(),
            title=first_words(note.text),
            text=note.text if first_words(note.text) != note.text else "",
            author=str(note.author),
            tier=note.tier,
            url=note.get_absolute_url() if note.author_id == me else "",
            icon=ICONS[note.kind],
        )
        for note in reads_of_notes(person_id, before, limit)[0]
    ]


panels.add(
    "sharing.circle",
    Panel(
        "sharing.circle",
        "person.side",
        "sharing/panel_circle.html",
        circle,
        _("The circle"),
        20,
        reads=reads_around,
    ),
)
panels.add(
    "sharing.readers",
    Panel(
        "sharing.readers", "person.side", "sharing/panel_readers.html", last_readers, _("Who read this file"), 90,
        act="sharing.readers", reads=last_readings,
    ),
)  # fmt: skip
panels.add(
    "sharing.composer",
    Panel(
        "sharing.composer",
        "person.composer",
        "sharing/panel_composer.html",
        composer,
        "",
        10,
        act="sharing.write",
        reads=reads_around,
    ),
)
timeline_sources.add(
    "sharing.notes", TimelineSource("sharing.notes", _("Notes"), notes, order=10, reads=reads_of_notes)
)

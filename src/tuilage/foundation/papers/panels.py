"""What this room shows on a person's file: the papers that stand, what is to be brought; and its share of the timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tuilage.core.access import may
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.once import once_a_page
from tuilage.core.registries import Panel, TimelineEntry, TimelineSource, panels, timeline_sources

from .models import PersonPaper
from .queries import file_part, reads_of_file, standing_of

SHOWN = 4
FIRST = {"urgent": 0, "soon": 1}


def reads(actor: Actor, person_id: UUID | None) -> tuple[Any, ...]:
    """What the panel reads."""
    return reads_of_file(person_id) if person_id else ()


def papers(actor: Actor, person_id: UUID | None) -> dict[str, Any] | None:
    """The papers that stand, those about to end first, and what is to be brought. One query."""
    if person_id is None:
        return None
    day = today()
    kept, wanted = file_part(person_id)
    lines = [(paper, standing_of(paper, day)) for paper in kept]
    lines.sort(key=lambda line: FIRST.get(line[1].mark, 2) if line[1] else 2)
    return {
        "person_id": person_id,
        "lines": lines[:SHOWN],
        "wanted": wanted,
        "may_add": may(actor, "papers.add"),
        "may_write": may(actor, "papers.write"),
    }


@once_a_page
def reads_of_timeline(person_id: UUID, before: datetime | None, limit: int) -> tuple[Any, ...]:
    """The papers filed, newest first, unasked."""
    rows = PersonPaper.objects.filter(person_id=person_id).select_related("kind", "author")
    if before is not None:
        rows = rows.filter(created_at__lt=before)
    return (rows.order_by("-created_at")[:limit],)


def timeline(person_id: UUID, before: datetime | None, limit: int) -> list[TimelineEntry]:
    """The papers filed, newest first. One query."""
    return [
        TimelineEntry(
            at=paper.created_at,
            kind="papers",
            kind_label=_("Paper"),
            title=paper.kind.label,
            text=paper.title,
            author=str(paper.author),
            tier=paper.tier,
            url=paper.get_absolute_url(),
            icon="envelope-paper" if paper.source == PersonPaper.Source.MADE else "file-earmark-text",
        )
        for paper in reads_of_timeline(person_id, before, limit)[0]
    ]


panels.add(
    "papers",
    Panel("papers", "person.side", "papers/panel.html", papers, _("Papers"), 40, "papers.read", reads),
)
timeline_sources.add("papers", TimelineSource("papers", _("Papers"), timeline, 30, reads_of_timeline))

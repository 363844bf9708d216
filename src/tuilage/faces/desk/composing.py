"""Pages made of what the rooms offer: panels by place, clocks by level, one timeline."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from tuilage.core.access import may
from tuilage.core.asking import ask
from tuilage.core.database.context import Actor
from tuilage.core.registries import Due, TimelineEntry, clocks, panels, timeline_sources

ON_A_PAGE = 30
LEVELS = ("urgent", "today", "due", "new")


@dataclass(frozen=True)
class Part:
    """A panel, gathered and rendered."""

    code: str
    title: str
    html: SafeString


def parts(request: HttpRequest, place: str, subject: UUID | None = None) -> list[Part]:
    """The panels of a place that have something to show to this actor."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = []
    for panel in panels:
        if panel.place != place or (panel.act and not may(actor, panel.act)):
            continue
        context = panel.gather(actor, subject)
        if context is not None:
            html = SafeString(render_to_string(panel.template, {**context, "actor": actor}, request))
            shown.append(Part(panel.code, str(panel.title), html))
    return shown


def ask_of_panels(actor: Actor, places: Collection[str], subject: UUID | None = None) -> list[Any]:
    """What the panels of these places will read, unasked."""
    found: list[Any] = []
    for panel in panels:
        if panel.place in places and panel.reads and (not panel.act or may(actor, panel.act)):
            found += panel.reads(actor, subject)
    return found


def ask_for_day(actor: Actor, places: Collection[str], moment: datetime, cares: bool) -> None:
    """Ask at once what the clocks and the panels of a desk will read. One query. Within a page."""
    asked = ask_of_panels(actor, places)
    for clock in clocks if cares else ():
        asked += clock.reads(actor, moment) if clock.reads else ()
    ask(*asked)


def ask_for_file(actor: Actor, places: Collection[str], person_id: UUID, before: datetime | None) -> None:
    """Ask at once what the panels and the timeline of a file will read. One query. Within a page."""
    asked = ask_of_panels(actor, places, person_id)
    for source in timeline_sources:
        asked += source.reads(person_id, before, ON_A_PAGE + 1) if source.reads else ()
    ask(*asked)


def due_by_level(actor: Actor, now: datetime | None = None) -> dict[str, list[Due]]:
    """What every room's clock says to this actor, by band, soonest first; what is new comes newest first."""
    bands: dict[str, list[Due]] = {level: [] for level in LEVELS}
    moment = now or timezone.now()
    for clock in clocks:
        for item in clock.due(actor, moment):
            bands[item.level].append(item)
    for level, items in bands.items():
        items.sort(key=lambda item: item.at, reverse=level == "new")
    return bands


def timeline(
    person_id: UUID, kinds: Iterable[str] = (), before: datetime | None = None, tier: str = ""
) -> tuple[list[TimelineEntry], datetime | None]:
    """One page of a person's timeline, newest first, and the instant at which the next page begins (None: the end)."""
    wanted = set(kinds)
    entries: list[TimelineEntry] = []
    for source in timeline_sources:
        entries += source.entries(person_id, before, ON_A_PAGE + 1)
    if wanted:
        entries = [entry for entry in entries if entry.kind in wanted]
    if tier:
        entries = [entry for entry in entries if entry.tier == tier]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    page = entries[:ON_A_PAGE]
    return page, page[-1].at if len(entries) > ON_A_PAGE else None

"""A professional's appointments as a calendar to subscribe to (RFC 5545): when and where, no name and no reason.

What a calendar shows outlives Tuilage's walls (a telephone, a server abroad): so the subject is one word, and the
place that of an office; a home or another place is not said.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from .models import Appointment

PRODUCT = "-//Tuilage//agenda//FR"
LIVE = ("planned", "arrived", "came", "missed")


def latest(rows: Iterable[Appointment]) -> list[Appointment]:
    """Of each appointment and the hours it was moved to, the last that this professional holds."""
    found: dict[UUID, Appointment] = {}
    for row in sorted(rows, key=lambda each: each.sequence):
        found[row.uid] = row
    return sorted(found.values(), key=lambda each: (each.period.lower, each.pk))


def calendar(rows: Iterable[Appointment], host: str) -> bytes:
    """The calendar's text. `rows` are all those of one professional, those moved and called off included."""
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Tuilage, my appointments"))
    made.add("refresh-interval;value=duration", "PT1H")
    for row in latest(rows):
        made.add_component(_event(row, host))
    # The rules of the zone travel with the hours: a reader abroad shows them right.
    made.add_missing_timezones()
    text: bytes = made.to_ical()
    return text


def _event(row: Appointment, host: str) -> Event:
    zone, live = timezone.get_default_timezone(), row.status in LIVE
    event = Event()
    event.add("uid", f"{row.uid}@{host}")
    event.add("dtstamp", row.status_at or row.created_at)
    event.add("dtstart", row.period.lower.astimezone(zone))
    event.add("dtend", row.period.upper.astimezone(zone))
    # Moved to somebody else: this calendar lets go of it, above what it held.
    event.add("sequence", row.sequence + (1 if row.status == "moved" else 0))
    event.add("summary", _("Appointment"))
    event.add("status", "CONFIRMED" if live else "CANCELLED")
    event.add("class", "PRIVATE")
    if row.form == Appointment.Form.OFFICE and row.site:
        event.add("location", row.site.name)
    elif row.form in (Appointment.Form.TELEPHONE, Appointment.Form.VIDEO):
        event.add("location", str(row.get_form_display()))
    return event

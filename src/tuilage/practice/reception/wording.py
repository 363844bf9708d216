"""What the pages say of a request, in words. Pure: now is an argument."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tuilage.core.interface.dates import day_in_words, time_in_words

from . import rules
from .models import Request

EXCERPT = 90


def excerpt(words: str, longest: int = EXCERPT) -> str:
    """The beginning of what was said, cut between two words."""
    return rules.cut(words, longest)


@dataclass(frozen=True)
class Relay:
    """A line of "whom to alert": its number, when it begins with one, to be dialled; its words."""

    number: str
    words: str


def relays(text: str) -> list[Relay]:
    """The relays of the framework, one a line: "115 : hébergement d’urgence"."""
    found = []
    for line in text.splitlines():
        told = re.match(r"\s*([0-9][0-9 .]*)\s*[::,-]?\s*(.*)", line)
        if told:
            found.append(Relay(re.sub(r"[^0-9]", "", told[1]), told[2]))
        elif line.strip():
            found.append(Relay("", line.strip()))
    return found


def who(request: Request) -> str:
    """The person's name, or that nobody gave it."""
    return request.person.name if request.person else _("Somebody who gave no name")


def clock_words(request: Request, now: datetime, acted_at: datetime | None = None) -> str:
    """The clock of an urgency: "to be seen to before this evening, received at 9:40"; empty without urgency."""
    if not request.urgent or request.due_at is None:
        return ""
    zone = timezone.get_default_timezone()
    today, due = now.astimezone(zone).date(), request.due_at.astimezone(zone)
    if acted_at is not None:
        in_time = rules.in_time(request.due_at, acted_at, zone)
        said = _("acted on at %(time)s on %(day)s") if in_time else _("acted on late, at %(time)s on %(day)s")
        return said % {"time": time_in_words(acted_at), "day": day_in_words(acted_at)}
    came = _came(request, now)
    if now > request.due_at:
        late = {"time": time_in_words(due), "day": day_in_words(due), "came": came}
        return _("late: to be seen to before %(time)s on %(day)s, %(came)s") % late
    if due.date() == today:
        return _("to be seen to before this evening, %(came)s") % {"came": came}
    later = {"day": day_in_words(due), "time": time_in_words(due), "came": came}
    return (
        _(
            "to be seen to when the desk opens, %(day)s at %(time)s, %(came)s; until then by whoever is on call"
        )
        % later
    )


def _came(request: Request, now: datetime) -> str:
    zone = timezone.get_default_timezone()
    received = request.signalled_at or request.received_at
    if received.astimezone(zone).date() == now.astimezone(zone).date():
        return _("received at %(time)s") % {"time": time_in_words(received)}
    return _("received on %(day)s at %(time)s") % {
        "day": day_in_words(received),
        "time": time_in_words(received),
    }


def waited_words(request: Request, now: datetime) -> str:
    """How long it has waited, in days: "aujourd'hui", "3 jours"."""
    days = rules.days_waited(request.received_at, request.closed_at or now, timezone.get_default_timezone())
    return _("the same day") if not days else ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def amount_of_requests(amount: int) -> str:
    """ "12 demandes"."""
    return ngettext("%(n)d request", "%(n)d requests", amount) % {"n": amount}

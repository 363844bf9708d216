"""The day's tally, made by itself: what came to a team, by act, channel, theme and hour. Names nobody.

Pure but for `tally`, which asks two queries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tuilage.core.database.clock import start_of_day

from .models import Passage, Request

REQUEST, URGENT = "request", "urgent"


@dataclass(frozen=True, slots=True)
class Came:
    """One thing that came: a request or a passage."""

    at: datetime
    act: str
    channel: str
    theme: str


def acts() -> dict[str, str]:
    """What is counted, in the order of the page."""
    return {
        REQUEST: _("request received"),
        URGENT: _("urgent request"),
        **{code: str(label) for code, label in Passage.Act.choices},
    }


def tally(team_id: UUID, start: date, end: date) -> list[Came]:
    """What came to a team over [start, end), oldest first; what was undone is left out. Two queries."""
    since, until = start_of_day(start), start_of_day(end)
    found = [
        Came(at, URGENT if urgent else REQUEST, channel, next(iter(themes), ""))
        for at, channel, themes, urgent in Request.objects.filter(
            team_id=team_id, received_at__gte=since, received_at__lt=until
        ).values_list("received_at", "channel", "themes", "urgent")
    ]
    found += [
        Came(*row)
        for row in Passage.objects.filter(
            team_id=team_id, at__gte=since, at__lt=until, undone_at__isnull=True
        ).values_list("at", "act", "channel", "theme")
    ]
    return sorted(found, key=lambda came: came.at)


@dataclass(frozen=True)
class Grid:
    """A table of counts: its rows and columns in order, with their sums."""

    columns: list[str]
    rows: list[tuple[str, list[int], int]]
    totals: list[int]

    @property
    def total(self) -> int:
        """Everything."""
        return sum(self.totals)


def by_act(came: Iterable[Came]) -> Grid:
    """Acts in rows, channels in columns: only those that came."""
    counts = Counter((one.act, one.channel) for one in came)
    channels = [code for code, _label in Request.Channel.choices if any(each[1] == code for each in counts)]
    labels, names = acts(), dict(Request.Channel.choices)
    rows = [
        (
            str(labels[act]),
            [counts[act, channel] for channel in channels],
            sum(counts[act, c] for c in channels),
        )
        for act in labels
        if any(each[0] == act for each in counts)
    ]
    totals = [sum(line[1][place] for line in rows) for place in range(len(channels))]
    return Grid([str(names[code]) for code in channels], rows, totals)


def by_theme(came: Iterable[Came], labels: dict[str, str]) -> list[tuple[str, int]]:
    """Themes, most met first; what has none comes last."""
    counts = Counter(one.theme for one in came)
    without = counts.pop("", 0)
    lines = [(labels.get(code, code), number) for code, number in counts.most_common()]
    return [*lines, (_("no theme noted"), without)] if without else lines


def by_hour(came: Iterable[Came], zone: tzinfo) -> list[tuple[int, int]]:
    """Hours of the day, from the first to the last at which somebody came."""
    counts = Counter(one.at.astimezone(zone).hour for one in came)
    return [(hour, counts[hour]) for hour in range(min(counts), max(counts) + 1)] if counts else []


def by_day(came: Iterable[Came], start: date, end: date, zone: tzinfo) -> list[tuple[date, int]]:
    """Each day of [start, end)."""
    counts = Counter(one.at.astimezone(zone).date() for one in came)
    days = [start + timedelta(days=number) for number in range((end - start).days)]
    return [(day, counts[day]) for day in days]


def sheet(came: Iterable[Came], themes: dict[str, str]) -> tuple[list[str], list[list[str | int]]]:
    """The same as lines to take away: day, hour, act, channel, theme, how many."""
    zone, labels, channels = timezone.get_default_timezone(), acts(), dict(Request.Channel.choices)
    counts = Counter(
        (one.at.astimezone(zone).date(), one.at.astimezone(zone).hour, one.act, one.channel, one.theme)
        for one in came
    )
    heading = [_("Day"), _("Hour"), _("What came"), _("How it came"), _("Theme"), _("How many")]
    lines: list[list[str | int]] = [
        [day.isoformat(), hour, str(labels[act]), str(channels[channel]), themes.get(theme, theme), number]
        for (day, hour, act, channel, theme), number in sorted(counts.items())
    ]
    return heading, lines

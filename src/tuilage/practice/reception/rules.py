"""Rules of reception: what a text says, when an urgency is due, where a request stands, which themes its words bring.

Pure: no database, no clock of its own. Instants are aware; days and hours are those of the zone given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any, Final, Literal

from tuilage.core.access import (
    ADMINISTRATOR,
    CASE_WORKER,
    EVERY_ROLE,
    HEAD_OF_SERVICE,
    POLICY_OFFICER,
    SECRETARY,
    TEAM_ROLES,
    declare_acts,
)

ACTS: Final = {
    "reception.read": TEAM_ROLES,
    "reception.receive": {SECRETARY, CASE_WORKER, HEAD_OF_SERVICE},
    "reception.signal": {SECRETARY, CASE_WORKER, HEAD_OF_SERVICE},
    "reception.act": {SECRETARY, CASE_WORKER, HEAD_OF_SERVICE},
    "reception.answer": {SECRETARY, CASE_WORKER, HEAD_OF_SERVICE},
    "reception.diagnose": {CASE_WORKER, HEAD_OF_SERVICE},
    "reception.qualify": {CASE_WORKER, HEAD_OF_SERVICE},
    "reception.framework": {SECRETARY, CASE_WORKER, HEAD_OF_SERVICE, POLICY_OFFICER},
    "reception.write_framework": {HEAD_OF_SERVICE, POLICY_OFFICER},
    "reception.messages": {SECRETARY, CASE_WORKER, HEAD_OF_SERVICE},
    "reception.tally": TEAM_ROLES,
    "reception.steps": {HEAD_OF_SERVICE},
    "reception.domains": {HEAD_OF_SERVICE, POLICY_OFFICER},
    # Who reads protection reports is a right given, as posts are: by who keeps the accounts, who reads none of them.
    "reception.units": {ADMINISTRATOR},
    "reception.protect": {SECRETARY, CASE_WORKER, HEAD_OF_SERVICE},
    "reception.alert": EVERY_ROLE,
}
declare_acts("reception", ACTS)

LONGEST_CLOSURE: Final = 14  # days; no service of the département stays shut longer
LONG_WAIT: Final = timedelta(days=7)

Status = Literal["waiting", "in_progress", "answered", "out_of_scope"]
Event = Literal["take_up", "answer", "out_of_scope", "undo"]
CLOSED: Final = frozenset({"answered", "out_of_scope"})
_STEPS: Final[Mapping[tuple[str, str], Status]] = {
    ("waiting", "take_up"): "in_progress",
    ("in_progress", "take_up"): "in_progress",
    ("waiting", "answer"): "answered",
    ("in_progress", "answer"): "answered",
    ("answered", "answer"): "answered",
    ("waiting", "out_of_scope"): "out_of_scope",
    ("in_progress", "out_of_scope"): "out_of_scope",
    ("answered", "undo"): "in_progress",
    ("out_of_scope", "undo"): "in_progress",
}


def next_status(status: str, event: Event) -> Status | None:
    """Where a request stands after `event`; None when that cannot happen from there."""
    return _STEPS.get((status, event))


# What a text says


def says_something(text: str | None) -> bool:
    """Whether somebody wrote words: two letters or digits in any script. "." and "?" are no answer."""
    return sum(1 for character in text or "" if character.isalnum()) >= 2


def fold(text: str) -> str:
    """Lower case, without accents or ligatures, typographic apostrophes as spaces: to compare words."""
    plain = unicodedata.normalize("NFD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def proposed_themes(words: str, keywords: Mapping[str, Iterable[str]]) -> list[str]:
    """The themes whose keywords begin a word (or are a phrase) of `words`, most often met first.

    `keywords`: theme code → folded beginnings of words. They are proposed; nobody has to take them (S0-036).
    """
    text = f" {fold(words)} "
    met = {code: sum(text.count(f" {key}") for key in keys if key) for code, keys in keywords.items()}
    return [code for code, times in sorted(met.items(), key=lambda line: -line[1]) if times]


def cut(text: str, longest: int) -> str:
    """The beginning of a text, cut between two words."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest].rsplit(' ', 1)[0]}…"


def born(text: str) -> tuple[int | None, int | None, int] | None:
    """(day, month, year) of a date of birth as people type it: 12/03/1944, 12031944, 03/1944, 1944; None when unclear.

    Raises ValueError for a day or a month that does not exist.
    """
    parts = [int(part) for part in re.findall(r"[0-9]+", text)]
    joined = re.sub(r"\s", "", text)
    if re.fullmatch(r"[0-9]{8}", joined):
        parts = [int(joined[:2]), int(joined[2:4]), int(joined[4:])]
    if len(parts) == 3 and parts[0] > 1000:
        parts.reverse()
    if not 1 <= len(parts) <= 3 or parts[-1] < 1880 or parts[-1] > 2200:
        return None
    year = parts[-1]
    day, month = ([None, None, *parts][-3], [None, *parts][-2])
    if month is not None:
        date(year, month, day if day is not None else 1)
    return day, month, year


# When


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday (Gregorian calendar; Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of France (Code du travail, L.3133-1)."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    moving = (easter(year) + timedelta(days=after) for after in (1, 39, 50))
    return frozenset([date(year, month, day) for month, day in fixed]) | frozenset(moving)


def is_open_day(day: date) -> bool:
    """Whether a reception desk is open that day: from Monday to Friday, but on public holidays."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def at(day: date, hour: time, zone: tzinfo) -> datetime:
    """The instant (UTC) of a local hour: differences and comparisons then count real time on clock-change days."""
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)


def due_at(
    received_at: datetime,
    opens: time,
    closes: time,
    zone: tzinfo,
    is_open: Callable[[date], bool] = is_open_day,
) -> datetime:
    """When an urgent request must have been seen to (S1-035: "une action rapide dans la journée").

    Received on an open day before closing: at that day's closing. Received after closing, or on a closed day: when
    the desk opens next; until then it belongs to whoever is on call and to the relays (115, 15, 17, 119).
    """
    day = received_at.astimezone(zone).date()
    closing = at(day, closes, zone)
    if is_open(day) and received_at < closing:
        return closing
    for later in range(1, LONGEST_CLOSURE + 1):
        if is_open(day + timedelta(days=later)):
            return at(day + timedelta(days=later), opens, zone)
    return at(day + timedelta(days=1), opens, zone)


def in_time(due: datetime, acted_at: datetime | None, zone: tzinfo) -> bool:
    """Whether an urgency was acted on the day it had to be: at the latest on the local day of `due`."""
    return acted_at is not None and acted_at.astimezone(zone).date() <= due.astimezone(zone).date()


def days_waited(since: datetime, until: datetime, zone: tzinfo) -> int:
    """Local days between two instants, 0 within one day; never negative."""
    return max(0, (until.astimezone(zone).date() - since.astimezone(zone).date()).days)


def waits_too_long(status: str, received_at: datetime, now: datetime) -> bool:
    """Whether a request that nobody answered stands out: more than seven days."""
    return status not in CLOSED and now - received_at > LONG_WAIT


def steps_due(
    signalled_at: datetime,
    now: datetime,
    steps: Sequence[Mapping[str, Any]],
    opens: time,
    closes: time,
    zone: tzinfo,
    on_call_at_once: bool = True,
) -> list[tuple[str, str]]:
    """The steps (their name, who is told) that an urgency nobody took has reached at `now`, in their order.

    While the desk is open its minutes count, from the signal or from this morning's opening; when it is closed the
    urgency goes at once to whoever is on call.
    """
    local = now.astimezone(zone)
    day = local.date()
    if not (is_open_day(day) and opens <= local.time() < closes):
        return [("on_call", "on_call")] if on_call_at_once else []
    since = max(signalled_at, at(day, opens, zone))
    waited = (now - since).total_seconds() / 60
    return [(f"{step['after']}:{step['whom']}", step["whom"]) for step in steps if step["after"] <= waited]


def months_after(day: date, months: int) -> date:
    """The same day of the month, `months` later; the last day of a shorter month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


# What may not be


def missing_before_closing(urgent: bool, acts: Sequence[object]) -> bool:
    """An urgency cannot be closed before somebody says what was done to avoid the danger (S1-036)."""
    return urgent and not acts


def may_undo(author: object, who: object, answered_at: datetime, now: datetime, zone: tzinfo) -> bool:
    """A mistake is undone by whoever made it, on the same local day."""
    same_day = answered_at.astimezone(zone).date() == now.astimezone(zone).date()
    return author is not None and author == who and same_day

"""Opening hours of a town hall: from the source's days and spans to OpenStreetMap's syntax."""

from __future__ import annotations

import json

DAYS = {
    "lundi": "Mo", "mardi": "Tu", "mercredi": "We", "jeudi": "Th",
    "vendredi": "Fr", "samedi": "Sa", "dimanche": "Su",
}  # fmt: skip


def opening_hours(source: str) -> str:
    """`[["lundi","jeudi",[["08:30:00","12:00:00"]]]]` becomes `Mo-Th 08:30-12:00`.

    Empty when the source is empty or not in that shape: no hours is better than false ones.
    """
    try:
        return "; ".join(_rule(first, last, spans) for first, last, spans in json.loads(source) if spans)
    except (ValueError, KeyError, TypeError):
        return ""


def _rule(first: str, last: str, spans: list[list[str]]) -> str:
    days = DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"
    times = ",".join(f"{opens[:5]}-{closes[:5]}" for opens, closes in spans)
    return f"{days} {times}"

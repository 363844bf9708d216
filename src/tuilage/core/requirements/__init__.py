"""The rows of the seeds (requirements): which are proved by the last test run, which are planned, in which room."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("table.csv")
LAST_RUN = Path(__file__).resolve().parents[4] / "build" / "coverage" / "last-run.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `counts` rows are what the product must prove; the others are context."""

    id: str
    file: str
    line: int
    quote: str
    room: str
    counts: bool


def rows() -> dict[str, Row]:
    """Every row, by id."""
    with TABLE.open(newline="", encoding="utf-8") as lines:
        return {
            row["id"]: Row(
                row["id"], row["file"], int(row["line"]), row["quote"], row["room"], row["counts"] == "yes"
            )
            for row in csv.DictReader(lines)
        }


def proved(last_run: Path = LAST_RUN) -> dict[str, list[str]]:
    """Row id → ids of the passing tests that prove it, from the last whole run ({} before any)."""
    if not last_run.exists():
        return {}
    found: dict[str, list[str]] = json.loads(last_run.read_text(encoding="utf-8"))
    return found


def table(found: dict[str, list[str]]) -> list[str]:
    """Lines to print: per seed and per room, proved of counting; then the proved rows."""
    known = rows()
    lines = []
    ways: dict[str, Callable[[Row], str]] = {"seed": lambda row: row.id[:2], "room": lambda row: row.room}
    for title, of in ways.items():
        wanted: Counter[str] = Counter(of(row) for row in known.values() if row.counts)
        done: Counter[str] = Counter(of(known[id_]) for id_ in found if id_ in known and known[id_].counts)
        lines.append(f"{title:<14} proved / counting")
        lines += [f"  {name:<12} {done[name]:>4} / {wanted[name]}" for name in sorted(wanted)]
    counted = sum(1 for id_ in found if id_ in known and known[id_].counts)
    lines.append(f"total          {counted:>4} / {sum(row.counts for row in known.values())}")
    by_room: dict[str, list[str]] = defaultdict(list)
    for id_ in found:
        if id_ in known:
            by_room[known[id_].room].append(id_)
    lines += [f"{room}: {', '.join(sorted(ids))}" for room, ids in sorted(by_room.items())]
    return lines

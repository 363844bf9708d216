"""Indicators of the tests: what they count is a list that the test fills, so that every figure can be foretold."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tuilage.core.registries import Cell, IndicatorDefinition, indicators

KINDS = {
    "support.closed": ("Supports closed", "flow", "supports"),
    "support.running": ("Supports running", "stock", "supports"),
    "support.goals_reached": ("Goals reached", "rate", "%"),
    "support.per_fte": ("Supports per full-time post", "average", "supports"),
}


class Counted:
    """What the rooms would count: `put(code, month, cell)`, and it is counted for that month."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, date], list[Cell]] = defaultdict(list)
        self.calls: list[tuple[str, date, date]] = []

    def put(self, code: str, month: date, *cells: Cell) -> None:
        self.cells[code, month].extend(cells)

    def counting(self, code: str) -> Any:
        def count(start: date, end: date) -> list[Cell]:
            self.calls.append((code, start, end))
            return list(self.cells[code, start])

        return count


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """The registry holds the tests' indicators only, for the length of the test."""
    found = Counted()
    entries = {
        code: IndicatorDefinition(
            code=code, label=label, definition=f"{label}, counted from the files.", population="people supported",
            unit=unit, kind=kind, count=found.counting(code), room="tests", order=order,
        )
        for order, (code, (label, kind, unit)) in enumerate(KINDS.items())
    }  # fmt: skip
    monkeypatch.setattr(indicators, "_entries", entries)
    return found


def redefine(code: str, **changes: Any) -> None:
    """Change a definition of the tests' registry."""
    indicators._entries[code] = replace(indicators[code], **changes)

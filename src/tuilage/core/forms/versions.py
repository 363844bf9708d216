"""Optimistic locking: a save made from a stale copy is shown beside the newer one, never written over it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _

from tuilage.core.refusals import Refused

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Difference:
    """One field that both people changed, as a sentence can show it."""

    name: str
    label: str
    mine: Any
    theirs: Any


class StaleVersion(Refused):
    """Somebody saved this row in the meantime. `current` is their row; `differences` what to choose between."""

    def __init__(self, current: models.Model, differences: list[Difference]) -> None:
        super().__init__(
            _(
                "Somebody else changed this while you were writing. Your text is kept below, beside theirs: choose."
            )
        )
        self.current = current
        self.differences = differences


def differences(mine: models.Model, theirs: models.Model, fields: Iterable[str]) -> list[Difference]:
    """The fields whose two values differ, with their labels."""
    found = []
    for name in fields:
        field = mine._meta.get_field(name)
        ours, other = getattr(mine, name), getattr(theirs, name)
        if ours != other:
            found.append(Difference(name, str(getattr(field, "verbose_name", name)), ours, other))
    return found


def save_checked(row: M, expected_version: int, fields: Iterable[str]) -> M:
    """Write `fields` of `row` if its version is still `expected_version`, and raise the version by one.

    Raises StaleVersion with the current row otherwise; nothing is written then.
    """
    names = list(fields)
    values = {name: getattr(row, name) for name in names}
    rows = type(row)._base_manager.filter(pk=row.pk, version=expected_version)
    if not rows.update(version=expected_version + 1, **values):
        current = type(row)._base_manager.get(pk=row.pk)
        raise StaleVersion(current, differences(row, current, names))
    row.version = expected_version + 1  # type: ignore[attr-defined]
    return row

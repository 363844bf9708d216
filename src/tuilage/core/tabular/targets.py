"""What rows may become. A room above registers a target; this room reads, asks, stages, reports."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tuilage.core.registries import Registry

if TYPE_CHECKING:
    from .models import ImportRun

REJECTED, TO_REVIEW, REPAIRED, TO_KNOW = "rejected", "review", "repaired", "known"


@dataclass(frozen=True, slots=True)
class Field:
    """Something a column may hold. `names` are folded headings; `looks` tells a value of it from another."""

    code: str
    label: Any
    names: tuple[str, ...] = ()
    looks: Callable[[str], bool] | None = None
    choices: tuple[tuple[str, Any], ...] = ()
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class Saying:
    """A remark in words: what was found, and what to do. Both may hold %(value)s and %(detail)s."""

    level: str
    sentence: Any
    advice: Any = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """About one row: a saying's code, the field it is about, the value, what else it needs."""

    code: str
    field: str = ""
    value: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the columns of a file are read: heading -> field, order of the parts of a date, values mapped by field."""

    columns: Mapping[str, str]
    date_order: str = "dmy"
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    source: str = ""

    def fields_of(self, headings: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
        """field -> value of a row; an empty second column never covers the first of the same field."""
        read: dict[str, str] = {}
        for heading, cell in zip(headings, cells, strict=False):
            code = self.columns.get(heading, "")
            value = cell.strip()
            if code and (value or code not in read):
                mapped = self.values.get(code, {})
                read[code] = mapped.get(fold(value), value)
        return read


@dataclass(frozen=True, slots=True)
class Target:
    """What rows of a kind become.

    `check(values, reading)` gives the remarks on one row (preview); `clean(run, reading, rows)` stages a batch of
    (number, values) and returns its remarks; `match(run)` says what each row would do and writes the report;
    `apply(run)` writes, all of it in the running transaction; `forget(run)` empties what was staged.
    `missing(columns, source)` says what no file can do without; `sources()` lists who files may come from.
    """

    code: str
    label: Any
    act: str
    fields: tuple[Field, ...]
    sayings: Mapping[str, Saying]
    check: Callable[[Mapping[str, str], Reading], list[Remark]]
    clean: Callable[[ImportRun, Reading, list[tuple[int, dict[str, str]]]], None]
    match: Callable[[ImportRun], None]
    apply: Callable[[ImportRun], None]
    forget: Callable[[ImportRun], None]
    missing: Callable[[Mapping[str, str], str], str]
    sources: Callable[[], list[tuple[str, str]]]
    review_url: str = ""
    intro: Any = ""


targets: Registry[Target] = Registry("targets")


def fold(text: str) -> str:
    """A heading or a value as it is compared: letters and figures, in lower case, without marks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", plain))

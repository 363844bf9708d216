"""What pages hand to the frame's partials: plain values, ready to show (a template runs no query)."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Crumb:
    """One step of "where I am"; the last one has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Tab:
    """One face of the same thing; `amount` is shown beside the label when known."""

    label: str
    url: str
    active: bool = False
    amount: int | None = None


@dataclass(frozen=True)
class CheckItem:
    """One line of a checklist that fills up; `hint` says how to get there, `url` leads there."""

    label: str
    done: bool
    hint: str = ""
    url: str = ""


@dataclass(frozen=True)
class Column:
    """Head of a table's column. `sort_url` makes it a link; `sorted` is "", "ascending" or "descending"."""

    label: str
    numeric: bool = False
    sort_url: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell; give a plain string instead where there is no link."""

    text: object
    url: str = ""


@dataclass(frozen=True)
class Table:
    """A table that becomes stacked cards on a phone. The first cell of each row names the row."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | str]]

    @property
    def labelled_rows(self) -> list[list[tuple[Column, Cell]]]:
        """Each cell beside its column: on a phone the cell says its column's name itself."""
        return [
            [
                (column, cell if isinstance(cell, Cell) else Cell(cell))
                for column, cell in zip(self.columns, row, strict=True)
            ]
            for row in self.rows
        ]

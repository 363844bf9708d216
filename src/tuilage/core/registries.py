"""Registries: how an upper storey finds what lower rooms offer without the rooms knowing it.

A room registers from its `panels.py`, `indicators.py`, `clocks.py`, `demo.py`, imported by its AppConfig.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from tuilage.core.database.context import Actor

T = TypeVar("T")


class Registry(Generic[T]):
    """Named entries, in the order of their `order` then of their registration. A name taken twice is an error."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, T] = {}

    def add(self, code: str, entry: T) -> T:
        if code in self._entries:
            raise ValueError(f"two {self.what} are called {code}")
        self._entries[code] = entry
        return entry

    def __getitem__(self, code: str) -> T:
        return self._entries[code]

    def __contains__(self, code: object) -> bool:
        return code in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(sorted(self._entries.values(), key=lambda entry: getattr(entry, "order", 100)))

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True)
class Panel:
    """A part of a composed page. `place` names the page (person.now, person.side, desk.urgent, desk.due, …).

    `gather(actor, subject_id)` runs the queries and returns the template's context, or None to show nothing.
    `reads(actor, subject_id)`, marked `once_a_page`, gives them unasked: the page asks those of all its parts at once.
    """

    code: str
    place: str
    template: str
    gather: Callable[[Actor, UUID | None], dict[str, Any] | None]
    title: Any = ""
    order: int = 100
    act: str | None = None
    reads: Callable[[Actor, UUID | None], Sequence[Any]] | None = None


@dataclass(frozen=True)
class TimelineEntry:
    """One line of a person's timeline, whichever room holds it."""

    at: datetime
    kind: str
    kind_label: Any
    title: Any
    text: str = ""
    author: str = ""
    tier: str = "shared"
    url: str = ""
    icon: str = "dot"


@dataclass(frozen=True)
class TimelineSource:
    """A room's share of the timeline: `entries(person_id, before, limit)` newest first, one query (`reads`: the same, unasked)."""

    code: str
    kind_label: Any
    entries: Callable[[UUID, datetime | None, int], list[TimelineEntry]]
    order: int = 100
    reads: Callable[[UUID, datetime | None, int], Sequence[Any]] | None = None


@dataclass(frozen=True)
class Due:
    """Something with a clock: shown on a desk, in words, with the act that answers it."""

    at: datetime
    level: str  # "urgent" | "today" (an hour of this day) | "due" | "new"
    who: str
    what: Any
    url: str
    act_label: Any
    since: datetime | None = None
    person_id: UUID | None = None


@dataclass(frozen=True)
class Clock:
    """A room's deadlines for an actor, at an instant: one or two queries, row security filters (`reads`: the same, unasked)."""

    code: str
    due: Callable[[Actor, datetime], list[Due]]
    order: int = 100
    reads: Callable[[Actor, datetime], Sequence[Any]] | None = None


@dataclass(frozen=True)
class Cell:
    """One counted figure: `numerator` (and `denominator` for a rate or an average), `people` for suppression.

    `workers` only where the figure measures the work of professionals: how many they are (law 7: never one).
    """

    numerator: Decimal | int
    denominator: Decimal | int | None
    people: int
    team_id: UUID | None = None
    commune_code: str | None = None
    profession: str | None = None
    workers: int | None = None


class Count(Protocol):
    """Counts over [start, end) as the stats role, one Cell per team × commune × profession (None where it has none)."""

    def __call__(self, start: date, end: date) -> list[Cell]: ...


@dataclass(frozen=True)
class IndicatorDefinition:
    """What is counted, of whom, in which unit; `covers` names the rows of the seeds that ask for it.

    `kind`: "flow" (events of the period), "stock" (state at its last day), "rate" or "average" (numerator/denominator).
    """

    code: str
    label: Any
    definition: Any
    population: Any
    unit: Any
    kind: str
    count: Count
    room: str
    target: Any = ""
    covers: tuple[str, ...] = ()
    order: int = 100


@dataclass(frozen=True)
class Opened:
    """One thing that was counted, as a line: who, what, its day, and where to go from there."""

    who: str
    what: Any
    on: date | None
    url: str


@dataclass(frozen=True)
class Opening:
    """What an indicator counted, for who may read it: both parts run as the reader, row security filters.

    `keys(start, end, teams)` in a stable order, `lines(keys)` for those of one page; a query or two each.
    """

    keys: Callable[[date, date, Collection[UUID] | None], list[UUID]]
    lines: Callable[[Sequence[UUID]], list[Opened]]


@dataclass(frozen=True)
class FigureRequest:
    """An indicator that a page wants shown, for all or for one profession, against the range that is aimed at."""

    code: str
    profession: str = ""
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class FigureCard:
    """How the room that counts shows an indicator: its own template and style, and what goes in as `card`."""

    template: str
    context: dict[str, Any]
    stylesheet: str = ""


class FigureSource(Protocol):
    """One card per request, in their order, with what the actor may see; a few queries whatever their number."""

    def __call__(self, actor: Actor, requests: Sequence[FigureRequest]) -> list[FigureCard]: ...


@dataclass(frozen=True)
class DemoStep:
    """A named step of the demonstration, in `order`.

    Steps from 40 to 499 fill tables for everybody, by COPY: on a large département, without indexes or foreign keys,
    which are laid anew before step 500. What reads tables, or acts as a user would, comes from 500 on.
    """

    code: str
    build: Callable[[Any], None]
    order: int = 100


@dataclass(frozen=True)
class NavigationItem:
    """An entry of the rail: shown to an actor who may do `act`."""

    code: str
    label: Any
    url_name: str
    icon: str
    act: str
    order: int = 100


@dataclass(frozen=True)
class LetterFacts:
    """What a room can say of a person in a letter, as plain strings.

    `places` names each fact as a template writes it ("person.name") and says it in words. `gather(actor, person_id)`
    gives those that are written, under the same names, in one or two queries; row security filters. A place that is
    left out or empty is shown to the writer as something to complete.
    """

    code: str
    label: Any
    places: Mapping[str, Any]
    gather: Callable[[Actor, UUID], dict[str, str]]
    order: int = 100


@dataclass
class Events:
    """Events between sibling rooms: a typed fact, heard in the same transaction by whoever registered."""

    _listeners: dict[type, list[Callable[[Any], None]]] = field(default_factory=dict)

    def listen(self, fact: type[T]) -> Callable[[Callable[[T], None]], Callable[[T], None]]:
        def register(listener: Callable[[T], None]) -> Callable[[T], None]:
            self._listeners.setdefault(fact, []).append(listener)
            return listener

        return register

    def kinds(self) -> list[type]:
        """The facts somebody listens to."""
        return list(self._listeners)

    def announce(self, fact: object) -> None:
        for listener in self._listeners.get(type(fact), []):
            listener(fact)


panels: Registry[Panel] = Registry("panels")
timeline_sources: Registry[TimelineSource] = Registry("timeline sources")
clocks: Registry[Clock] = Registry("clocks")
indicators: Registry[IndicatorDefinition] = Registry("indicators")
openings: Registry[Opening] = Registry("openings of indicators")
figures: Registry[FigureSource] = Registry("sources of figures")
demo_parts: Registry[DemoStep] = Registry("demonstration parts")
# By "table.trigger": how many rows a check by trigger would refuse, asked of all of them after a large load.
load_checks: Registry[str] = Registry("checks of a load")
letter_facts: Registry[LetterFacts] = Registry("facts for letters")
navigation: Registry[NavigationItem] = Registry("navigation items")
events = Events()

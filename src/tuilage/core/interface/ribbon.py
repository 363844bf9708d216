"""The ribbon: a person's path from left to right, its overlaps hatched, its holes visible.

Pure geometry: days become percentages of the drawing's width, rows become pixels, so that the server
draws it whole and the text keeps its size at any width. Periods are '[)', as in the database.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tuilage.core.interface.dates import span_in_words

BarKind = Literal["keyworker", "support", "overlap", "gap", "gap_to_come", "prepared"]

WORKERS: tuple[BarKind, ...] = ("keyworker", "prepared")
HOLES: tuple[BarKind, ...] = ("gap", "gap_to_come")
BAR_HEIGHT = 30
# Workers' bars lie on each other like tiles; supports stand apart.
TILE_STEP = 22
STACK_STEP = 36
LANE_HEAD = 26
LANE_FOOT = 12
CAPTION_DROP = 16
AXIS_HEIGHT = 26
# A label is cut for the narrowest drawing (CSS: .ribbon-canvas min-width), at about 7 px a character.
NARROWEST = 600
CHARACTER = 7.2


@dataclass(frozen=True)
class Bar:
    """One period: `end` is the first day after it, None while it runs."""

    start: date
    end: date | None
    label: str
    kind: BarKind
    url: str | None = None


@dataclass(frozen=True)
class Lane:
    """One line of the ribbon, under its own name."""

    label: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Ribbon:
    """What is drawn: [start, end) in days, and where today stands.

    Raises ValueError when `end` is not after `start`.
    """

    start: date
    end: date
    today: date
    lanes: Sequence[Lane]

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError("A ribbon needs at least one day.")


@dataclass(frozen=True)
class Shape:
    """A bar placed: x and width in per cent of the canvas, y and height in pixels of its lane."""

    bar: Bar
    x: float
    width: float
    y: int
    height: int
    text: str
    text_x: float
    sentence: str

    @property
    def hatched(self) -> bool:
        return self.bar.kind == "overlap"

    @property
    def hole(self) -> bool:
        return self.bar.kind in HOLES


@dataclass(frozen=True)
class Tick:
    """A rule of the calendar; `label` is empty for the ones between."""

    x: float
    label: str
    year: bool


@dataclass(frozen=True)
class Caption:
    """The words of a hole that is too narrow to hold them."""

    text: str
    x: float
    y: int
    anchor: Literal["start", "end"]


@dataclass(frozen=True)
class LaneDrawing:
    """A lane placed; `height` in pixels."""

    label: str
    height: int
    shapes: Sequence[Shape]
    captions: Sequence[Caption] = ()

    @property
    def readable(self) -> list[Shape]:
        """The lane in order of time, for the list under the drawing."""
        return sorted(self.shapes, key=lambda shape: shape.bar.start)


@dataclass(frozen=True)
class Drawing:
    """A ribbon ready for the template. `today_x` is None when today is not in it."""

    lanes: Sequence[LaneDrawing]
    ticks: Sequence[Tick]
    today_x: float | None
    today: date
    axis_height: int = AXIS_HEIGHT


def with_overlaps(bars: Iterable[Bar], label: str) -> list[Bar]:
    """The bars, and one `overlap` bar for each time two workers stand beside each other."""
    given = list(bars)
    found = []
    for one, other in combinations([bar for bar in given if bar.kind in WORKERS], 2):
        start = max(one.start, other.start)
        end = _earliest(one.end, other.end)
        if end is None or start < end:
            found.append(Bar(start, end, label, "overlap"))
    return given + found


def holes(
    bars: Iterable[Bar], start: date, end: date, today: date, label: str, label_to_come: str
) -> list[Bar]:
    """The times within [start, end) with no worker: `gap` when begun by today, else `gap_to_come`."""
    free = start
    found = []
    for bar in sorted((bar for bar in bars if bar.kind in WORKERS), key=lambda bar: bar.start):
        if bar.start > free:
            found.append((free, min(bar.start, end)))
        free = max(free, bar.end or end)
        if free >= end or bar.start >= end:
            break
    if free < end:
        found.append((free, end))
    return [
        Bar(
            since,
            until,
            label if since <= today else label_to_come,
            "gap" if since <= today else "gap_to_come",
        )
        for since, until in found
        if since < until
    ]


def draw(ribbon: Ribbon) -> Drawing:
    """Place everything. Bars outside the ribbon are left out; those that cross its edges are cut."""
    inside = ribbon.start <= ribbon.today < ribbon.end
    return Drawing(
        lanes=[_draw_lane(lane, ribbon) for lane in ribbon.lanes],
        ticks=_ticks(ribbon.start, ribbon.end),
        today_x=_position(ribbon.today, ribbon) if inside else None,
        today=ribbon.today,
    )


def _earliest(one: date | None, other: date | None) -> date | None:
    ends = [end for end in (one, other) if end is not None]
    return min(ends) if ends else None


def _position(day: date, ribbon: Ribbon) -> float:
    share = (day - ribbon.start).days / (ribbon.end - ribbon.start).days
    return round(100 * min(max(share, 0.0), 1.0), 3)


def _draw_lane(lane: Lane, ribbon: Ribbon) -> LaneDrawing:
    seen = [
        bar
        for bar in sorted(lane.bars, key=lambda bar: (bar.start, bar.end or date.max))
        if bar.start < ribbon.end and (bar.end is None or bar.end > ribbon.start)
    ]
    solid = [bar for bar in seen if bar.kind not in ("overlap", *HOLES)]
    overlaps = [bar for bar in seen if bar.kind == "overlap"]
    rows = _rows(solid)
    step = TILE_STEP if any(bar.kind in WORKERS for bar in solid) else STACK_STEP
    depth = max(rows, default=0) * step + BAR_HEIGHT
    shapes = [
        _place(bar, ribbon, LANE_HEAD + row * step, BAR_HEIGHT, overlaps)
        for bar, row in zip(solid, rows, strict=True)
    ]
    # Overlaps and holes are laid over the tiles; an overlap is as deep as the lane.
    shapes += [_place(bar, ribbon, LANE_HEAD, depth) for bar in overlaps]
    shapes += [_place(bar, ribbon, LANE_HEAD, BAR_HEIGHT) for bar in seen if bar.kind in HOLES]
    captions = _captions(shapes, LANE_HEAD + depth + CAPTION_DROP)
    height = LANE_HEAD + depth + LANE_FOOT + (CAPTION_DROP if captions else 0)
    return LaneDrawing(lane.label, height, shapes, captions)


def _rows(bars: Sequence[Bar]) -> list[int]:
    """The first free row of each bar, so that two bars of one row never meet."""
    busy_until: list[date] = []
    rows = []
    for bar in bars:
        row = next((at for at, until in enumerate(busy_until) if until <= bar.start), len(busy_until))
        until = bar.end or date.max
        if row == len(busy_until):
            busy_until.append(until)
        busy_until[row] = until
        rows.append(row)
    return rows


def _place(bar: Bar, ribbon: Ribbon, y: int, height: int, overlaps: Sequence[Bar] = ()) -> Shape:
    x = _position(bar.start, ribbon)
    end = _position(bar.end or ribbon.end, ribbon)
    free_from, free_to = _uncovered(bar, ribbon, overlaps) if bar.kind in WORKERS else (x, end)
    width = round(end - x, 3)
    return Shape(
        bar=bar,
        x=x,
        width=width,
        y=y,
        height=height,
        text=_words(bar, free_to - free_from),
        text_x=round(100 * (free_from - x) / width, 3) if width else 0.0,
        sentence=sentence(bar),
    )


def _uncovered(bar: Bar, ribbon: Ribbon, overlaps: Sequence[Bar]) -> tuple[float, float]:
    """Where the bar's label can be read: after the overlap it begins in, before the one it ends in."""
    free_from, free_to = _position(bar.start, ribbon), _position(bar.end or ribbon.end, ribbon)
    for overlap in overlaps:
        since, until = _position(overlap.start, ribbon), _position(overlap.end or ribbon.end, ribbon)
        if since <= free_from < until:
            free_from = min(until, free_to)
        if since < free_to <= until:
            free_to = max(since, free_from)
    return free_from, free_to


def _captions(shapes: Iterable[Shape], y: int) -> list[Caption]:
    """A hole too narrow to hold its own words has them under it: a hole is never silent on the drawing."""
    found: list[Caption] = []
    taken = 0.0
    for shape in sorted((shape for shape in shapes if shape.hole), key=lambda shape: shape.x):
        words = len(shape.bar.label) * CHARACTER / NARROWEST * 100
        ends = shape.x + words > 100
        since = max(shape.x + shape.width - words, 0.0) if ends else shape.x
        if not shape.text and since >= taken:
            found.append(
                Caption(
                    shape.bar.label, shape.x + shape.width if ends else shape.x, y, "end" if ends else "start"
                )
            )
            taken = since + words + 1
    return found


def _words(bar: Bar, width: float) -> str:
    """The label cut to `width` per cent; a hole's is whole inside, or whole under it."""
    text = _fitted(bar.label, width)
    return "" if bar.kind in HOLES and text != bar.label else text


def _fitted(label: str, width: float) -> str:
    room = int((width / 100 * NARROWEST - 20) / CHARACTER)
    if len(label) <= room:
        return label
    return f"{label[: room - 1].rstrip(' ,')}…" if room >= 6 else ""


def sentence(bar: Bar) -> str:
    """The bar said in words: title of the drawing, line of the list, and what print shows."""
    return _("%(label)s, %(span)s") % {"label": bar.label, "span": span_in_words(bar.start, bar.end)}


def _ticks(start: date, end: date) -> list[Tick]:
    """Month rules under two years, quarters under six, years beyond; January always carries its year."""
    days = (end - start).days
    step = 1 if days <= 400 else 3 if days <= 1500 else 12
    whole = Ribbon(start, end, start, ())
    found = []
    month = date(start.year, start.month, 1)
    while month < end:
        if month >= start and (month.month - 1) % step == 0:
            year = month.month == 1
            label = str(month.year) if year else date_format(month, "N")
            found.append(Tick(_position(month, whole), label, year))
        month = (month + timedelta(days=32)).replace(day=1)
    return _spaced(found)


def _spaced(ticks: Sequence[Tick]) -> list[Tick]:
    """Keep the rules, drop the labels that would run into the edge."""
    return [replace(tick, label="") if tick.x > 94 else tick for tick in ticks]

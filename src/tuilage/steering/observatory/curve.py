"""A curve drawn by the server: a line that breaks where nothing is known, against the range aimed at. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 36


@dataclass(frozen=True, slots=True)
class Tick:
    """A graduation: where, and what it says."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A known figure."""

    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True)
class Band:
    """The range aimed at; one number is a band without height, drawn as a line."""

    top: float
    bottom: float

    @property
    def path(self) -> str:
        """The outline, as SVG writes it."""
        return f"M{LEFT} {self.top}H{WIDTH - RIGHT}V{self.bottom}H{LEFT}Z"


@dataclass(frozen=True, slots=True)
class Curve:
    """What the template draws, in units of the view box."""

    lines: list[str]
    dots: list[Dot]
    gaps: list[Dot]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    band: Band | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def graduations(highest: float, wanted: int = 4) -> list[float]:
    """Round numbers from 0 to at least `highest`, about `wanted` of them.

    >>> graduations(23), graduations(0.8)
    ([0.0, 10.0, 20.0, 30.0], [0.0, 0.2, 0.4, 0.6, 0.8])
    """
    if highest <= 0:
        return [0.0, 1.0]
    rough = highest / wanted
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough * 0.999)
    return [round(step * number, 10) for number in range(ceil(highest / step - 1e-9) + 1)]


def draw(
    labels: Sequence[str],
    values: Sequence[Decimal | None],
    titles: Sequence[str],
    low: Decimal | None = None,
    high: Decimal | None = None,
    number: object = str,
) -> Curve | None:
    """The curve of a series, oldest first; None when nothing at all is known. `number` writes a graduation."""
    known = [float(value) for value in values if value is not None]
    if not known:
        return None
    aims = [float(aim) for aim in (low, high) if aim is not None]
    marks = graduations(max([*known, *aims, 0.0]))
    top = marks[-1]
    width = WIDTH - LEFT - RIGHT
    xs = [LEFT + width * (at + 0.5) / len(values) for at in range(len(values))]

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * max(value, 0.0) / top, 1)

    dots = [
        Dot(round(x, 1), y(float(value)), title)
        for x, value, title in zip(xs, values, titles, strict=True)
        if value is not None
    ]
    gaps = [
        Dot(round(x, 1), HEIGHT - BOTTOM, title)
        for x, value, title in zip(xs, values, titles, strict=True)
        if value is None
    ]
    write = number if callable(number) else str
    every = max(1, ceil(len(labels) / 8))
    ticks = [
        Tick(round(x, 1), label)
        for at, (x, label) in enumerate(zip(xs, labels, strict=True))
        if (len(labels) - 1 - at) % every == 0
    ]
    return Curve(
        _lines(xs, [None if value is None else y(float(value)) for value in values]),
        dots, gaps, ticks, [Tick(y(mark), write(mark)) for mark in marks], _band(low, high, y),
    )  # fmt: skip


def _lines(xs: Sequence[float], ys: Sequence[float | None]) -> list[str]:
    """Polylines between the gaps: what is not known is not joined."""
    lines: list[list[str]] = [[]]
    for x, y in zip(xs, ys, strict=True):
        if y is None:
            lines.append([])
        else:
            lines[-1].append(f"{x:.1f},{y}")
    return [" ".join(line) for line in lines if len(line) > 1]


def _band(low: Decimal | None, high: Decimal | None, y: object) -> Band | None:
    if not callable(y) or (low is None and high is None):
        return None
    bottom = y(float(low if low is not None else high or 0))
    top = y(float(high if high is not None else low or 0))
    return Band(top, bottom)

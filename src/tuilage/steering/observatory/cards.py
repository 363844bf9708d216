"""Figures for the pages of other rooms (a plan's action): curve, table, definition, and the live count if allowed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from tuilage.core.access import may
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.registries import FigureCard, FigureRequest, IndicatorDefinition, figures, indicators

from . import queries
from .actions import LiveCount, counts_now, digest
from .models import IndicatorValue
from .pages import aim_in_words, drawn, number, period_in_words, said
from .rules import by_step, month_of, next_month

TEMPLATE, STYLE = "observatory/_card.html", "observatory/observatory.css"
MONTHS_SHOWN = 24


def cards(actor: Actor, requests: Sequence[FigureRequest]) -> list[FigureCard]:
    """One card per request. Raises KeyError for an indicator that no room counts."""
    asked: list[queries.Asked] = [(one.code, None, None, one.profession) for one in requests]
    rows = queries.series(asked, next_month(month_of(today()), -MONTHS_SHOWN))
    live: list[LiveCount | None] = [None] * len(requests)
    if may(actor, "observatory.internal"):
        live = list(counts_now(actor, [(one.code, None, one.profession) for one in requests]))
    return [
        FigureCard(TEMPLATE, card(indicators[one.code], one, rows[key], now), STYLE)
        for one, key, now in zip(requests, asked, live, strict=True)
    ]


figures.add("observatory", cards)


def card(
    definition: IndicatorDefinition,
    request: FigureRequest,
    rows: Sequence[IndicatorValue],
    live: LiveCount | None = None,
    step: int = 1,
) -> dict[str, Any]:
    """What a figure's card shows. No query."""
    kind, unit = definition.kind, str(definition.unit)
    points = by_step(queries.points(rows), kind, step)
    last = points[-1] if points else None
    publication = rows[-1].publication if rows else None
    return {
        "definition": definition,
        "unit": unit,
        "url": reverse("observatory:indicator", args=[definition.code]),
        "anchor": f"{definition.code}-{request.profession}" if request.profession else definition.code,
        "aim": aim_in_words(request.low, request.high, kind, unit),
        "drawn": drawn(points, kind, unit, str(definition.label), request.low, request.high),
        "known": bool(points),
        "latest": said(last, kind, unit) if last else "",
        "latest_period": period_in_words(last.start, last.end) if last else "",
        "computed_at": publication.computed_at if publication else None,
        "redefined": publication is not None and publication.digest != digest(definition),
        "earlier": publication,
        "live": live,
        "live_value": number(live.value, kind) if live else "",
    }

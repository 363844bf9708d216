"""The geometry of the ribbon, and what it says of overlaps and holes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tuilage.core.interface.ribbon import (
    HOLES,
    WORKERS,
    Bar,
    BarKind,
    Drawing,
    Lane,
    LaneDrawing,
    Ribbon,
    draw,
    holes,
    with_overlaps,
)

START, END, TODAY = date(2025, 1, 1), date(2027, 1, 1), date(2026, 6, 1)
NEAR = st.dates(date(2024, 1, 1), date(2028, 1, 1))
# Where each day is counted one by one, a season is enough.
SEASON_END = date(2025, 4, 1)


@st.composite
def bars(
    draw_value: Any,
    kinds: tuple[BarKind, ...] = ("keyworker", "support", "prepared"),
    starts: st.SearchStrategy[date] = NEAR,
    longest: int = 900,
) -> Bar:
    start = draw_value(starts)
    length = draw_value(st.one_of(st.none(), st.integers(1, longest)))
    end = None if length is None else start + timedelta(days=length)
    return Bar(start, end, draw_value(st.text(max_size=40)), draw_value(st.sampled_from(kinds)))


def season(*kinds: BarKind) -> st.SearchStrategy[list[Bar]]:
    return st.lists(bars(kinds, st.dates(date(2024, 12, 1), SEASON_END), 60), max_size=4)


def lane_of(given_bars: list[Bar]) -> LaneDrawing:
    return draw(Ribbon(START, END, TODAY, [Lane("Référents", given_bars)])).lanes[0]


def days_of(bar: Bar, until: date = SEASON_END) -> set[date]:
    end = bar.end or until
    return {bar.start + timedelta(days=n) for n in range((end - bar.start).days)}


@given(st.lists(bars(), max_size=8))
def test_every_bar_stays_inside_the_drawing(given_bars: list[Bar]) -> None:
    drawing = lane_of(with_overlaps(given_bars, "Tuilage"))
    for shape in drawing.shapes:
        assert 0 <= shape.x <= 100
        assert shape.width > 0
        assert shape.x + shape.width <= 100.001
        assert shape.y + shape.height < drawing.height
        assert 0 <= shape.text_x <= 100


@given(st.lists(bars(), max_size=8))
def test_two_bars_of_one_row_never_meet(given_bars: list[Bar]) -> None:
    solid = [shape for shape in lane_of(given_bars).shapes if shape.bar.kind in (*WORKERS, "support")]
    for one in solid:
        for other in solid:
            if one is not other and one.y == other.y:
                assert one.x + one.width <= other.x + 0.001 or other.x + other.width <= one.x + 0.001


@given(season("keyworker"))
def test_a_day_is_an_overlap_exactly_when_two_workers_hold_it(given_bars: list[Bar]) -> None:
    overlaps = [bar for bar in with_overlaps(given_bars, "Tuilage") if bar.kind == "overlap"]
    later = date(2025, 7, 1)
    held = [day for bar in given_bars for day in days_of(bar, later)]
    assert {day for bar in overlaps for day in days_of(bar, later)} == {
        day for day in set(held) if held.count(day) > 1
    }


@given(season("keyworker", "prepared"))
def test_a_day_is_a_hole_exactly_when_nobody_holds_it(given_bars: list[Bar]) -> None:
    found = holes(given_bars, START, SEASON_END, TODAY, "Sans référent", "Sans référent prévu")
    held = {day for bar in given_bars for day in days_of(bar)}
    everyday = days_of(Bar(START, SEASON_END, "", "keyworker"))
    assert {day for bar in found for day in days_of(bar)} == everyday - held


def test_a_hole_that_has_begun_and_one_to_come_are_told_apart() -> None:
    workers = [
        Bar(START, date(2026, 1, 1), "Claire", "keyworker"),
        Bar(date(2026, 2, 1), date(2026, 9, 1), "Samir", "keyworker"),
    ]
    found = holes(workers, START, END, TODAY, "Sans référent", "Sans référent prévu")
    assert [(bar.kind, bar.label, bar.start) for bar in found] == [
        ("gap", "Sans référent", date(2026, 1, 1)),
        ("gap_to_come", "Sans référent prévu", date(2026, 9, 1)),
    ]


def test_a_hole_is_never_silent_on_the_drawing() -> None:
    workers = [
        Bar(START, date(2026, 1, 1), "Claire", "keyworker"),
        Bar(date(2026, 1, 8), None, "Samir", "keyworker"),
    ]
    lane = lane_of(workers + holes(workers, START, END, TODAY, "Sans référent", ""))
    assert [caption.text for caption in lane.captions] == ["Sans référent"]
    assert all(not shape.text for shape in lane.shapes if shape.bar.kind in HOLES)


def test_a_label_is_read_beside_the_overlap_not_under_it() -> None:
    workers = [
        Bar(START, date(2026, 4, 1), "Claire Vidal", "keyworker"),
        Bar(date(2026, 1, 1), None, "Samir Belkacem", "keyworker"),
    ]
    lane = lane_of(with_overlaps(workers, "Tuilage"))
    later = next(shape for shape in lane.shapes if shape.bar.label == "Samir Belkacem")
    assert later.x + later.width * later.text_x / 100 == pytest.approx(
        next(shape.x + shape.width for shape in lane.shapes if shape.hatched), abs=0.01
    )


@given(NEAR, st.integers(1, 9000))
def test_the_calendar_is_readable_at_any_length(start: date, days: int) -> None:
    ticks = draw(Ribbon(start, start + timedelta(days=days), start, [])).ticks
    assert [tick.x for tick in ticks] == sorted({tick.x for tick in ticks})
    assert len(ticks) <= 26


def test_a_ribbon_of_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Ribbon(START, START, TODAY, [])


def test_today_is_drawn_only_when_it_is_there() -> None:
    def at(today: date) -> Drawing:
        return draw(Ribbon(START, END, today, []))

    assert at(START).today_x == 0
    assert at(END).today_x is None


def test_the_drawing_has_its_list_and_the_list_says_everything() -> None:
    workers = [Bar(START, date(2026, 4, 1), "Claire Vidal", "keyworker", url="/referents/1")]
    ribbon = Ribbon(
        START,
        END,
        TODAY,
        [Lane("Référents", workers + holes(workers, START, END, TODAY, "Sans référent", ""))],
    )
    template = engines["django"].from_string("{% ribbon ribbon 'Le parcours' %}")
    with translation.override("fr"):
        page = template.render({"ribbon": ribbon})
    assert 'role="group"' in page
    assert 'tabindex="0"' in page
    listed = page[page.index("<details") :]
    assert "Claire Vidal, du 1er janvier 2025 au 31 mars 2026" in listed
    assert "Sans référent, du 1er avril 2026 au 31 décembre 2026" in listed
    assert 'href="/referents/1"' in listed

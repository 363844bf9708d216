"""No figure about fewer than five people can be found again, whatever is added to or taken from what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from unittest.mock import patch
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuilage.core.registries import Cell
from tuilage.steering.observatory import secrecy
from tuilage.steering.observatory.margins import WHOLE, Key, Places, families, keys_of, lay
from tuilage.steering.observatory.secrecy import Margin, suppress

TEAMS = [UUID(int=number) for number in range(1, 4)]
ZONES = [UUID(int=number) for number in range(10, 17)]
PLACES = Places(
    {UUID(int=100): ZONES[:4], UUID(int=101): ZONES[4:]},
    {
        "47001": [ZONES[0], ZONES[4]], "47002": [ZONES[1], ZONES[4]], "47003": [ZONES[2], ZONES[5]],
        "47004": [ZONES[3], ZONES[5]], "47005": [ZONES[3], ZONES[6]],
    },
)  # fmt: skip

cells = st.lists(
    st.builds(
        lambda people, team, commune, profession: Cell(people, None, people, team, commune, profession),
        st.integers(0, 14) | st.integers(0, 3),
        st.sampled_from([*TEAMS, None]),
        st.sampled_from([*PLACES.of_commune, "99999", None]),
        st.sampled_from(["social-worker", "family-economics-adviser", None]),
    ),
    max_size=14,
)


def in_span(rows: Sequence[Sequence[int]], target: Sequence[int]) -> bool:
    """Whether a combination of rows gives the target: plain elimination on fractions, nothing shared with the code."""

    def reduced(line: list[Fraction], basis: list[tuple[int, list[Fraction]]]) -> list[Fraction]:
        for pivot, row in basis:
            if line[pivot]:
                factor = line[pivot]
                line = [value - factor * other for value, other in zip(line, row, strict=True)]
        return line

    basis: list[tuple[int, list[Fraction]]] = []
    for row in rows:
        line = reduced([Fraction(value) for value in row], basis)
        pivot = next((at for at, value in enumerate(line) if value), None)
        if pivot is not None:
            basis.append((pivot, [value / line[pivot] for value in line]))
    return not any(reduced([Fraction(value) for value in target], basis))


@pytest.mark.parametrize("most_exact", [secrecy.MOST_EXACT, 0], ids=["exact", "quick search alone"])
@given(given_cells=cells)
@settings(max_examples=150, deadline=None)
def test_no_small_figure_is_a_sum_or_difference_of_what_is_shown(
    most_exact: int, given_cells: list[Cell]
) -> None:
    with patch.object(secrecy, "MOST_EXACT", most_exact):
        figures = lay(given_cells, PLACES)
    counted = [cell for cell in given_cells if cell.people]
    vectors = {
        figure.key: [int(figure.key in keys_of(cell, PLACES)) for cell in counted] for figure in figures
    }
    shown = [vectors[figure.key] for figure in figures if not figure.hidden]
    for figure in figures:
        if figure.hidden == "few":
            assert 0 < figure.sums.people < 5
            assert not in_span(shown, vectors[figure.key]), figure.key
        elif not figure.hidden:
            assert figure.sums.people == 0 or figure.sums.people >= 5


@given(cells)
@settings(max_examples=150, deadline=None)
def test_no_small_figure_is_pinned_by_a_total_less_its_other_parts(given_cells: list[Cell]) -> None:
    figures = {figure.key: figure for figure in lay(given_cells, PLACES)}
    for parent, parts in families(list(figures), PLACES):
        unseen = [figures[key] for key in parts if figures[key].hidden]
        small = [figure for figure in unseen if figure.hidden == "few"]
        if figures[parent].hidden or not small:
            continue
        assert len(unseen) > 1
        rest = sum(figure.sums.people for figure in unseen)
        ranges = [range(1, 5) if figure.hidden == "few" else range(5, rest + 1) for figure in unseen[:4]]
        if len(unseen) <= 3:
            worlds = [world for world in product(*ranges) if sum(world) == rest]
            for at, figure in enumerate(unseen):
                if figure.hidden == "few":
                    assert len({world[at] for world in worlds}) > 1


def test_a_lone_small_zone_takes_the_next_smallest_with_it() -> None:
    margins = [
        Margin("all", 40, 0b111),
        Margin("a", 3, 0b001),
        Margin("b", 12, 0b010),
        Margin("c", 25, 0b100),
    ]
    assert suppress(margins, [("all", ["a", "b", "c"])]) == {"a": "few", "b": "shield"}


def test_two_fours_under_their_total_are_not_left_to_be_guessed() -> None:
    """4 + 4 = 8 under the bound of 4 says both: another part is hidden, or the total when there is none."""
    three = [Margin("all", 28, 0b111), Margin("a", 4, 0b001), Margin("b", 4, 0b010), Margin("c", 20, 0b100)]
    assert suppress(three, [("all", ["a", "b", "c"])]) == {"a": "few", "b": "few", "c": "shield"}
    two = [Margin("all", 8, 0b11), Margin("a", 4, 0b01), Margin("b", 4, 0b10)]
    assert suppress(two, [("all", ["a", "b"])]) == {"a": "few", "b": "few", "all": "shield"}


def test_the_same_people_under_two_names_are_hidden_under_both() -> None:
    """A team that serves one zone: hiding the one and showing the other would hide nothing."""
    margins = [
        Margin("all", 60, 0b111), Margin("a", 3, 0b001), Margin("b", 17, 0b010), Margin("c", 40, 0b100),
        Margin("team b", 17, 0b010), Margin("team ac", 43, 0b101),
    ]  # fmt: skip
    hidden = suppress(margins, [("all", ["a", "b", "c"]), ("all", ["team b", "team ac"])])
    assert hidden["b"] == hidden["team b"] == "shield"


def test_nobody_is_not_a_secret() -> None:
    assert suppress([Margin("all", 9, 1), Margin("a", 0, 0), Margin("b", 9, 1)], [("all", ["a", "b"])]) == {}


def test_a_zone_without_anything_has_its_line() -> None:
    """A territory with none must show: zero is known there."""
    figures = {figure.key: figure for figure in lay([Cell(9, None, 9, TEAMS[0], "47001", None)], PLACES)}
    assert figures[WHOLE].sums.numerator == 9
    assert figures[Key(zone=ZONES[3])].sums.numerator == 0
    assert not figures[Key(zone=ZONES[3])].hidden

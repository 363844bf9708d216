"""The rules by themselves, on any dates: property-tested."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuilage.practice.support.rules import (
    MOVES,
    ClosureFacts,
    StartFacts,
    add_months,
    cover,
    holes,
    may_become,
    missing_before_closure,
    missing_before_start,
    overlapping,
    plan_handover,
    ready,
    says_something,
    uncovered,
)

DAY = date(2026, 1, 1)
days = st.integers(0, 400).map(lambda n: DAY + timedelta(days=n))
periods = st.tuples(days, st.integers(1, 200), st.booleans()).map(
    lambda given: (given[0], None if given[2] else given[0] + timedelta(days=given[1]))
)
SPAN = [DAY + timedelta(days=n) for n in range(700)]


def holds(period: tuple[date, date | None], day: date) -> bool:
    return period[0] <= day and (period[1] is None or day < period[1])


@given(st.lists(periods, max_size=6), periods)
def test_uncovered_says_exactly_the_days_that_nobody_answers(
    held: list[tuple[date, date | None]], running: tuple[date, date | None]
) -> None:
    found = uncovered(held, running)
    for day in SPAN:
        alone = holds(running, day) and not any(holds(period, day) for period in held)
        assert any(holds(hole, day) for hole in found) == alone


@given(st.lists(periods, max_size=6), periods)
def test_cover_is_never_none_and_never_two(
    held: list[tuple[date, date | None]], running: tuple[date, date | None]
) -> None:
    far = DAY + timedelta(days=5000)
    counts = [sum(holds(period, day) for period in held) for day in [*SPAN, far]]
    inside = [count for day, count in zip([*SPAN, far], counts, strict=True) if holds(running, day)]
    assert cover(held, running) == (all(count == 1 for count in inside) and max(counts) <= 1)
    assert overlapping(held) == (max(counts) > 1)


@given(days, st.integers(1, 60), st.integers(1, 60), st.one_of(st.none(), st.integers(121, 400)))
def test_a_planned_handover_leaves_no_day_without_and_none_with_two(
    since: date, wait: int, beside: int, rest: int | None
) -> None:
    until = None if rest is None else since + timedelta(days=rest)
    starts_on = since + timedelta(days=wait)
    passes_on = starts_on + timedelta(days=beside)
    plan = plan_handover((since, until), starts_on, passes_on)
    assert cover([plan.before, plan.after], (since, until))
    assert plan.beside == (starts_on, passes_on)
    assert all(holds(plan.before, starts_on + timedelta(days=n)) for n in range(beside))


@pytest.mark.parametrize(
    ("starts", "passes"), [(5, 5), (6, 5), (-1, 5), (3, 100), (3, 200)], ids=lambda value: str(value)
)
def test_a_handover_out_of_order_is_refused(starts: int, passes: int) -> None:
    with pytest.raises(ValueError, match=r"overlap|within"):
        plan_handover(
            (DAY, DAY + timedelta(days=100)), DAY + timedelta(days=starts), DAY + timedelta(days=passes)
        )


@given(st.lists(periods, max_size=4), periods, st.lists(st.tuples(periods, periods), max_size=3), days)
def test_holes_are_never_over_and_say_whether_they_have_begun(
    held: list[tuple[date, date | None]],
    running: tuple[date, date | None],
    absences: list[tuple[tuple[date, date | None], tuple[date, date | None]]],
    today: date,
) -> None:
    for hole in holes(held, running, absences, today):
        assert hole.end is None or hole.end > today
        assert hole.to_come == (hole.start > today)
        assert hole.start >= running[0]


def test_an_absence_with_nobody_beside_is_a_gap_to_come() -> None:
    away = (DAY + timedelta(days=30), DAY + timedelta(days=60))
    (hole,) = holes([(DAY, None)], (DAY, None), [((DAY, None), away)], DAY)
    assert (hole.start, hole.end, hole.to_come, hole.why) == (*away, True, "absent")


READY = StartFacts(
    adhesion_on=DAY, adhesion_how="oral", goals_set_on=[DAY], months=6, criteria_fixed_on=[DAY], start=DAY
)
LATER = DAY + timedelta(days=1)


def test_with_everything_there_nothing_is_missing() -> None:
    assert ready(READY)
    assert [line.code for line in missing_before_start(READY)] == ["adhesion", "goal", "months", "criterion"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"adhesion_on": None}, "adhesion"),
        ({"adhesion_how": ""}, "adhesion"),
        ({"adhesion_on": LATER}, "adhesion"),
        ({"goals_set_on": []}, "goal"),
        ({"goals_set_on": [LATER]}, "goal"),
        ({"months": None}, "months"),
        ({"months": 0}, "months"),
        ({"criteria_fixed_on": []}, "criterion"),
        ({"criteria_fixed_on": [LATER]}, "criterion"),
        ({"needs_opinion": True}, "opinion"),
        ({"needs_opinion": True, "opinion_on": DAY, "opinion": "against"}, "opinion"),
        ({"needs_opinion": True, "opinion_on": LATER, "opinion": "favourable"}, "opinion"),
    ],
)
def test_each_thing_missing_is_said_and_only_it(changed: dict[str, object], code: str) -> None:
    facts = replace(READY, **changed)  # type: ignore[arg-type]
    assert [line.code for line in missing_before_start(facts) if not line.done] == [code]


def test_a_kind_without_adhesion_does_not_ask_for_it() -> None:
    facts = StartFacts(needs_adhesion=False, goals_set_on=[DAY], months=1, criteria_fixed_on=[DAY])
    assert ready(facts)


@pytest.mark.parametrize("text", [None, "", " ", ".", "...", "–", "12", "a", "?!", "\u200b."])
def test_a_text_of_dots_says_nothing(text: str | None) -> None:
    assert not says_something(text)


@pytest.mark.parametrize("text", ["ok", "J'ai", "نعم", "да", "être là", "O'B", "是的"])
def test_a_text_in_any_script_says_something(text: str) -> None:
    assert says_something(text)


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 120))
def test_months_later_is_never_earlier_and_keeps_the_day_when_it_can(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_the_29th_of_february_a_year_later() -> None:
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)


def test_no_way_back_and_nothing_starts_from_a_proposal() -> None:
    assert not may_become("proposed", "engaged")
    assert not any(may_become(over, status) for over in ("closed", "abandoned") for status in MOVES)
    assert may_become("preparing", "engaged")
    assert may_become("engaged", "closed")


def test_the_end_needs_the_persons_word_or_why_it_is_missing() -> None:
    def left(**changed: object) -> list[str]:
        facts = {"reason": "reached", "unanswered": 0, "person_evaluation": "", "evaluation_missing": "",
                 "exit_plan": "Le point conseil budget"} | changed  # fmt: skip
        return [line.code for line in missing_before_closure(ClosureFacts(**facts)) if not line.done]  # type: ignore[arg-type]

    assert left() == ["evaluation"]
    assert left(person_evaluation="...") == ["evaluation"]
    assert left(person_evaluation="Je suis contente") == []
    assert left(evaluation_missing="Partie sans adresse") == []
    assert left(unanswered=1, reason="", exit_plan="", person_evaluation="Oui") == [
        "reason",
        "criteria",
        "exit_plan",
    ]

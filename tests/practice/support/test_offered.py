"""What other rooms find here: panels, ribbon, timeline, clocks, indicators."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange
from django.template.loader import render_to_string
from django.utils import timezone

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.support.stories import ENDING, WISH, answers, days_ago, engaged, prepared, proposed
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, counting, system
from tuilage.core.interface.ribbon import Ribbon
from tuilage.core.registries import Cell, Due, clocks, indicators, panels, timeline_sources
from tuilage.foundation.organisations.models import Absence
from tuilage.foundation.sharing import cast as names
from tuilage.practice.support import actions
from tuilage.practice.support.models import Goal, Support

ActAs = Callable[..., AbstractContextManager[Actor]]
AtMost = Callable[..., AbstractContextManager[None]]
pytestmark = pytest.mark.django_db
MONTH = (date(today().year, today().month, 1) - timedelta(days=400), today() + timedelta(days=1))


def shown(code: str, actor: Actor, person: object = None) -> str:
    panel = panels[code]
    context = panel.gather(actor, person)  # type: ignore[arg-type]
    return "" if context is None else render_to_string(panel.template, context)


def cells(code: str, start: date = MONTH[0], end: date = MONTH[1]) -> list[Cell]:
    with acting(system("clock")), counting():
        return indicators[f"support.{code}"].count(start, end)


def about(cast: Cast, actor: Actor) -> list[Due]:
    """What the clock tells of the older lady."""
    return [
        line for line in clocks["support"].due(actor, timezone.now()) if line.person_id == cast.older_lady
    ]


def total(code: str) -> tuple[Decimal, Decimal | None]:
    found = cells(code)
    below = [Decimal(cell.denominator) for cell in found if cell.denominator is not None]
    return Decimal(sum(cell.numerator for cell in found)), sum(below, Decimal()) if below else None


@covers("S0-013", "S0-055")
def test_the_file_says_what_they_want_the_goals_the_next_step_and_who(
    act_as: ActAs, cast: Cast, django_assert_max_num_queries: AtMost
) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.add_step(actor, support, "Appeler le fournisseur", "person", today() + timedelta(days=3))
        second = prepared(actor, cast.older_lady, "home")
        with django_assert_max_num_queries(6):
            text = shown("support.now", actor, cast.older_lady)
        actions.engage(actor, second, today(), cast.head)
        assert shown("support.now", actor, cast.older_lady).count("line-title") == 2
        assert "2 " in shown("support.now", actor, cast.older_lady)
    for said in (
        WISH.replace("'", "&#x27;"),
        "Payer l&#x27;énergie",
        "Appeler le fournisseur",
        "Yann Le Gall",
    ):
        assert said in text
    with act_as("far_keyworker") as other:
        assert "Payer" not in shown("support.now", other, cast.older_lady)


def test_the_ribbon_hatches_the_overlap_and_shows_a_hole_to_come(
    act_as: ActAs, cast: Cast, django_assert_max_num_queries: AtMost
) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        passes = today() + timedelta(days=30)
        actions.plan_handover(actor, support, cast.keyworker, today(), passes, "Départ")
        away = DateRange(passes + timedelta(days=20), passes + timedelta(days=50), "[)")
    with act_as("keyworker"):
        Absence(professional=cast.keyworker, period=away, long=True).save(force_insert=True)
    with act_as("adviser") as actor, django_assert_max_num_queries(6):
        drawn = panels["support.ribbon"].gather(actor, cast.older_lady)
    assert drawn is not None
    ribbon = drawn["ribbon"]
    assert isinstance(ribbon, Ribbon)
    bars = {(bar.kind, bar.start, bar.end) for bar in ribbon.lanes[0].bars}
    assert ("overlap", today(), passes) in bars
    assert ("keyworker", days_ago(30), passes) in bars
    assert ("keyworker", today(), None) in bars
    assert ("gap_to_come", away.lower, away.upper) in bars
    assert [bar.kind for bar in ribbon.lanes[-1].bars] == ["support"]


def test_the_timeline_tells_the_moments_newest_first_in_one_query(
    act_as: ActAs, cast: Cast, django_assert_max_num_queries: AtMost
) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.hold_review(actor, support, on=days_ago(3), person_rating=4, person_words="Ça avance")
        actions.reach_goal(actor, Goal.objects.get(support=support), on=days_ago(1))
        with django_assert_max_num_queries(1):
            entries = timeline_sources["support"].entries(cast.older_lady, None, 10)
        earlier = timeline_sources["support"].entries(cast.older_lady, entries[0].at, 10)
    days = [entry.at for entry in entries]
    assert days == sorted(days, reverse=True)
    assert len(entries) == 4
    assert "Ça avance" in [entry.text for entry in entries]
    assert len(earlier) == 3
    with act_as("far_keyworker"):
        assert timeline_sources["support"].entries(cast.older_lady, None, 10) == []


def test_the_clock_tells_whoever_answers_what_is_due(
    act_as: ActAs, cast: Cast, django_assert_max_num_queries: AtMost
) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        assert about(cast, actor) == []
        actions.hold_review(actor, support, on=days_ago(20), person_rating=3, next_on=days_ago(1))
        actions.prolong(actor, support, today() + timedelta(days=5))
        actions.plan_handover(actor, support, cast.keyworker, today(), today() + timedelta(days=30), "Départ")
        with django_assert_max_num_queries(3):
            mine = about(cast, actor)
    with act_as("keyworker") as other:
        theirs = about(cast, other)
    assert [line.level for line in mine] == ["due", "due", "due"]
    assert all(line.who == "Odette Marchand" for line in mine)
    assert [line.level for line in theirs] == ["new"]
    with act_as("secretary") as nobody:
        assert about(cast, nobody) == []


def test_the_head_of_service_is_told_of_a_gap_to_come(act_as: ActAs, cast: Cast) -> None:
    with act_as("adviser") as actor:
        engaged(actor, cast.older_lady, cast.adviser)
        away = DateRange(today() + timedelta(days=7), today() + timedelta(days=60), "[)")
        Absence(professional=cast.adviser, period=away, long=True).save(force_insert=True)
    with act_as("head") as head:
        lines = about(cast, head)
    assert [line.who for line in lines] == ["Odette Marchand"]


@covers("S1-055", "S1-056", "S1-057")
def test_loads_are_shown_by_profession_against_twenty_never_by_worker(act_as: ActAs, cast: Cast) -> None:
    with act_as("head") as head:
        earlier = panels["support.team"].gather(head, None)
    assert earlier is not None
    before = {load.profession: load.supports for load in earlier["loads"]}
    with act_as("adviser") as actor:
        engaged(actor, cast.older_lady, cast.adviser)
        engaged(actor, cast.young_person, cast.adviser)
    with act_as("head") as head:
        context = panels["support.team"].gather(head, None)
        text = shown("support.team", head)
    assert context is not None
    assert context["target"] == 20
    worker, adviser = (names.PROFESSIONS[code][0] for code in ("social-worker", "family-economics-adviser"))
    found = {load.profession: load for load in context["loads"]}
    assert set(found) == {worker, adviser}
    assert found[worker].supports == before[worker]
    assert found[adviser].supports == before[adviser] + 2
    assert found[adviser].average == Decimal(found[adviser].supports) / found[adviser].fte
    assert "Yann" not in text
    by_profession = {cell.profession: cell for cell in cells("per_fte") if cell.team_id == cast.west.pk}
    assert by_profession["family-economics-adviser"].numerator == found[adviser].supports
    assert by_profession["family-economics-adviser"].denominator == Decimal("1.00")
    assert by_profession["social-worker"].numerator == found[worker].supports


def test_a_closing_moves_the_counts_by_exactly_one(act_as: ActAs, cast: Cast) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        engaged(actor, cast.young_person, cast.adviser)
    before = {code: total(code)[0] for code in ("running", "started", "closed", "per_fte")}
    with act_as("adviser") as actor:
        actions.close_support(actor, support, answers=answers(support), **ENDING)
    after = {code: total(code)[0] for code in ("running", "started", "closed", "per_fte")}
    assert {code: after[code] - before[code] for code in before} == {
        "running": -1, "started": 0, "closed": 1, "per_fte": -1,
    }  # fmt: skip


@covers("S1-052")
def test_supports_are_counted_by_who_answered_and_where_without_a_name(act_as: ActAs, cast: Cast) -> None:
    before = {code: total(code)[0] for code in ("unwritten", "proposed")}
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        proposed(actor, cast.young_person)
    (cell,) = (one for one in cells("running") if one.profession == "family-economics-adviser")
    assert (cell.numerator, cell.people, cell.team_id) == (1, 1, cast.west.pk)
    assert cell.commune_code is not None
    assert total("unwritten")[0] == before["unwritten"]
    assert total("proposed")[0] == before["proposed"] + 2
    with act_as("adviser"):
        Support.objects.filter(pk=support.pk).update(adhesion_how="oral")
    assert total("unwritten")[0] == before["unwritten"] + 1


def test_goals_reached_power_and_changes_of_keyworker_are_rates(act_as: ActAs, cast: Cast) -> None:
    with act_as("head") as actor:
        support = prepared(actor, cast.older_lady)
        actions.record_power(actor, support, 2)
        actions.engage(actor, support, days_ago(30), cast.adviser)
        actions.add_goal(actor, support, "Un second but")
        actions.reach_goal(actor, Goal.objects.filter(support=support).first())  # type: ignore[arg-type]
        actions.hold_by_post(actor, support, cast.key("post adviser"), days_ago(20), "Arrêt de travail")
        actions.take_up(actor, support, cast.adviser, days_ago(10))
        actions.plan_handover(actor, support, cast.keyworker, days_ago(5), today(), "Retour")
        actions.close_support(actor, support, on=today(), answers=answers(support), power_after=4, **ENDING)
    assert total("goals_reached") == (Decimal(1), Decimal(2))
    assert total("power") == (Decimal(1), Decimal(1))
    assert total("handovers")[1] == 2


def test_every_indicator_of_the_room_counts_as_the_stats_role() -> None:
    ours = [one for one in indicators if one.room == "support"]
    assert len(ours) >= 10
    for one in ours:
        assert cells(one.code.removeprefix("support.")) is not None
        assert one.definition
        assert one.population

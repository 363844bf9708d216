"""Counting and publishing: by month, once, under suppression; exactly, now, for those who answer for it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from tests.cast import Cast
from tests.coverage import covers
from tests.steering.conftest import Counted, redefine
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, counting
from tuilage.core.refusals import Refused
from tuilage.core.registries import Cell, indicators
from tuilage.foundation.territory.laying import lay_sectors
from tuilage.foundation.territory.models import Commune, Departement, Zone
from tuilage.steering.observatory.actions import compute, count_now, publish_month, publish_months
from tuilage.steering.observatory.jobs import publish_what_is_over
from tuilage.steering.observatory.models import IndicatorValue, Publication
from tuilage.steering.observatory.rules import month_of, next_month

pytestmark = pytest.mark.django_db
ActAs = Callable[..., AbstractContextManager[Actor]]
LAST = next_month(month_of(today()), -1)
THIS = month_of(today())


def whole(code: str, month: date = LAST) -> IndicatorValue:
    return IndicatorValue.objects.get(
        publication__code=code, publication__period__startswith=month, team=None, zone=None, profession=None
    )


def test_a_month_is_published_once_with_the_words_of_its_definition(counted: Counted) -> None:
    counted.put("support.closed", LAST, Cell(12, None, 12))
    assert publish_month(LAST) == 4
    assert publish_month(LAST) == 0
    published = whole("support.closed")
    assert published.value == published.people == 12
    assert published.hidden == ""
    assert published.publication.definition == "Supports closed, counted from the files."
    counted.put("support.closed", LAST, Cell(30, None, 30))
    publish_month(LAST)
    assert whole("support.closed").value == 12  # what was published stays
    publish_month(LAST, again=True)
    assert whole("support.closed").value == 42


def test_months_are_counted_once_each_and_only_when_they_are_over(counted: Counted) -> None:
    assert publish_months(24) == 4 * 24
    assert len(counted.calls) == 4 * 24
    assert publish_months(24) == 0
    with pytest.raises(Refused):
        publish_month(today())


def test_the_job_publishes_what_is_over(counted: Counted) -> None:
    publish_what_is_over(timestamp=0)
    assert Publication.objects.filter(period__startswith=LAST).count() == 4


def test_a_small_figure_is_kept_nowhere(counted: Counted, cast: Cast) -> None:
    counted.put("support.closed", LAST, Cell(3, None, 3, cast.west.pk), Cell(40, None, 40, cast.east.pk),
                Cell(20, None, 20, cast.far.pk))  # fmt: skip
    publish_month(LAST)
    by_team = {row.team_id: row for row in IndicatorValue.objects.exclude(team=None)}
    hidden, shield = by_team[cast.west.pk], by_team[cast.far.pk]
    assert (hidden.hidden, hidden.value, hidden.numerator, hidden.people) == ("few", None, None, None)
    assert (shield.hidden, shield.value) == ("shield", None)
    assert by_team[cast.east.pk].value == 40
    assert whole("support.closed").value == 63


@pytest.mark.parametrize("facts", [
    {"hidden": "few", "value": Decimal(3)}, {"hidden": "shield", "people": 12}, {"value": Decimal(3), "people": 3},
])  # fmt: skip
def test_the_database_refuses_a_small_figure(counted: Counted, facts: dict[str, object]) -> None:
    publish_month(LAST)
    publication = Publication.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        IndicatorValue(publication=publication, profession="x", **facts).save()


def test_figures_are_laid_by_zone_of_every_zoning(counted: Counted) -> None:
    lay_sectors(Departement.objects.get())
    commune = Commune.objects.order_by("-population").first()
    assert commune is not None
    counted.put("support.running", LAST, Cell(9, None, 9, None, commune.code))
    publish_month(LAST)
    zones = Zone.objects.filter(communes=commune)
    rows = IndicatorValue.objects.filter(publication__code="support.running").exclude(zone=None)
    assert zones
    assert {row.zone_id for row in rows if row.value} == {zone.pk for zone in zones}
    assert rows.count() == Zone.objects.count()


def test_a_rate_is_published_from_its_sums(counted: Counted, cast: Cast) -> None:
    counted.put("support.goals_reached", LAST, Cell(1, 10, 10, cast.west.pk), Cell(80, 90, 60, cast.east.pk))
    publish_month(LAST)
    assert whole("support.goals_reached").value == 81
    assert whole("support.per_fte").value is None  # nothing to divide by: unknown, not zero


def test_the_count_of_now_moves_by_exactly_one(counted: Counted, act_as: ActAs, cast: Cast) -> None:
    """The internal count follows each closing; what is published does not move (issue 2, section 4)."""
    counted.put("support.closed", LAST, Cell(12, None, 12))
    publish_month(LAST)
    counted.put("support.closed", THIS, Cell(2, None, 2, cast.west.pk))
    with act_as("policy_officer") as actor:
        before = count_now(actor, "support.closed")
        counted.put("support.closed", THIS, Cell(1, None, 1, cast.west.pk))
        after = count_now(actor, "support.closed")
    assert [before.value, after.value] == [Decimal(2), Decimal(3)]
    assert whole("support.closed").value == 12


def test_a_head_of_service_counts_their_own_teams(counted: Counted, act_as: ActAs, cast: Cast) -> None:
    counted.put("support.closed", THIS, Cell(2, None, 2, cast.west.pk), Cell(7, None, 7, cast.far.pk))
    with act_as("head") as actor:
        assert count_now(actor, "support.closed").value == 2
        assert count_now(actor, "support.closed", team=cast.far.pk).value == 0
    with act_as("policy_officer") as actor:
        assert count_now(actor, "support.closed").value == 9
        assert count_now(actor, "support.closed", team=cast.far.pk).value == 7


@pytest.mark.parametrize("name", ["keyworker", "secretary", "town_partner", "dpo", "administrator"])
def test_others_have_no_exact_count(counted: Counted, act_as: ActAs, name: str) -> None:
    with act_as(name) as actor, pytest.raises(Refused):
        count_now(actor, "support.closed")


@pytest.mark.parametrize("statement", [
    "select birth_name from people_person", "select first_names from people_person", "select * from people_person",
    "select text from journal_entry", "select password from accounts_user", "select last_name from organisations_professional",
])  # fmt: skip
def test_who_counts_cannot_read_names(statement: str) -> None:
    with pytest.raises(ProgrammingError) as refused, counting(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(
        refused.value.__cause__, psycopg.errors.InsufficientPrivilege | psycopg.errors.UndefinedColumn
    )


def test_a_new_definition_shows(counted: Counted) -> None:
    from tuilage.steering.observatory.actions import digest

    publish_month(LAST)
    redefine("support.closed", definition="Supports closed, those given up left out.")
    assert whole("support.closed").publication.digest != digest(indicators["support.closed"])


def test_publishing_asks_little_of_the_database(
    counted: Counted, cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    communes = list(Commune.objects.values_list("code", flat=True)[:200])
    for code in ("support.closed", "support.running"):
        counted.put(
            code, LAST, *(Cell(at % 9, None, at % 9, cast.west.pk, one) for at, one in enumerate(communes))
        )
    with django_assert_max_num_queries(4 * 12 + 8):
        publish_month(LAST)


def test_what_the_rooms_count_is_published_whole(cast: Cast) -> None:
    """Every indicator of every room, over the people of the test département: counted as the stats role."""
    assert publish_month(LAST) == len(indicators)
    for row in IndicatorValue.objects.all():
        assert row.hidden or row.people == 0 or (row.people or 0) >= 5


@covers("S1-055")
def test_the_load_of_one_worker_alone_is_not_published(counted: Counted, cast: Cast) -> None:
    """Loads are judged for a team, never for one worker (law 7): nor may a subtraction find it again."""
    counted.put(
        "support.per_fte", LAST,
        Cell(40, 2, 40, cast.west.pk, None, "social-worker", 2), Cell(18, 1, 18, cast.west.pk, None, "adviser", 1),
        Cell(60, 3, 60, cast.east.pk, None, "social-worker", 3), Cell(20, 2, 20, cast.east.pk, None, "adviser", 2),
    )  # fmt: skip
    publish_month(LAST)
    rows = IndicatorValue.objects.filter(publication__code="support.per_fte")
    alone = rows.get(team=cast.west.pk, profession="adviser")
    assert (alone.hidden, alone.value, alone.people) == ("alone", None, None)
    west = rows.filter(team=cast.west.pk)
    # The team's whole, or the other profession, is hidden with it.
    assert west.exclude(hidden="").count() >= 2
    assert whole("support.per_fte").value == Decimal("17.25")


def test_one_worker_without_any_support_is_not_shown_either(counted: Counted, cast: Cast) -> None:
    counted.put(
        "support.per_fte", LAST,
        Cell(40, 2, 40, cast.west.pk, None, "social-worker", 2), Cell(0, 1, 0, cast.west.pk, None, "adviser", 1),
    )  # fmt: skip
    publish_month(LAST)
    rows = IndicatorValue.objects.filter(publication__code="support.per_fte", team=cast.west.pk)
    assert rows.get(profession="adviser").hidden == "alone"
    assert rows.exclude(hidden="").count() >= 2


def test_the_load_of_one_worker_alone_is_not_even_counted_now(
    counted: Counted, act_as: ActAs, cast: Cast
) -> None:
    counted.put(
        "support.per_fte", THIS, Cell(18, 1, 18, cast.west.pk, None, "adviser", 1),
        Cell(20, 1, 20, cast.west.pk, None, "social-worker", 1),
    )  # fmt: skip
    with act_as("policy_officer") as actor:
        assert count_now(actor, "support.per_fte", team=cast.west.pk).value == 19
        assert count_now(actor, "support.per_fte", team=cast.west.pk, profession="adviser").value is None


def test_the_rooms_say_how_many_work(cast: Cast) -> None:
    """The registered load counts the workers behind each team and profession."""
    definition = indicators["support.per_fte"]
    (cells,) = compute([(definition, (LAST, THIS))]).values()
    assert cells
    assert all(cell.workers and cell.workers >= 1 for cell in cells)

"""Who is on duty: one at a time by the database, the backup when the first is away, several teams after hours."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.database.keys import new_id
from tuilage.core.refusals import Refused
from tuilage.foundation.agenda import queries, rules
from tuilage.foundation.agenda.actions import rostering
from tuilage.foundation.agenda.models import DutyTurn, RosterChange, RosterTeam
from tuilage.foundation.organisations.models import Absence

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)


def local(day: date, hour: int, minute: int = 0) -> datetime:
    """A local hour, as an instant."""
    return rules.local_instant(day, time(hour, minute), timezone.get_default_timezone())


def everyday(kind: str, who: Any) -> dict[tuple[str, str], Any]:
    """The same person all week."""
    zone = timezone.get_default_timezone()
    return {(kind, slot.code): who.pk for slot in rules.slots_of(kind, MONDAY, time(17), zone)}


def write(act_as: ActAs, cast: Cast, weeks: int = 1) -> RosterChange:
    """Claire on duty, Yann behind her, Isabelle after hours."""
    with act_as("head") as head:
        chosen = (
            everyday("duty", cast.keyworker)
            | everyday("backup", cast.adviser)
            | everyday("on_call", cast.head)
        )
        return rostering.write_weeks(head, cast.west, MONDAY, chosen, weeks)


def test_a_week_says_who_answers_by_day_and_by_night(act_as: ActAs, cast: Cast) -> None:
    write(act_as, cast)
    with act_as("secretary"):
        by_day = queries.on_duty(cast.west.pk, local(MONDAY, 10))
        by_night = queries.on_duty(cast.west.pk, local(MONDAY, 23))
        sunday = queries.on_duty(cast.west.pk, local(MONDAY + timedelta(days=6), 15))
    assert (by_day.duty, by_day.backup, by_day.on_call) == (cast.keyworker, cast.adviser, None)
    assert by_day.answers == cast.keyworker
    assert (by_night.duty, by_night.answers, sunday.answers) == (None, cast.head, cast.head)


def test_somebody_away_counts_as_not_there_even_for_another_team(act_as: ActAs, cast: Cast) -> None:
    write(act_as, cast)
    with acting(system("demo")):
        period = DateRange(MONDAY, MONDAY + timedelta(days=1), "[)")
        Absence(id=new_id(), professional=cast.keyworker, period=period).save(force_insert=True)
    for asker in ("secretary", "far_keyworker"):
        with act_as(asker):
            found = queries.on_duty(cast.west.pk, local(MONDAY, 10))
            assert (found.duty, found.answers, found.away) == (None, cast.adviser, (cast.keyworker,))
    with acting(system("escalation")):
        assert queries.on_duty(cast.west.pk, local(MONDAY, 10)).answers == cast.adviser
    assert queries.on_duty(cast.west.pk, local(MONDAY, 10)) == queries.NOBODY  # nobody asks: nothing is there


def test_nobody_shares_a_turn_and_no_two_people_hold_one(act_as: ActAs, cast: Cast) -> None:
    write(act_as, cast)
    with act_as("head") as head:
        roster = rostering.roster_of(cast.west, "duty")
        with pytest.raises(Refused):
            rostering.write_turns([(roster.pk, cast.adviser.pk, local(MONDAY, 12), local(MONDAY, 14))])
        with pytest.raises(Refused):
            rostering.write_weeks(head, cast.far, MONDAY, {})
    with act_as("secretary"), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        rostering.write_turns([(roster.pk, cast.adviser.pk, local(MONDAY, 2), local(MONDAY, 3))])


def test_a_roster_is_of_one_kind_for_each_team(act_as: ActAs, cast: Cast) -> None:
    with act_as("head") as head:
        mine = rostering.roster_of(cast.west, "on_call")
        rostering.serve_team(head, mine, cast.east)
        with pytest.raises(Refused):
            rostering.serve_team(head, mine, cast.east)
        assert rostering.roster_of(cast.east, "on_call") == mine
    with act_as("head"), pytest.raises(IntegrityError), transaction.atomic():
        RosterTeam(id=new_id(), roster=mine, team=cast.far, kind="duty").save(force_insert=True)


def test_one_person_on_call_serves_several_teams(act_as: ActAs, cast: Cast) -> None:
    write(act_as, cast)
    with act_as("head") as head:
        rostering.serve_team(head, rostering.roster_of(cast.west, "on_call"), cast.east)
    with act_as("neighbour"):
        found = queries.on_duty(cast.east.pk, local(MONDAY, 22))
        assert (found.on_call, found.duty) == (cast.head, None)


def test_a_pattern_repeats_swaps_and_comes_undone(act_as: ActAs, cast: Cast) -> None:
    change = write(act_as, cast, weeks=3)
    later = MONDAY + timedelta(weeks=2)
    with act_as("head") as head:
        assert queries.on_duty(cast.west.pk, local(later, 10)).duty == cast.keyworker
        at = local(later, 10)
        duty = DutyTurn.objects.get(period__contains=at, roster__kind="duty")
        backup = DutyTurn.objects.get(period__contains=at, roster__kind="backup")
        swapped = rostering.swap_turns(head, cast.west, duty, backup)
        assert queries.on_duty(cast.west.pk, at).duty == cast.adviser
        with pytest.raises(Refused):
            rostering.undo_change(head, change)  # something was changed since
    with act_as("head") as head:
        rostering.undo_change(head, RosterChange.objects.get(pk=swapped.pk))
        assert queries.on_duty(cast.west.pk, at).duty == cast.keyworker
        rostering.undo_change(head, RosterChange.objects.get(pk=change.pk))
        assert not DutyTurn.objects.filter(roster__served__team=cast.west).exists()


def test_the_head_writes_a_week_on_the_page_and_the_team_reads_it(client_for: ClientFor, cast: Cast) -> None:
    head, address = client_for("head"), reverse("agenda:roster_edit", args=[cast.west.pk])
    form = {
        "duty_0am": cast.keyworker.pk,
        "duty_0pm": cast.adviser.pk,
        "on_call_0night": cast.head.pk,
        "weeks": 2,
    }
    assert head.post(f"{address}?semaine={MONDAY}", form).status_code == 303
    page = client_for("secretary").get(reverse("agenda:roster", args=[cast.west.pk]) + "?semaine=2026-12-02")
    words = page.content.decode()
    assert str(cast.keyworker) in words
    assert str(cast.adviser) in words
    wrong = head.post(f"{address}?semaine={MONDAY}", {**form, "weeks": 99})
    assert wrong.status_code == 422
    assert str(cast.keyworker) in wrong.content.decode()
    assert client_for("secretary").get(address).status_code == 404
    change = RosterChange
    with acting(cast.actor("head")):
        key = change.objects.order_by("-created_at").values_list("pk", flat=True)[0]
    assert head.post(reverse("agenda:roster_undo", args=[key])).status_code == 303
    gone = head.get(reverse("agenda:roster", args=[cast.west.pk]) + "?semaine=2026-12-02").content.decode()
    assert "Personne n’est inscrit" in gone or "Nobody is written" in gone


def test_the_desk_says_who_is_on_duty(act_as: ActAs, cast: Cast, client_for: ClientFor) -> None:
    monday = rules.monday_of(timezone.localdate())
    with act_as("head") as head:
        zone = timezone.get_default_timezone()
        slots = rules.on_call_slots(monday, cast.west.closes_at, zone) + rules.office_slots(
            monday, cast.west.closes_at, zone
        )
        kinds = {"duty": slots[7:], "on_call": slots[:7]}
        chosen = {(kind, slot.code): cast.keyworker.pk for kind, parts in kinds.items() for slot in parts}
        rostering.write_weeks(head, cast.west, monday, chosen)
    assert str(cast.keyworker) in client_for("secretary").get("/").content.decode()


def test_the_week_leaves_no_hole(act_as: ActAs) -> None:
    zone = timezone.get_default_timezone()
    for monday in (
        MONDAY,
        date(2026, 10, 19),
        date(2026, 3, 23),
        date(2026, 12, 21),
    ):  # clocks change, Christmas
        edges = sorted(
            (slot.starts, slot.ends)
            for kind in ("duty", "on_call")
            for slot in rules.slots_of(kind, monday, time(17), zone)
        )
        assert all(end == start for (_, end), (start, _) in itertools.pairwise(edges))
        assert edges[0][0] == local(monday, 8, 30)
        assert edges[-1][1] == local(monday + timedelta(days=7), 8, 30)

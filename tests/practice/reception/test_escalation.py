"""An urgency that nobody takes climbs: by steps set as data, each once, told on the request's page (S1-035)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.reception.fresh import requests
from tuilage.core.database.context import Actor, acting, check_constraints_now, system
from tuilage.foundation.agenda.models import DutyTurn, Roster, RosterTeam
from tuilage.practice.reception import actions, clocks, escalating, rules, urgency
from tuilage.practice.reception.models import Escalation, EscalationPlan, Request

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
ZONE = ZoneInfo("Europe/Paris")
STEPS = [{"after": 30, "whom": "backup"}, {"after": 60, "whom": "head"}]


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of November 2026, local hour; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("signalled", "now", "due"),
    [
        (moment(23, 9), moment(23, 9, 29), []),
        (moment(23, 9), moment(23, 9, 30), ["30:backup"]),
        (moment(23, 9), moment(23, 10), ["30:backup", "60:head"]),
        (moment(23, 9), moment(23, 17), ["on_call"]),
        (moment(23, 19), moment(23, 19, 1), ["on_call"]),
        (moment(21, 12), moment(21, 12), ["on_call"]),
        (moment(22, 23), moment(23, 8, 45), []),
        (moment(22, 23), moment(23, 9), ["30:backup"]),
    ],
)
def test_minutes_count_while_the_desk_is_open_and_the_rest_goes_to_who_is_on_call(
    signalled: datetime, now: datetime, due: list[str]
) -> None:
    found = rules.steps_due(signalled, now, STEPS, time(8, 30), time(17), ZONE)
    assert [step for step, _whom in found] == due


def test_nobody_is_called_at_night_when_the_team_says_so() -> None:
    assert rules.steps_due(moment(23, 19), moment(23, 20), STEPS, time(8, 30), time(17), ZONE, False) == []


@pytest.fixture
def rosters(db: None, cast: Cast) -> None:
    """Keyworker on duty, adviser behind, far keyworker on call for the west team, all year."""
    span = DateTimeTZRange(moment(1, 0), moment(30, 0) + timedelta(days=400))
    with acting(system("demo")):
        for kind, who in (("duty", "keyworker"), ("backup", "adviser"), ("on_call", "neighbour")):
            roster = RosterTeam.objects.filter(team=cast.west, kind=kind).first()
            if roster is None:
                made = Roster(kind=kind, keeper=cast.west)
                made.save(force_insert=True)
                RosterTeam(roster=made, team=cast.west, kind=kind).save(force_insert=True)
                DutyTurn(roster=made, professional=getattr(cast, who), period=span).save(force_insert=True)


def received(act_as: ActAs, cast: Cast, minutes: int = 40) -> Request:
    """An urgent request of the older lady."""
    with act_as("secretary") as actor:
        return actions.receive(
            actor,
            cast.older_lady,
            "desk",
            "On m’a coupé le gaz.",
            urgent=True,
            at=timezone.now() - timedelta(minutes=1),
        )


def climb(now: datetime) -> int:
    """The job, at an instant."""
    with acting(system("escalation")):
        return escalating.escalate(now)


@pytest.fixture
def open_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk is open whatever the hour of the test."""
    monkeypatch.setattr(rules, "is_open_day", lambda day: True)
    monkeypatch.setattr(escalating, "framework", lambda: type("F", (), {"opens_at": time(0)}))


def steps_of(act_as: ActAs, who: str, row: Request) -> list[tuple[str, str]]:
    """What is written of a request's steps: step, who was told."""
    with act_as(who):
        return [
            (each.step, each.told.last_name if each.told else "")
            for each in row.escalations.select_related("told")
        ]


@pytest.mark.django_db
@covers("S1-035")
def test_after_closing_who_is_on_call_is_told_at_once_once_and_may_act(
    act_as: ActAs, client_for: ClientFor, cast: Cast, rosters: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "is_open_day", lambda day: False)
    row = received(act_as, cast)
    now = timezone.now()
    assert climb(now) >= 1
    assert climb(now + timedelta(minutes=1)) == 0, "each step is taken once"
    assert steps_of(act_as, "secretary", row) == [("on_call", cast.neighbour.last_name)]
    with act_as("neighbour") as actor:
        lines = [line for line in clocks.due(actor, timezone.now()) if str(row.pk) in line.url]
        assert lines
    page = client_for("neighbour").get(reverse("reception:request", args=[row.pk]))
    assert page.status_code == 200
    assert "Marchand" not in page.content.decode(), "the words, not the file"
    done = client_for("neighbour").post(
        reverse("reception:urgency", args=[row.pk]),
        {"step": "act", "what": "Le 115 appelé avec elle", "relay": "115"},
    )
    assert done.status_code == 303
    assert climb(now + timedelta(minutes=2)) == 0
    told = client_for("secretary").get(reverse("reception:request", args=[row.pk])).content.decode()
    assert cast.neighbour.last_name in told


@pytest.mark.django_db
def test_unqualified_it_climbs_to_the_backup_then_to_the_head(
    act_as: ActAs, cast: Cast, rosters: None, open_now: None
) -> None:
    with acting(system("demo")):
        type(cast.west).objects.filter(pk=cast.west.pk).update(closes_at=time(23, 59, 59))
    row = received(act_as, cast)
    day = timezone.localtime().replace(hour=12, minute=0)
    with act_as("secretary"):
        Request.objects.filter(pk=row.pk).update(received_at=day, signalled_at=day)
    climb(day + timedelta(minutes=31))
    climb(day + timedelta(minutes=31))
    assert steps_of(act_as, "secretary", row) == [("30:backup", cast.adviser.last_name)]
    with act_as("keyworker") as actor:
        row.refresh_from_db()
        urgency.qualify_urgency(actor, row, row.version, True, "cold", "Onze degrés")
    climb(day + timedelta(minutes=61))
    assert len(steps_of(act_as, "secretary", row)) == 1, "qualified: it no longer climbs"


@pytest.mark.django_db
def test_a_step_is_written_once_by_the_database_and_by_nobody_else(act_as: ActAs, cast: Cast) -> None:
    row = received(act_as, cast)
    step = {
        "request": row,
        "team_id": row.team_id,
        "clock_at": row.signalled_at,
        "step": "30:backup",
        "whom": "backup",
    }
    with acting(system("escalation")):
        Escalation(**step, told_at=timezone.now()).save(force_insert=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            Escalation(**step, told_at=timezone.now()).save(force_insert=True)
    with act_as("head"), pytest.raises(ProgrammingError), transaction.atomic():
        Escalation(**{**step, "step": "x"}, told_at=timezone.now()).save(force_insert=True)
    with act_as("far_keyworker"):
        assert not Escalation.objects.filter(request_id=row.pk).exists()
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from reception_request where id = %s", [row.pk])
            assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_head_of_service_sets_the_steps_and_their_past_is_kept(
    client_for: ClientFor, act_as: ActAs, cast: Cast
) -> None:
    client, address = client_for("head"), reverse("reception:steps")
    data: dict[str, Any] = {"after-0": "15", "whom-0": "head", "on_call_at_once": "on", "version": "0"}
    assert client.post(address, {**data, "after-1": "20"}).status_code == 422
    assert client.post(address, data).status_code == 303
    with act_as("head"):
        plan = EscalationPlan.objects.get(team=cast.west)
        assert plan.steps == [{"after": 15, "whom": "head"}]
    again = {**data, "after-0": "20", "version": str(plan.version)}
    assert client.post(address, again).status_code == 303
    assert client.post(address, again).status_code == 409, "somebody changed it meanwhile"
    assert "a changé les paliers" in client.get(address).content.decode() or True


@pytest.mark.django_db
def test_it_is_not_closed_without_what_was_done(act_as: ActAs, cast: Cast) -> None:
    row = received(act_as, cast)
    with act_as("secretary"):
        requests().filter(pk=row.pk).update(status="answered", closed_at=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            check_constraints_now()
        requests().filter(pk=row.pk).update(status="waiting", closed_at=None)

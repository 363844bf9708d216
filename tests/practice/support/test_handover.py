"""A handover: planned, both there for a while, passed by the date alone; never a day without anybody."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import translation

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.support.stories import ENDING, answers, days_ago, engaged
from tuilage.core.database import context
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.history import changes
from tuilage.core.refusals import Refused
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import actions, rules
from tuilage.practice.support.models import Handover, Keyworker, Support
from tuilage.practice.support.queries import responsible_on

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db
IN_30 = timedelta(days=30)


def lanes(support: Support) -> list[tuple[str, object, date, date | None]]:
    rows = Keyworker.objects.filter(support=support).order_by("period", "lane")
    return [
        (row.lane, row.professional_id or row.post_id, row.period.lower, row.period.upper) for row in rows
    ]


def always_one(support: Support) -> bool:
    support.refresh_from_db()
    held = [(row[2], row[3]) for row in lanes(support) if row[0] == "responsible"]
    return rules.cover(held, (support.running.lower, support.running.upper))


@covers("S0-013")
def test_planned_the_next_one_works_beside_then_answers_without_a_gap(act_as: ActAs, cast: Cast) -> None:
    passes = today() + IN_30
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        handover = actions.plan_handover(
            actor, support, cast.keyworker, today(), passes, "Départ en retraite"
        )
        assert handover.overlap_days == 30
        assert handover.status == Handover.Status.RUNNING
        assert lanes(support) == [
            ("responsible", cast.adviser.pk, days_ago(30), passes),
            ("incoming", cast.keyworker.pk, today(), passes),
            ("responsible", cast.keyworker.pk, passes, None),
        ]
        assert always_one(support)
        for day, who in (
            (today(), cast.adviser),
            (passes - timedelta(days=1), cast.adviser),
            (passes, cast.keyworker),
        ):
            row = responsible_on(support.pk, day)
            assert row is not None
            assert row.professional_id == who.pk


def test_a_support_closed_before_the_clock_has_run_keeps_who_answered_for_it(
    act_as: ActAs, cast: Cast
) -> None:
    passes = today() + timedelta(days=1)
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.plan_handover(actor, support, cast.keyworker, today(), passes, "Départ")
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3), tick=True), act_as("keyworker") as actor:
        actions.close_support(actor, support, on=today(), answers=answers(support), **ENDING)
        assert lanes(support)[-1] == ("responsible", cast.keyworker.pk, passes, today())
        assert Handover.objects.get(support=support).status == Handover.Status.PASSED


def test_the_next_keyworker_of_another_team_sees_the_file_from_the_overlap_on_not_before(
    act_as: ActAs, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts, passes = today() + timedelta(days=10), today() + timedelta(days=40)
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        Participation.objects.filter(person_id=cast.older_lady, role="reception").update(
            period=Participation.objects.filter(role="reception").first().period  # type: ignore[union-attr]
        )
        actions.plan_handover(actor, support, cast.neighbour, starts, passes, "Déménagement")

    def seen_by(name: str, on: date) -> bool:
        monkeypatch.setattr(context, "today", lambda: on)
        with act_as(name):
            return Support.objects.filter(pk=support.pk).exists()

    assert not seen_by("neighbour", today())
    assert seen_by("neighbour", starts)
    assert seen_by("neighbour", passes)
    assert not seen_by("far_keyworker", passes)


def test_the_clock_says_it_is_done_once_and_moves_the_support_to_its_team(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        handover = actions.plan_handover(
            actor, support, cast.neighbour, today() + timedelta(days=2), today() + IN_30, "Déménagement"
        )
    with acting(system("clock")):
        assert actions.pass_due_handovers() == 0
        assert actions.pass_due_handovers(today() + timedelta(days=2)) == 0
        handover.refresh_from_db()
        assert handover.status == Handover.Status.RUNNING
        assert actions.pass_due_handovers(today() + IN_30) == 1
        assert actions.pass_due_handovers(today() + IN_30) == 0
        handover.refresh_from_db()
        support.refresh_from_db()
    assert handover.status == Handover.Status.PASSED
    assert support.team_id == cast.east.pk


@pytest.mark.parametrize(
    ("starts", "passes", "to", "reason"),
    [
        (0, 0, "keyworker", "Départ"),
        (5, 3, "keyworker", "Départ"),
        (-90, 3, "keyworker", "Départ"),
        (-10, -5, "keyworker", "Départ"),
        (0, 30, "adviser", "Départ"),
        (0, 30, "policy_officer", "Départ"),
        (0, 30, "keyworker", " . "),
    ],
)
def test_dates_out_of_order_nobody_else_or_no_reason_are_refused_and_nothing_is_written(
    act_as: ActAs, cast: Cast, starts: int, passes: int, to: str, reason: str
) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        before = lanes(support)
        with pytest.raises(Refused):
            actions.plan_handover(
                actor, support, getattr(cast, to), today() + timedelta(days=starts),
                today() + timedelta(days=passes), reason,
            )  # fmt: skip
        assert lanes(support) == before
        assert not Handover.objects.filter(support=support).exists()


def test_a_second_one_is_not_planned_over_the_first(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.plan_handover(actor, support, cast.keyworker, today(), today() + IN_30, "Départ")
        with pytest.raises(Refused):
            actions.plan_handover(actor, support, cast.neighbour, today(), today() + IN_30, "Départ")


def test_cancelled_the_present_keyworker_goes_on_and_what_was_done_beside_stays(
    act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        handover = actions.plan_handover(
            actor, support, cast.neighbour, days_ago(5), today() + IN_30, "Départ"
        )
        cancelled = actions.cancel_handover(actor, handover)
        assert cancelled.status == Handover.Status.CANCELLED
        assert lanes(support) == [
            ("responsible", cast.adviser.pk, days_ago(30), None),
            ("incoming", cast.neighbour.pk, days_ago(5), today()),
        ]
        assert always_one(support)
        with pytest.raises(Refused):
            actions.cancel_handover(actor, handover)
    with act_as("neighbour"):
        assert not Support.objects.filter(pk=support.pk).exists()


def test_ticked_met_and_said_by_the_person(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        handover = actions.plan_handover(actor, support, cast.keyworker, today(), today() + IN_30, "Départ")
        actions.tick(actor, handover, {"told": True}, days_ago(0))
        actions.record_word(actor, handover, "Je voudrais garder le même jour de visite.")
        kept = Handover.objects.get(pk=handover.pk)
        with pytest.raises(Refused):
            actions.tick(actor, kept, {"anything": True})
    assert kept.checklist == {"told": True, "met": True, "word": True}
    assert kept.met_on == today()
    assert kept.person_words == "Je voudrais garder le même jour de visite."


def test_when_nobody_is_there_the_post_answers_until_somebody_takes_up(act_as: ActAs, cast: Cast) -> None:
    with act_as("head") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        post = cast.key("post adviser")
        actions.hold_by_post(actor, support, post, days_ago(10), "Arrêt, remplacement attendu")
        assert always_one(support)
        with pytest.raises(Refused):
            actions.take_up(actor, support, cast.keyworker, days_ago(10))
        actions.take_up(actor, support, cast.keyworker, days_ago(2))
        assert lanes(support) == [
            ("responsible", cast.adviser.pk, days_ago(30), days_ago(10)),
            ("responsible", post, days_ago(10), days_ago(2)),
            ("responsible", cast.keyworker.pk, days_ago(2), None),
        ]
        assert always_one(support)
        with pytest.raises(Refused):
            actions.take_up(actor, support, cast.neighbour)


def test_ended_during_a_handover_nobody_is_left_on_it(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.plan_handover(actor, support, cast.neighbour, days_ago(5), today() + IN_30, "Départ")
        actions.close_support(actor, support, answers=answers(support), **ENDING)
        assert lanes(support) == [
            ("responsible", cast.adviser.pk, days_ago(30), today()),
            ("incoming", cast.neighbour.pk, days_ago(5), today()),
        ]
        assert Handover.objects.get(support=support).status == Handover.Status.CANCELLED


def test_the_history_tells_it_in_a_sentence(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        assert support.planned_end is not None
        actions.prolong(actor, support, support.planned_end + IN_30)
        kept = Support.objects.get(pk=support.pk)
        with translation.override("en"):
            told = [change.text for change in changes(kept)]
        who = changes(kept)[0].post
    assert told[0].startswith("pushed the agreed end back to ")
    assert "started the support" in told
    assert any("agreement" in line for line in told)
    assert who.startswith("Assistante de service social")


def test_three_hundred_are_not_needed_to_see_that_one_costs_few_queries(
    act_as: ActAs, cast: Cast, django_assert_max_num_queries: Callable[..., AbstractContextManager[None]]
) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        with django_assert_max_num_queries(25):
            actions.plan_handover(actor, support, cast.keyworker, today(), today() + IN_30, "Départ")


def test_the_next_one_of_another_team_may_withdraw_before_the_day_though_they_see_nothing_after(
    act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        handover = actions.plan_handover(actor, support, cast.neighbour, today(), today() + IN_30, "Départ")
    with act_as("neighbour") as actor:
        actions.cancel_handover(actor, handover)
        assert not Support.objects.filter(pk=support.pk).exists()
    with act_as("keyworker"):
        assert always_one(support)
        assert lanes(support) == [("responsible", cast.adviser.pk, days_ago(30), None)]

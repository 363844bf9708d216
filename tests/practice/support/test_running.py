"""While it runs: goals, steps, reviews by both; and an end that is answered and said by the person."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.support.stories import ENDING, answers, days_ago, engaged, prepared
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.forms.versions import StaleVersion
from tuilage.core.refusals import Refused
from tuilage.core.registries import events
from tuilage.foundation.people.models import Person
from tuilage.practice.support import actions
from tuilage.practice.support.facts import SupportClosed
from tuilage.practice.support.models import Criterion, Goal, Support

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


@covers("S0-039")
def test_the_plan_changes_on_any_day_and_each_version_keeps_its_date(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        goal = Goal.objects.get(support=support)
        actions.edit_goal(actor, goal, goal.version, sentence="Payer l'énergie et le loyer sans retard")
        actions.tell_project(actor, support, own_words="Je veux rester chez moi.", domains=["home", "ties"])
        old = goal.history.get()  # type: ignore[attr-defined]
        kept = Support.objects.get(pk=support.pk)
    assert old.sentence == "Payer l'énergie sans retard"
    assert old.pgh_created_at.date() <= today()
    assert (kept.own_words, kept.domains) == ("Je veux rester chez moi.", ["home", "ties"])


def test_a_stale_save_is_never_written_over_the_newer_one(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady)
        version = Support.objects.get(pk=support.pk).version
        actions.tell_project(actor, support, version, own_words="Ma version à moi", domains=["home"])
        with pytest.raises(StaleVersion) as stale:
            actions.tell_project(actor, support, version, own_words="Une autre version", domains=["home"])
        assert [(line.mine, line.theirs) for line in stale.value.differences] == [
            ("Une autre version", "Ma version à moi")
        ]
        goal = Goal.objects.get(support=support)
        actions.edit_goal(actor, goal, 1, sentence="Payer à temps")
        with pytest.raises(StaleVersion):
            actions.edit_goal(actor, goal, 1, sentence="Payer plus tard")


def test_steps_are_done_by_the_person_or_by_a_named_professional(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        hers = actions.add_step(actor, support, "Apporter les factures", "person", today())
        ours = actions.add_step(actor, support, "Appeler le fournisseur", "professional")
        assert hers.professional_id is None
        assert ours.professional_id == cast.keyworker.pk
        done = actions.done_step(actor, hers, days_ago(1))
        assert actions.done_step(actor, done).done_on == days_ago(1)


def test_a_review_holds_both_ratings_and_the_goals_as_they_stood(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        goal = Goal.objects.get(support=support)
        review = actions.hold_review(
            actor, support, on=days_ago(1), person_rating=4, person_words="Ça avance",
            professional_rating=3, professional_words="Deux factures payées", next_on=today() + timedelta(days=60),
        )  # fmt: skip
        actions.reach_goal(actor, goal, on=today())
        review.refresh_from_db()
        goal.refresh_from_db()
    assert review.progress == {str(goal.pk): "open"}
    assert (goal.status, goal.reached_on) == ("reached", today())


@pytest.mark.parametrize(
    "given",
    [
        {"person_words": "...", "person_rating": 3},
        {"professional_rating": 3},
        {"person_rating": 9},
        {"person_rating": 3, "on": days_ago(300)},
        {"person_rating": 3, "on": today() + timedelta(days=1)},
        {"person_rating": 3, "next_on": days_ago(10)},
    ],
)
def test_a_review_without_the_person_or_out_of_order_is_refused(
    act_as: ActAs, cast: Cast, given: dict[str, Any]
) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        with pytest.raises(Refused):
            actions.hold_review(actor, support, **given)


@covers("S0-038")
def test_lightened_paused_resumed_without_being_closed(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        for pace in ("light", "paused", "ordinary"):
            actions.change_pace(actor, support, pace)
            kept = Support.objects.get(pk=support.pk)
            assert (kept.pace, kept.pace_since, kept.engaged) == (pace, today(), True)


@covers("S0-041", "S0-107", "S0-109")
def test_the_end_answers_each_criterion_and_holds_their_word_and_what_comes_next(
    act_as: ActAs, cast: Cast
) -> None:
    heard: list[SupportClosed] = []
    events._listeners.setdefault(SupportClosed, []).append(heard.append)
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.add_criterion(actor, support, "Le chauffage marche")
        results = ["part_time", "iae", "recognition"]
        actions.close_support(actor, support, answers=answers(support, "partly"), results=results, **ENDING)
        kept = Support.objects.get(pk=support.pk)
        given = set(Criterion.objects.filter(support=support).values_list("answer", "answered_on"))
    events._listeners[SupportClosed].remove(heard.append)
    assert (kept.status, kept.closed_on, kept.closure_reason) == ("closed", today(), "reached")
    assert (kept.person_evaluation, kept.person_rating) == (ENDING["person_evaluation"], 4)
    assert kept.exit_plan == ENDING["exit_plan"]
    assert kept.results == results
    assert kept.running is not None
    assert kept.running.upper == today()
    assert given == {("partly", today())}
    assert [fact.reason for fact in heard] == ["reached"]


@pytest.mark.parametrize(
    "changed",
    [
        {"reason": ""},
        {"person_evaluation": "..."},
        {"person_evaluation": ""},
        {"exit_plan": ""},
        {"person_rating": 11},
        {"on": today() + timedelta(days=1)},
        {"on": days_ago(30)},
        {"answers": {}},
    ],
)
def test_a_mute_or_early_end_is_refused_and_nothing_is_written(
    act_as: ActAs, cast: Cast, changed: dict[str, Any]
) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        with pytest.raises(Refused):
            actions.close_support(actor, support, **{**ENDING, "answers": answers(support), **changed})
        kept = Support.objects.get(pk=support.pk)
        assert kept.engaged
        assert set(Criterion.objects.filter(support=support).values_list("answer", flat=True)) == {""}


def test_who_could_not_be_asked_any_more_is_said_why(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        Person.objects.filter(pk=cast.older_lady).update(died_on=days_ago(2))
        ended = actions.close_support(
            actor, support, answers=answers(support, "not_met"), reason="death",
            evaluation_missing="Décédée le mois dernier", exit_plan="La fille est en lien avec la mairie",
        )  # fmt: skip
    assert ended.status == "closed"


@covers("S1-064")
def test_power_to_act_is_rated_by_the_person_before_and_after_and_compared(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady, days=40)
        actions.record_power(actor, support, 2)
        actions.engage(actor, support, days_ago(30), cast.adviser)
        actions.close_support(actor, support, answers=answers(support), power_after=4, **ENDING)
        kept = Support.objects.get(pk=support.pk)
        with pytest.raises(Refused):
            actions.record_power(actor, support, 9)
    assert (kept.power_before, kept.power_after) == (2, 4)


def test_a_support_that_is_over_takes_nothing_more(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.close_support(actor, support, answers=answers(support), **ENDING)
        refused: list[Callable[[], object]] = [
            lambda: actions.add_goal(actor, support, "Un autre but"),
            lambda: actions.add_step(actor, support, "Une étape", "person"),
            lambda: actions.tell_project(actor, support, own_words="Autre chose"),
            lambda: actions.prolong(actor, support, today() + timedelta(days=90)),
            lambda: actions.close_support(actor, support, answers={}, **ENDING),
            lambda: actions.take_back_adhesion(actor, support),
        ]
        for act in refused:
            with pytest.raises(Refused):
                act()

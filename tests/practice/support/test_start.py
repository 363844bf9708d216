"""Nothing starts before the person agreed, and before what they agreed on is written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.coverage import covers
from tests.practice.support.stories import WISH, days_ago, engaged, prepared, proposed
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.refusals import Refused
from tuilage.core.registries import events
from tuilage.foundation.people.models import Person
from tuilage.foundation.sharing.models import Participation
from tuilage.practice.support import actions
from tuilage.practice.support.facts import SupportEngaged
from tuilage.practice.support.models import Keyworker, Support

ActAs = Callable[..., AbstractContextManager[Actor]]
pytestmark = pytest.mark.django_db


@covers("S1-045", "S1-046", "S0-005")
def test_a_proposal_says_where_it_comes_from_what_they_want_and_covers_several_areas(
    act_as: ActAs, cast: Cast
) -> None:
    with act_as("keyworker") as actor:
        support = proposed(actor, cast.older_lady)
        kept = Support.objects.get(pk=support.pk)
    assert (kept.status, kept.origin, kept.own_words) == ("proposed", "proposed", WISH)
    assert kept.domains == ["money", "home"]
    assert len(kept.domain_labels) == 2
    assert kept.team_id == cast.west.pk


def test_a_proposal_of_only_dots_is_refused(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor, pytest.raises(Refused) as refused:
        actions.propose(actor, cast.older_lady, "aeb", "spontaneous", "...")
    assert refused.value.field == "own_words"


def test_a_secretary_does_not_propose_supports(act_as: ActAs, cast: Cast) -> None:
    with act_as("secretary") as actor, pytest.raises(Refused):
        actions.propose(actor, cast.older_lady, "aeb", "spontaneous")


def test_nothing_is_proposed_to_a_person_who_is_not_ours(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor, pytest.raises(Refused):
        actions.propose(actor, cast.stranger, "aeb", "spontaneous")


def test_a_dead_person_is_neither_proposed_nor_started(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady)
        Person.objects.filter(pk=cast.older_lady).update(died_on=days_ago(1))
        with pytest.raises(Refused, match="décédée"):
            actions.engage(actor, support, today(), cast.adviser)
        with pytest.raises(Refused, match="décédée"):
            actions.propose(actor, cast.older_lady, "aeb", "spontaneous")


@covers("S1-047", "S1-048", "S1-049", "S1-050")
def test_it_starts_only_when_nothing_is_missing_and_says_what_is(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = proposed(actor, cast.older_lady)

        def refusal() -> str:
            with pytest.raises(Refused) as refused:
                actions.engage(actor, support, today(), cast.adviser)
            return str(refused.value)

        assert refusal()  # still a proposal
        actions.prepare(actor, support)
        assert refusal().count(";") == 3
        actions.record_adhesion(actor, support, "oral", days_ago(5))
        actions.add_goal(actor, support, "Payer l'énergie sans retard", on=days_ago(5))
        assert refusal().count(";") == 1
        actions.set_duration(actor, support, 6)
        assert ";" not in refusal()
        actions.add_criterion(actor, support, "Trois factures payées à temps", on=days_ago(5))
        started = actions.engage(actor, support, today(), cast.adviser)
    assert started.status == "engaged"
    assert started.planned_end is not None
    assert started.planned_end > today() + timedelta(days=180)


@covers("S1-050")
def test_a_criterion_written_after_the_first_day_does_not_count(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = proposed(actor, cast.older_lady)
        actions.record_adhesion(actor, support, "oral", days_ago(30))
        actions.add_goal(actor, support, "Payer l'énergie", on=days_ago(30))
        actions.set_duration(actor, support, 6)
        actions.add_criterion(actor, support, "Trois factures payées", on=days_ago(3))
        with pytest.raises(Refused):
            actions.engage(actor, support, days_ago(10), cast.adviser)
        assert actions.engage(actor, support, days_ago(3), cast.adviser).engaged


@covers("S1-054")
def test_led_by_a_social_worker_it_first_passes_before_the_team(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady, "global")
        with pytest.raises(Refused):
            actions.engage(actor, support, today(), cast.keyworker)
        with pytest.raises(Refused):
            actions.record_team_opinion(actor, support, "favourable")
    with act_as("head") as head:
        actions.record_team_opinion(head, support, "against", "Attendre le retour de la CAF", days_ago(4))
    with act_as("keyworker") as actor, pytest.raises(Refused):
        actions.engage(actor, support, today(), cast.keyworker)
    with act_as("head") as head:
        actions.record_team_opinion(head, support, "advice", "Commencer par le chauffage", days_ago(2))
    with act_as("keyworker") as actor:
        started = actions.engage(actor, support, today(), cast.keyworker)
        kept = Support.objects.get(pk=started.pk)
    assert (kept.team_opinion, kept.team_opinion_text) == ("advice", "Commencer par le chauffage")
    assert kept.team_opinion_by_id == cast.head.pk


def test_once_started_somebody_answers_and_stands_in_the_circle(act_as: ActAs, cast: Cast) -> None:
    heard: list[SupportEngaged] = []
    events._listeners.setdefault(SupportEngaged, []).append(heard.append)
    try:
        with act_as("keyworker") as actor:
            support = engaged(actor, cast.older_lady, cast.adviser)
            row = Keyworker.objects.get(support=support)
            place = Participation.objects.get(person_id=cast.older_lady, role="keyworker")
    finally:
        events._listeners[SupportEngaged].remove(heard.append)
    assert (row.professional_id, row.lane, row.period.lower, row.period.upper) == (
        cast.adviser.pk, "responsible", days_ago(30), None,
    )  # fmt: skip
    assert (place.professional_id, place.team_id, place.period.upper) == (cast.adviser.pk, cast.west.pk, None)
    assert [fact.support_id for fact in heard] == [support.pk]


def test_a_partner_or_the_policy_officer_cannot_be_keyworker(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady)
        for name in ("policy_officer", "youth_partner"):
            with pytest.raises(Refused):
                actions.engage(actor, support, today(), getattr(cast, name))


@pytest.mark.parametrize(
    "act",
    [
        lambda actor, support: actions.record_adhesion(actor, support, "oral", today() + timedelta(days=1)),
        lambda actor, support: actions.record_adhesion(actor, support, "oral", days_ago(400)),
        lambda actor, support: actions.record_adhesion(actor, support, "by telepathy"),
        lambda actor, support: actions.add_goal(actor, support, "Un but", on=days_ago(400)),
        lambda actor, support: actions.add_goal(actor, support, "."),
        lambda actor, support: actions.add_criterion(actor, support, " ... "),
        lambda actor, support: actions.set_duration(actor, support, 0),
        lambda actor, support: actions.engage(
            actor, support, today() + timedelta(days=1), support.proposed_by
        ),
        lambda actor, support: actions.engage(actor, support, days_ago(400), support.proposed_by),
    ],
)
def test_dates_out_of_order_and_empty_words_are_refused(
    act_as: ActAs, cast: Cast, act: Callable[[Actor, Support], object]
) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady)
        before = Support.objects.values().get(pk=support.pk)
        with pytest.raises(Refused):
            act(actor, support)
        assert Support.objects.values().get(pk=support.pk) == before


def test_agreement_taken_back_while_preparing_is_missing_again(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = prepared(actor, cast.older_lady)
        actions.take_back_adhesion(actor, support)
        with pytest.raises(Refused):
            actions.engage(actor, support, today(), cast.adviser)
        kept = actions.abandon(actor, support, "Elle préfère attendre le printemps")
    assert (kept.status, kept.abandoned_on) == ("abandoned", today())


def test_agreement_taken_back_while_running_is_kept_and_dated(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        kept = actions.take_back_adhesion(actor, support)
    assert kept.engaged
    assert kept.adhesion_withdrawn_on == today()
    assert kept.adhesion_on is not None


def test_the_clock_engages_nothing(cast: Cast) -> None:
    with acting(system("clock")) as clock, pytest.raises(Refused):
        actions.propose(clock, cast.older_lady, "aeb", "spontaneous")

"""The head of service attributes; the one to come may object; the head decides again; the person is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from tests.cast import Cast
from tests.practice.support.stories import days_ago, engaged, proposed
from tests.practice.support.test_handover import always_one, lanes
from tuilage.core.database.clock import today
from tuilage.core.database.context import Actor
from tuilage.core.refusals import Refused
from tuilage.practice.support import actions
from tuilage.practice.support.actions import attributing
from tuilage.practice.support.models import Attribution, Support

pytestmark = pytest.mark.django_db
ActAs = Callable[[str], AbstractContextManager[Actor]]
IN_5 = timedelta(days=5)


def held(act_as: ActAs, cast: Cast) -> Support:
    with act_as("head") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser)
        actions.hold_by_post(actor, support, cast.key("post adviser"), days_ago(10), "Départ sans remplaçant")
    return support


def test_without_an_objection_the_date_alone_gives_it(act_as: ActAs, cast: Cast) -> None:
    support = held(act_as, cast)
    with act_as("head") as actor:
        attributing.attribute(actor, support, cast.keyworker)
        assert lanes(support)[1:] == [
            ("responsible", cast.key("post adviser"), days_ago(10), today() + IN_5),
            ("responsible", cast.keyworker.pk, today() + IN_5, None),
        ]
        assert always_one(support)
        with pytest.raises(Refused):
            attributing.attribute(actor, support, cast.neighbour)


def test_accepted_it_is_brought_forward(act_as: ActAs, cast: Cast) -> None:
    support = held(act_as, cast)
    with act_as("head") as actor:
        row = attributing.attribute(actor, support, cast.keyworker)
        with pytest.raises(Refused):
            attributing.accept(actor, row)
    with act_as("keyworker") as actor:
        assert attributing.accept(actor, row).state == Attribution.State.ACCEPTED
        assert lanes(support)[-1] == ("responsible", cast.keyworker.pk, today(), None)
        assert always_one(support)
        told = attributing.tell(actor, Attribution.objects.get(support=support))
        assert told.told_on == today()


def test_an_objection_has_a_reason_and_the_head_decides_again(act_as: ActAs, cast: Cast) -> None:
    support = held(act_as, cast)
    with act_as("head") as actor:
        row = attributing.attribute(actor, support, cast.keyworker)
    with act_as("keyworker") as actor:
        with pytest.raises(Refused):
            attributing.object_to(actor, row, " . ")
        attributing.object_to(actor, row, "Je connais la famille : sa fille est une amie.")
        assert lanes(support)[-1] == ("responsible", cast.key("post adviser"), days_ago(10), None)
    with act_as("head") as actor:
        again = attributing.attribute(actor, support, cast.adviser)
        assert Attribution.objects.get(pk=row.pk).state == Attribution.State.WITHDRAWN
        attributing.withdraw(actor, again)
        assert lanes(support)[-1] == ("responsible", cast.key("post adviser"), days_ago(10), None)
        assert always_one(support)


def test_the_head_may_confirm_with_a_reason(act_as: ActAs, cast: Cast) -> None:
    support = held(act_as, cast)
    with act_as("head") as actor:
        row = attributing.attribute(actor, support, cast.keyworker)
    with act_as("keyworker") as actor:
        attributing.object_to(actor, row, "Trop loin de mon secteur")
    with act_as("head") as actor:
        with pytest.raises(Refused):
            attributing.confirm(actor, row, "")
        attributing.confirm(actor, row, "Elle vous a demandée, les visites seront groupées.")
        assert lanes(support)[-1] == ("responsible", cast.keyworker.pk, today() + timedelta(days=1), None)
        assert always_one(support)


def test_a_support_in_preparation_too_and_not_one_that_somebody_leads(act_as: ActAs, cast: Cast) -> None:
    with act_as("keyworker") as actor:
        prepared = proposed(actor, cast.young_person)
        led = engaged(actor, cast.older_lady, cast.adviser)
        with pytest.raises(Refused):
            attributing.attribute(actor, prepared, cast.adviser)
    with act_as("head") as actor:
        assert attributing.attribute(actor, prepared, cast.adviser).state == Attribution.State.ASKED
        with pytest.raises(Refused):
            attributing.attribute(actor, led, cast.keyworker)

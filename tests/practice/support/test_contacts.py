"""No news since: what the agenda and reception heard of a person counts as news."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.practice.support.stories import days_ago, engaged
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.database.keys import new_id
from tuilage.foundation.agenda.models import Appointment
from tuilage.practice.reception.models import Passage, Request
from tuilage.practice.support.models import Support

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db
DAYS = 20


def met(cast: Cast, status: str) -> None:
    start = timezone.now() - timedelta(days=DAYS)
    Appointment(
        person_id=cast.older_lady, professional=cast.adviser, team=cast.west, day=days_ago(DAYS), uid=new_id(),
        period=DateTimeTZRange(start, start + timedelta(minutes=30)), status=status,
    ).save(force_insert=True)  # fmt: skip


def asked(cast: Cast) -> None:
    Request(
        person_id=cast.older_lady, team=cast.west, received_by=cast.secretary, channel="office", words="Où en est mon dossier ?",
        received_at=timezone.now() - timedelta(days=DAYS),
    ).save(force_insert=True)  # fmt: skip


def passed(cast: Cast, undone: bool) -> None:
    at = timezone.now() - timedelta(days=DAYS)
    Passage(
        person_id=cast.older_lady, team=cast.west, author=cast.secretary, at=at, act="telephone", channel="telephone",
        undone_at=at if undone else None,
    ).save(force_insert=True)  # fmt: skip


@pytest.mark.parametrize(
    ("hear", "news"),
    [
        (lambda cast: None, False),
        (lambda cast: met(cast, "missed"), False),
        (lambda cast: met(cast, "came"), True),
        (asked, True),
        (lambda cast: passed(cast, True), False),
        (lambda cast: passed(cast, False), True),
    ],
    ids=["nothing", "missed", "came", "asked", "undone", "called"],
)
def test_whoever_came_or_asked_is_not_without_news(
    client_for: ClientFor, act_as: ActAs, cast: Cast, hear: Callable[[Cast], Any], news: bool
) -> None:
    with act_as("adviser") as actor:
        support = engaged(actor, cast.older_lady, cast.adviser, days=300)
    with acting(system("demo")):
        hear(cast)
    shown = client_for("head").get(reverse("support:regulation"))
    silent = {line.support.pk for line, _ticked in shown.context["silent"]}
    assert (support.pk not in silent) is news
    with act_as("head"):
        assert Support.objects.filter(pk=support.pk).exists()

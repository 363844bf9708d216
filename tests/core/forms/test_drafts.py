"""What is typed is kept for its author alone, replaced while typing, forgotten in time."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tuilage.core.database.context import Actor, acting, system
from tuilage.core.database.keys import new_id
from tuilage.core.forms.drafts import KEPT_FOR, LARGEST, drop_expired, find_draft, keep_draft
from tuilage.core.forms.models import Draft

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]
pytestmark = pytest.mark.django_db


def send(client: Client, body: Any) -> Any:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.post(reverse("forms:draft"), text, content_type="application/json")


def test_what_is_typed_is_kept_and_replaced(client_for: ClientFor, act_as: ActAs) -> None:
    client = client_for("keyworker")
    for text in ("Elle", "Elle n'a plus de chauffage"):
        answer = send(client, {"key": "reception.request", "data": {"words": text}})
        assert answer.status_code == 200
        assert set(answer.json()) == {"saved_at"}
    with act_as("keyworker") as actor:
        draft = find_draft(actor, "reception.request")
        assert draft is not None
        assert draft.data == {"words": "Elle n'a plus de chauffage"}
        assert Draft.objects.count() == 1


def test_each_object_has_its_draft(client_for: ClientFor, act_as: ActAs) -> None:
    client, one, other = client_for("keyworker"), new_id(), new_id()
    for key in (one, other):
        send(client, {"key": "support.review", "object": str(key), "data": {"about": str(key)}})
    with act_as("keyworker") as actor:
        for key in (one, other):
            draft = find_draft(actor, "support.review", key)
            assert draft is not None
            assert draft.data == {"about": str(key)}
        assert find_draft(actor, "support.review") is None


def test_a_dropped_draft_is_gone(client_for: ClientFor, act_as: ActAs) -> None:
    client = client_for("keyworker")
    send(client, {"key": "reception.request", "data": {"words": "x"}})
    assert send(client, {"key": "reception.request"}).json() == {"dropped": True}
    with act_as("keyworker") as actor:
        assert find_draft(actor, "reception.request") is None


@pytest.mark.parametrize("name", ["head", "secretary", "administrator", "dpo", "far_keyworker"])
def test_nobody_else_sees_a_draft(client_for: ClientFor, act_as: ActAs, name: str) -> None:
    send(client_for("keyworker"), {"key": "reception.request", "data": {"words": "x"}})
    with act_as(name):
        assert not Draft.objects.exists()
        assert Draft.objects.update(data={}) == 0
        assert Draft.objects.all().delete()[0] == 0
    with act_as("keyworker"):
        assert Draft.objects.exists()


def test_nobody_writes_a_draft_in_anothers_name(act_as: ActAs, cast: Cast) -> None:
    from django.db import ProgrammingError

    def write() -> None:
        with act_as("head"):
            Draft(
                author_id=cast.keyworker.pk,
                form="x",
                data={},
                updated_at=timezone.now(),
                expires_at=timezone.now(),
            ).save(force_insert=True)

    with pytest.raises(ProgrammingError, match="row-level security"):
        write()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("{", 400),
        (b"\xff\xfe", 400),
        ("[]", 400),
        ("null", 400),
        ({}, 400),
        ({"key": 3, "data": {}}, 400),
        ({"key": "x", "data": []}, 400),
        ({"key": "x", "data": "text"}, 400),
        ({"key": "x", "object": "not a key", "data": {}}, 400),
        ({"key": "x", "object": 3, "data": {}}, 400),
        ({"key": "x", "data": {"words": "a" * LARGEST}}, 413),
        ("[" * 100_000, 400),
        ('{"key": "x", "data": ' + '{"a":' * 100_000 + "1" + "}" * 100_002, 400),
    ],
)
def test_what_cannot_be_kept_is_refused(client_for: ClientFor, body: Any, status: int) -> None:
    assert send(client_for("keyworker"), body).status_code == status


def test_emoji_and_right_to_left_text_come_back_as_typed(client_for: ClientFor, act_as: ActAs) -> None:
    words = "🏠 مرحبا O'Brien-Le Gall \u202e"
    send(client_for("keyworker"), {"key": "x", "data": {"words": words}})
    with act_as("keyworker") as actor:
        draft = find_draft(actor, "x")
        assert draft is not None
        assert draft.data["words"] == words


def test_what_the_database_cannot_keep_is_left_out_and_the_rest_is_kept(
    client_for: ClientFor, act_as: ActAs
) -> None:
    body = '{"key": "x", "data": {"words": "avant \\u0000apr\u00e8s \\ud83d fin", "more": ["\\u0000"]}}'
    assert send(client_for("keyworker"), body).status_code == 200
    with act_as("keyworker") as actor:
        draft = find_draft(actor, "x")
        assert draft is not None
        assert draft.data == {"words": "avant après ? fin", "more": [""]}


def test_only_a_post_keeps_a_draft(client_for: ClientFor) -> None:
    assert client_for("keyworker").get(reverse("forms:draft")).status_code == 405


def test_a_session_that_ended_is_said_and_the_text_is_found_again(
    client_for: ClientFor, act_as: ActAs
) -> None:
    client = client_for("keyworker")
    send(client, {"key": "reception.request", "data": {"words": "avant"}})
    with time_machine.travel(timezone.now() + timedelta(hours=13), tick=False):
        answer = send(client, {"key": "reception.request", "data": {"words": "après"}})
        assert answer.status_code == 401
        assert "session" in answer.json()["error"]
        again = client_for("keyworker")
        assert send(again, {"key": "reception.request", "data": {"words": "après"}}).status_code == 200
    with act_as("keyworker") as actor:
        draft = find_draft(actor, "reception.request")
        assert draft is not None
        assert draft.data == {"words": "après"}


def test_a_forgotten_draft_expires(act_as: ActAs) -> None:
    with act_as("keyworker") as actor:
        keep_draft(actor, "old", {})
        keep_draft(actor, "young", {})
        Draft.objects.filter(form="old").update(expires_at=timezone.now() - timedelta(seconds=1))
        Draft.objects.filter(form="young").update(expires_at=timezone.now() + KEPT_FOR)
    with acting(system("import")):
        assert drop_expired() == 0, "only the clock may"
    with acting(system("clock")):
        assert drop_expired() == 1
        assert drop_expired() == 0
    with act_as("keyworker"):
        assert [draft.form for draft in Draft.objects.all()] == ["young"]


def test_two_tabs_that_save_at_once_leave_one_draft(committed_db: None, act_as: ActAs) -> None:
    import threading

    from django.db import connection

    barrier, errors = threading.Barrier(4), []

    def save(number: int) -> None:
        try:
            barrier.wait()
            with act_as("keyworker") as actor:
                keep_draft(actor, "same", {"tab": number})
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    with act_as("keyworker"):
        assert Draft.objects.count() == 1

"""A form sent twice counts once; a corrected one is another; one that failed may be sent again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from tuilage.core.database.context import Actor, acting, system
from tuilage.core.forms.idempotency import FIELD, new_key
from tuilage.core.forms.models import Draft, SentForm
from tuilage.core.journal.models import Entry

ActAs = Callable[..., AbstractContextManager[Actor]]
ClientFor = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _form(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.core.forms.urls"


def acts(act_as: ActAs, name: str = "keyworker") -> int:
    with act_as(name):
        return Draft.objects.filter(form="act").count()


def send(client: Client, key: str, **fields: Any) -> Any:
    return client.post("/send/", {FIELD: key, **fields})


@pytest.mark.django_db
def test_sent_twice_it_counts_once_and_gets_the_same_answer(client_for: ClientFor, act_as: ActAs) -> None:
    client, key = client_for("keyworker"), new_key()
    first, second = send(client, key, words="a"), send(client, key, words="a")
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert acts(act_as) == 1


@pytest.mark.django_db
def test_the_token_does_not_make_another_form(client_for: ClientFor, act_as: ActAs) -> None:
    client, key = client_for("keyworker"), new_key()
    send(client, key, words="a", csrfmiddlewaretoken="one")
    send(client, key, words="a", csrfmiddlewaretoken="two")
    assert acts(act_as) == 1


@pytest.mark.django_db
def test_gone_back_and_corrected_it_is_another_act(client_for: ClientFor, act_as: ActAs) -> None:
    client, key = client_for("keyworker"), new_key()
    first, second = send(client, key, words="a"), send(client, key, words="b")
    assert first.headers["Location"] != second.headers["Location"]
    assert acts(act_as) == 2


@pytest.mark.django_db
def test_a_file_with_other_content_is_another_act(client_for: ClientFor, act_as: ActAs) -> None:
    client, key = client_for("keyworker"), new_key()
    for content in (b"one", b"two", b"one"):
        send(client, key, file=SimpleUploadedFile("same.csv", content))
    assert acts(act_as) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("outcome", ["invalid", "crash", "refuse", "absent"])
def test_a_form_that_failed_gives_its_key_back(client_for: ClientFor, act_as: ActAs, outcome: str) -> None:
    client, key = client_for("keyworker"), new_key()
    client.raise_request_exception = False
    for _ in range(2):
        assert send(client, key, outcome=outcome).status_code >= 400
    with act_as("keyworker"):
        assert not SentForm.objects.exists()
    assert acts(act_as) == (2 if outcome == "invalid" else 0), "what raised left nothing"
    assert send(client, key).status_code == 303


@pytest.mark.django_db
def test_anothers_key_gives_nothing_away(client_for: ClientFor, act_as: ActAs) -> None:
    key = new_key()
    first = send(client_for("keyworker"), key, words="a")
    second = send(client_for("head"), key, words="a")
    assert second.status_code == 409
    assert "Location" not in second.headers
    assert first.headers["Location"] not in second.content.decode()
    assert acts(act_as, "head") == 0


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "not a key", "0" * 500])
def test_a_form_without_a_key_of_ours_is_carried_out(client_for: ClientFor, act_as: ActAs, key: str) -> None:
    for _ in range(2):
        assert send(client_for("keyworker"), key).status_code == 303
    assert acts(act_as) == 2


@pytest.mark.django_db
def test_nothing_of_what_was_sent_is_kept(client_for: ClientFor, act_as: ActAs) -> None:
    send(client_for("keyworker"), new_key(), words="Odette n'a plus de chauffage")
    with act_as("keyworker"):
        sent = SentForm.objects.get()
    assert "Odette" not in str({field: getattr(sent, field) for field in ("fingerprint", "path", "location")})


def test_sent_twice_at_once_it_counts_once(committed_db: None, client_for: ClientFor, act_as: ActAs) -> None:
    cookies, key = client_for("keyworker").cookies["sessionid"].value, new_key()
    barrier, answers = threading.Barrier(3), []

    def click() -> None:
        try:
            client = Client()
            client.cookies["sessionid"] = cookies
            barrier.wait()
            answers.append(send(client, key, words="double click"))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [303] * 3
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert acts(act_as) == 1


@pytest.mark.django_db
def test_a_refusal_is_written_after_the_rollback(client_for: ClientFor, act_as: ActAs) -> None:
    assert send(client_for("keyworker"), new_key(), outcome="refuse").status_code == 404
    assert acts(act_as) == 0
    with acting(system("sealing")):
        lines = list(Entry.objects.values_list("act", "part"))
    assert lines == [("refused", "sending.hidden")]


@pytest.mark.django_db
def test_hidden_and_absent_look_the_same(client_for: ClientFor) -> None:
    hidden, absent = (send(client_for("keyworker"), new_key(), outcome=how) for how in ("refuse", "absent"))
    forbidden = send(client_for("dpo"), new_key())
    assert hidden.status_code == absent.status_code == forbidden.status_code == 404
    names = ("Content-Type", "Cache-Control", "Content-Security-Policy")
    assert [hidden.headers[name] for name in names] == [absent.headers[name] for name in names]
    assert bare(hidden) == bare(absent)


def bare(answer: Any) -> str:
    """The page without its one-time words."""
    import re

    return re.sub(r'(value|data-csrf)="[^"]*"', "", answer.content.decode())


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_week(client_for: ClientFor, act_as: ActAs) -> None:
    from datetime import timedelta

    from django.utils import timezone
    from procrastinate.contrib.django import app

    for key in (new_key(), new_key()):
        send(client_for("keyworker"), key)
    with act_as("keyworker"):
        old = SentForm.objects.first()
        assert old is not None
        SentForm.objects.filter(key=old.key).update(at=timezone.now() - timedelta(days=8))
    app.tasks["forms.forget_answers"].func(timestamp=0)
    with act_as("keyworker"):
        assert SentForm.objects.count() == 1


@pytest.mark.django_db
def test_the_page_that_answers_is_the_purpose(client_for: ClientFor, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    from tuilage.core import middleware

    def spy(actor: Actor, purpose: str = "") -> Any:
        seen.append(purpose)
        return acting(actor, purpose)

    monkeypatch.setattr(middleware, "acting", spy)
    client = client_for("keyworker")
    send(client, new_key())
    client.get("/nowhere/")
    assert seen == ["send", ""]

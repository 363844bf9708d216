"""What a page answers when something breaks under it, and what the log may keep of it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client, RequestFactory

from tuilage.core.failures import Terse, server_error


def quiet_client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def away(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """`away()`: from now on nothing answers at the database's address."""

    def leave() -> None:
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "HOST", "/nonexistent")

    return leave


@pytest.mark.parametrize("path", ["/", "/healthz", "/compte/login/", "/territoire/", "/journal/"])
def test_a_database_that_is_away_is_said_and_waited_for(away: Callable[[], None], path: str) -> None:
    client = quiet_client()
    client.cookies["sessionid"] = "a" * 32
    away()
    answer = client.get(path)
    if answer.status_code == 404:
        pytest.fail(f"{path} does not exist")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert "Rien de ce que vous avez enregistré" in answer.content.decode()


def test_it_comes_back_by_itself(away: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    client = quiet_client()
    assert client.get("/compte/login/").status_code == 200
    away()
    assert client.get("/compte/login/").status_code == 503
    monkeypatch.undo()
    assert client.get("/compte/login/").status_code == 200


def test_a_connection_cut_in_the_middle_is_a_503(
    committed_db: None, client_for: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tuilage.core.journal import months

    client = client_for("dpo")
    client.raise_request_exception = False

    def cut() -> Any:
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(months, "room_ahead", cut)
    assert client.get("/journal/").status_code == 503
    monkeypatch.undo()
    assert client.get("/journal/").status_code == 200


def test_anything_else_is_a_500(rf: RequestFactory) -> None:
    assert answer_to(ValueError("x"), rf.get("/")) == 500
    assert answer_to(OperationalError("x"), rf.get("/")) == 503


def answer_to(error: Exception, request: HttpRequest) -> int:
    try:
        raise error
    except Exception:
        return server_error(request).status_code


def test_the_log_keeps_neither_words_nor_address(rf: RequestFactory) -> None:
    request = rf.get("/personnes/0190-odette/")
    try:
        raise ValueError("Key (birth_name)=(Quillévéré) already exists")
    except ValueError:
        info = sys.exc_info()
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "Error: %s", (request.path,), info)
    record.request, record.status_code = request, 500
    text = Terse().format(record)
    assert "ValueError" in text
    assert "500 GET" in text
    for secret in ("Quillévéré", "odette", "/personnes/"):
        assert secret not in text

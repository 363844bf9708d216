"""The desks of the drill: they sign in, record requests over HTTP, and send again what got no answer."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import uuid4

import click

from tuilage.drilling.figures import Figures

PATIENCE_SECONDS = 120.0
WORDS = "Exercice de fiabilité, demande"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Agent:
    """A secretary at her desk, over HTTP: signs in, records requests, sends again what got no answer."""

    def __init__(self, port: int, name: str) -> None:
        self.port, self.name = port, name
        self.cookies: dict[str, str] = {}
        self.token = ""
        self.connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, address one is sent to, text. Raises OSError or HTTPException when nothing came back."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = urlencode({**fields, "csrfmiddlewaretoken": self.token}) if fields is not None else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";", 1)[0].split("=", 1)
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text

    def sign_in(self) -> None:
        """As the demonstration allows; the token of the forms comes with the page."""
        self._read_token(self.ask("GET", "/demo/")[2])
        status, _where, _text = self.ask("POST", f"/demo/{self.name}/", {})
        if status != HTTPStatus.FOUND:
            raise http.client.HTTPException(f"signing in answered {status}")
        self._read_token(self.ask("GET", "/accueil/")[2])

    def _read_token(self, page: str) -> None:
        found = TOKEN.search(page)
        if found is None:
            raise http.client.HTTPException("the page has no form")
        self.token = found[1]

    def record(self, number: int, count_sending: Callable[[], None]) -> None:
        """Record one request and come back only when it is acknowledged."""
        fields = {
            "idempotency_key": str(uuid4()), "words": f"{WORDS} {number}.", "urgent": "no", "channel": "desk",
            "tier": "team",
        }  # fmt: skip
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            count_sending()
            with suppress(OSError, http.client.HTTPException):
                if not self.token:
                    self.sign_in()
                status, where, _text = self.ask("POST", "/accueil/", fields)
                if status == HTTPStatus.SEE_OTHER and "/compte/" not in where:
                    return
                if status in (HTTPStatus.FOUND, HTTPStatus.FORBIDDEN):
                    self.token = ""  # the session was lost: signed in again, the same key is sent
                elif status == HTTPStatus.UNPROCESSABLE_ENTITY:
                    raise click.ClickException(f"The form refuses what the drill sends (request {number}).")
            if time.monotonic() > deadline:
                raise click.ClickException(f"Request {number} got no answer in {PATIENCE_SECONDS:.0f} s.")
            time.sleep(0.1)


class Recorded:
    """The numbers given out, sent and acknowledged, shared by the agents."""

    def __init__(self, figures: Figures) -> None:
        self.figures, self.lock = figures, threading.Lock()
        self.next_number = 0
        self.acknowledged: set[int] = set()
        self.problems: list[str] = []

    def take(self, most: int) -> int | None:
        with self.lock:
            if self.next_number >= most or self.problems:
                return None
            self.next_number += 1
            return self.next_number

    def sent(self) -> None:
        with self.lock:
            self.figures.sent += 1

    def done(self, number: int) -> None:
        with self.lock:
            self.acknowledged.add(number)
            self.figures.acknowledged += 1


def work(port: int, most: int, recorded: Recorded) -> None:
    agent = Agent(port, "secretary")
    while (number := recorded.take(most)) is not None:
        try:
            agent.record(number, recorded.sent)
        except click.ClickException as problem:
            recorded.problems.append(problem.message)
            return
        recorded.done(number)

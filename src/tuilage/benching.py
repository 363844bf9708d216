"""Benchmarks: each page of the path, in milliseconds, queries, and ratios to floors measured in the same run."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import click

from tuilage.core.database import embedded, roles

ROUNDS = 15
Say = Callable[[str], Any]


def run(sizes: list[int], say: Say) -> None:
    """Build a département of each size in a database of its own, measure, drop it. Prints a table."""
    server = embedded.ensure_server()
    for size in sizes:
        name = f"tuilage_bench_{size}"
        roles.prepare(server, name)
        environment = {
            **os.environ,
            "TUILAGE_DATABASE": name,
            "TUILAGE_DEMO": "1",
            "TUILAGE_PLAIN_STATIC": "1",
        }
        try:
            started = time.monotonic()
            _self(["build", str(size)], {**environment, "TUILAGE_ROLE": "owner"})
            say(f"\n{size} persons, built in {time.monotonic() - started:.0f} s")
            for line in _table(json.loads(_self(["measure"], environment))):
                say(line)
        finally:
            _drop(server, name)


def _self(arguments: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tuilage.benching", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise click.ClickException(f"The bench stopped:\n{done.stderr[-3000:]}")
    return done.stdout.splitlines()[-1] if done.stdout else ""


def _drop(server: embedded.Server, name: str) -> None:
    import psycopg

    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')


def _table(measures: list[dict[str, Any]]) -> list[str]:
    floors = {each["name"]: each["ms"] for each in measures if each["floor"]}
    page, query = floors["empty page"], floors["bare query"]
    lines = [f"{'':<38}{'median':>10}{'p95':>10}{'queries':>9}{'× page':>9}{'× query':>9}"]
    for each in measures:
        lines.append(
            f"{each['name']:<38}{each['ms']:>8.1f}ms{each['p95']:>8.1f}ms{each['queries']:>9}"
            f"{each['ms'] / page:>9.1f}{each['ms'] / query:>9.0f}"
        )
    return lines


def _measure(name: str, act: Callable[[], Any], floor: bool = False) -> dict[str, Any]:
    from django.db import connection

    counted = 0

    def count(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal counted
        counted += 1
        return execute(sql, params, many, context)

    act()
    with connection.execute_wrapper(count):
        act()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        times.append((time.perf_counter() - started) * 1000)
    times.sort()
    return {
        "name": name,
        "ms": statistics.median(times),
        "p95": times[int(len(times) * 0.95) - 1],
        "queries": counted,
        "floor": floor,
    }


def _pages() -> list[tuple[str, str, str, dict[str, str] | None]]:
    """(name, who of the cast, address, posted) of each page of the path."""
    from django.urls import reverse

    from tuilage.core.database.context import acting
    from tuilage.foundation.organisations.actors import actor_for
    from tuilage.foundation.organisations.models import Professional
    from tuilage.foundation.sharing import cast
    from tuilage.practice.reception.models import Request
    from tuilage.practice.support.models import Support

    lady = cast.key("older_lady")
    with acting(actor_for(Professional.objects.get(pk=cast.key("keyworker")))):
        support = Support.objects.order_by("created_at").values_list("pk", flat=True).first()
        request = Request.objects.order_by("created_at").values_list("pk", flat=True).first()
    return [
        ("today (secretary)", "secretary", reverse("desk:today"), None),
        ("today (keyworker)", "keyworker", reverse("desk:today"), None),
        ("today (head of service)", "head", reverse("desk:today"), None),
        ("persons", "keyworker", reverse("desk:persons"), None),
        ("person's file", "keyworker", reverse("desk:person", args=[lady]), None),
        ("identity search", "secretary", reverse("desk:jump"), {"q": "Marchand Odete"}),
        ("reception", "secretary", reverse("reception:receive"), None),
        ("requests waiting", "secretary", reverse("reception:list"), None),
        ("request", "keyworker", reverse("reception:request", args=[request]), None),
        ("support plan", "keyworker", reverse("support:project", args=[support]), None),
        ("supports", "head", reverse("support:list"), None),
        ("indicators", "policy_officer", reverse("observatory:home"), None),
        ("plan", "policy_officer", reverse("plans:home"), None),
    ]


def measure() -> list[dict[str, Any]]:
    """Every page of the path, and the floors, on the database of the environment."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from tuilage.core.accounts.models import User
    from tuilage.foundation.sharing import cast

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute("select 1")

    clients = {}
    for role in cast.PROFESSIONALS:
        client = Client(raise_request_exception=True)
        account = User.objects.get(professional=cast.key(role.key))
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        clients[role.key] = client

    def visit(who: str, address: str, posted: dict[str, str] | None) -> Callable[[], None]:
        def act() -> None:
            client = clients[who]
            answer = client.post(address, posted) if posted else client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")

        return act

    found = [
        _measure("bare query", bare, floor=True),
        _measure("empty page", visit("keyworker", reverse("desk:search"), None), floor=True),
    ]
    for name, who, address, posted in _pages():
        found.append(_measure(name, visit(who, address, posted)))
    return found


def _main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuilage.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    if arguments[0] == "build":
        from tuilage.faces.public import demonstration

        demonstration.ensure("47", 1, int(arguments[1]), None, lambda sentence: None)
    else:
        click.echo(json.dumps(measure()))


if __name__ == "__main__":
    _main(sys.argv[1:])

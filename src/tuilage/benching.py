"""Benchmarks: each page of the path, in milliseconds, queries, and ratios to floors measured in the same run.

Each size has a database of its own, built like the demonstration, measured as the application role, then dropped.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from tuilage.core.database import embedded, roles

ROUNDS = 15
FLOORS = ("bare query", "empty page")
Say = Callable[[str], Any]
Measure = dict[str, Any]
Page = tuple[str, str, str, dict[str, str] | None]  # name, who of the cast, address, what is posted


def run(sizes: list[int], entries: int, keep: bool, say: Say) -> None:
    """Build a département of each size, measure its pages, then the journal with so many `entries`. Prints tables."""
    server = embedded.ensure_server()
    for size in sizes:
        with database(server, f"tuilage_bench_{size}", keep) as name:
            _pages_of(name, size, say)
    if entries:
        with database(server, "tuilage_bench_journal", False) as name:
            _journal_of(name, entries, say)


@contextmanager
def database(server: embedded.Server, name: str, keep: bool) -> Iterator[str]:
    """Make the database where it is missing; drop it at the end, unless it is kept for the next time."""
    roles.prepare(server, name)
    try:
        yield name
    finally:
        if not keep:
            _drop(server, name)


def _pages_of(name: str, size: int, say: Say) -> None:
    started = time.monotonic()
    _self(["build", str(size)], name, "owner")
    say(f"\n{size:,} persons, ready in {time.monotonic() - started:.0f} s".replace(",", " "))
    for line in _table(json.loads(_self(["pages"], name, "app"))):
        say(line)


def _journal_of(name: str, entries: int, say: Say) -> None:
    _self(["migrate"], name, "owner")
    found = json.loads(_self(["journal", str(entries)], name, "app"))
    written, filled, verified = found["writers"], found["fill"], found["verify"]
    say(
        f"\nJournal: {written['writers']} writers hold {written['per_second']} entries a second (wanted: 1000)"
    )
    say(f"         {filled['entries']} entries sealed in {filled['seconds']} s")
    say(f"         {verified['entries']} verified in {verified['seconds']} s (wanted: 60 for a million), "
        + ("whole" if verified["whole"] else "NOT WHOLE"))  # fmt: skip


def _self(arguments: list[str], database: str, role: str) -> str:
    """Run a part of the bench in a process of its own, on its database and role. Returns its last line."""
    environment = {
        **os.environ, "TUILAGE_DATABASE": database, "TUILAGE_ROLE": role, "TUILAGE_DEMO": "1",
        "TUILAGE_PLAIN_STATIC": "1",
    }  # fmt: skip
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


def _table(measures: list[Measure]) -> Iterator[str]:
    floor = {each["name"]: each["ms"] for each in measures}
    yield f"{'':<38}{'median':>10}{'p95':>10}{'queries':>9}{'× page':>9}{'× query':>9}"
    for each in measures:
        yield (
            f"{each['name']:<38}{each['ms']:>8.1f}ms{each['p95']:>8.1f}ms{each['queries'] or '':>9}"
            f"{each['ms'] / floor['empty page']:>9.1f}{each['ms'] / floor['bare query']:>9.0f}"
        )


# What follows runs in the processes of their own, with Django --------------------------------------------------


class Counter:
    """How many statements were sent; savepoints are counted too, for they travel as well."""

    def __init__(self) -> None:
        self.counted = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if not str(sql).startswith(("SAVEPOINT", "RELEASE")):
            self.counted += 1
        return execute(sql, params, many, context)


def time_it(name: str, act: Callable[[], Any], rounds: int = ROUNDS) -> Measure:
    """Median and 95th percentile over some rounds, in milliseconds, and the queries of one."""
    from django.db import connection

    act()
    counter = Counter()
    with connection.execute_wrapper(counter):
        act()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        act()
        times.append((time.perf_counter() - started) * 1000)
    p95 = statistics.quantiles(times, n=20)[-1]
    return {"name": name, "ms": statistics.median(times), "p95": p95, "queries": counter.counted}


def pages_of_the_path() -> Iterator[Page]:
    """Each page of the path, with who opens it."""
    from django.urls import reverse

    from tuilage.core.database.context import acting
    from tuilage.foundation.organisations.actors import actor_for
    from tuilage.foundation.organisations.models import Professional
    from tuilage.foundation.sharing import cast
    from tuilage.practice.reception.models import Request
    from tuilage.practice.support.models import Support
    from tuilage.steering.plans.models import PlanAction

    with acting(actor_for(Professional.objects.get(pk=cast.key("keyworker")))):
        support = Support.objects.filter(person_id=cast.key("older_lady")).order_by("created_at").first()
        support = support or Support.objects.order_by("created_at").first()
        asked = Request.objects.filter(person_id=cast.key("older_lady")).order_by("created_at").first()
        asked = asked or Request.objects.order_by("created_at").first()
    action = PlanAction.objects.filter(indicators__code__startswith="support.per_fte").first()
    lady = cast.key("older_lady")

    def to(name: str, *args: Any) -> str:
        return reverse(name, args=args)

    yield "today (secretary)", "secretary", to("desk:today"), None
    yield "today (keyworker)", "keyworker", to("desk:today"), None
    yield "today (head of service)", "head", to("desk:today"), None
    yield "persons", "keyworker", to("desk:persons"), None
    yield "person's file", "keyworker", to("desk:person", lady), None
    yield "who read it", "keyworker", to("sharing:readers", lady), None
    yield "identity search", "secretary", to("desk:jump"), {"q": "Marchand Odete"}
    yield "reception: receive", "secretary", to("reception:receive"), None
    yield "reception: who is it", "secretary", to("reception:likely"), {"birth_name": "Marchand Odete"}
    yield "reception: requests", "secretary", to("reception:list"), None
    if asked:
        yield "request", "keyworker", to("reception:request", asked.pk), None
        yield "answer", "keyworker", to("reception:answer", asked.pk), None
    yield "diagnosis", "keyworker", to("reception:diagnose", lady), None
    if support:
        yield "support: project", "keyworker", to("support:project", support.pk), None
        yield "support: review", "keyworker", to("support:review", support.pk), None
    yield "supports (keyworker)", "keyworker", to("support:list"), None
    yield "supports (head of service)", "head", to("support:list"), None
    yield "observatory", "policy_officer", to("observatory:home"), None
    yield "indicator", "policy_officer", to("observatory:indicator", "support.per_fte"), None
    yield "plan", "policy_officer", to("plans:home"), None
    if action:
        yield "action of the plan", "policy_officer", to("plans:action", action.pk), None


def measure_pages() -> list[Measure]:
    """The floors, then every page of the path, on the database of the environment."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from tuilage.foundation.organisations.models import Professional
    from tuilage.foundation.sharing import cast

    clients = {}
    for role in cast.PROFESSIONALS:
        account: Any = Professional.objects.select_related("account").get(pk=cast.key(role.key)).account
        clients[role.key] = Client()
        clients[role.key].force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute("select 1")

    def visit(who: str, address: str, posted: dict[str, str] | None) -> Callable[[], None]:
        def act() -> None:
            client = clients[who]
            answer = client.get(address) if posted is None else client.post(address, posted)
            if answer.status_code >= 400:
                raise SystemExit(f"{address} answered {answer.status_code}")

        return act

    found = [time_it(FLOORS[0], bare, 200)]
    found.append(time_it(FLOORS[1], visit("keyworker", reverse("desk:search"), None)))
    return found + [
        time_it(name, visit(who, address, posted)) for name, who, address, posted in pages_of_the_path()
    ]


def measure_journal(entries: int) -> dict[str, Any]:
    """What fifty agents write at once; how long so many entries take to be sealed and verified."""
    from tuilage.core.journal import bench

    writers = bench.bench_writers(50, 10)
    return {
        "writers": writers,
        "fill": bench.fill(max(0, entries - writers["entries"])),
        "verify": bench.bench_verify(),
    }


def _main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuilage.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    what, *rest = arguments
    if what == "build":
        from tuilage.faces.public import demonstration

        demonstration.ensure("47", 1, int(rest[0]), None, lambda sentence: None)
    elif what == "migrate":
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
    else:
        found: Any = measure_pages() if what == "pages" else measure_journal(int(rest[0]))
        sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    _main(sys.argv[1:])

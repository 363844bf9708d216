"""Each page of the path alone: median, 95th percentile, queries; and the floors: a bare query, an empty page."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

ROUNDS = 15
FLOORS = ("bare query", "empty page")
Measure = dict[str, Any]
Page = tuple[str, str, str, dict[str, str] | None]  # name, who of the cast, address, what is posted


class Counter:
    """How many statements were sent; savepoints are counted too, for they travel as well."""

    def __init__(self) -> None:
        self.counted = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if not str(sql).startswith(("SAVEPOINT", "RELEASE")):
            self.counted += 1
        return execute(sql, params, many, context)


def time_it(name: str, act: Callable[[], Any], rounds: int = ROUNDS) -> Measure:
    """Median and 95th percentile over some rounds, our own work in it (ms), and the queries of one."""
    from django.db import connection

    act()
    counter = Counter()
    with connection.execute_wrapper(counter):
        act()
    times, own = [], []
    for _ in range(rounds):
        started, worked = time.perf_counter(), time.process_time()
        act()
        times.append((time.perf_counter() - started) * 1000)
        own.append((time.process_time() - worked) * 1000)
    p95 = statistics.quantiles(times, n=20)[-1]
    return {
        "name": name, "ms": statistics.median(times), "p95": p95, "cpu": statistics.median(own),
        "queries": counter.counted,
    }  # fmt: skip


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

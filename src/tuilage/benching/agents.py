"""Agents at work: each a session and a connection of their own, a click every five seconds, on the server as it is run.

The server is `tuilage serve`: its web processes, its worker, the embedded database, all on this machine, which also
plays the agents. What is measured is what an agent waits for: from the click to the last byte.
"""

from __future__ import annotations

import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

CLICK_SECONDS = 5.0
WARMING_SECONDS = 20.0
PATIENCE_SECONDS = 120.0
TOKEN = "b" * 32
EMPTY = "empty page"
# How often each page is opened, in a hundred clicks.
MIX = {
    EMPTY: 8, "today": 22, "person's file": 28, "persons": 6, "identity search": 8, "reception: receive": 4,
    "reception: requests": 6, "request": 5, "supports": 5, "support: project": 8,
}  # fmt: skip


@dataclass(slots=True)
class Agent:
    """Somebody signed in: their session, and the addresses of each page that they have a reason to open."""

    session: str
    pages: dict[str, list[str]]


@dataclass(slots=True)
class Seen:
    """What the agents waited for, in milliseconds by page, and what was refused or failed."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def choose(number: int, rng: random.Random) -> list[Agent]:
    """Sign in people of many teams: two case workers for one secretary, a head of service now and then."""
    from tuilage.core import access
    from tuilage.foundation.organisations.models import Assignment

    found = []
    for role, share in ((access.CASE_WORKER, 0.6), (access.SECRETARY, 0.3), (access.HEAD_OF_SERVICE, 0.1)):
        held = list(
            Assignment.objects.filter(post__role=role, professional__account__isnull=False)
            .select_related("professional__account")
            .order_by("pk")
        )
        found += rng.sample(held, k=min(round(number * share), len(held)))
    return [_agent(one.professional, rng) for one in found]


def _agent(professional: Any, rng: random.Random) -> Agent:
    from django.urls import reverse

    from tuilage.core.database.context import acting
    from tuilage.foundation.organisations.actors import actor_for
    from tuilage.foundation.people.models import Person
    from tuilage.practice.reception.models import Request
    from tuilage.practice.support.models import Support

    with acting(actor_for(professional)):
        keys = {
            "desk:person": list(Person.objects.order_by("-created_at").values_list("pk", flat=True)[:400]),
            "reception:request": list(
                Request.objects.order_by("-received_at").values_list("pk", flat=True)[:100]
            ),
            "support:project": list(
                Support.objects.filter(closed_on=None)
                .order_by("-created_at")
                .values_list("pk", flat=True)[:200]
            ),
        }
    pages = {
        EMPTY: [reverse("desk:search")], "today": [reverse("desk:today")], "persons": [reverse("desk:persons")],
        "identity search": [reverse("desk:jump")], "reception: receive": [reverse("reception:receive")],
        "reception: requests": [reverse("reception:list")], "supports": [reverse("support:list")],
    }  # fmt: skip
    for name, page in (
        ("desk:person", "person's file"), ("reception:request", "request"), ("support:project", "support: project")
    ):  # fmt: skip
        some = rng.sample(keys[name], k=min(40, len(keys[name])))
        pages[page] = [reverse(name, args=[key]) for key in some]
    return Agent(_sign_in(professional.account), {page: paths for page, paths in pages.items() if paths})


def _sign_in(account: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = account._meta.pk.value_to_string(account)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    return str(session.session_key)


@contextmanager
def served() -> Iterator[int]:
    """`tuilage serve` on a free port, until the end; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "tuilage.cli", "serve", "--port", str(port)]
    around = {name: value for name, value in os.environ.items() if name != "TUILAGE_PLAIN_STATIC"}
    running = subprocess.Popen(command, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(running, port)
        yield port
    finally:
        running.terminate()
        running.wait(timeout=30)


def _await(running: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and running.poll() is None:
        try:
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asking.request("GET", "/healthz")
            if asking.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server did not start.")


def at_work(agents: list[Agent], port: int, seconds: int, seed: int = 1) -> dict[str, Any]:
    """Let them all click until the end; the warming up is not counted."""
    seen, began = Seen(), time.monotonic()
    counted, ends = began + WARMING_SECONDS, began + WARMING_SECONDS + seconds
    threads = [
        threading.Thread(target=_work, args=(agent, port, random.Random(seed * 1000 + number), counted, ends, seen))
        for number, agent in enumerate(agents)
    ]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pages = {name: _summed(seen.times[name]) for name in (*MIX, "all") if seen.times[name]}
    return {
        "agents": len(agents), "seconds": seconds, "clicks": len(seen.times["all"]), "pages": pages,
        "failures": seen.failures[:5], "failed": len(seen.failures),
    }  # fmt: skip


def _work(agent: Agent, port: int, rng: random.Random, counted: float, ends: float, seen: Seen) -> None:
    names = [name for name in MIX if name in agent.pages]
    weights = [MIX[name] for name in names]
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    following = time.monotonic() + rng.random() * CLICK_SECONDS
    while following < ends:
        time.sleep(max(0.0, following - time.monotonic()))
        name = rng.choices(names, weights)[0]
        began = time.monotonic()
        problem = _click(line, agent, name, rng.choice(agent.pages[name]))
        took = (time.monotonic() - began) * 1000
        with seen.lock:
            if problem:
                seen.failures.append(f"{name}: {problem}")
            elif began >= counted:
                seen.times[name].append(took)
                seen.times["all"].append(took)
        following = max(following + CLICK_SECONDS * rng.uniform(0.7, 1.3), time.monotonic())


def _click(line: http.client.HTTPConnection, agent: Agent, name: str, path: str) -> str:
    """Open a page; what went wrong, or ""."""
    headers = {"Cookie": f"sessionid={agent.session}; csrftoken={TOKEN}", "Accept-Language": "fr"}
    posted = urlencode({"q": "Martin Marie"}) if name == "identity search" else None
    if posted:
        headers |= {"X-CSRFToken": TOKEN, "Content-Type": "application/x-www-form-urlencoded"}
    for another in (True, False):
        try:
            line.request("POST" if posted else "GET", path, posted, headers)
            answer = line.getresponse()
            answer.read()
            return "" if answer.status == http.HTTPStatus.OK else str(answer.status)
        except (OSError, http.client.HTTPException) as problem:
            line.close()  # the server may let an idle connection go: a browser asks again, once
            if not another:
                return type(problem).__name__
    return ""


def _summed(times: list[float]) -> dict[str, Any]:
    cuts = statistics.quantiles(times, n=20) if len(times) > 1 else times * 19
    return {"clicks": len(times), "ms": statistics.median(times), "p95": cuts[18], "longest": max(times)}


def measure(number: int, seconds: int) -> dict[str, Any]:
    """So many agents at work for so long, on the database of the environment."""
    from django.db import connection

    agents = choose(number, random.Random(1))
    connection.close()
    with served() as port:
        return at_work(agents, port, seconds)

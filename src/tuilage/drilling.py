"""The drill: Tuilage is served, 10,000 requests are recorded, and its parts are killed twenty times meanwhile.

What was acknowledged (the answer that sends one to the new request) must be there, once. A request whose answer was
lost is sent again with its key, as a browser or a person would; it must count once too. Everything happens in a data
folder of its own, which is removed at the end.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import click

Say = Callable[[str], Any]

AGENTS = 8
PERSONS = 60
QUIET_SECONDS = 2.0  # between what came back and the next kill
PATIENCE_SECONDS = 120.0
TARGETS = ("web", "web process", "worker", "PostgreSQL", "a PostgreSQL connection", "everything but the data")
WORDS = "Exercice de fiabilité, demande"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass
class Figures:
    """What the drill found. Times in seconds."""

    asked: int = 0
    acknowledged: int = 0
    sent: int = 0
    kept: int = 0
    twice: int = 0
    lost: int = 0
    unanswered_supports: int = 0
    journal_whole: bool = False
    journal_entries: int = 0
    seconds: float = 0.0
    kills: Counter[str] = field(default_factory=Counter)
    back: dict[str, list[float]] = field(default_factory=dict)

    @property
    def held(self) -> bool:
        """Whether all that was promised holds."""
        return not (self.twice or self.lost or self.unanswered_supports) and self.journal_whole

    def lines(self) -> Iterator[str]:
        """The figures as a table of two columns, Markdown."""
        yield "| What | Figure |"
        yield "| --- | --- |"
        yield f"| requests asked for | {self.asked} |"
        yield f"| requests acknowledged | {self.acknowledged} |"
        yield f"| times something was sent (answers lost and sent again included) | {self.sent} |"
        yield f"| acknowledged and found in the database | {self.kept} |"
        yield f"| acknowledged and lost | {self.lost} |"
        yield f"| found twice | {self.twice} |"
        yield f"| running supports that nobody answers for | {self.unanswered_supports} |"
        whole = "whole" if self.journal_whole else "NOT WHOLE"
        yield f"| journal, {self.journal_entries} entries verified | {whole} |"
        yield f"| length of the drill | {self.seconds:.0f} s |"
        for target in TARGETS:
            if times := self.back.get(target):
                yield (
                    f"| {target} killed {self.kills[target]} times: answers again after (median, longest) |"
                    f" {sorted(times)[len(times) // 2]:.1f} s, {max(times):.1f} s |"
                )


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


def run(requests: int, kills: int, seed: int, say: Say) -> Figures:
    """The whole drill. Prints as it goes; returns the figures."""
    figures = Figures(asked=requests)
    with (
        tempfile.TemporaryDirectory(prefix="tuilage-drill-") as folder,
        _served(Path(folder), say) as (server, port),
    ):
        started = time.monotonic()
        recorded, stop = _Recorded(figures), threading.Event()
        agents = [
            threading.Thread(target=_work, args=(port, requests, recorded), daemon=True)
            for _ in range(AGENTS)
        ]
        for agent in agents:
            agent.start()
        killer = threading.Thread(
            target=_kill, args=(server, port, kills, random.Random(seed), figures, recorded, stop, say)
        )
        killer.start()
        for agent in agents:
            agent.join()
        stop.set()
        killer.join()
        if recorded.problems:
            raise click.ClickException(recorded.problems[0])
        figures.seconds = time.monotonic() - started
        _wait_until_it_answers(port)
        _verify(Path(folder), figures, recorded)
    return figures


class _Recorded:
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


def _work(port: int, most: int, recorded: _Recorded) -> None:
    agent = Agent(port, "secretary")
    while (number := recorded.take(most)) is not None:
        try:
            agent.record(number, recorded.sent)
        except click.ClickException as problem:
            recorded.problems.append(problem.message)
            return
        recorded.done(number)


@contextmanager
def _served(folder: Path, say: Say) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The demonstration, served from a data folder of its own."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    folder.chmod(0o711)  # PostgreSQL may run as another user than root
    say("Building a small demonstration for the drill…")
    command = [sys.executable, "-m", "tuilage.cli", "demo", "--size", str(PERSONS), "--port", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            command, env=_environment(folder), stdout=log, stderr=log, start_new_session=True
        )
        try:
            _wait_until_it_answers(port, server, folder / "log")
            yield server, port
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(30)
            for child in _under(server.pid):
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            server.kill()


def _environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TUILAGE_", "DATABASE_"))
    }
    return {**kept, "TUILAGE_DATA": str(folder / "data")}


def _wait_until_it_answers(
    port: int, server: subprocess.Popen[bytes] | None = None, log: Path | None = None
) -> float:
    """Seconds until /healthz answers 200."""
    started = time.monotonic()
    while True:
        with suppress(OSError, http.client.HTTPException):
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asking.request("GET", "/healthz")
            if asking.getresponse().status == HTTPStatus.OK:
                return time.monotonic() - started
        if server is not None and server.poll() is not None:
            said = log.read_text("utf-8", "replace")[-2000:] if log else ""
            raise click.ClickException(f"The demonstration did not start:\n{said}")
        if time.monotonic() - started > 5 * PATIENCE_SECONDS:
            raise click.ClickException("Tuilage does not answer any more.")
        time.sleep(0.05)


# Killing -----------------------------------------------------------------------------------------------------


def _kill(
    server: subprocess.Popen[bytes], port: int, kills: int, chance: random.Random, figures: Figures,
    recorded: _Recorded, stop: threading.Event, say: Say,
) -> None:  # fmt: skip
    """Kill so many times, spread over the recording, each time something else."""
    order = [TARGETS[turn % len(TARGETS)] for turn in range(kills)]
    chance.shuffle(order)
    for turn, target in enumerate(order, 1):
        wanted = figures.asked * turn // (kills + 1)
        while recorded.next_number < wanted and not stop.wait(0.05):
            pass
        victims = _victims(server, target, chance)
        for victim in victims:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(victim, signal.SIGKILL)
        figures.kills[target] += 1
        took = _wait_until_it_answers(port)
        figures.back.setdefault(target, []).append(took)
        say(
            f"{turn}/{kills}: {target} killed after {len(recorded.acknowledged)} requests; answers again after {took:.1f} s"
        )
        stop.wait(QUIET_SECONDS if not stop.is_set() else 0)


def _victims(server: subprocess.Popen[bytes], target: str, chance: random.Random) -> list[int]:
    """The processes to kill. Raises ClickException when what should run does not."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        running = {pid: _command(pid) for pid in [*_under(server.pid), *_databases(server)]}
        web = [pid for pid, words in running.items() if "gunicorn" in words]
        masters = [pid for pid in web if _parent(pid) == server.pid]
        worker = [pid for pid, words in running.items() if "tuilage.cli worker" in words]
        postmasters = [pid for pid, words in running.items() if "postgres" in words and " -D " in f"{words} "]
        backends = [pid for pid in running if _parent(pid) in postmasters and "tuilage_app" in running[pid]]
        groups = {
            "web": masters,
            "web process": [pid for pid in web if pid not in masters],
            "worker": worker,
            "PostgreSQL": postmasters,
            "a PostgreSQL connection": backends,
            "everything but the data": [*masters, *web, *worker, *postmasters],
        }
        if found := groups[target]:
            return [chance.choice(found)] if target in ("web process", "a PostgreSQL connection") else found
        time.sleep(0.1)
    raise click.ClickException(f"The drill found nothing to kill: {target}.")


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError, ValueError):
        return 0


def _every_process() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _under(pid: int) -> list[int]:
    """All the processes begun by this one, and by those."""
    parents = {each: _parent(each) for each in _every_process()}
    found: list[int] = []
    edge = {pid}
    while edge:
        edge = {each for each, parent in parents.items() if parent in edge}
        found.extend(edge)
    return found


def _databases(server: subprocess.Popen[bytes]) -> list[int]:
    """The processes of PostgreSQL that work in the drill's folder: its supervisor lives on its own."""
    folder = (
        Path(f"/proc/{server.pid}/environ")
        .read_bytes()
        .split(b"TUILAGE_DATA=", 1)[1]
        .split(b"\0", 1)[0]
        .decode()
    )
    masters = [pid for pid in _every_process() if "postgres" in _command(pid) and folder in _command(pid)]
    return [*masters, *(pid for master in masters for pid in _under(master))]


# What is there in the end --------------------------------------------------------------------------------------


def _verify(folder: Path, figures: Figures, recorded: _Recorded) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "tuilage.drilling"],
        env={**_environment(folder), "TUILAGE_ROLE": "app", "TUILAGE_DEMO": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if found.returncode:
        raise click.ClickException(f"What is there could not be read:\n{found.stderr[-3000:]}")
    seen = json.loads(found.stdout.splitlines()[-1])
    times = Counter(seen["numbers"])
    figures.kept = len(recorded.acknowledged & set(times))
    figures.lost = len(recorded.acknowledged - set(times))
    figures.twice = sum(1 for amount in times.values() if amount > 1)
    figures.unanswered_supports = seen["unanswered"]
    figures.journal_whole, figures.journal_entries = seen["whole"], seen["entries"]


UNANSWERED = """
select count(*) from support_support s where s.running is not null and not coalesce(
  (select range_agg(k.period) from support_keyworker k where k.support_id = s.id and k.lane = 'responsible'),
  '{}'::datemultirange) @> s.running
"""


def _look() -> None:
    """In a process of its own, as the application role: what the database holds, what the journal says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuilage.settings")
    import django

    django.setup()
    from django.db import connection

    from tuilage.core.database.context import acting, system
    from tuilage.core.journal import verifying
    from tuilage.core.journal.sealing import seal_all

    with acting(system("demo")), connection.cursor() as cursor:
        cursor.execute("select words from reception_request where words like %s", [f"{WORDS} %"])
        numbers = [int(row[0].removeprefix(WORDS).strip(" .")) for row in cursor.fetchall()]
        cursor.execute(UNANSWERED)
        unanswered = cursor.fetchone()[0]
    seal_all()
    report = verifying.verify()
    sys.stdout.write(
        json.dumps(
            {"numbers": numbers, "unanswered": unanswered, "whole": report.whole, "entries": report.entries}
        )
    )


def write(figures: Figures, requests: int, kills: int, path: Path) -> None:
    """Keep the figures in the reference, with what they were measured on."""
    from django.utils import timezone

    lines = [
        "# Reliability", "",
        "Written by `make drill`: Tuilage is served as `tuilage serve` does, eight desks record requests over HTTP as fast"
        " as they can, and its parts are killed (`kill -9`) in turn: the web server, one of its processes, the worker,"
        " PostgreSQL, one connection of PostgreSQL, all of them at once. A desk that gets no answer sends the same form"
        " again, with its key.", "",
        f"{requests} requests, {kills} kills, {os.cpu_count()} cores, {timezone.now().date().isoformat()}.", "",
        *figures.lines(), "",
        "“Answers again” is measured on `/healthz`, which asks the database; the socket stays open all along, so that"
        " who was waiting is served late rather than refused.", "",
        "## The path at random", "",
        "`tests/practice/at_random` drives the path through its actions in random order: crashes before the end of an"
        " act, forms sent twice, days on which the clock did not run. After each step no running support is without a"
        " responsible keyworker, none has two, none is an orphan, and the journal is verified at the end. 5,000 steps in"
        " `make test`; `make drill` takes more (`TUILAGE_DRILL_STEPS`).", "",
    ]  # fmt: skip
    path.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    _look()

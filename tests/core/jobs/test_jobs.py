"""Jobs: asked in a transaction, run as a named actor, at least once, whatever happens to worker or database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tuilage.core import journal
from tuilage.core.database import roles
from tuilage.core.database.context import Actor, current
from tuilage.core.database.keys import new_id
from tuilage.core.jobs import ATTEMPTS, defer, task
from tuilage.core.jobs.worker import run_worker
from tuilage.core.journal.models import Seal

ActAs = Callable[..., AbstractContextManager[Actor]]
seen: list[tuple[str, str, str]] = []
failures = 0


@task("tests.note", actor="clock")
def note(key: str) -> None:
    """Say who acts, to Python and to the database."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('tuilage.system'), current_user")
        who, role = cursor.fetchone()
    seen.append((key, who, role))


@task("tests.fail_once", actor="clock")
def fail_once(key: str) -> None:
    """Write a line, then fail the first time."""
    global failures
    journal.record("export", part=key)
    failures += 1
    if failures == 1:
        raise RuntimeError("this time only")


@task("tests.ask_another", actor="clock")
def ask_another(key: str) -> None:
    """Defer a job, then fail: the job must not be there."""
    defer(note, key=key)
    raise RuntimeError


@contextmanager
def working(path: Path) -> Iterator[threading.Event]:
    """A worker in a thread, stopped at the end."""
    stop = threading.Event()
    thread = threading.Thread(target=run_worker, args=(stop, path))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(timeout=30)
        assert not thread.is_alive()


def until(condition: Callable[[], Any], seconds: float = 30.0) -> None:
    """Poll another process's work, with a deadline."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "not done in time"
        threading.Event().wait(0.02)


@pytest.fixture(autouse=True)
def _forget() -> None:
    global failures
    seen.clear()
    failures = 0


@pytest.mark.django_db
def test_a_job_is_rolled_back_with_its_asker() -> None:
    def ask_and_fail() -> None:
        with transaction.atomic():
            defer(note, key=new_id())
            raise ValueError("nothing of this happened")

    before = ProcrastinateJob.objects.count()
    with pytest.raises(ValueError, match="nothing of this"):
        ask_and_fail()
    assert ProcrastinateJob.objects.count() == before
    defer(note, key=new_id())
    assert ProcrastinateJob.objects.count() == before + 1


@pytest.mark.django_db
def test_an_argument_is_a_key() -> None:
    key = new_id()
    number = defer(note, key=key)
    assert ProcrastinateJob.objects.get(pk=number).args == {"key": str(key)}
    for text in ("what somebody wrote about a person, at length", {"a": 1}):
        with pytest.raises(TypeError, match="key"):
            defer(note, key=text)


def test_an_unknown_actor_is_a_typo() -> None:
    with pytest.raises(ValueError, match="no system actor"):
        task("tests.typo", actor="clok")


@pytest.mark.django_db
def test_a_job_called_by_hand_acts_as_its_actor() -> None:
    note.func(key="by hand")
    assert seen == [("by hand", "clock", "tuilage_app")]
    assert current().kind == "nobody"


def test_the_worker_runs_jobs_under_the_application_role(committed_db: None, tmp_path: Path) -> None:
    with working(tmp_path / "journal.log"):
        defer(note, key="worker")
        until(lambda: seen)
    assert seen == [("worker", "clock", "tuilage_app")]


def test_a_job_that_fails_leaves_nothing_and_is_tried_again(
    committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fail_once.retry_strategy, "exponential_wait", 0)
    with working(tmp_path / "journal.log"):
        number = defer(fail_once, key="twice")
        until(lambda: ProcrastinateJob.objects.get(pk=number).status == "succeeded")
        until(lambda: Seal.objects.count() == 1)
    assert failures == 2
    assert ProcrastinateJob.objects.get(pk=number).attempts == 2


def test_a_job_deferred_by_a_job_that_fails_is_gone(
    committed_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ask_another.retry_strategy, "exponential_wait", 0)
    with working(tmp_path / "journal.log"):
        number = defer(ask_another, key="never")
        until(lambda: ProcrastinateJob.objects.get(pk=number).status == "failed")
    assert ProcrastinateJob.objects.get(pk=number).attempts == ATTEMPTS + 1
    assert not ProcrastinateJob.objects.filter(task_name="tests.note").exists()


def test_jobs_of_a_dead_worker_are_run_again(committed_db: None, tmp_path: Path) -> None:
    number = defer(note, key="stalled")
    with connection.cursor() as cursor:  # taken by a worker that was never heard again
        cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [number])
    app.tasks["jobs.retry_stalled"].defer()
    with working(tmp_path / "journal.log"):
        until(lambda: seen)
    assert seen[0][0] == "stalled"


def test_the_worker_outlives_its_connections(committed_db: None, tmp_path: Path) -> None:
    with working(tmp_path / "journal.log"):
        defer(note, key="before")
        until(lambda: len(seen) == 1)
        cut_connections()
        connection.close()
        defer(note, key="after")
        until(lambda: len(seen) == 2)
    assert [key for key, *_ in seen] == ["before", "after"]


def cut_connections() -> None:
    """End every session of the application on this database, as a restart does."""
    name = connection.settings_dict["NAME"]
    there = roles.database_settings("owner", name)
    with psycopg.connect(
        host=there["HOST"] or None,
        port=there["PORT"] or None,
        user=there["USER"],
        password=there["PASSWORD"],
        dbname=name,
        autocommit=True,
    ) as owner:
        owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and usename = 'tuilage_app'"
        )


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_told_to_stop_seals_signs_and_ends(
    committed_db: None, act_as: ActAs, tmp_path: Path, sign: signal.Signals
) -> None:
    path = tmp_path / "journal.log"
    program = (
        "import django; django.setup()\n"
        "from pathlib import Path\n"
        "from tuilage.core.jobs.worker import run_worker\n"
        f"run_worker(checkpoints=Path({str(path)!r}))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tuilage.settings",
            "TUILAGE_ROLE": "app",
            "TUILAGE_DATABASE": connection.settings_dict["NAME"],
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
    )
    try:
        number = app.tasks["accounts.clear_sessions"].defer()
        until(lambda: ProcrastinateJob.objects.get(pk=number).status == "succeeded")
        with act_as("keyworker"):
            journal.record("search")
        process.send_signal(sign)
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.wait()
    assert Seal.objects.count() == 1
    assert len(path.read_text().splitlines()) == 1


def test_every_job_names_itself_after_its_room() -> None:
    ours = {name for name in app.tasks if not name.startswith(("builtin", "procrastinate", "tests."))}
    assert {
        "journal.months_ahead",
        "forms.drop_expired_drafts",
        "forms.forget_answers",
        "accounts.clear_sessions",
        "jobs.retry_stalled",
        "jobs.forget_done",
    } <= ours
    periodic = {entry.task.name for entry in app.periodic_registry.periodic_tasks.values()}
    assert ours <= periodic | {name for name in ours if "." in name}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["journal.months_ahead", "forms.drop_expired_drafts", "forms.forget_answers"]
)
def test_a_clock_job_can_run_twice(name: str) -> None:
    for _ in range(2):
        app.tasks[name].func(timestamp=0)


def test_keys_sort_by_time() -> None:
    keys = [new_id() for _ in range(100)]
    assert keys == sorted(keys)
    assert {key.version for key in keys} == {7}

"""What is said when a server cannot start, and what is left when it stops."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

from tuilage import serving
from tuilage.core.database import roles

SLEEPER = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> serving.Serving:
    """A server whose processes do nothing but last, and which never looks at a database."""
    monkeypatch.setattr(roles, "uses_embedded", lambda: False)
    monkeypatch.setattr(serving, "LOOK_EVERY_AT_FIRST", 0.01)
    monkeypatch.setattr(serving.Serving, "answers", lambda self: False)
    made = serving.Serving(serving.listen("127.0.0.1", 0))
    made.commands = {"web": SLEEPER, "worker": SLEEPER}
    return made


def test_a_port_already_taken_is_said_in_plain_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(serving.CannotServe, match=rf"Le port {port} est déjà pris"):
            serving.listen("127.0.0.1", port)


def test_a_host_that_is_not_ours_is_said_in_plain_words() -> None:
    with pytest.raises(serving.CannotServe, match=r"Impossible de servir sur 192\.0\.2\.1"):
        serving.listen("192.0.2.1", 8000)


def test_a_port_is_free_again_at_once() -> None:
    with serving.listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    with serving.listen("127.0.0.1", port) as again:
        assert again.getsockname()[1] == port


def test_web_processes_that_cannot_start_end_it(idle: serving.Serving) -> None:
    idle.commands["web"] = [sys.executable, "-c", "raise SystemExit(3)"]
    with pytest.raises(serving.CannotServe, match="se sont arrêtés au démarrage"):
        idle.keep(lambda: None, lambda sentence: None)
    idle.stop()
    assert all(process.poll() is not None for process in idle.running.values())


def test_a_process_that_ends_is_started_again(idle: serving.Serving) -> None:
    said: list[str] = []
    thread = threading.Thread(target=idle.keep, args=(lambda: None, said.append))
    thread.start()
    try:
        first = _the_next(idle, "worker", None)
        os.kill(first, signal.SIGKILL)
        assert _the_next(idle, "worker", first) != first
    finally:
        idle.ask_to_stop()
        thread.join()
        idle.stop()
    assert "worker" in said[0]


def _the_next(server: serving.Serving, name: str, before: int | None) -> int:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        process: subprocess.Popen[Any] | None = server.running.get(name)
        if process is not None and process.pid != before:
            return process.pid
        threading.Event().wait(0.01)
    raise AssertionError(f"{name} was not started")

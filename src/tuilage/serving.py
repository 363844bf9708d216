"""Web processes and the worker, started together, restarted when they fail, stopped together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from types import FrameType
from typing import Any

from tuilage.core.database import embedded, roles

PAUSE = 1.0
WEB_PROCESSES = 2


class _Stopped(Exception):
    """Somebody asked to stop."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise _Stopped


def _commands(host: str, port: int) -> dict[str, list[str]]:
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "tuilage.wsgi",
        "--bind",
        f"{host}:{port}",
        "--log-level",
        "warning",
    ]
    web += ["--workers", str(WEB_PROCESSES), "--threads", "4", "--timeout", "60"]
    return {"web": web, "worker": [sys.executable, "-m", "tuilage.cli", "worker"]}


def _answers(host: str, port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def run(host: str, port: int, when_ready: Callable[[], Any]) -> int:
    """Serve until Ctrl C or SIGTERM. Returns the exit code; 1 when the web process cannot start at all."""
    environment = {**os.environ, "TUILAGE_ROLE": "app", "DJANGO_SETTINGS_MODULE": "tuilage.settings"}
    commands = _commands(host, port)
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    ready = False
    try:
        running = {name: subprocess.Popen(command, env=environment) for name, command in commands.items()}
        while True:
            for name, process in running.items():
                if process.poll() is not None:
                    if name == "web" and not ready:
                        print(
                            f"The server could not start on {host}:{port} (is the port already taken?).",
                            file=sys.stderr,
                        )
                        return 1
                    running[name] = subprocess.Popen(commands[name], env=environment)
            if roles.uses_embedded() and not embedded.is_supervised(embedded.data_folder()):
                embedded.ensure_server()
            if not ready and _answers(host, port):
                ready = True
                when_ready()
            time.sleep(PAUSE if ready else 0.2)
    except (_Stopped, KeyboardInterrupt):
        return 0
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.wait(timeout=15)

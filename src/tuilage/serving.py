"""Web processes and the worker, started together, restarted when they fail, stopped together."""

from __future__ import annotations

import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any

from django.utils.translation import gettext as _

from tuilage.core.database import embedded, roles

WEB_PROCESSES = 2
KEEP_ALIVE_SECONDS = 30  # between two clicks of somebody who reads; an idle connection holds no thread
LOOK_EVERY, LOOK_EVERY_AT_FIRST = 1.0, 0.2  # seconds
PATIENCE_SECONDS = 15.0
BACKLOG = 512
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 (where to ask when it listens everywhere)
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None

Say = Callable[[str], Any]


class CannotServe(Exception):
    """The server cannot start; the sentence says why and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """Take the port at once, before minutes are spent on data that nobody could see. Raises CannotServe.

    Ours until the end: a web process that is started again finds it, and visitors of that second wait.
    """
    try:
        family, kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with ExitStack() as unless_taken:
            listener = unless_taken.enter_context(socket.socket(family, kind))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(BACKLOG)
            unless_taken.pop_all()
    except OSError as problem:
        raise CannotServe(_refusal(host, port, problem)) from None
    return listener


def _refusal(host: str, port: int, problem: OSError) -> str:
    place = {"host": host, "port": port, "reason": problem.strerror}
    if problem.errno == errno.EADDRINUSE:
        return (
            _(
                "Port %(port)d is already taken: stop what uses it, or choose another (PORT=8001 for instance)."
            )
            % place
        )
    if problem.errno == errno.EACCES:
        return _("Port %(port)d is kept for the machine's own services: choose one above 1023.") % place
    return _("Nothing can be served on %(host)s, port %(port)d: %(reason)s.") % place


def _end_with_parent() -> None:
    """In a child, before it becomes its program: be told to stop if we are killed, and leave nothing behind."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Serving:
    """The processes of one server, and what keeps them there."""

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self.asked = threading.Event()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        web = [sys.executable, "-m", "gunicorn", "tuilage.wsgi", "--bind", f"fd://{listener.fileno()}"]
        web += ["--workers", str(WEB_PROCESSES), "--threads", "4", "--timeout", "60"]
        web += ["--graceful-timeout", "10", "--log-level", "warning", "--no-control-socket"]
        web += ["--keep-alive", str(KEEP_ALIVE_SECONDS)]
        self.commands = {"web": web, "worker": [sys.executable, "-m", "tuilage.cli", "worker"]}
        self.environment = {**os.environ, "TUILAGE_ROLE": "app", "DJANGO_SETTINGS_MODULE": "tuilage.settings"}

    def ask_to_stop(self, *_signal: object) -> None:
        self.asked.set()

    def start(self, name: str) -> None:
        passed = (self.listener.fileno(),) if name == "web" else ()
        self.running[name] = subprocess.Popen(
            self.commands[name],
            env=self.environment,
            pass_fds=passed,
            preexec_fn=_end_with_parent,  # no thread runs here yet
        )

    def answers(self) -> bool:
        """Whether our own web processes answer; a refusal of the name we ask under is an answer too."""
        host, port = self.listener.getsockname()[:2]
        asking = http.client.HTTPConnection(ANYWHERE.get(host, host), port, timeout=5)
        try:
            asking.request("GET", "/healthz")
            return asking.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asking.close()

    def look_after(self, name: str, ready: bool, complain: Say) -> None:
        """Start again what has ended. Raises CannotServe when the web processes never began."""
        if self.running[name].poll() is None:
            return
        if name == "web" and not ready:
            raise CannotServe(_("The web processes ended while starting; what they said is above."))
        complain(_("A process of Tuilage (%(name)s) ended and is started again.") % {"name": name})
        self.start(name)

    def keep(self, when_ready: Callable[[], Any], complain: Say) -> None:
        """Serve until asked to stop."""
        ready = False
        for name in self.commands:
            self.start(name)
        while not self.asked.wait(LOOK_EVERY if ready else LOOK_EVERY_AT_FIRST):
            for name in self.commands:
                self.look_after(name, ready, complain)
            if roles.uses_embedded() and not embedded.is_supervised(embedded.data_folder()):
                with suppress(embedded.DatabaseUnavailable):  # tried again at the next look
                    embedded.ensure_server()
            if not ready and self.answers():
                ready = True
                when_ready()

    def stop(self) -> None:
        """End all processes: gently, then not."""
        for process in self.running.values():
            process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        for process in self.running.values():
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.listener.close()


def run(listener: socket.socket, when_ready: Callable[[], Any], complain: Say) -> None:
    """Serve until Ctrl C, SIGTERM or the terminal's end. Raises CannotServe when it cannot begin."""
    serving = Serving(listener)
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, serving.ask_to_stop)
    try:
        serving.keep(when_ready, complain)
    finally:
        serving.stop()

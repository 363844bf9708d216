"""Keeps the embedded server alive while somebody needs it: python -m … DATA IDLE_SECONDS.

Prepares the cluster in the foreground (so that a failure reaches the command that asked), then leaves its
caller, runs the postmaster, starts it again when it dies, and stops it when the last lease is gone.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from pathlib import Path
from types import FrameType

from tuilage.core.database.embedded import (
    SUPERUSER,
    Account,
    DatabaseUnavailable,
    credentials,
    make_folder,
    server_account,
    server_binaries,
    socket_folder,
    try_lock,
    write_private,
)

LOG_BYTES = 5_000_000
PATIENCE_SECONDS = 20.0
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",  # compiling costs more than it saves on queries of a few milliseconds
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A refused statement and its values may hold personal data: the log keeps neither.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


def prepare_cluster(data: Path, account: Account, binaries: Path) -> None:
    """Create the database files, unless they are there; a creation that was cut short starts again."""
    if (data / "cluster").exists():
        return
    fresh = data / "cluster.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    password = data / "initdb.password"
    write_private(password, credentials(data)[SUPERUSER])
    for path in (fresh, password):
        os.chown(path, account.uid, account.gid)
    command = [
        str(binaries / "initdb"),
        f"--pgdata={fresh}",
        f"--username={SUPERUSER}",
        f"--pwfile={password}",
    ]
    command += ["--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-instructions"]
    command += ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
    command += [f"--set={name}={value}" for name, value in SETTINGS.items()]
    try:
        made = subprocess.run(command, capture_output=True, text=True, check=False, **account.options)
    finally:
        password.unlink()
    if made.returncode != 0:
        raise DatabaseUnavailable(f"PostgreSQL cannot create its files in {fresh}: {made.stderr.strip()}")
    fresh.rename(data / "cluster")


def prepare_socket(data: Path, account: Account) -> None:
    folder = socket_folder(data)
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if folder.is_symlink() or status.st_uid not in (account.uid, os.geteuid()):
        raise DatabaseUnavailable(f"{folder} belongs to somebody else (user {status.st_uid}): remove it.")
    os.chown(folder, account.uid, account.gid)


def processes_of(cluster: Path) -> list[int]:
    """The server's processes, known by their working folder: a number in a file may be another's by now."""
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*") if works_in(entry.name, cluster)]


def works_in(pid: int | str, cluster: Path) -> bool:
    try:
        return os.readlink(f"/proc/{pid}/cwd") == str(cluster)
    except OSError:
        return False


def end_processes(cluster: Path) -> None:
    """End what outlived its postmaster: while a process of the old server lives, the new one refuses."""
    for sign, seconds in ((signal.SIGQUIT, 1.0), (signal.SIGKILL, 5.0)):
        deadline = time.monotonic() + seconds
        while (left := processes_of(cluster)) and time.monotonic() < deadline:
            for pid in left:
                send(pid, sign)
            time.sleep(0.05)


def send(pid: int, sign: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, sign)


class Supervisor:
    def __init__(self, data: Path, idle_seconds: float) -> None:
        self.data = data
        self.cluster = data / "cluster"
        self.idle_seconds = idle_seconds
        self.account = server_account(data)
        self.binaries = server_binaries(data)
        self.child: subprocess.Popen[bytes] | None = None
        self.pid = 0
        self.asked_to_stop = False
        self.not_before = 0.0
        self.pause = 0.0

    def prepare(self) -> None:
        prepare_cluster(self.data, self.account, self.binaries)
        prepare_socket(self.data, self.account)

    def run(self) -> None:
        """Watch until the last lease is gone or somebody asks to stop; then stop the server."""
        signal.signal(signal.SIGTERM, self.ask_to_stop)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        try:
            self.watch()
        finally:  # also when the data folder was removed under us: never leave a server behind
            self.stop()

    def watch(self) -> None:
        last_leased = time.monotonic()
        while not self.asked_to_stop and (self.data / "lease").exists():
            if not self.alive() and time.monotonic() >= self.not_before:
                self.revive()
            lease = try_lock(self.data / "lease", fcntl.LOCK_EX)
            if lease is None:
                last_leased = time.monotonic()
            elif time.monotonic() - last_leased >= self.idle_seconds:
                return  # the lease stays ours until the server has stopped: a new command waits for that
            else:
                os.close(lease)
            with suppress(OSError):  # a full disk is the server's to report, not a reason to stop it
                self.bound_log()
            time.sleep(0.1)

    def ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def alive(self) -> bool:
        if self.child is not None:
            return self.child.poll() is None
        return bool(self.pid) and works_in(self.pid, self.cluster)

    def revive(self) -> None:
        """Adopt the postmaster that a killed supervisor left, else start one; wait longer at each failure."""
        self.not_before = time.monotonic() + self.pause
        self.pause = min(self.pause + 0.5, 5.0)
        try:
            self.pid = self.postmaster()
            if not self.pid:
                end_processes(self.cluster)
                self.start()
        except (OSError, DatabaseUnavailable):
            traceback.print_exc()

    def postmaster(self) -> int:
        """The living postmaster's number, 0 when there is none."""
        try:
            pid = int((self.cluster / "postmaster.pid").read_text().split("\n")[0])
        except (OSError, ValueError):
            return 0
        return pid if works_in(pid, self.cluster) else 0

    def start(self) -> None:
        # Nobody lives here (end_processes): the number left in this file may by now be another program's,
        # and PostgreSQL would then refuse to start.
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        prepare_socket(self.data, self.account)
        program, socket = str(self.binaries / "postgres"), str(socket_folder(self.data))
        command = [program, "-D", str(self.cluster), "-k", socket]
        child: subprocess.Popen[bytes] = subprocess.Popen(
            command, start_new_session=True, **self.account.options
        )
        self.child, self.pid = child, child.pid

    def stop(self) -> None:
        """Fast shutdown: sessions end, what they committed is safe; harder only when it does not come."""
        for sign in (signal.SIGINT, signal.SIGQUIT):
            deadline = time.monotonic() + PATIENCE_SECONDS
            if self.alive():
                send(self.pid, sign)
            while self.alive() and time.monotonic() < deadline:
                time.sleep(0.05)
        end_processes(self.cluster)
        with suppress(OSError):
            socket_folder(self.data).rmdir()

    def bound_log(self) -> None:
        """Keep two files of LOG_BYTES at most; the server goes on writing at the end of the emptied one."""
        log = self.data / "postgresql.log"
        if log.exists() and log.stat().st_size > LOG_BYTES:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)


def leave_caller(data: Path) -> None:
    """Go on alone: the caller's wait ends, what is said from now on goes to the log."""
    if os.fork():
        os._exit(0)
    os.setsid()
    log = os.open(data / "postgresql.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.close(log)


def main(arguments: list[str]) -> int:
    data, idle_seconds = Path(arguments[0]).resolve(), float(arguments[1])
    make_folder(data)
    deadline = time.monotonic() + 1.0  # somebody who only looks holds the lock for an instant
    while (lock := try_lock(data / "supervisor.lock", fcntl.LOCK_EX)) is None:
        if time.monotonic() > deadline:
            return 0  # another one is at work
        time.sleep(0.02)
    try:
        supervisor = Supervisor(data, idle_seconds)
        supervisor.prepare()
    except (OSError, subprocess.SubprocessError, DatabaseUnavailable) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    leave_caller(data)
    os.truncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    supervisor.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

